/*
 * The whole answer to a request: bytes ready to be sent, and what of a file follows them. Plain C, so
 * that the async code around it is only about when to send them.
 */
#ifndef HTTPD_REPLY_H
#define HTTPD_REPLY_H

#include "request.h"
#include "server.h"

struct reply {
    char *bytes; /* owned: the head, and what of the body is in memory */
    size_t used, capacity;
    struct wok_file *file; /* owned, NULL without one */
    uint64_t offset;       /* of the file's next byte to be sent */
    uint64_t remaining;    /* bytes of the file that are not in `bytes` */
    bool keep_alive;
};

/* Nothing to send and nothing to free. */
#define REPLY_EMPTY ((struct reply){.file = NULL})

/*
 * Make the reply to `request`, opening the file it names. Of a file only what is in memory anyhow is
 * read, 16 KiB at most: a disk is waited for by who sends the rest.
 *
 * Returns  0, or -ENOMEM with *out unchanged: close the connection.
 * Owner    The caller frees *out with reply_free.
 */
int reply_make(const struct server *server, const struct request *request, struct reply *out);
/* The same, for a request that could not be read, or is not to be answered: 4xx or 5xx, close. */
int reply_make_error(int status, struct reply *out);

/* `size` bytes of the file were sent. */
void reply_sent(struct reply *reply, size_t size);

/* Gives everything back; fine on an empty or freed one. */
void reply_free(struct reply *reply);

#endif
