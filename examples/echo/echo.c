/*
 * echo [ADDRESS]: a TCP server that sends back what it receives. One task per connection.
 *
 * ADDRESS is numeric, 127.0.0.1:0 when left out; port 0 asks the system for a free one. The line
 * "listening on ADDRESS" on standard output says where, once connections are accepted.
 */
#include <errno.h>
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
    /* A peer that goes away in the middle is everyday life, not news: no message. */
    (void)await echo_until_end(client);
    (void)await wok_close(client);
}

static int fail(const char *what, const char *address, int error) {
    fprintf(stderr, "echo: cannot %s %s: %s\n", what, address, strerror(-error));
    return 1;
}

async int main(int argc, char **argv) {
    const char *address = argc > 1 ? argv[1] : "127.0.0.1:0";
    char text[WOK_ADDRESS_SIZE_MAX];
    wok_tcp_listener *listener;
    int error = wok_tcp_listen(address, &listener);
    if (!error)
        error = wok_tcp_local_address(listener, text, sizeof text);
    if (error)
        return fail("listen on", address, error);
    printf("listening on %s\n", text);
    fflush(stdout);
    for (;;) {
        wok_tcp_stream *client;
        error = await wok_tcp_accept(listener, &client);
        if (!error)
            wok_detach(spawn(serve(client)));
        else if (error == -EMFILE || error == -ENFILE)
            await wok_sleep(10 * WOK_MS); /* a connection that ends gives its descriptor back */
        else if (error != -ECONNABORTED)
            return fail("accept on", text, error);
    }
}
