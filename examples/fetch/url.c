#include "url.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Nothing that could end a line of the request, or the request line's path. */
static int is_clean(const char *text, size_t size) {
    for (size_t i = 0; i < size; i++)
        if ((unsigned char)text[i] <= ' ' || text[i] == 0x7f)
            return 0;
    return 1;
}

static int host_parse(const char *host, size_t size, struct url *out) {
    if (size == 0 || size >= sizeof out->host || memchr(host, '@', size))
        return -EINVAL;
    memcpy(out->host, host, size);
    out->host[size] = 0;
    const char *bracket = strchr(out->host, ']');
    int has_port = strchr(bracket ? bracket : out->host, ':') != NULL;
    snprintf(out->name, sizeof out->name, has_port ? "%s" : "%s:80", out->host);
    return 0;
}

int url_parse(const char *text, struct url *out) {
    struct url url;
    if (strncasecmp(text, "http://", 7) != 0)
        return strstr(text, "://") ? -EPROTONOSUPPORT : -EINVAL;
    const char *host = text + 7;
    size_t host_size = strcspn(host, "/?#");
    const char *path = host + host_size;
    size_t path_size = strcspn(path, "#");
    int error = host_parse(host, host_size, &url);
    if (error)
        return error;
    if (path_size + 2 > sizeof url.path || !is_clean(host, host_size) || !is_clean(path, path_size))
        return -EINVAL;
    snprintf(url.path, sizeof url.path, "%s%.*s", *path == '/' ? "" : "/", (int)path_size, path);
    *out = url;
    return 0;
}

int url_follow(const struct url *base, const char *location, struct url *out) {
    char whole[URL_SIZE_MAX + 300];
    if (location[0] != '/')
        return url_parse(location, out);
    int size = location[1] == '/'
                   ? snprintf(whole, sizeof whole, "http:%s", location)
                   : snprintf(whole, sizeof whole, "http://%s%s", base->host, location);
    return (size_t)size < sizeof whole ? url_parse(whole, out) : -EINVAL;
}

void url_file_name(const struct url *url, char *name, size_t size) {
    size_t end = strcspn(url->path, "?"), begin = end, used = 0;
    while (begin > 0 && url->path[begin - 1] != '/')
        begin--;
    for (size_t i = begin; i < end && used + 1 < size; i++) {
        unsigned char letter = (unsigned char)url->path[i];
        int is_fine = isalnum(letter) || strchr("-_+,=~", letter) || (letter == '.' && used);
        name[used++] = is_fine ? (char)letter : '_';
    }
    if (used == 0)
        used = (size_t)snprintf(name, size, "index");
    name[used] = 0;
}
