/*
 * simulation_socket.c: stream sockets in memory. One machine with one address of each family, so
 * only ports distinguish sockets.
 *
 *   connect   answers -EINPROGRESS and has the outcome at once: asking again tells it, and the
 *             socket is reported, as in the real system
 *   write     takes what fits into the peer's ring (with a seed, sometimes less)
 *   read      takes what is there. Less than asked means empty, as TCP promises
 *   close     with unread bytes resets the peer; otherwise the peer reads its end
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

#include "platform/signal_real.h"
#include "platform/simulation_object.h"

static bool is_stream_alive(const struct object *object) {
    return object->kind == OBJECT_STREAM && object->peer;
}

uint32_t wok__simulation_socket_level(const struct object *object) {
    uint32_t bits = 0;
    switch (object->kind) {
    case OBJECT_LISTENER:
        return object->queue ? WOK__POLL_IN : 0;
    case OBJECT_SOCKET:
        bits = WOK__POLL_OUT | WOK__POLL_HANGUP;
        return object->error ? bits | WOK__POLL_IN | WOK__POLL_ERROR : bits;
    case OBJECT_STREAM:
        if (object->length > 0 || !object->peer || object->peer->is_shut)
            bits |= WOK__POLL_IN;
        if (object->peer && object->peer->is_shut)
            bits |= WOK__POLL_READ_HANGUP;
        if (!object->peer)
            bits |= WOK__POLL_OUT | WOK__POLL_READ_HANGUP;
        else if (object->peer->length < object->peer->capacity)
            bits |= WOK__POLL_OUT;
        if (object->was_reset)
            bits |= WOK__POLL_ERROR | WOK__POLL_HANGUP;
        return bits;
    default:
        return 0;
    }
}

static void stream_close(struct simulation *simulation, struct object *stream) {
    struct object *peer = stream->peer;
    if (peer) {
        peer->peer = NULL;
        peer->was_reset = stream->length > 0;
        wok__simulation_edge(simulation, peer);
    }
    free(stream->bytes);
    free(stream);
}

void wok__simulation_socket_close(struct simulation *simulation, struct object *object) {
    while (object->queue) {
        struct object *queued = object->queue;
        object->queue = queued->queue_next;
        stream_close(simulation, queued);
    }
    stream_close(simulation, object);
}

/* Addresses */

static in_port_t port_of(const struct sockaddr *address) {
    return address->sa_family == AF_INET6 ? ((const struct sockaddr_in6 *)address)->sin6_port
                                          : ((const struct sockaddr_in *)address)->sin_port;
}

static struct object *find_bound(struct simulation *simulation, in_port_t port) {
    for (uint32_t i = 0; i < simulation->objects_capacity; i++) {
        struct object *object = simulation->objects[i];
        if (object && object->port == port &&
            (object->kind == OBJECT_LISTENER || object->kind == OBJECT_SOCKET))
            return object;
    }
    return NULL;
}

static in_port_t free_port(struct simulation *simulation) {
    do {
        simulation->next_port =
            simulation->next_port == 65535 ? 49152 : (in_port_t)(simulation->next_port + 1);
    } while (find_bound(simulation, htons(simulation->next_port)));
    return htons(simulation->next_port);
}

