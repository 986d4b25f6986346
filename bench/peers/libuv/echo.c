/* Echo, or (`http`) one answer to every request head, on libuv, one loop. Prints `listening PORT`, then serves until it is killed. */
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

#include "../../figure.h"

static int is_http;

/* A connection has one short message under way, so one buffer and one write request suffice. */
struct connection {
    uv_tcp_t stream;
    uv_write_t write;
    char buffer[4096];
};

static void on_closed(uv_handle_t *handle) {
    free(handle->data);
}

static void close_connection(struct connection *connection) {
    if (!uv_is_closing((uv_handle_t *)&connection->stream))
        uv_close((uv_handle_t *)&connection->stream, on_closed);
}

static void on_buffer_wanted(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer) {
    struct connection *connection = handle->data;
    (void)suggested;
    *buffer = uv_buf_init(connection->buffer, sizeof connection->buffer);
}

static void on_written(uv_write_t *write, int status) {
    if (status < 0)
        close_connection(write->data);
}

static void on_read(uv_stream_t *stream, ssize_t size, const uv_buf_t *buffer) {
    struct connection *connection = stream->data;
    uv_buf_t echo = uv_buf_init(buffer->base, size > 0 ? (unsigned)size : 0);
    if (size == 0)
        return;
    if (size > 0 && is_http)
        echo.len = figure_http_answer(connection->buffer, (size_t)size, sizeof connection->buffer);
    connection->write.data = connection;
    if (size < 0 || uv_write(&connection->write, stream, &echo, 1, on_written))
        close_connection(connection);
}

static void on_connection(uv_stream_t *listener, int status) {
    struct connection *connection = status < 0 ? NULL : malloc(sizeof *connection);
    if (!connection)
        return;
    uv_tcp_init(listener->loop, &connection->stream);
    connection->stream.data = connection;
    uv_tcp_nodelay(&connection->stream, 1);
    if (uv_accept(listener, (uv_stream_t *)&connection->stream) ||
        uv_read_start((uv_stream_t *)&connection->stream, on_buffer_wanted, on_read))
        close_connection(connection);
}

int main(int argc, char **argv) {
    struct sockaddr_in address;
    int size = sizeof address;
    uv_tcp_t listener;
    is_http = argc > 1 && strcmp(argv[1], "http") == 0;
    uv_ip4_addr("127.0.0.1", 0, &address);
    if (uv_tcp_init(uv_default_loop(), &listener) ||
        uv_tcp_bind(&listener, (const struct sockaddr *)&address, 0) ||
        uv_listen((uv_stream_t *)&listener, 1024, on_connection) ||
        uv_tcp_getsockname(&listener, (struct sockaddr *)&address, &size)) {
        fprintf(stderr, "echo: cannot listen\n");
        return 1;
    }
    printf("listening %d\n", ntohs(address.sin_port));
    fflush(stdout);
    return uv_run(uv_default_loop(), UV_RUN_DEFAULT);
}
