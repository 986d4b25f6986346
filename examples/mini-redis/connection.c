#include "connection.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "command.h"
#include "reply.h"

enum {
    READ_SIZE = 16 * 1024,      /* room for each read */
    REPLY_SIZE_SEND = 64 * 1024 /* replies are sent when there is so much, not only behind a batch */
};

struct connection {
    struct server *server;
    wok_tcp_stream *stream;
    struct buffer input, output, log;
    struct request request;
    struct subscriber subscriber;
    bool is_over; /* the client has quit, or broke the protocol: send what there is and close */
};

static int64_t time_of_day_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void connection_end(struct connection *connection) {
    struct server *server = connection->server;
    pthread_mutex_lock(&server->lock);
    channels_remove_all(&server->channels, &connection->subscriber);
    pthread_mutex_unlock(&server->lock);
    buffer_free(&connection->input);
    buffer_free(&connection->output);
    buffer_free(&connection->log);
    buffer_free(&connection->subscriber.outbox);
    request_free(&connection->request);
    wok_abandon(connection->stream);
    server->connections--;
    free(connection);
}

static void refuse(struct connection *connection, int64_t error, const char *complaint) {
    if (error == -EPROTO)
        buffer_format(&connection->output, "-ERR Protocol error: %s\r\n", complaint);
    else
        reply_error(&connection->output, "OOM out of memory");
    connection->is_over = true;
}

/* Under the lock: run requests while they are whole and replies are not too many. More to run? */
static bool run_some(struct connection *connection, size_t *used) {
    struct call call = {.server = connection->server,
                        .subscriber = &connection->subscriber,
                        .reply = &connection->output,
                        .log = append_is_on(&connection->server->append) ? &connection->log : NULL,
                        .now_ms = time_of_day_ms()};
    connection->server->store.log = call.log;
    while (!connection->is_over && connection->output.size < REPLY_SIZE_SEND) {
        const char *complaint = "";
        int64_t size = request_parse(&connection->request, connection->input.data + *used,
                                     connection->input.size - *used, &complaint);
        if (size == 0)
            return false;
        if (size < 0) {
            refuse(connection, size, complaint);
            return false;
        }
        *used += (size_t)size;
        call.words = connection->request.words;
        call.count = connection->request.count;
        if (call.count)
            command_run(&call);
        connection->is_over |= call.quits;
    }
    return !connection->is_over;
}

/* What was logged is taken, and safe, before any reply goes out. */
static async int send_output(struct connection *connection) {
    struct append *append = &connection->server->append;
    if (connection->log.size || connection->log.failed) {
        uint64_t position;
        int error = await append_take(append, &connection->log, &position);
        if (error == 0)
            error = await append_wait(append, position);
        if (error)
            return error;
    }
    if (connection->output.failed)
        return -ENOMEM;
    ssize_t sent = await wok_write_all(connection->stream, connection->output.data,
                                       connection->output.size);
    connection->output.size = 0;
    return sent < 0 ? (int)sent : 0;
}

static async int run_requests(struct connection *connection) {
    bool is_more = true;
    while (is_more) {
        size_t used = 0;
        pthread_mutex_lock(&connection->server->lock);
        is_more = run_some(connection, &used);
        pthread_mutex_unlock(&connection->server->lock);
        buffer_consume(&connection->input, used);
        int error = await send_output(connection);
        if (error)
            return error;
    }
    return 0;
}

static async int send_messages(struct connection *connection) {
    struct subscriber *subscriber = &connection->subscriber;
    pthread_mutex_lock(&connection->server->lock);
    struct buffer messages = subscriber->outbox;
    subscriber->outbox = (struct buffer){0};
    pthread_mutex_unlock(&connection->server->lock);
    defer buffer_free(&messages);
    if (messages.failed)
        return -ENOBUFS; /* it takes no messages */
    ssize_t sent = await wok_write_all(connection->stream, messages.data, messages.size);
    return sent < 0 ? (int)sent : 0;
}

/* Bytes read, 0 at the end, negative errno. Messages are sent meanwhile. */
static async ssize_t read_more(struct connection *connection) {
    char *room = connection->input.data + connection->input.size;
    if (connection->subscriber.channels.count == 0)
        return await wok_read(connection->stream, room, READ_SIZE);
    for (;;) {
        ssize_t size = 0;
        race {
            when (size = await wok_read(connection->stream, room, READ_SIZE)) {
                return size;
            }
            when (await wok_notify_wait(&connection->subscriber.filled)) {
            }
        }
        int error = await send_messages(connection);
        if (error)
            return error;
    }
}

async void connection_serve(struct server *server, wok_tcp_stream *stream) {
    struct connection *connection = calloc(1, sizeof *connection);
    if (!connection) {
        wok_abandon(stream);
        server->connections--;
        return;
    }
    connection->server = server;
    connection->stream = connection->subscriber.stream = stream;
    defer connection_end(connection);
    while (!connection->is_over) {
        if (!buffer_reserve(&connection->input, READ_SIZE))
            return;
        ssize_t size = await read_more(connection);
        if (size <= 0)
            return;
        connection->input.size += (size_t)size;
        if (await run_requests(connection))
            return;
    }
}
