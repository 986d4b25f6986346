/* A client: its requests, its replies, and the messages it has subscribed to. */
#ifndef MINI_REDIS_CONNECTION_H
#define MINI_REDIS_CONNECTION_H

#include <wok/wok.h>

#include "server.h"

/* Serves the client until it goes, or breaks the protocol; closes the stream. */
async void connection_serve(struct server *server, wok_tcp_stream *stream);

#endif
