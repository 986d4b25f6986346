/*
 * The async half of the server: when to read, when to send, and how long to wait. It holds no big
 * arrays, because whatever stands here is kept for every connection: an idle one costs its frame and
 * WINDOW_SIZE_IDLE bytes.
 *
 * Bytes come through a reader (<wok/stream.h>), whose window grows with a long head and is given back
 * behind it; a head is parsed where it stands. They go through a writer, whose timeout says how long a
 * client may take; what of a file is not in memory goes from its disk to the socket by wok_send_file.
 */
#include "connection.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <wok/wok.h>

#include "reply.h"
#include "request.h"

enum {
    WINDOW_SIZE_IDLE = 512,
    SEND_SIZE_MAX = 1 << 20, /* of a file at a time: so long may one client have a thread */
};

struct connection {
    struct server *server;
    wok_tcp_stream *stream;
    struct wok_reader reader;
    struct wok_writer writer;
    char *window; /* owned: the reader's memory */
};

static void connection_begin(struct connection *c, struct server *server, wok_tcp_stream *stream) {
    c->server = server;
    c->stream = stream;
    c->window = NULL;
    wok_reader_of_descriptor(&c->reader, stream, NULL, 0);
    wok_writer_of_descriptor(&c->writer, stream, NULL, 0);
    wok_writer_timeout(&c->writer, server->limits.write_ns);
}

static int window_resize(struct connection *c, size_t capacity) {
    char *window = malloc(capacity);
    int error = window ? wok_reader_lend(&c->reader, window, capacity) : -ENOMEM;
    if (error) {
        free(window);
        return error;
    }
    free(c->window);
    c->window = window;
    return 0;
}

/* Take the first `size` bytes; what was grown for a long head is given back. */
static void window_consume(struct connection *c, size_t size) {
    wok_reader_consume(&c->reader, size);
    if (c->reader.capacity > WINDOW_SIZE_IDLE &&
        wok_reader_available(&c->reader) <= WINDOW_SIZE_IDLE)
        (void)window_resize(c, WINDOW_SIZE_IDLE);
}

/* Make room for more of a head. 0, or a negative HTTP status. */
static int window_grow(struct connection *c) {
    size_t max = c->server->limits.head_size;
    size_t used = wok_reader_available(&c->reader), capacity = c->reader.capacity;
    if (used < capacity)
        return 0;
    if (used >= max)
        return memchr(wok_reader_bytes(&c->reader), '\n', used) ? -431 : -414;
    capacity = capacity ? 2 * capacity : WINDOW_SIZE_IDLE;
    return window_resize(c, capacity < max ? capacity : max) ? -503 : 0;
}

/* Wait for more than is there. What is available then, 0 at the end, -ETIMEDOUT at the deadline. */
static async ssize_t fill_until(struct connection *c, uint64_t deadline_ns) {
    size_t available = wok_reader_available(&c->reader);
    uint64_t now_ns = wok_now();
    if (now_ns >= deadline_ns)
        return -ETIMEDOUT;
    wok_reader_timeout(&c->reader, deadline_ns - now_ns);
    ssize_t filled = await wok_reader_fill(&c->reader, available + 1);
    return filled > 0 && (size_t)filled == available ? 0 : filled;
}

/*
 * Wait for a whole request head. Returns 1 with *request pointing into the window, 0 when there is
 * none (the client is gone or idle), or a negative HTTP status.
 */
static async int read_request(struct connection *c, struct request *request) {
    const struct limits *limits = &c->server->limits;
    bool begun = false;
    uint64_t deadline_ns = wok_now() + limits->idle_ns;
    for (;;) {
        size_t available = wok_reader_available(&c->reader);
        int status = request_parse(wok_reader_bytes(&c->reader), available, request);
        if (status)
            return status;
        if (available && !begun) {
            begun = true;
            deadline_ns = wok_now() + limits->head_ns;
        }
        status = window_grow(c);
        if (status)
            return status;
        ssize_t filled = await fill_until(c, deadline_ns);
        if (filled == -ETIMEDOUT && begun)
            return -408;
        if (filled <= 0)
            return 0;
    }
}

