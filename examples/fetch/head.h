/* The head of an HTTP response, a line at a time. */
#ifndef FETCH_HEAD_H
#define FETCH_HEAD_H

#include <stdbool.h>
#include <stdint.h>

#include "url.h"

enum { HEAD_LINES_MAX = 200 };

struct head {
    int status;
    uint64_t length; /* UINT64_MAX: not told */
    bool is_chunked;
    char location[URL_SIZE_MAX]; /* "" */
};

/* 0, or -EBADMSG. */
int head_status_line(struct head *head, const char *line);
/* A header line; what is not known is ignored. -EBADMSG: one that matters makes no sense. */
int head_line(struct head *head, const char *line);
/* The size in a chunk's first line; false: it is none. */
bool head_chunk_size(const char *line, uint64_t *size);

#endif
