/*
 * One HTTP/1.1 response, read as it arrives. Only what a load needs: the status, the body's length,
 * and whether the connection goes on. Bodies are counted, not kept.
 */
#ifndef LOAD_RESPONSE_H
#define LOAD_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum response_stage { RESPONSE_STATUS, RESPONSE_HEADERS, RESPONSE_BODY, RESPONSE_COMPLETE };

struct response {
    enum response_stage stage;
    int status;           /* 100 … 599, valid after the first line */
    bool has_length;      /* Content-Length was there */
    bool closes;          /* the server said `Connection: close` */
    uint64_t body_left;   /* bytes of the body still to come */
    uint16_t line_length; /* of the line that is being read */
    char line[126];       /* its start: the names that matter are short */
};

void response_begin(struct response *response);

/*
 * Take what belongs to this response from the front of `bytes`. Returns how many bytes that was;
 * -EBADMSG: this is not HTTP/1.x; -EOPNOTSUPP: a body without Content-Length.
 */
ssize_t response_feed(struct response *response, const char *bytes, size_t size);

#endif
