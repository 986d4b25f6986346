/*
 * <wok/unix_socket.h>: sockets of the same machine, which can pass descriptors.
 *
 * A name is a path of at most 107 bytes, or "@name" for one of the abstract names of Linux, which is
 * no file. Streams are read, written, accepted (wok_tcp_accept takes these listeners too) and closed
 * like those of TCP. A path that was listened at stays; unlink it.
 */
#ifndef WOK_UNIX_SOCKET_H
#define WOK_UNIX_SOCKET_H

#include <wok/net.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct wok_descriptor wok_unix_socket;

/* Descriptors in one message at most. */
#define WOK_UNIX_NUMBERS_MAX 64

/*
 * These wait for nothing. *out is the caller's to close, and unchanged on error: -EINVAL for a name
 * that is too long, any error of the system call, -ENOMEM.
 */

/* Listen for streams. -EADDRINUSE also when the path is left from a program that is gone. */
int wok_unix_listen(const char *name, wok_unix_socket **out);
/* Connect a stream. -EAGAIN: the listener's queue is full. */
int wok_unix_connect(const char *name, wok_unix_socket **out);
/* Two streams that are connected to each other. */
int wok_unix_pair(wok_unix_socket *out[2]);
/*
 * The same for connections that keep packets whole and in order (SOCK_SEQPACKET): what one send has
 * sent is what one receive gets. wok_unix_receive tells -EMSGSIZE for a packet that does not fit;
 * wok_read cuts it without a word. 0 bytes: the end, or a packet of none.
 */
int wok_unix_listen_packets(const char *name, wok_unix_socket **out);
int wok_unix_connect_packets(const char *name, wok_unix_socket **out);
int wok_unix_pair_packets(wok_unix_socket *out[2]);
/* A datagram socket: named `name` unless that is NULL, sending to `peer` unless that is NULL. */
int wok_unix_datagram(const char *name, const char *peer, wok_unix_socket **out);

/*
 * Send bytes, and with them duplicates of `count` descriptors of the operating system.
 *
 * Result   Bytes sent. A stream may take fewer than `size`: the descriptors have gone with the
 *          first, so send the rest without. `size` 0 sends nothing over a stream, descriptors neither.
 * Errors   -EINVAL: more than WOK_UNIX_NUMBERS_MAX. -EBADF. -ECANCELED: closed while waiting. Any
 *          error of sendmsg(2), for example -EPIPE, -ECONNREFUSED, -ETOOMANYREFS.
 * Owner    All is lent until the future is over; `numbers` stay the caller's.
 * Threads  Any.
 * Cancel   Synchronous. A cancelled send has sent nothing.
 */
struct wok_unix_send {
    struct wok_descriptor *socket;
    struct wok_descriptor_wait wait;
    const void *buffer;
    size_t size;
    const int *numbers;
    uint32_t count;
    ssize_t result;
};
void wok_unix_send_init(struct wok_unix_send *self, struct wok_descriptor *socket,
                        const void *buffer, size_t size, const int *numbers, uint32_t count);
enum wok_poll wok_unix_send_poll(struct wok_unix_send *self, struct wok_context *cx);
enum wok_poll wok_unix_send_cancel(struct wok_unix_send *self, struct wok_context *cx);
void wok_unix_send_drop(struct wok_unix_send *self);
WOK_CANCEL(restartable)
wok_async ssize_t wok_unix_send(struct wok_descriptor *socket, const void *buffer, size_t size,
                                const int *numbers, uint32_t count)
    WOK_FUTURE(struct wok_unix_send, wok_unix_send_init, wok_unix_send_poll, wok_unix_send_cancel,
               wok_unix_send_drop);

/*
 * Receive bytes (of a datagram or packets: one), and the descriptors that came with them. These close on exec.
 *
 * Result   Bytes received; 0 at the end of a stream. *count says how many descriptors came, and
 *          `numbers` holds them. Those beyond `capacity` are closed.
 * Errors   -EMSGSIZE: the datagram, or packet, was longer than `size`; it is lost, its descriptors are
 *          closed.
 *          -EBADF. -ECANCELED: closed while waiting. Any error of recvmsg(2).
 * Owner    The numbers are the caller's to close. All else is lent until the future is over.
 * Threads  Any.
 * Cancel   Synchronous. A cancelled receive has taken nothing.
 */
struct wok_unix_receive {
    struct wok_descriptor *socket;
    struct wok_descriptor_wait wait;
    void *buffer;
    size_t size;
    int *numbers;
    uint32_t capacity;
    uint32_t *count;
    ssize_t result;
};
void wok_unix_receive_init(struct wok_unix_receive *self, struct wok_descriptor *socket,
                           void *buffer, size_t size, int *numbers, uint32_t capacity,
                           uint32_t *count);
enum wok_poll wok_unix_receive_poll(struct wok_unix_receive *self, struct wok_context *cx);
enum wok_poll wok_unix_receive_cancel(struct wok_unix_receive *self, struct wok_context *cx);
void wok_unix_receive_drop(struct wok_unix_receive *self);
WOK_CANCEL(restartable)
wok_async ssize_t wok_unix_receive(struct wok_descriptor *socket, void *buffer, size_t size,
                                   int *numbers, uint32_t capacity, uint32_t *count)
    WOK_FUTURE(struct wok_unix_receive, wok_unix_receive_init, wok_unix_receive_poll,
               wok_unix_receive_cancel, wok_unix_receive_drop);

#ifdef __cplusplus
}
#endif

#endif
