/* One client, from accept to close. */
#ifndef HTTPD_CONNECTION_H
#define HTTPD_CONNECTION_H

#include <wok/net.h>

#include "server.h"

/* Answer requests until the client or a limit ends it; closes `stream`. `server` outlives it. */
wok_async void connection_serve(struct server *server, wok_tcp_stream *stream);
/* Tell a client that there is no room for it, and close. */
wok_async void connection_refuse(struct server *server, wok_tcp_stream *stream);

#endif
