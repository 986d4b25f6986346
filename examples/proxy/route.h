/* A route: a listener, and the connections that it brings. */
#ifndef PROXY_ROUTE_H
#define PROXY_ROUTE_H

#include <pthread.h>

#include <wok/wok.h>

#include "config.h"

struct route {
    wok_tcp_listener *listener;
    task(void) accepting; /* until it is told to end */
    pthread_mutex_t lock;       /* over `config`, never held across an await */
    struct route_config config; /* of connections to come */
    _Atomic uint32_t connections;
    _Atomic uint64_t accepted, refused, failed, bytes_forth, bytes_back;
};

/* Listen, and begin to accept. 0 and *out, or negative errno. */
int route_open(const struct route_config *config, struct route **out);
/* From now on new connections go there; those that are open stay as they are. */
void route_change(struct route *route, const struct route_config *config);
/* Accept no more. The route lives on, for its connections. */
async void route_close(struct route *route);
/* Closed, and without connections. */
void route_destroy(struct route *route);

#endif
