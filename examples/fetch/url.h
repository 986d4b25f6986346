/* http://host[:port][/path][?query] */
#ifndef FETCH_URL_H
#define FETCH_URL_H

#include <stddef.h>

enum { URL_SIZE_MAX = 2048 };

struct url {
    char host[256];          /* as it goes into Host: with the port, if one was written */
    char name[264];          /* what to connect to: always with a port */
    char path[URL_SIZE_MAX]; /* with the query; at least "/" */
};

/* 0, or -EINVAL: no address of that kind; -EPROTONOSUPPORT: another scheme. *out changes on 0 only. */
int url_parse(const char *text, struct url *out);
/* What a Location header means, seen from `base`: a whole address, or a path. As url_parse. */
int url_follow(const struct url *base, const char *location, struct url *out);
/* A name for the file: the last part of the path, without anything that a shell or a file system would
 * take amiss; "index" when there is none. */
void url_file_name(const struct url *url, char *name, size_t size);

#endif