/* Read a request's body and throw it away. 0, or negative errno. */
static async int skip_body(struct connection *c, uint64_t size) {
    uint64_t deadline_ns = wok_now() + c->server->limits.body_ns;
    while (size) {
        size_t available = wok_reader_available(&c->reader);
        if (available == 0) {
            ssize_t filled = await fill_until(c, deadline_ns);
            if (filled <= 0)
                return filled ? (int)filled : -ECONNRESET;
            available = (size_t)filled;
        }
        size_t part = size < available ? (size_t)size : available;
        window_consume(c, part);
        size -= part;
    }
    return 0;
}

/*
 * Closing while bytes of the client are unread makes the kernel reset the connection, and the client
 * may never see why. So read on for a short while.
 */
static async void linger(struct connection *c) {
    uint64_t deadline_ns = wok_now() + 250 * WOK_MS;
    for (int i = 0; i < 1000; i++) {
        wok_reader_consume(&c->reader, wok_reader_available(&c->reader));
        if (await fill_until(c, deadline_ns) <= 0)
            return;
    }
}

/* Once more of the file, waiting for the client as long as a writer would. Bytes sent, or an error. */
static async ssize_t send_part(struct connection *c, const struct reply *reply) {
    size_t size = reply->remaining < SEND_SIZE_MAX ? (size_t)reply->remaining : SEND_SIZE_MAX;
    ssize_t sent = -ETIMEDOUT;
    race {
        when (sent = await wok_send_file(c->stream, reply->file, reply->offset, size)) {
        }
        when (await wok_sleep(c->server->limits.write_ns)) {
            sent = -ETIMEDOUT;
        }
    }
    return sent ? sent : -EIO; /* the file has shrunk, and the head has promised more */
}

static async int send_reply(struct connection *c, struct reply *reply) {
    ssize_t sent = await wok_writer_write(&c->writer, reply->bytes, reply->used);
    while (sent >= 0 && reply->remaining) {
        sent = await send_part(c, reply);
        if (sent > 0)
            reply_sent(reply, (size_t)sent);
    }
    return sent < 0 ? (int)sent : 0;
}

static async void answer_error(struct connection *c, int status) {
    struct reply reply = REPLY_EMPTY;
    defer reply_free(&reply);
    if (reply_make_error(status, &reply))
        return;
    c->server->requests++;
    if (await send_reply(c, &reply) == 0)
        await linger(c);
}

/* Take the request off the input, body included; 0, or negative: the connection is of no more use. */
static async int finish_request(struct connection *c, size_t head_size, uint64_t body_size,
                                bool expects_continue) {
    static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
    window_consume(c, head_size);
    if (body_size && expects_continue && wok_reader_available(&c->reader) == 0) {
        ssize_t sent = await wok_writer_write(&c->writer, go_on, sizeof go_on - 1);
        if (sent < 0)
            return (int)sent;
    }
    return await skip_body(c, body_size);
}

/* Answer one request. False: the connection ends here. */
static async bool answer(struct connection *c, struct request *request) {
    struct server *server = c->server;
    struct reply reply = REPLY_EMPTY;
    server->active++;
    defer server->active--;
    defer reply_free(&reply);
    if (server->stopping)
        request->keep_alive = false;
    if (request->content_length > server->limits.body_size) {
        await answer_error(c, 413);
        return false;
    }
    if (reply_make(server, request, &reply))
        return false;
    int error = await finish_request(c, request->head_size, request->content_length,
                                     request->expects_continue);
    if (error == -ETIMEDOUT)
        await answer_error(c, 408);
    if (error)
        return false;
    server->requests++;
    return await send_reply(c, &reply) == 0 && reply.keep_alive;
}

static async void serve_requests(struct connection *c) {
    struct request request;
    for (;;) {
        int status = await read_request(c, &request);
        if (status < 0)
            await answer_error(c, -status);
        if (status <= 0)
            return;
        if (!await answer(c, &request))
            return;
    }
}

async void connection_serve(struct server *server, wok_tcp_stream *stream) {
    struct connection connection;
    connection_begin(&connection, server, stream);
    server->connections++;
    defer server->connections--;
    defer wok_abandon(stream);
    defer free(connection.window);
    await serve_requests(&connection);
}

async void connection_refuse(struct server *server, wok_tcp_stream *stream) {
    struct connection connection;
    connection_begin(&connection, server, stream);
    defer wok_abandon(stream);
    defer free(connection.window);
    if (window_resize(&connection, WINDOW_SIZE_IDLE) == 0)
        await answer_error(&connection, 503);
}
