/*
 * address.h: socket addresses as text, see <wok/net.h>.
 */
#ifndef WOK__NET_ADDRESS_H
#define WOK__NET_ADDRESS_H

#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

struct wok__address {
    union {
        struct sockaddr any;
        struct sockaddr_in four;
        struct sockaddr_in6 six;
    } socket;
    uint32_t size;
    int is_wildcard; /* no host was written, and `socket` is IPv6's "any" */
};

enum wok__address_use { WOK__ADDRESS_TO_LISTEN, WOK__ADDRESS_TO_CONNECT };

/* Returns 0 or -EINVAL, and then *out is unchanged. */
int wok__address_parse(const char *text, enum wok__address_use use, struct wok__address *out);

/* The IPv4 "any" with the same port, for a machine without IPv6. */
struct wok__address wok__address_wildcard_four(const struct wok__address *wildcard);

/* Returns 0, -ENOSPC or -EAFNOSUPPORT. An IPv4 address mapped into IPv6 is written as IPv4. */
int wok__address_format(const struct wok__address *address, char *text, size_t size);

#endif
