#include "route.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* For both directions of a connection: with so much of it, bulk is moved by the kernel (wok/splice.h). */
enum { BUFFER_SIZE = 32 * 1024 };

static struct route_config config_now(struct route *route) {
    pthread_mutex_lock(&route->lock);
    struct route_config config = route->config;
    pthread_mutex_unlock(&route->lock);
    return config;
}

/* Over when nothing has gone either way for so long. */
static async void until_idle(const struct wok_copied *copied, uint64_t idle_ns) {
    uint64_t before = 0, since_ns = wok_now();
    while (wok_now() - since_ns < idle_ns) {
        await wok_sleep(idle_ns / 4);
        if (copied->forth + copied->back != before) {
            before = copied->forth + copied->back;
            since_ns = wok_now();
        }
    }
}

/* 0, -ETIMEDOUT when it was idle for too long, or what the sockets answered. */
static async int copy_until_idle(wok_tcp_stream *client, wok_tcp_stream *server,
                                 struct wok_copied *copied, uint64_t idle_ns) {
    char *buffer = malloc(BUFFER_SIZE);
    int error = -ETIMEDOUT;
    if (!buffer)
        return -ENOMEM;
    defer free(buffer);
    race {
        when (error = await wok_copy_both(client, server, buffer, BUFFER_SIZE, copied)) {
        }
        when (await until_idle(copied, idle_ns)) {
            error = -ETIMEDOUT;
        }
    }
    return error;
}

/* The connection counts, and is closed, on every way out. */
static async void connection_serve(struct route *route, wok_tcp_stream *client) {
    struct route_config config = config_now(route);
    struct wok_copied copied = {0, 0};
    wok_tcp_stream *server;
    defer route->connections--;
    defer wok_abandon(client);
    int error = -ETIMEDOUT;
    race {
        when (error = await wok_tcp_connect_name(config.target, NULL, &server)) {
        }
        when (await wok_sleep(10 * WOK_S)) {
        }
    }
    if (error) {
        route->failed++;
        return;
    }
    defer wok_abandon(server);
    error = await copy_until_idle(client, server, &copied, config.idle_ns);
    route->failed += error != 0;
    route->bytes_forth += copied.forth;
    route->bytes_back += copied.back;
}

/* Errors that a connection which ends will mend. */
static bool is_passing(int error) {
    return error == -EMFILE || error == -ENFILE || error == -ENOMEM || error == -ENOBUFS;
}

static async void accept_connections(struct route *route) {
    for (;;) {
        wok_tcp_stream *client;
        int error = await wok_tcp_accept(route->listener, &client);
        if (error && !is_passing(error))
            return;
        if (error) {
            await wok_sleep(10 * WOK_MS);
            continue;
        }
        if (route->connections >= config_now(route).connections_max) {
            route->refused++;
            wok_abandon(client);
            continue;
        }
        route->accepted++;
        route->connections++;
        wok_detach(spawn(connection_serve(route, client)));
    }
}

int route_open(const struct route_config *config, struct route **out) {
    struct route *route = calloc(1, sizeof *route);
    if (!route)
        return -ENOMEM;
    int error = wok_tcp_listen(config->listen, &route->listener);
    if (error) {
        free(route);
        return error;
    }
    pthread_mutex_init(&route->lock, NULL);
    route->config = *config;
    route->accepting = spawn(accept_connections(route));
    *out = route;
    return 0;
}

void route_change(struct route *route, const struct route_config *config) {
    pthread_mutex_lock(&route->lock);
    route->config = *config;
    pthread_mutex_unlock(&route->lock);
}

async void route_close(struct route *route) {
    await wok_cancel(route->accepting);
    (void)await wok_close(route->listener);
    route->listener = NULL;
}

void route_destroy(struct route *route) {
    pthread_mutex_destroy(&route->lock);
    free(route);
}
