/*
 * The whole answer to a request, as pieces of bytes ready to be sent: plain C, so that the async
 * code around it is only about when to send them.
 */
#ifndef HTTPD_REPLY_H
#define HTTPD_REPLY_H

#include "request.h"
#include "server.h"

/* The first piece holds the head and as much of the body as fits; see reply_next for the rest. */
struct reply {
    char *bytes; /* owned */
    size_t used, capacity;
    int file;           /* owned, -1 without one */
    uint64_t offset;    /* of the file's next byte to be sent */
    uint64_t remaining; /* bytes of the file still to be read into a piece */
    bool keep_alive;
};

/* Nothing to send and nothing to free. */
#define REPLY_EMPTY ((struct reply){.file = -1})

/*
 * Make the reply to `request`, opening the file it names. Reading files blocks: they are regular
 * files, 16 KiB at a time.
 *
 * Returns  0, or -ENOMEM with *out unchanged: close the connection.
 * Owner    The caller frees *out with reply_free.
 */
int reply_make(const struct server *server, const struct request *request, struct reply *out);
/* The same, for a request that could not be read, or is not to be answered: 4xx or 5xx, close. */
int reply_make_error(int status, struct reply *out);

/*
 * Replace the piece that was sent by the next one. Returns 1, 0 when there is none, or negative
 * errno when the file failed or shrank: the connection cannot go on, because the head promised more.
 */
int reply_next(struct reply *reply);

/* Gives everything back; fine on an empty or freed one. */
void reply_free(struct reply *reply);

#endif
