/* A server and its client in one program: TCP with half close, then datagrams. See sockets.md. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include <wok/wok.h>

/* Send back what comes in, in capitals, until the peer sends no more. */
static async int shout(wok_tcp_stream *client) {
    defer wok_abandon(client); /* on every way out, cancelled or not */
    char text[64];
    for (;;) {
        ssize_t size = await wok_read(client, text, sizeof text);
        if (size <= 0)
            return (int)size;
        for (ssize_t i = 0; i < size; i++)
            if (text[i] >= 'a' && text[i] <= 'z')
                text[i] -= 'a' - 'A';
        ssize_t written = await wok_write_all(client, text, (size_t)size);
        if (written < 0)
            return (int)written;
    }
}

static async int serve_one(wok_tcp_listener *listener) {
    wok_tcp_stream *client;
    int error = await wok_tcp_accept(listener, &client);
    return error ? error : await shout(client);
}

static async int ask(const char *address) {
    wok_tcp_stream *server;
    char answer[64];
    size_t used = 0;
    int error = await wok_tcp_connect(address, &server);
    if (error)
        return error;
    defer wok_abandon(server);
    struct iovec parts[] = {{"two parts, ", 11}, {"one call\n", 9}};
    ssize_t size = await wok_write_vector(server, parts, 2);
    if (size < 0)
        return (int)size;
    error = wok_shutdown(server, SHUT_WR); /* that was all; the answer may still come */
    if (error)
        return error;
    while ((size = await wok_read(server, answer + used, sizeof answer - used)) > 0)
        used += (size_t)size;
    printf("%.*s", (int)used, answer);
    return (int)size;
}

static async int datagrams(void) {
    wok_udp_socket *here, *there;
    struct wok_address from;
    char text[WOK_ADDRESS_SIZE_MAX], heard[16];
    int error = wok_udp_bind("127.0.0.1:0", &here);
    if (error)
        return error;
    defer wok_abandon(here);
    error = wok_udp_bind("127.0.0.1:0", &there);
    if (error)
        return error;
    defer wok_abandon(there);
    error = wok_tcp_local_address(there, text, sizeof text);
    if (!error)
        error = wok_udp_connect(here, text);
    if (error)
        return error;
    ssize_t size = await wok_udp_send(here, "noodles", 7, NULL);
    if (size >= 0)
        size = await wok_udp_receive(there, heard, sizeof heard, &from);
    if (size < 0)
        return (int)size;
    printf("a datagram: %.*s\n", (int)size, heard);
    return 0;
}

async int main(void) {
    wok_tcp_listener *listener;
    char address[WOK_ADDRESS_SIZE_MAX];
    int served = 0, asked = 0;
    int error = wok_tcp_listen("127.0.0.1:0", &listener);
    if (error)
        return 1;
    defer wok_abandon(listener);
    error = wok_tcp_local_address(listener, address, sizeof address);
    if (error)
        return 1;
    join(served = await serve_one(listener), asked = await ask(address));
    if (served || asked)
        return 1;
    return await datagrams() ? 1 : 0;
}
