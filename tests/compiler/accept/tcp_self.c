// A server and a client in one program talk over the loopback.
// no-erase
// expect: client got: HELLO
// expect: closed 0
#include <ctype.h>
#include <stdio.h>
#include <wok/wok.h>

static async void serve_one(wok_tcp_listener *listener) {
    wok_tcp_stream *stream;
    if (await wok_tcp_accept(listener, &stream) < 0)
        return;
    char buffer[64];
    ssize_t size = await wok_read(stream, buffer, sizeof buffer);
    for (ssize_t i = 0; i < size; i++)
        buffer[i] = (char)toupper((unsigned char)buffer[i]);
    (void)await wok_write_all(stream, buffer, (size_t)size);
    (void)await wok_close(stream);
}

async int main(void) {
    wok_tcp_listener *listener;
    char address[64];
    if (wok_tcp_listen("127.0.0.1:0", &listener) ||
        wok_tcp_local_address(listener, address, sizeof address))
        return 1;
    auto server = spawn(serve_one(listener));
    wok_tcp_stream *stream;
    if (await wok_tcp_connect(address, &stream)) {
        wok_detach(server);
        return 2;
    }
    char reply[64];
    (void)await wok_write_all(stream, "hello", 5);
    ssize_t size = await wok_read(stream, reply, sizeof reply);
    printf("client got: %.*s\n", (int)size, reply);
    (void)await wok_close(stream);
    await server;
    printf("closed %d\n", await wok_close(listener));
    return 0;
}
