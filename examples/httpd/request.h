/*
 * The head of an HTTP/1 request, read from bytes that a stranger sent.
 *
 * Strict where leniency would let two readers of the same bytes disagree (request smuggling): lines
 * end with CR LF, header names touch their colon, no folded lines, one Host, one Content-Length, and
 * no Transfer-Encoding beside it.
 */
#ifndef HTTPD_REQUEST_H
#define HTTPD_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes inside the caller's buffer, not terminated. `data` NULL: the header was not there. */
struct text {
    const char *data;
    size_t size;
};

enum request_method { REQUEST_GET, REQUEST_HEAD, REQUEST_OTHER };

struct request {
    enum request_method method;
    bool keep_alive;
    bool expects_continue;
    unsigned minor_version; /* of HTTP/1.x */
    struct text target;     /* as sent: origin form or absolute form */
    struct text range, if_range, if_none_match, if_modified_since;
    uint64_t content_length; /* of the body that follows the head; 0 without one */
    size_t head_size;        /* with the empty line */
};

/*
 * Read one request head from the first `size` bytes of `data`.
 *
 * Returns  1 when it is complete, 0 when more bytes are needed, and a negative HTTP status (-400,
 *          -411, -417, -501, -505) when it cannot be answered; the connection is then of no more use.
 * Owner    `*out` points into `data` and changes only when 1 is returned.
 * Threads  Any; keeps no state.
 */
int request_parse(const char *data, size_t size, struct request *out);

/* Does `text` equal the lower-case `word`, letters compared without case? */
bool text_equals(struct text text, const char *word);

#endif
