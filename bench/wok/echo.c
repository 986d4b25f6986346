/*
 * Echo in async C, a task a connection; with `http` as argument, the same answer to each request head;
 * with `idle`, no buffer while there is nothing in it.
 * Prints `listening PORT`, then serves until it is killed.
 */
#include <wok/wok.h>

#include "../figure.h"

static bool is_http;

/* For connections that say little: the buffer is there while there is something in it. */
static async void serve_seldom(wok_tcp_stream *client) {
    for (;;) {
        if (await wok_readable(client) < 0)
            break;
        char *buffer = malloc(4096);
        defer free(buffer);
        ssize_t size = buffer ? await wok_read(client, buffer, 4096) : 0;
        if (size <= 0 || await wok_write_all(client, buffer, (size_t)size) < 0)
            break;
    }
    await wok_close(client);
}

static async void serve(wok_tcp_stream *client) {
    char *buffer = malloc(4096);
    defer free(buffer);
    while (buffer) {
        ssize_t size = await wok_read(client, buffer, 4096);
        if (size <= 0)
            break;
        if (is_http)
            size = (ssize_t)figure_http_answer(buffer, (size_t)size, 4096);
        if (await wok_write_all(client, buffer, (size_t)size) < 0)
            break;
    }
    await wok_close(client);
}

static int listen_on_loopback(wok_tcp_listener **listener) {
    char address[64];
    int status = wok_tcp_listen("127.0.0.1:0", listener);
    if (!status)
        status = wok_tcp_local_address(*listener, address, sizeof address);
    if (status < 0) {
        fprintf(stderr, "echo: cannot listen: %s\n", strerror(-status));
        return status;
    }
    printf("listening %s\n", strrchr(address, ':') + 1);
    fflush(stdout);
    return 0;
}

async int main(int argc, char **argv) {
    wok_tcp_listener *listener;
    is_http = argc > 1 && strcmp(argv[1], "http") == 0;
    bool is_idle = argc > 1 && strcmp(argv[1], "idle") == 0;
    if (listen_on_loopback(&listener))
        return 1;
    for (;;) {
        wok_tcp_stream *client;
        if (await wok_tcp_accept(listener, &client) < 0)
            continue;
        if (is_idle)
            wok_detach(spawn(serve_seldom(client)));
        else
            wok_detach(spawn(serve(client)));
    }
}
