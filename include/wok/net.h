/*
 * <wok/net.h>: TCP, and the options of sockets. See <wok/udp.h> and <wok/unix_socket.h> too.
 *
 * An address is text: "127.0.0.1:8080", "[::1]:8080", "[fe80::1%eth0]:80", or ":8080" for every
 * address of this machine (listening: IPv6 and IPv4 together where the machine has IPv6; connecting:
 * 127.0.0.1). Numbers only, no names. Port 0 when listening means any free port; ask
 * wok_tcp_local_address which.
 *
 * Streams send small writes at once (TCP_NODELAY). Both kinds are read, written and closed with
 * <wok/io.h>.
 */
#ifndef WOK_NET_H
#define WOK_NET_H

#include <wok/io.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct wok_descriptor wok_tcp_stream;
typedef struct wok_descriptor wok_tcp_listener;

/* Holds every text that wok_tcp_local_address writes. */
#define WOK_ADDRESS_SIZE_MAX 80

/*
 * Begin to listen. Does not wait for anything; may be called anywhere.
 *
 * Errors   -EINVAL: not an address as above. Any error of socket(2), bind(2), listen(2), for example
 *          -EADDRINUSE, -EADDRNOTAVAIL, -EACCES, -EMFILE. -ENOMEM.
 * Owner    *out is the caller's to close with wok_close. Unchanged on error.
 * Threads  Any.
 */
int wok_tcp_listen(const char *address, wok_tcp_listener **out);

/*
 * Wait for the next connection.
 *
 * Result   0.
 * Errors   -EBADF: closed. -ECANCELED: closed while waiting. -EMFILE, -ENFILE, -ENOBUFS, -ENOMEM: no
 *          room for one more connection; it stays in the listener's queue, and accepting again at
 *          once will most likely fail again, so wait a little. Any other error of accept(2).
 * Owner    *out is the caller's to close with wok_close. Unchanged on error.
 * Threads  Any. Several acceptors of one listener are allowed.
 * Cancel   As wok_read. A cancelled accept has taken no connection: the next one gets it.
 */
struct wok_tcp_accept {
    wok_tcp_listener *listener;
    struct wok_descriptor_wait wait;
    wok_tcp_stream **out;
    int result;
};
void wok_tcp_accept_init(struct wok_tcp_accept *self, wok_tcp_listener *listener,
                         wok_tcp_stream **out);
enum wok_poll wok_tcp_accept_poll(struct wok_tcp_accept *self, struct wok_context *cx);
enum wok_poll wok_tcp_accept_cancel(struct wok_tcp_accept *self, struct wok_context *cx);
void wok_tcp_accept_drop(struct wok_tcp_accept *self);
WOK_CANCEL(restartable)
wok_async int wok_tcp_accept(wok_tcp_listener *listener, wok_tcp_stream **out)
    WOK_FUTURE(struct wok_tcp_accept, wok_tcp_accept_init, wok_tcp_accept_poll,
               wok_tcp_accept_cancel, wok_tcp_accept_drop);

/*
 * Connect.
 *
 * Result   0.
 * Errors   -EINVAL: not an address as above. Any error of socket(2) and connect(2), for example
 *          -ECONNREFUSED, -ETIMEDOUT, -ENETUNREACH, -EMFILE. -ENOMEM.
 * Owner    `address` is the caller's and must live until the future is over. *out is the caller's to
 *          close with wok_close. Unchanged on error.
 * Threads  Any.
 * Cancel   Synchronous: the attempt is given up and its socket closed.
 */
struct wok_tcp_connect {
    wok_tcp_stream *stream; /* NULL until the first poll, and again at the end */
    struct wok_descriptor_wait wait;
    const char *address;
    wok_tcp_stream **out;
    int result;
};
void wok_tcp_connect_init(struct wok_tcp_connect *self, const char *address, wok_tcp_stream **out);
enum wok_poll wok_tcp_connect_poll(struct wok_tcp_connect *self, struct wok_context *cx);
enum wok_poll wok_tcp_connect_cancel(struct wok_tcp_connect *self, struct wok_context *cx);
void wok_tcp_connect_drop(struct wok_tcp_connect *self);
WOK_CANCEL(restartable)
wok_async int wok_tcp_connect(const char *address, wok_tcp_stream **out)
    WOK_FUTURE(struct wok_tcp_connect, wok_tcp_connect_init, wok_tcp_connect_poll,
               wok_tcp_connect_cancel, wok_tcp_connect_drop);

/*
 * Write the address of this end as text, in the form above, with its terminating zero.
 *
 * Errors   -EBADF: closed. -ENOSPC: `size` is too small (WOK_ADDRESS_SIZE_MAX is always enough).
 *          -EAFNOSUPPORT: not a TCP socket. `text` is unchanged on error.
 * Threads  Any.
 */
int wok_tcp_local_address(const struct wok_descriptor *descriptor, char *text, size_t size);

/* As wok_tcp_listen, with options; zero means the default everywhere. */
struct wok_tcp_listen_options {
    uint32_t size;    /* sizeof(struct wok_tcp_listen_options) */
    uint32_t backlog; /* connections that wait to be accepted; 0: 4096, cut to the system's limit */
    int reuse_port;   /* not 0: several listeners share the address (SO_REUSEPORT) */
};
int wok_tcp_listen_with(const char *address, const struct wok_tcp_listen_options *options,
                        wok_tcp_listener **out);

/*
 * Options of an open socket. They wait for nothing and return 0, -EBADF (closed), or any error of
 * setsockopt(2); any thread may call them.
 */

/* Send small writes at once (1, what TCP streams begin with), or gather them (0). */
int wok_socket_nodelay(struct wok_descriptor *socket, int on);

/*
 * Ask a silent peer whether it is there: first after `idle_s` seconds, then every `interval_s`, and
 * give the connection up (-ETIMEDOUT) after `count` questions without an answer. 0 for `idle_s`
 * turns it off.
 */
int wok_socket_keepalive(struct wok_descriptor *socket, int idle_s, int interval_s, int count);

/*
 * What closing does with bytes that were not sent: negative: they are sent in the background (the
 * default); 0: they are thrown away and the peer sees a reset. Other values make close(2) wait, and
 * are refused: -EINVAL.
 */
int wok_socket_linger(struct wok_descriptor *socket, int seconds);

/* The kernel's buffers, in bytes; 0 leaves one as it is. The kernel doubles and limits them. */
int wok_socket_buffers(struct wok_descriptor *socket, int send_size, int receive_size);

#ifdef __cplusplus
}
#endif

#endif
