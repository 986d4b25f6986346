/*
 * tcp.c: listening, accepting, connecting.
 *
 * TCP_NODELAY is set on the listener: on Linux an accepted socket inherits it, which saves a system
 * call for each connection.
 */
#include <wok/net.h>

#include <errno.h>
#include <netinet/tcp.h>

#include "base/leaf.h"
#include "net/address.h"
#include "reactor/descriptor.h"
#include "reactor/operation.h"
#include "reactor/reactor.h"

enum { BACKLOG = 4096 /* the kernel cuts it to net.core.somaxconn */ };

_Static_assert(sizeof(struct wok_tcp_accept) <= 64, "small enough to embed");
_Static_assert(sizeof(struct wok_tcp_connect) <= 72, "small enough to embed");

enum { STREAM_FLAGS = WOK__SHORT_READ_EMPTIES | WOK__STREAM_SOCKET };

/* Wrap a new stream's number in a record; without memory for one the number is closed. */
static int stream_open(struct wok__system *system, int number, uint32_t flags,
                       wok_tcp_stream **out) {
    int error = wok__descriptor_open(system, number, flags, WOK__READABLE | WOK__WRITABLE, out);
    if (error < 0)
        system->close(system, number);
    return error;
}

/* Listen */

static int configure_listener(struct wok__system *system, int number,
                              const struct wok__address *address,
                              const struct wok_tcp_listen_options *options) {
    int error = system->socket_option(system, number, SOL_SOCKET, SO_REUSEADDR, 1);
    if (error == 0)
        error = system->socket_option(system, number, IPPROTO_TCP, TCP_NODELAY, 1);
    if (error == 0 && options->reuse_port)
        error = system->socket_option(system, number, SOL_SOCKET, SO_REUSEPORT, 1);
    if (error == 0 && address->is_wildcard && address->socket.any.sa_family == AF_INET6)
        error = system->socket_option(system, number, IPPROTO_IPV6, IPV6_V6ONLY, 0);
    if (error == 0)
        error = system->socket_bind(system, number, &address->socket.any, address->size);
    if (error == 0)
        error = system->socket_listen(system, number,
                                      options->backlog ? (int)options->backlog : BACKLOG);
    return error;
}

static int listen_at(struct wok__system *system, const struct wok__address *address,
                     const struct wok_tcp_listen_options *options, wok_tcp_listener **out) {
    int number = system->socket(system, address->socket.any.sa_family, SOCK_STREAM, IPPROTO_TCP);
    if (number < 0)
        return number;
    int error = configure_listener(system, number, address, options);
    if (error == 0) /* the flag is for the connections that come from it */
        error = wok__descriptor_open(system, number, STREAM_FLAGS, WOK__READABLE, out);
    if (error < 0)
        system->close(system, number);
    return error;
}

static int is_lack_of_ipv6(int error) {
    return error == -EAFNOSUPPORT || error == -EADDRNOTAVAIL;
}

int wok_tcp_listen(const char *address, wok_tcp_listener **out) {
    const struct wok_tcp_listen_options options = {.size = sizeof options};
    return wok_tcp_listen_with(address, &options, out);
}

int wok_tcp_listen_with(const char *text, const struct wok_tcp_listen_options *options,
                        wok_tcp_listener **out) {
    if (options->size != sizeof *options || options->backlog > INT32_MAX)
        return -EINVAL;
    struct wok__system *system = wok__system_here();
    struct wok__address address;
    int error = wok__address_parse(text, WOK__ADDRESS_TO_LISTEN, &address);
    if (error < 0)
        return error;
    error = listen_at(system, &address, options, out);
    if (address.is_wildcard && is_lack_of_ipv6(error)) {
        address = wok__address_wildcard_four(&address);
        error = listen_at(system, &address, options, out);
    }
    return error;
}

/* Accept */

WOK__LEAF_WITH(wok_tcp_accept, WOK_FUTURE_LEAF);

void wok_tcp_accept_init(struct wok_tcp_accept *self, wok_tcp_listener *listener,
                         wok_tcp_stream **out) {
    self->listener = listener;
    self->out = out;
    wok__operation_init(&self->wait, listener);
}

enum wok_poll wok_tcp_accept_poll(struct wok_tcp_accept *self, struct wok_context *cx) {
    const struct wok__request request = {.kind = WOK__REQUEST_ACCEPT};
    ssize_t number;
    if (wok__operation_poll(self->listener, &self->wait, &request, cx, &number) == WOK_PENDING)
        return WOK_PENDING;
    self->result = (int)number;
    if (number >= 0)
        self->result = stream_open(self->listener->system, (int)number,
                                   self->listener->flags & STREAM_FLAGS, self->out);
    return WOK_READY;
}

