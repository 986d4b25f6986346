/* A list that is pushed and popped at both ends: a ring of bytes that grows. */
#ifndef MINI_REDIS_LIST_H
#define MINI_REDIS_LIST_H

#include "bytes.h"

struct list {
    struct bytes *items; /* owned, as are the bytes */
    size_t first, count, capacity;
};

bool list_push(struct list *list, bool at_front, struct bytes item); /* copies; false: no memory */
struct bytes list_pop(struct list *list, bool at_front); /* the caller's; the list is not empty */
struct bytes list_at(const struct list *list, size_t index);
void list_clear(struct list *list);

#endif