static int write_address(const struct object *object, in_port_t port, struct sockaddr *address,
                         uint32_t *address_size) {
    union {
        struct sockaddr_in four;
        struct sockaddr_in6 six;
    } whole;
    memset(&whole, 0, sizeof whole);
    uint32_t size = object->domain == AF_INET6 ? sizeof whole.six : sizeof whole.four;
    if (object->domain == AF_INET6)
        whole.six = (struct sockaddr_in6){
            .sin6_family = AF_INET6, .sin6_port = port, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    else
        whole.four = (struct sockaddr_in){
            .sin_family = AF_INET, .sin_port = port, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    memcpy(address, &whole, size < *address_size ? size : *address_size);
    *address_size = size;
    return 0;
}

/* The functions of the table: each locks, finds the object, and leaves the work to another. */

#define WITH_OBJECT(table, number, found, missing)                                                 \
    struct simulation *simulation = wok__simulation_lock(table);                                   \
    struct object *found = wok__simulation_object(simulation, number);                             \
    if (!found) {                                                                                  \
        wok__simulation_unlock(simulation);                                                        \
        return missing;                                                                            \
    }

static int simulated_socket(struct wok__system *table, int domain, int type, int protocol) {
    (void)protocol;
    if (type != SOCK_STREAM || (domain != AF_INET && domain != AF_INET6))
        return -EAFNOSUPPORT;
    struct simulation *simulation = wok__simulation_lock(table);
    struct object *object;
    int number = wok__simulation_open(simulation, OBJECT_SOCKET, &object);
    if (number >= 0)
        object->domain = domain;
    wok__simulation_unlock(simulation);
    return number;
}

static int simulated_bind(struct wok__system *table, int number, const struct sockaddr *address,
                          uint32_t address_size) {
    (void)address_size;
    WITH_OBJECT(table, number, object, -EBADF)
    in_port_t port = port_of(address);
    int error = 0;
    if (object->kind != OBJECT_SOCKET || object->port)
        error = -EINVAL;
    else if (port && find_bound(simulation, port))
        error = -EADDRINUSE;
    else
        object->port = port ? port : free_port(simulation);
    wok__simulation_unlock(simulation);
    return error;
}

static int simulated_listen(struct wok__system *table, int number, int backlog) {
    WITH_OBJECT(table, number, object, -EBADF)
    int error = object->kind == OBJECT_SOCKET ? 0 : -EINVAL;
    if (error == 0) {
        object->kind = OBJECT_LISTENER;
        object->queue_length_max = backlog;
        if (!object->port)
            object->port = free_port(simulation);
    }
    wok__simulation_unlock(simulation);
    return error;
}

static int simulated_accept(struct wok__system *table, int number) {
    WITH_OBJECT(table, number, listener, -EBADF)
    struct object *stream = listener->queue;
    int answer = listener->kind != OBJECT_LISTENER ? -EINVAL : stream ? 0 : -EAGAIN;
    if (answer == 0)
        answer = wok__simulation_number(simulation, stream);
    if (answer >= 0) {
        listener->queue = stream->queue_next;
        listener->queue_length--;
    }
    wok__simulation_unlock(simulation);
    return answer;
}

/* Make `client` a stream with an other end in the listener's queue. */
static int establish(struct simulation *simulation, struct object *client,
                     struct object *listener) {
    size_t size = simulation->options.buffer_size;
    struct object *server = calloc(1, sizeof *server);
    char *client_bytes = malloc(size), *server_bytes = malloc(size);
    if (!server || !client_bytes || !server_bytes) {
        free(server);
        free(client_bytes);
        free(server_bytes);
        return -ENOBUFS;
    }
    client->port = client->port ? client->port : free_port(simulation);
    client->peer_port = listener->port;
    *server = (struct object){.kind = OBJECT_STREAM,
                              .domain = listener->domain,
                              .peer = client,
                              .port = listener->port,
                              .peer_port = client->port,
                              .bytes = server_bytes,
                              .capacity = size};
    client->kind = OBJECT_STREAM;
    client->peer = server;
    client->bytes = client_bytes;
    client->capacity = size;
    struct object **end = &listener->queue;
    while (*end)
        end = &(*end)->queue_next;
    *end = server;
    listener->queue_length++;
    wok__simulation_edge(simulation, listener);
    wok__simulation_edge(simulation, client);
    return 0;
}

static int connect_first(struct simulation *simulation, struct object *client, in_port_t port) {
    struct object *listener = find_bound(simulation, port);
    client->error = -ECONNREFUSED;
    if (listener && listener->kind == OBJECT_LISTENER &&
        listener->queue_length < listener->queue_length_max)
        client->error = establish(simulation, client, listener);
    if (client->error)
        wok__simulation_edge(simulation, client);
    return -EINPROGRESS;
}

static int simulated_connect(struct wok__system *table, int number, const struct sockaddr *address,
                             uint32_t address_size) {
    (void)address_size;
    WITH_OBJECT(table, number, client, -EBADF)
    int answer;
    if (client->kind == OBJECT_STREAM) {
        answer = client->is_told ? -EISCONN : 0;
        client->is_told = true;
    } else if (client->kind != OBJECT_SOCKET) {
        answer = -EINVAL;
    } else if (client->error) {
        answer = client->error;
        client->error = 0;
    } else {
        answer = connect_first(simulation, client, port_of(address));
    }
    wok__simulation_unlock(simulation);
    return answer;
}

static int simulated_option(struct wok__system *table, int number, int level, int option,
                            int value) {
    (void)level, (void)option, (void)value;
    WITH_OBJECT(table, number, object, -EBADF)
    wok__simulation_unlock(simulation);
    return 0;
}

static int simulated_error(struct wok__system *table, int number) {
    WITH_OBJECT(table, number, object, -EBADF)
    int error = object->error;
    object->error = 0;
    wok__simulation_unlock(simulation);
    return error;
}

static int simulated_local_address(struct wok__system *table, int number, struct sockaddr *address,
                                   uint32_t *address_size) {
    WITH_OBJECT(table, number, object, -EBADF)
    int error = write_address(object, object->port, address, address_size);
    wok__simulation_unlock(simulation);
    return error;
}

static int simulated_peer_address(struct wok__system *table, int number, struct sockaddr *address,
                                  uint32_t *address_size) {
    WITH_OBJECT(table, number, object, -EBADF)
    int error = is_stream_alive(object)
                    ? write_address(object, object->peer_port, address, address_size)
                    : -ENOTCONN;
    wok__simulation_unlock(simulation);
    return error;
}

static size_t smaller(size_t left, size_t right) {
    return left < right ? left : right;
}

static ssize_t stream_read(struct simulation *simulation, struct object *stream, char *buffer,
                           size_t size) {
    if (stream->was_reset) {
        stream->was_reset = false;
        stream->length = 0;
        return -ECONNRESET;
    }
    if (stream->length == 0)
        return stream->peer && !stream->peer->is_shut ? -EAGAIN : 0;
    size_t count = smaller(size, stream->length);
    size_t before_end = smaller(count, stream->capacity - stream->start);
    memcpy(buffer, stream->bytes + stream->start, before_end);
    memcpy(buffer + before_end, stream->bytes, count - before_end);
    stream->start = (stream->start + count) % stream->capacity;
    stream->length -= count;
    if (stream->peer)
        wok__simulation_edge(simulation, stream->peer);
    return (ssize_t)count;
}

static ssize_t stream_write(struct simulation *simulation, struct object *stream,
                            const char *buffer, size_t size) {
    struct object *peer = stream->peer;
    if (!peer || stream->is_shut)
        return -EPIPE;
    size_t count = smaller(size, peer->capacity - peer->length);
    if (count == 0)
        return -EAGAIN;
    if (simulation->options.seed)
        count = 1 + wok__simulation_random(simulation, count);
    size_t end = (peer->start + peer->length) % peer->capacity;
    size_t before_end = smaller(count, peer->capacity - end);
    memcpy(peer->bytes + end, buffer, before_end);
    memcpy(peer->bytes, buffer + before_end, count - before_end);
    peer->length += count;
    wok__simulation_edge(simulation, peer);
    return (ssize_t)count;
}

static ssize_t simulated_read(struct wok__system *table, int number, void *buffer, size_t size) {
    WITH_OBJECT(table, number, object, -EBADF)
    ssize_t answer = object->kind != OBJECT_STREAM ? -ENOTCONN
                     : size == 0                   ? 0
                                                   : stream_read(simulation, object, buffer, size);
    wok__simulation_unlock(simulation);
    return answer;
}

static ssize_t simulated_write(struct wok__system *table, int number, const void *buffer,
                               size_t size) {
    WITH_OBJECT(table, number, object, -EBADF)
    ssize_t answer = object->kind != OBJECT_STREAM ? -ENOTCONN
                     : size == 0                   ? 0
                                                   : stream_write(simulation, object, buffer, size);
    wok__simulation_unlock(simulation);
    return answer;
}

/* Each part as a read or write of its own, until one is short. */
static ssize_t simulated_vector(struct wok__system *table, int number, const struct iovec *parts,
                                int count, bool writes) {
    ssize_t total = 0;
    for (int i = 0; i < count; i++) {
        ssize_t answer = writes
                             ? simulated_write(table, number, parts[i].iov_base, parts[i].iov_len)
                             : simulated_read(table, number, parts[i].iov_base, parts[i].iov_len);
        if (answer < 0)
            return total > 0 ? total : answer;
        total += answer;
        if ((size_t)answer < parts[i].iov_len)
            break;
    }
    return total;
}

static ssize_t simulated_read_vector(struct wok__system *table, int number,
                                     const struct iovec *parts, int count) {
    return simulated_vector(table, number, parts, count, false);
}

static ssize_t simulated_write_vector(struct wok__system *table, int number,
                                      const struct iovec *parts, int count) {
    return simulated_vector(table, number, parts, count, true);
}

static int simulated_shutdown(struct wok__system *table, int number, int how) {
    WITH_OBJECT(table, number, stream, -EBADF)
    int error = !is_stream_alive(stream) ? -ENOTCONN : how == SHUT_RD ? -EOPNOTSUPP : 0;
    if (error == 0) {
        stream->is_shut = true;
        wok__simulation_edge(simulation, stream->peer);
    }
    wok__simulation_unlock(simulation);
    return error;
}

static int simulated_option_bytes(struct wok__system *table, int number, int level, int option,
                                  const void *value, uint32_t size) {
    (void)value, (void)size;
    return simulated_option(table, number, level, option, 0);
}

/* Files are the machine's. */
static ssize_t simulated_send_file(struct wok__system *table, int number, int file, uint64_t offset,
                                   size_t size) {
    char bytes[4096];
    ssize_t count = table->file_read_at(table, file, bytes, smaller(size, sizeof bytes), offset);
    return count <= 0 ? count : simulated_write(table, number, bytes, (size_t)count);
}

/* What the simulation has no sockets for. */
static ssize_t simulated_send(struct wok__system *table, int number, const struct msghdr *message) {
    (void)table, (void)number, (void)message;
    return -EOPNOTSUPP;
}

static ssize_t simulated_receive(struct wok__system *table, int number, struct msghdr *message) {
    (void)table, (void)number, (void)message;
    return -EOPNOTSUPP;
}

static int simulated_pair(struct wok__system *table, int domain, int type, int pair[2]) {
    (void)table, (void)domain, (void)type, (void)pair;
    return -EOPNOTSUPP;
}

static int simulated_pipe_open(struct wok__system *table, size_t size, int ends[2]) {
    (void)table, (void)size, (void)ends;
    return -EOPNOTSUPP;
}

/* Nothing changes by itself here. */
static int simulated_watch_open(struct wok__system *table) {
    (void)table;
    return -ENOSYS;
}

static int simulated_process_spawn(struct wok__system *table, const struct wok__process_plan *plan,
                                   int *id, int ends[3]) {
    (void)table, (void)plan, (void)id, (void)ends;
    return -EOPNOTSUPP;
}

static int simulated_duplicate(struct wok__system *table, int number) {
    (void)table, (void)number;
    return -EOPNOTSUPP;
}

/* Signals: a stream that is its own other end. */

static int simulated_signal_open(struct wok__system *table, const int *numbers, uint32_t count) {
    uint64_t caught = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (!wok__signal_can_be_caught(numbers[i]))
            return -EINVAL;
        caught |= (uint64_t)1 << (numbers[i] - 1);
    }
    struct simulation *simulation = wok__simulation_lock(table);
    struct object *stream;
    char *bytes = malloc(simulation->options.buffer_size);
    int number = bytes ? wok__simulation_open(simulation, OBJECT_STREAM, &stream) : -ENOMEM;
    if (number >= 0) {
        stream->peer = stream;
        stream->bytes = bytes;
        stream->capacity = simulation->options.buffer_size;
        stream->signals_caught = caught;
    } else {
        free(bytes);
    }
    wok__simulation_unlock(simulation);
    return number;
}

static void simulated_signal_close(struct wok__system *table, int number) {
    struct simulation *simulation = wok__simulation_lock(table);
    struct object *stream = wok__simulation_object(simulation, number);
    if (stream)
        stream->signals_caught = 0;
    wok__simulation_unlock(simulation);
}

int wok__simulation_raise(struct wok__system *table, int number) {
    const char byte = (char)number;
    int count = 0;
    struct simulation *simulation = wok__simulation_lock(table);
    for (uint32_t i = 0; i < simulation->objects_capacity; i++) {
        struct object *object = simulation->objects[i];
        if (!object || !(object->signals_caught & (uint64_t)1 << (number - 1)))
            continue;
        stream_write(simulation, object, &byte, 1);
        count++;
    }
    wok__simulation_unlock(simulation);
    return count;
}

void wok__simulation_fill_sockets(struct wok__system *table) {
    table->socket = simulated_socket;
    table->socket_bind = simulated_bind;
    table->socket_listen = simulated_listen;
    table->socket_accept = simulated_accept;
    table->socket_connect = simulated_connect;
    table->socket_option = simulated_option;
    table->socket_error = simulated_error;
    table->socket_local_address = simulated_local_address;
    table->socket_peer_address = simulated_peer_address;
    table->read = simulated_read;
    table->write = simulated_write;
    table->read_vector = simulated_read_vector;
    table->write_vector = simulated_write_vector;
    table->socket_send = simulated_send;
    table->socket_receive = simulated_receive;
    table->socket_shutdown = simulated_shutdown;
    table->socket_option_bytes = simulated_option_bytes;
    table->socket_pair = simulated_pair;
    table->signal_open = simulated_signal_open;
    table->signal_close = simulated_signal_close;
    table->process_spawn = simulated_process_spawn;
    table->watch_open = simulated_watch_open;
    table->send_file = simulated_send_file;
    table->pipe_open = simulated_pipe_open;
    table->duplicate = simulated_duplicate;
}
