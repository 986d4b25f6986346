/*
 * address.c: parse and format socket addresses. Strict: no names, no spaces, no empty port.
 */
#include "net/address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

enum { HOST_SIZE_MAX = INET6_ADDRSTRLEN + IF_NAMESIZE + 1, TEXT_SIZE_MAX = 96 };

/* "0" to "65535", nothing else. */
static int parse_number(const char *text, uint32_t limit, uint32_t *out) {
    uint64_t number = 0;
    if (*text == '\0')
        return -EINVAL;
    for (; *text; text++) {
        if (*text < '0' || *text > '9')
            return -EINVAL;
        number = number * 10 + (uint64_t)(*text - '0');
        if (number > limit)
            return -EINVAL;
    }
    *out = (uint32_t)number;
    return 0;
}

static int parse_port(const char *text, in_port_t *out) {
    uint32_t port;
    int error = parse_number(text, 65535, &port);
    if (error == 0)
        *out = htons((in_port_t)port);
    return error;
}

/* What follows '%': the name of an interface, or its number. */
static int parse_zone(const char *zone, uint32_t *out) {
    uint32_t index = if_nametoindex(zone);
    if (index == 0)
        return parse_number(zone, UINT32_MAX, out);
    *out = index;
    return 0;
}

static int parse_six(char *host, struct sockaddr_in6 *out) {
    struct sockaddr_in6 six = {.sin6_family = AF_INET6};
    char *zone = strchr(host, '%');
    if (zone) {
        *zone++ = '\0';
        if (parse_zone(zone, &six.sin6_scope_id) < 0)
            return -EINVAL;
    }
    if (inet_pton(AF_INET6, host, &six.sin6_addr) != 1)
        return -EINVAL;
    *out = six;
    return 0;
}

static int copy_host(const char *from, size_t length, char *host) {
    if (length >= HOST_SIZE_MAX)
        return -EINVAL;
    memcpy(host, from, length);
    host[length] = '\0';
    return 0;
}

static int parse_bracketed(const char *text, struct wok__address *address) {
    char host[HOST_SIZE_MAX];
    const char *end = strchr(text, ']');
    if (!end || end[1] != ':' || copy_host(text + 1, (size_t)(end - text - 1), host) < 0 ||
        parse_six(host, &address->socket.six) < 0)
        return -EINVAL;
    address->size = sizeof address->socket.six;
    return parse_port(end + 2, &address->socket.six.sin6_port);
}

static int parse_four(const char *text, struct wok__address *address) {
    char host[HOST_SIZE_MAX];
    const char *colon = strchr(text, ':');
    struct sockaddr_in *four = &address->socket.four;
    if (!colon || copy_host(text, (size_t)(colon - text), host) < 0 ||
        inet_pton(AF_INET, host, &four->sin_addr) != 1)
        return -EINVAL;
    four->sin_family = AF_INET;
    address->size = sizeof *four;
    return parse_port(colon + 1, &four->sin_port);
}

static int parse_wildcard_to_listen(const char *text, struct wok__address *address) {
    struct sockaddr_in6 *six = &address->socket.six;
    six->sin6_family = AF_INET6;
    six->sin6_addr = (struct in6_addr)IN6ADDR_ANY_INIT;
    address->size = sizeof *six;
    address->is_wildcard = 1;
    return parse_port(text + 1, &six->sin6_port);
}

static int parse_this_machine(const char *text, struct wok__address *address) {
    struct sockaddr_in *four = &address->socket.four;
    four->sin_family = AF_INET;
    four->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address->size = sizeof *four;
    return parse_port(text + 1, &four->sin_port);
}

int wok__address_parse(const char *text, enum wok__address_use use, struct wok__address *out) {
    struct wok__address address = {0};
    int error;
    if (!text)
        return -EINVAL;
    if (text[0] == '[')
        error = parse_bracketed(text, &address);
    else if (text[0] == ':' && use == WOK__ADDRESS_TO_LISTEN)
        error = parse_wildcard_to_listen(text, &address);
    else if (text[0] == ':')
        error = parse_this_machine(text, &address);
    else
        error = parse_four(text, &address);
    if (error == 0)
        *out = address;
    return error;
}

struct wok__address wok__address_wildcard_four(const struct wok__address *wildcard) {
    struct wok__address address = {.size = sizeof address.socket.four, .is_wildcard = 1};
    address.socket.four = (struct sockaddr_in){
        .sin_family = AF_INET,
        .sin_port = wildcard->socket.six.sin6_port,
        .sin_addr.s_addr = htonl(INADDR_ANY),
    };
    return address;
}

static int format_four(const struct in_addr *host, in_port_t port, char *text) {
    char digits[INET_ADDRSTRLEN];
    inet_ntop(AF_INET, host, digits, sizeof digits);
    return snprintf(text, TEXT_SIZE_MAX, "%s:%u", digits, ntohs(port));
}

static int format_six(const struct sockaddr_in6 *six, char *text) {
    char digits[INET6_ADDRSTRLEN];
    if (IN6_IS_ADDR_V4MAPPED(&six->sin6_addr)) {
        struct in_addr four;
        memcpy(&four, &six->sin6_addr.s6_addr[12], sizeof four);
        return format_four(&four, six->sin6_port, text);
    }
    inet_ntop(AF_INET6, &six->sin6_addr, digits, sizeof digits);
    if (six->sin6_scope_id)
        return snprintf(text, TEXT_SIZE_MAX, "[%s%%%u]:%u", digits, six->sin6_scope_id,
                        ntohs(six->sin6_port));
    return snprintf(text, TEXT_SIZE_MAX, "[%s]:%u", digits, ntohs(six->sin6_port));
}

int wok__address_format(const struct wok__address *address, char *text, size_t size) {
    char whole[TEXT_SIZE_MAX];
    int length;
    if (address->socket.any.sa_family == AF_INET)
        length = format_four(&address->socket.four.sin_addr, address->socket.four.sin_port, whole);
    else if (address->socket.any.sa_family == AF_INET6)
        length = format_six(&address->socket.six, whole);
    else
        return -EAFNOSUPPORT;
    if ((size_t)length >= size)
        return -ENOSPC;
    memcpy(text, whole, (size_t)length + 1);
    return 0;
}