enum wok_poll wok_tcp_accept_cancel(struct wok_tcp_accept *self, struct wok_context *cx) {
    return wok__operation_cancel(self->listener, &self->wait, cx);
}

void wok_tcp_accept_drop(struct wok_tcp_accept *self) {
    (void)self;
}

int wok_tcp_accept(wok_tcp_listener *listener, wok_tcp_stream **out) {
    struct wok_tcp_accept cold;
    int result;
    wok_tcp_accept_init(&cold, listener, out);
    wok_block_on_future(&wok_tcp_accept_type, &cold, sizeof cold, &result, __FILE__, __LINE__);
    return result;
}

/* Connect */

WOK__LEAF(wok_tcp_connect);

void wok_tcp_connect_init(struct wok_tcp_connect *self, const char *address, wok_tcp_stream **out) {
    self->stream = NULL;
    self->address = address;
    self->out = out;
    wok__operation_init(&self->wait, NULL);
}

static int connect_begin(struct wok_tcp_connect *self, const struct wok__address *address) {
    struct wok__system *system = wok__system_here();
    int number = system->socket(system, address->socket.any.sa_family, SOCK_STREAM, IPPROTO_TCP);
    if (number < 0)
        return number;
    int error = system->socket_option(system, number, IPPROTO_TCP, TCP_NODELAY, 1);
    if (error < 0) {
        system->close(system, number);
        return error;
    }
    error = stream_open(system, number, STREAM_FLAGS, &self->stream);
    if (error == 0)
        wok__operation_init(&self->wait, self->stream);
    return error;
}

/* Nobody else knows the stream yet, so closing it cannot have to wait. */
static void give_up(struct wok_tcp_connect *self, const struct wok_context *cx) {
    int ignored;
    wok__operation_cancel(self->stream, &self->wait, cx);
    wok__descriptor_close(self->stream, wok__descriptor_generation(self->stream), NULL, NULL,
                          &ignored);
    self->stream = NULL;
}

enum wok_poll wok_tcp_connect_poll(struct wok_tcp_connect *self, struct wok_context *cx) {
    /* Parsed at every poll rather than kept: the text is shorter than the future would grow. */
    struct wok__address address;
    self->result = wok__address_parse(self->address, WOK__ADDRESS_TO_CONNECT, &address);
    if (self->result == 0 && !self->stream)
        self->result = connect_begin(self, &address);
    if (self->result < 0) {
        if (self->stream)
            give_up(self, cx);
        return WOK_READY;
    }
    const struct wok__request request = {WOK__REQUEST_CONNECT, &address.socket, address.size};
    ssize_t answer;
    if (wok__operation_poll(self->stream, &self->wait, &request, cx, &answer) == WOK_PENDING)
        return WOK_PENDING;
    self->result = (int)answer;
    if (answer < 0) {
        give_up(self, cx);
        return WOK_READY;
    }
    *self->out = self->stream;
    self->stream = NULL;
    return WOK_READY;
}

enum wok_poll wok_tcp_connect_cancel(struct wok_tcp_connect *self, struct wok_context *cx) {
    (void)cx;
    if (self->stream)
        give_up(self, cx);
    return WOK_READY;
}

void wok_tcp_connect_drop(struct wok_tcp_connect *self) {
    (void)self;
}

int wok_tcp_connect(const char *address, wok_tcp_stream **out) {
    struct wok_tcp_connect cold;
    int result;
    wok_tcp_connect_init(&cold, address, out);
    wok_block_on_future(&wok_tcp_connect_type, &cold, sizeof cold, &result, __FILE__, __LINE__);
    return result;
}

/* Local address */

int wok_tcp_local_address(const struct wok_descriptor *descriptor, char *text, size_t size) {
    uint64_t word;
    struct wok_descriptor *record = (struct wok_descriptor *)descriptor;
    if (!record || !wok__descriptor_enter(record, wok__descriptor_generation(record), &word))
        return -EBADF;
    struct wok__address address = {.size = sizeof address.socket};
    int error = record->system->socket_local_address(record->system, record->number,
                                                     &address.socket.any, &address.size);
    wok__descriptor_leave(record, word, 0);
    return error < 0 ? error : wok__address_format(&address, text, size);
}
