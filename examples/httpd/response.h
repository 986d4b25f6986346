/* The text of response heads. Plain C, no input or output. */
#ifndef HTTPD_RESPONSE_H
#define HTTPD_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

enum {
    DATE_SIZE = 32,
    /* Holds every head that response_head can write, Location included. */
    RESPONSE_HEAD_SIZE = 4096,
};

struct response {
    int status;
    bool keep_alive;
    uint64_t content_length; /* of the body, also when it is not sent (HEAD) */
    const char *type;        /* NULL: no body */
    const char *location;    /* of a 301 */
    const char *etag;        /* of a file, with its date; NULL for other bodies */
    time_t modified;
    uint64_t range_first, size_total; /* of a 206; of a 416 the total alone */
};

const char *response_reason(int status);

/* Write the date in the one form that HTTP wants. */
void response_date(time_t time, char text[DATE_SIZE]);

/* Write the head with its empty line. Returns its size; `size` is RESPONSE_HEAD_SIZE or more. */
size_t response_head(const struct response *response, char *head, size_t size);

#endif
