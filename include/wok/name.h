/*
 * <wok/name.h>: names of machines, and connecting to them.
 *
 * Names are looked up as the machine is told to: /etc/hosts, then the servers and search list of
 * /etc/resolv.conf, read anew for each look-up. No thread waits for the network. c-ares does the work.
 */
#ifndef WOK_NAME_H
#define WOK_NAME_H

#include <wok/net.h>
#include <wok/udp.h>

#ifdef __cplusplus
extern "C" {
#endif

/* What a look-up may be told; zero means: as usual. */
struct wok_resolve_options {
    const char *servers;     /* "192.0.2.1,[2001:db8::1]:5353"; NULL: those of the machine */
    uint64_t try_timeout_ns; /* for the first try of each server, doubled from round to round; 0: 2 s */
    uint32_t tries;          /* of each server; 0: 3 */
    int family;              /* AF_INET or AF_INET6; 0: both */
};

/*
 * The addresses of `name`, which is "host:port": a name, or an address as <wok/net.h> has it. The
 * port is a number.
 *
 * Result   How many addresses there are, 1 or more, in the order in which they are to be tried (RFC
 *          6724). The first `capacity` of them are in out[].
 * Errors   -EINVAL: not host:port. -ENOENT: there is no such name, or it has no address of the
 *          family. -ETIMEDOUT: no server answered. -ECONNREFUSED: there is no server, or it says that it
 *          cannot. -EIO: servers answer nonsense. -ENOMEM, -EAGAIN: no memory, no thread to read the files with.
 * Owner    All arguments are lent until the future is over; *options may be NULL. out[] changes on
 *          success only.
 * Threads  Any.
 * Cancel   Waits for files that are being read; then at once.
 */
WOK_CANCEL(restartable)
wok_async int wok_resolve(const char *name, const struct wok_resolve_options *options,
                          struct wok_address *out, uint32_t capacity);

struct wok_connect_options {
    struct wok_resolve_options resolve;
    uint64_t next_after_ns; /* before the next address is tried as well; 0: 250 ms */
};

/*
 * Connect to the first of a name's addresses that answers: they are tried in order, families in
 * turn, the next one as soon as the one before has failed or `next_after_ns` have passed, and the
 * ones before go on (RFC 8305). When one is connected, all others are given up.
 *
 * Result   0, and *out is the caller's to close. Unchanged on error.
 * Errors   Those of wok_resolve; if no address could be connected, the last error of
 *          wok_tcp_connect. At most 16 addresses are tried.
 * Cancel   All attempts are given up, their sockets closed.
 */
WOK_CANCEL(restartable)
wok_async int wok_tcp_connect_name(const char *name, const struct wok_connect_options *options,
                                   wok_tcp_stream **out);

#ifdef __cplusplus
}
#endif

#endif
