/*
 * unix_socket.c: sockets of the same machine.
 */
#include <wok/unix_socket.h>

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/leaf.h"
#include "reactor/descriptor.h"
#include "reactor/operation.h"
#include "reactor/reactor.h"

enum { BACKLOG = 4096 };

/* Returns the size of the address, or -EINVAL. */
static int name_to_address(const char *name, struct sockaddr_un *out) {
    size_t size = strlen(name);
    if (size == 0 || size >= sizeof out->sun_path)
        return -EINVAL;
    *out = (struct sockaddr_un){.sun_family = AF_UNIX};
    memcpy(out->sun_path, name, size);
    if (name[0] != '@')
        return (int)(offsetof(struct sockaddr_un, sun_path) + size + 1);
    out->sun_path[0] = '\0';
    return (int)(offsetof(struct sockaddr_un, sun_path) + size);
}

typedef int socket_call(struct wok__system *system, int number, const struct sockaddr *address,
                        uint32_t size);

static int call_with_name(struct wok__system *system, int number, const char *name,
                          socket_call *call) {
    struct sockaddr_un address;
    int size = name_to_address(name, &address);
    return size < 0 ? size
                    : call(system, number, (const struct sockaddr *)&address, (uint32_t)size);
}

/* The end of each of the functions below: a record for the number, which is closed on error. */
static int wrap(struct wok__system *system, int number, int error, uint32_t flags,
                struct wok_descriptor **out) {
    if (error == 0)
        error = wok__descriptor_open(system, number, flags, WOK__READABLE | WOK__WRITABLE, out);
    if (error < 0)
        system->close(system, number);
    return error;
}

/* A listener's flags are those of the connections that come from it: see wok_tcp_accept. */
static int listen_at(const char *name, int type, uint32_t flags, wok_unix_socket **out) {
    struct wok__system *system = wok__system_here();
    int number = system->socket(system, AF_UNIX, type, 0);
    if (number < 0)
        return number;
    int error = call_with_name(system, number, name, system->socket_bind);
    if (error == 0)
        error = system->socket_listen(system, number, BACKLOG);
    return wrap(system, number, error, flags, out);
}

static uint32_t flags_of(int type) {
    return type == SOCK_STREAM ? WOK__STREAM_SOCKET : 0;
}

static int connect_to(const char *name, int type, wok_unix_socket **out) {
    struct wok__system *system = wok__system_here();
    int number = system->socket(system, AF_UNIX, type, 0);
    if (number < 0)
        return number;
    int error = call_with_name(system, number, name, system->socket_connect);
    return wrap(system, number, error, flags_of(type), out);
}

static int make_pair(int type, wok_unix_socket *out[2]) {
    struct wok__system *system = wok__system_here();
    struct wok_descriptor *first, *second;
    int numbers[2];
    int error = system->socket_pair(system, AF_UNIX, type, numbers);
    if (error < 0)
        return error;
    error = wrap(system, numbers[0], 0, flags_of(type), &first);
    int other = wrap(system, numbers[1], error, flags_of(type), &second);
    if (error == 0 && other < 0)
        wok_abandon(first);
    if (other < 0)
        return other;
    out[0] = first;
    out[1] = second;
    return 0;
}

int wok_unix_listen(const char *name, wok_unix_socket **out) {
    return listen_at(name, SOCK_STREAM, WOK__SHORT_READ_EMPTIES | WOK__STREAM_SOCKET, out);
}

int wok_unix_connect(const char *name, wok_unix_socket **out) {
    return connect_to(name, SOCK_STREAM, out);
}

int wok_unix_pair(wok_unix_socket *out[2]) {
    return make_pair(SOCK_STREAM, out);
}

int wok_unix_listen_packets(const char *name, wok_unix_socket **out) {
    return listen_at(name, SOCK_SEQPACKET, 0, out);
}

int wok_unix_connect_packets(const char *name, wok_unix_socket **out) {
    return connect_to(name, SOCK_SEQPACKET, out);
}

int wok_unix_pair_packets(wok_unix_socket *out[2]) {
    return make_pair(SOCK_SEQPACKET, out);
}

int wok_unix_datagram(const char *name, const char *peer, wok_unix_socket **out) {
    struct wok__system *system = wok__system_here();
    int number = system->socket(system, AF_UNIX, SOCK_DGRAM, 0);
    if (number < 0)
        return number;
    int error = name ? call_with_name(system, number, name, system->socket_bind) : 0;
    if (error == 0 && peer)
        error = call_with_name(system, number, peer, system->socket_connect);
    return wrap(system, number, error, 0, out);
}

/* Descriptors in a message */

union control {
    struct cmsghdr aligned;
    char bytes[CMSG_SPACE(WOK_UNIX_NUMBERS_MAX * sizeof(int))];
};

struct passed {
    int *numbers;
    uint32_t capacity, count;
};

