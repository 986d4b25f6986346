/*
 * udp.c: datagrams.
 */
#include <wok/udp.h>

#include <errno.h>
#include <string.h>

#include "base/leaf.h"
#include "net/address.h"
#include "reactor/descriptor.h"
#include "reactor/operation.h"
#include "reactor/reactor.h"

_Static_assert(sizeof((struct wok_address){0}.bytes) >= sizeof(struct sockaddr_in6), "holds both");

/* Addresses */

int wok_address_parse(const char *text, struct wok_address *out) {
    struct wok__address address;
    int error = wok__address_parse(text, WOK__ADDRESS_TO_CONNECT, &address);
    if (error < 0)
        return error;
    out->size = address.size;
    memcpy(out->bytes, &address.socket, address.size);
    return 0;
}

int wok_address_format(const struct wok_address *address, char *text, size_t size) {
    struct wok__address whole = {.size = address->size};
    if (address->size > sizeof whole.socket)
        return -EAFNOSUPPORT;
    memcpy(&whole.socket, address->bytes, address->size);
    return wok__address_format(&whole, text, size);
}

/* Bind and connect */

int wok_udp_bind(const char *text, wok_udp_socket **out) {
    struct wok__system *system = wok__system_here();
    struct wok__address address;
    int error = wok__address_parse(text, WOK__ADDRESS_TO_LISTEN, &address);
    if (error < 0)
        return error;
    int number = system->socket(system, address.socket.any.sa_family, SOCK_DGRAM, IPPROTO_UDP);
    if (number == -EAFNOSUPPORT && address.is_wildcard) {
        address = wok__address_wildcard_four(&address);
        number = system->socket(system, AF_INET, SOCK_DGRAM, IPPROTO_UDP);
    }
    if (number < 0)
        return number;
    if (address.is_wildcard && address.socket.any.sa_family == AF_INET6)
        error = system->socket_option(system, number, IPPROTO_IPV6, IPV6_V6ONLY, 0);
    if (error == 0)
        error = system->socket_bind(system, number, &address.socket.any, address.size);
    if (error == 0)
        error = wok__descriptor_open(system, number, 0, WOK__READABLE | WOK__WRITABLE, out);
    if (error < 0)
        system->close(system, number);
    return error;
}

int wok_udp_connect(wok_udp_socket *socket, const char *text) {
    struct wok__address address;
    uint64_t word;
    int error = wok__address_parse(text, WOK__ADDRESS_TO_CONNECT, &address);
    if (error < 0)
        return error;
    if (!socket || !wok__descriptor_enter(socket, wok__descriptor_generation(socket), &word))
        return -EBADF;
    struct wok__system *system = socket->system;
    error = system->socket_connect(system, socket->number, &address.socket.any, address.size);
    wok__descriptor_leave(socket, word, 0);
    return error;
}

/* Send */

WOK__LEAF(wok_udp_send);

void wok_udp_send_init(struct wok_udp_send *self, struct wok_descriptor *socket, const void *buffer,
                       size_t size, const struct wok_address *to) {
    self->socket = socket;
    self->buffer = buffer;
    self->size = size;
    self->to = to;
    wok__operation_init(&self->wait, socket);
}

enum wok_poll wok_udp_send_poll(struct wok_udp_send *self, struct wok_context *cx) {
    struct iovec part = {(void *)self->buffer, self->size};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (self->to) {
        message.msg_name = (void *)self->to->bytes;
        message.msg_namelen = self->to->size;
    }
    const struct wok__request request = {.kind = WOK__REQUEST_SEND, .buffer = &message};
    return wok__operation_poll(self->socket, &self->wait, &request, cx, &self->result);
}

enum wok_poll wok_udp_send_cancel(struct wok_udp_send *self, struct wok_context *cx) {
    return wok__operation_cancel(self->socket, &self->wait, cx);
}

void wok_udp_send_drop(struct wok_udp_send *self) {
    (void)self;
}

ssize_t wok_udp_send(struct wok_descriptor *socket, const void *buffer, size_t size,
                     const struct wok_address *to) {
    struct wok_udp_send cold;
    ssize_t result;
    wok_udp_send_init(&cold, socket, buffer, size, to);
    wok_block_on_future(&wok_udp_send_type, &cold, sizeof cold, &result, __FILE__, __LINE__);
    return result;
}

/* Receive */

WOK__LEAF(wok_udp_receive);

void wok_udp_receive_init(struct wok_udp_receive *self, struct wok_descriptor *socket, void *buffer,
                          size_t size, struct wok_address *from) {
    self->socket = socket;
    self->buffer = buffer;
    self->size = size;
    self->from = from;
    wok__operation_init(&self->wait, socket);
}

enum wok_poll wok_udp_receive_poll(struct wok_udp_receive *self, struct wok_context *cx) {
    struct wok_address sender = {0};
    struct iovec part = {self->buffer, self->size};
    struct msghdr message = {.msg_name = sender.bytes,
                             .msg_namelen = sizeof sender.bytes,
                             .msg_iov = &part,
                             .msg_iovlen = 1};
    const struct wok__request request = {.kind = WOK__REQUEST_RECEIVE, .buffer = &message};
    if (wok__operation_poll(self->socket, &self->wait, &request, cx, &self->result) == WOK_PENDING)
        return WOK_PENDING;
    sender.size = message.msg_namelen;
    if (self->result >= 0 && (message.msg_flags & MSG_TRUNC))
        self->result = -EMSGSIZE;
    if (self->result >= 0 && self->from)
        *self->from = sender;
    return WOK_READY;
}

enum wok_poll wok_udp_receive_cancel(struct wok_udp_receive *self, struct wok_context *cx) {
    return wok__operation_cancel(self->socket, &self->wait, cx);
}

void wok_udp_receive_drop(struct wok_udp_receive *self) {
    (void)self;
}

ssize_t wok_udp_receive(struct wok_descriptor *socket, void *buffer, size_t size,
                        struct wok_address *from) {
    struct wok_udp_receive cold;
    ssize_t result;
    wok_udp_receive_init(&cold, socket, buffer, size, from);
    wok_block_on_future(&wok_udp_receive_type, &cold, sizeof cold, &result, __FILE__, __LINE__);
    return result;
}
