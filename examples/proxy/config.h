/* What the proxy is to do: a file with a route a line. */
#ifndef PROXY_CONFIG_H
#define PROXY_CONFIG_H

#include <stddef.h>
#include <stdint.h>

enum { ROUTES_MAX = 64, ROUTE_TEXT_SIZE = 128 };

/* LISTEN TARGET [connections=N] [idle=SECONDS] */
struct route_config {
    char listen[ROUTE_TEXT_SIZE]; /* an address */
    char target[ROUTE_TEXT_SIZE]; /* name:port or an address */
    uint32_t connections_max;
    uint64_t idle_ns;
};

struct config {
    struct route_config routes[ROUTES_MAX];
    size_t count;
};

/*
 * Reads `text`. 0, or -EINVAL with what is wrong, and in which line, in `complaint`; *out then is
 * unchanged.
 */
int config_parse(const char *text, struct config *out, char *complaint, size_t complaint_size);
/* The same of a file; any error of reading it. */
int config_read(const char *path, struct config *out, char *complaint, size_t complaint_size);

#endif