static void attach(struct msghdr *message, union control *control, const int *numbers,
                   uint32_t count) {
    memset(control, 0, sizeof *control);
    message->msg_control = control->bytes;
    message->msg_controllen = CMSG_SPACE(count * sizeof(int));
    struct cmsghdr *header = CMSG_FIRSTHDR(message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(count * sizeof(int));
    memcpy(CMSG_DATA(header), numbers, count * sizeof(int));
}

/* Take the numbers out; those that there is no room for are closed. */
static void detach(struct wok__system *system, struct msghdr *message, struct passed *passed) {
    for (struct cmsghdr *header = CMSG_FIRSTHDR(message); header;
         header = CMSG_NXTHDR(message, header)) {
        if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS)
            continue;
        size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < count; i++) {
            int number;
            memcpy(&number, CMSG_DATA(header) + i * sizeof number, sizeof number);
            if (passed->count < passed->capacity)
                passed->numbers[passed->count++] = number;
            else
                system->close(system, number);
        }
    }
}

/* Send */

WOK__LEAF(wok_unix_send);

void wok_unix_send_init(struct wok_unix_send *self, struct wok_descriptor *socket,
                        const void *buffer, size_t size, const int *numbers, uint32_t count) {
    self->socket = socket;
    self->buffer = buffer;
    self->size = size;
    self->numbers = numbers;
    self->count = count;
    wok__operation_init(&self->wait, socket);
}

enum wok_poll wok_unix_send_poll(struct wok_unix_send *self, struct wok_context *cx) {
    union control control;
    struct iovec part = {(void *)self->buffer, self->size};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (self->count > WOK_UNIX_NUMBERS_MAX) {
        self->result = -EINVAL;
        return WOK_READY;
    }
    if (self->count > 0)
        attach(&message, &control, self->numbers, self->count);
    const struct wok__request request = {.kind = WOK__REQUEST_SEND, .buffer = &message};
    return wok__operation_poll(self->socket, &self->wait, &request, cx, &self->result);
}

enum wok_poll wok_unix_send_cancel(struct wok_unix_send *self, struct wok_context *cx) {
    return wok__operation_cancel(self->socket, &self->wait, cx);
}

void wok_unix_send_drop(struct wok_unix_send *self) {
    (void)self;
}

ssize_t wok_unix_send(struct wok_descriptor *socket, const void *buffer, size_t size,
                      const int *numbers, uint32_t count) {
    struct wok_unix_send cold;
    ssize_t result;
    wok_unix_send_init(&cold, socket, buffer, size, numbers, count);
    wok_block_on_future(&wok_unix_send_type, &cold, sizeof cold, &result, __FILE__, __LINE__);
    return result;
}

/* Receive */

WOK__LEAF(wok_unix_receive);

void wok_unix_receive_init(struct wok_unix_receive *self, struct wok_descriptor *socket,
                           void *buffer, size_t size, int *numbers, uint32_t capacity,
                           uint32_t *count) {
    self->socket = socket;
    self->buffer = buffer;
    self->size = size;
    self->numbers = numbers;
    self->capacity = capacity;
    self->count = count;
    wok__operation_init(&self->wait, socket);
}

enum wok_poll wok_unix_receive_poll(struct wok_unix_receive *self, struct wok_context *cx) {
    union control control;
    struct iovec part = {self->buffer, self->size};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = control.bytes,
                             .msg_controllen = sizeof control.bytes};
    const struct wok__request request = {.kind = WOK__REQUEST_RECEIVE, .buffer = &message};
    if (wok__operation_poll(self->socket, &self->wait, &request, cx, &self->result) == WOK_PENDING)
        return WOK_PENDING;
    if (self->result < 0)
        return WOK_READY;
    if (self->size > 0 && (message.msg_flags & MSG_TRUNC))
        self->result = -EMSGSIZE;
    struct passed passed = {.capacity = self->result < 0 ? 0 : self->capacity,
                            .numbers = self->numbers};
    detach(self->socket->system, &message, &passed);
    if (self->result >= 0 && self->count)
        *self->count = passed.count;
    return WOK_READY;
}

enum wok_poll wok_unix_receive_cancel(struct wok_unix_receive *self, struct wok_context *cx) {
    return wok__operation_cancel(self->socket, &self->wait, cx);
}

void wok_unix_receive_drop(struct wok_unix_receive *self) {
    (void)self;
}

ssize_t wok_unix_receive(struct wok_descriptor *socket, void *buffer, size_t size, int *numbers,
                         uint32_t capacity, uint32_t *count) {
    struct wok_unix_receive cold;
    ssize_t result;
    wok_unix_receive_init(&cold, socket, buffer, size, numbers, capacity, count);
    wok_block_on_future(&wok_unix_receive_type, &cold, sizeof cold, &result, __FILE__, __LINE__);
    return result;
}
