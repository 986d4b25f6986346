/*
 * echo [ADDRESS]: a TCP server that sends back what it receives. One task per connection.
 *
 * ADDRESS is numeric, 127.0.0.1:0 when left out; port 0 asks the system for a free one. The line
 * "listening on ADDRESS" on standard output says where, once connections are accepted. SIGINT or
 * SIGTERM stop it: every connection is cancelled, which closes its stream.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <wok/wok.h>

enum { BUFFER_SIZE = 4096 };

/* Echo until the peer closes its side, or the connection fails. */
static async int echo_until_end(wok_tcp_stream *client) {
    char *buffer = malloc(BUFFER_SIZE);
    if (!buffer)
        return -ENOMEM;
    defer free(buffer);
    for (;;) {
        ssize_t size = await wok_read(client, buffer, BUFFER_SIZE);
        if (size <= 0)
            return (int)size;
        ssize_t written = await wok_write_all(client, buffer, (size_t)size);
        if (written < 0)
            return (int)written;
    }
}

static async void serve(wok_tcp_stream *client) {
    defer wok_abandon(client); /* closes at the end, and when this task is cancelled */
    /* A peer that goes away in the middle is everyday life, not news: no message. */
    (void)await echo_until_end(client);
}

/* Returns only when accepting fails for good: negative errno. */
static async int accept_connections(wok_tcp_listener *listener) {
    for (;;) {
        wok_tcp_stream *client;
        int error = await wok_tcp_accept(listener, &client);
        if (!error)
            wok_detach(spawn(serve(client)));
        else if (error == -EMFILE || error == -ENFILE)
            await wok_sleep(10 * WOK_MS); /* a connection that ends gives its descriptor back */
        else if (error != -ECONNABORTED)
            return error;
    }
}

static int fail(const char *what, const char *address, int error) {
    fprintf(stderr, "echo: cannot %s %s: %s\n", what, address, strerror(-error));
    return 1;
}

async int main(int argc, char **argv) {
    const char *address = argc > 1 ? argv[1] : "127.0.0.1:0";
    char text[WOK_ADDRESS_SIZE_MAX];
    wok_tcp_listener *listener;
    wok_signals *signals;
    int error = wok_signals_open((int[]){SIGINT, SIGTERM}, 2, &signals);
    if (error)
        return fail("wait for", "signals", error);
    defer wok_signals_close(signals);
    error = wok_tcp_listen(address, &listener);
    if (!error)
        error = wok_tcp_local_address(listener, text, sizeof text);
    if (error)
        return fail("listen on", address, error);
    printf("listening on %s\n", text);
    fflush(stdout);
    race {
        when (error = await accept_connections(listener)) {
        }
        when (await wok_signals_next(signals)) {
            error = 0;
        }
    }
    wok_abandon(listener);
    return error ? fail("accept on", text, error) : 0;
}
