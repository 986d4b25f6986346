/*
 * The async half of the server: when to read, when to send, and how long to wait. It holds no big
 * arrays, because whatever stands here is kept for every connection: an idle one costs its frame and
 * INPUT_SIZE_IDLE bytes.
 */
#include "connection.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <wok/wok.h>

#include "reply.h"
#include "request.h"

enum { INPUT_SIZE_IDLE = 512 };

struct connection {
    struct server *server;
    wok_tcp_stream *stream;
    char *input;            /* owned: bytes received and not yet consumed */
    size_t used, capacity;
};

static int input_resize(struct connection *c, size_t capacity) {
    char *input = realloc(c->input, capacity);
    if (!input)
        return -ENOMEM;
    c->input = input;
    c->capacity = capacity;
    return 0;
}

/* Drop the first `size` bytes; what was grown for a long head is given back. */
static void input_consume(struct connection *c, size_t size) {
    c->used -= size;
    memmove(c->input, c->input + size, c->used);
    if (c->capacity > INPUT_SIZE_IDLE && c->used <= INPUT_SIZE_IDLE)
        (void)input_resize(c, INPUT_SIZE_IDLE);
}

/* Make room for more of a head. 0, or a negative HTTP status. */
static int input_grow(struct connection *c) {
    size_t max = c->server->limits.head_size;
    if (c->used < c->capacity)
        return 0;
    if (c->used >= max)
        return memchr(c->input, '\n', c->used) ? -431 : -414;
    size_t capacity = c->capacity ? 2 * c->capacity : INPUT_SIZE_IDLE;
    return input_resize(c, capacity < max ? capacity : max) ? -503 : 0;
}

/* Returns the bytes read, 0 at the end, negative errno; -ETIMEDOUT at the deadline. */
static async ssize_t read_until(wok_tcp_stream *stream, char *buffer, size_t size,
                                uint64_t deadline_ns) {
    uint64_t now_ns = wok_now();
    uint64_t left_ns = deadline_ns > now_ns ? deadline_ns - now_ns : 0;
    ssize_t result = -ETIMEDOUT;
    race {
        when (result = await wok_read(stream, buffer, size)) {
        }
        when (await wok_sleep(left_ns)) {
            result = -ETIMEDOUT;
        }
    }
    return result;
}

static async int send_all(struct connection *c, const char *bytes, size_t size) {
    ssize_t result = -ETIMEDOUT;
    race {
        when (result = await wok_write_all(c->stream, bytes, size)) {
        }
        when (await wok_sleep(c->server->limits.write_ns)) {
            result = -ETIMEDOUT;
        }
    }
    return result < 0 ? (int)result : 0;
}

/*
 * Wait for a whole request head. Returns 1 with *request pointing into the input, 0 when there is
 * none (the client is gone or idle), or a negative HTTP status.
 */
static async int read_request(struct connection *c, struct request *request) {
    const struct limits *limits = &c->server->limits;
    bool begun = false;
    uint64_t deadline_ns = wok_now() + limits->idle_ns;
    for (;;) {
        int status = request_parse(c->input, c->used, request);
        if (status)
            return status;
        if (c->used && !begun) {
            begun = true;
            deadline_ns = wok_now() + limits->head_ns;
        }
        status = input_grow(c);
        if (status)
            return status;
        ssize_t size = await read_until(c->stream, c->input + c->used, c->capacity - c->used,
                                        deadline_ns);
        if (size == -ETIMEDOUT && begun)
            return -408;
        if (size <= 0)
            return 0;
        c->used += (size_t)size;
    }
}

/* Read a request's body and throw it away. 0, or negative errno. */
static async int skip_body(struct connection *c, uint64_t size) {
    uint64_t deadline_ns = wok_now() + c->server->limits.head_ns;
    while (size) {
        if (c->used == 0) {
            ssize_t got = await read_until(c->stream, c->input, c->capacity, deadline_ns);
            if (got <= 0)
                return got ? (int)got : -ECONNRESET;
            c->used = (size_t)got;
        }
        size_t part = size < c->used ? (size_t)size : c->used;
        input_consume(c, part);
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
    for (int i = 0; i < 1000; i++)
        if (await read_until(c->stream, c->input, c->capacity, deadline_ns) <= 0)
            return;
}

static async int send_reply(struct connection *c, struct reply *reply) {
    int more;
    do {
        int error = await send_all(c, reply->bytes, reply->used);
        if (error)
            return error;
        more = reply_next(reply);
    } while (more > 0);
    return more;
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
    input_consume(c, head_size);
    if (body_size && expects_continue && c->used == 0) {
        int error = await send_all(c, go_on, sizeof go_on - 1);
        if (error)
            return error;
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
    struct connection connection = {.server = server, .stream = stream};
    server->connections++;
    defer server->connections--;
    defer wok_abandon(stream);
    defer free(connection.input);
    await serve_requests(&connection);
}

async void connection_refuse(struct server *server, wok_tcp_stream *stream) {
    struct connection connection = {.server = server, .stream = stream};
    defer wok_abandon(stream);
    defer free(connection.input);
    if (input_resize(&connection, INPUT_SIZE_IDLE) == 0)
        await answer_error(&connection, 503);
}
