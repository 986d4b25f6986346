/*
 * <wok/udp.h>: datagrams. Addresses as text are those of <wok/net.h>.
 */
#ifndef WOK_UDP_H
#define WOK_UDP_H

#include <wok/net.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct wok_descriptor wok_udp_socket;

/* An address that was parsed once, or that a datagram came from. The members are the runtime's. */
struct wok_address {
    uint32_t size;
    unsigned char bytes[28] __attribute__((aligned(4)));
};

/* Returns 0 or -EINVAL, and then *out is unchanged. ":53" is a port of this machine. */
int wok_address_parse(const char *text, struct wok_address *out);
/* WOK_ADDRESS_SIZE_MAX bytes are always enough. Returns 0, -ENOSPC or -EAFNOSUPPORT. */
int wok_address_format(const struct wok_address *address, char *text, size_t size);

/*
 * Open a socket that receives at `address`; port 0 means any free one. Waits for nothing.
 *
 * Errors   -EINVAL: not an address. Any error of socket(2) and bind(2). -ENOMEM.
 * Owner    *out is the caller's to close. Unchanged on error.
 * Threads  Any.
 */
int wok_udp_bind(const char *address, wok_udp_socket **out);

/*
 * Send to, and receive from, one peer only from now on. Waits for nothing.
 * Returns 0, -EINVAL, -EBADF, or any error of connect(2).
 */
int wok_udp_connect(wok_udp_socket *socket, const char *address);

/*
 * Send one datagram, waiting while the socket's buffer is full. `to` is NULL on a connected socket.
 *
 * Result   `size`.
 * Errors   -EBADF: closed. -ECANCELED: closed while waiting. Any error of sendmsg(2), for example
 *          -EMSGSIZE, and -ECONNREFUSED for an earlier datagram to a connected peer.
 * Owner    `buffer` and `to` are lent until the future is over.
 * Threads  Any.
 * Cancel   Synchronous. A cancelled send has sent nothing.
 */
struct wok_udp_send {
    struct wok_descriptor *socket;
    struct wok_descriptor_wait wait;
    const void *buffer;
    size_t size;
    const struct wok_address *to;
    ssize_t result;
};
void wok_udp_send_init(struct wok_udp_send *self, struct wok_descriptor *socket, const void *buffer,
                       size_t size, const struct wok_address *to);
enum wok_poll wok_udp_send_poll(struct wok_udp_send *self, struct wok_context *cx);
enum wok_poll wok_udp_send_cancel(struct wok_udp_send *self, struct wok_context *cx);
void wok_udp_send_drop(struct wok_udp_send *self);
WOK_CANCEL(restartable)
wok_async ssize_t wok_udp_send(struct wok_descriptor *socket, const void *buffer, size_t size,
                               const struct wok_address *to)
    WOK_FUTURE(struct wok_udp_send, wok_udp_send_init, wok_udp_send_poll, wok_udp_send_cancel,
               wok_udp_send_drop);

/*
 * Receive one datagram.
 *
 * Result   Its size, also 0. *from is who sent it, unless `from` is NULL.
 * Errors   -EMSGSIZE: it was longer than `size`; the rest of it is lost. Otherwise as wok_udp_send.
 * Owner    `buffer` and `from` are lent until the future is over; *from changes on success only.
 * Threads  Any.
 * Cancel   Synchronous. A cancelled receive has taken nothing.
 */
struct wok_udp_receive {
    struct wok_descriptor *socket;
    struct wok_descriptor_wait wait;
    void *buffer;
    size_t size;
    struct wok_address *from;
    ssize_t result;
};
void wok_udp_receive_init(struct wok_udp_receive *self, struct wok_descriptor *socket, void *buffer,
                          size_t size, struct wok_address *from);
enum wok_poll wok_udp_receive_poll(struct wok_udp_receive *self, struct wok_context *cx);
enum wok_poll wok_udp_receive_cancel(struct wok_udp_receive *self, struct wok_context *cx);
void wok_udp_receive_drop(struct wok_udp_receive *self);
WOK_CANCEL(restartable)
wok_async ssize_t wok_udp_receive(struct wok_descriptor *socket, void *buffer, size_t size,
                                  struct wok_address *from)
    WOK_FUTURE(struct wok_udp_receive, wok_udp_receive_init, wok_udp_receive_poll,
               wok_udp_receive_cancel, wok_udp_receive_drop);

#ifdef __cplusplus
}
#endif

#endif
