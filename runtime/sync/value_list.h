/*
 * value_list.h: values of one size, first in, first out, in a list of blocks.
 *
 *     first -> | v v v v | -> | v v v v | -> | v v . . | <- last
 *                  ^ begin                       ^ end
 *
 * No block until the first value comes. The first block is small, those that follow fill a page; one that
 * has been emptied goes back to the system, except that a small one is kept for the next value. All under
 * its owner's lock; the owner asks for memory, and gives it back, outside of it.
 */
#ifndef WOK__SYNC_VALUE_LIST_H
#define WOK__SYNC_VALUE_LIST_H

#include <stdbool.h>
#include <string.h>

#include "platform/system.h"

#define WOK__VALUE_SIZE_MAX ((size_t)1 << 24)

struct wok__value_block {
    struct wok__value_block *next;
    uint32_t capacity; /* values */
    uint32_t is_small;
    _Alignas(16) unsigned char values[];
};

struct wok__value_list {
    uint32_t value_size;   /* const */
    uint32_t small, large; /* const: values in the first block, and in others */
    uint32_t begin, end;   /* in the first and in the last block */
    size_t length;
    struct wok__value_block *first, *last;
};

/* `most`: there will never be more values than that. */
void wok__values_init(struct wok__value_list *list, size_t value_size, size_t most);
void wok__values_finish(struct wok__value_list *list, struct wok__system *system);

/* What an append may need, and says that it needs: a block, small or not. */
struct wok__value_room {
    struct wok__value_block *block;
    bool small;
};

/* Get it, outside the lock. False: there is no memory. */
bool wok__value_room_get(struct wok__value_room *room, const struct wok__value_list *list,
                         struct wok__system *system);

static inline void wok__value_copy(void *to, const void *from, size_t size) {
    switch (size) { /* constant sizes become moves */
    case 0:
        break;
    case 4:
        memcpy(to, from, 4);
        break;
    case 8:
        memcpy(to, from, 8);
        break;
    case 16:
        memcpy(to, from, 16);
        break;
    default:
        memcpy(to, from, size);
    }
}

/* The last block is full, or there is none. False: room is needed, and this is none. */
bool wok__values_add_block(struct wok__value_list *list, struct wok__value_room *room);
/* The first block holds nothing any more: answers it if it has to be released. */
struct wok__value_block *wok__values_give_up_first(struct wok__value_list *list);

/* False: room is needed, and this is none. When its block is taken it becomes NULL. */
static inline bool wok__values_append(struct wok__value_list *list, const void *value,
                                      struct wok__value_room *room) {
    if ((!list->last || list->end == list->last->capacity) && !wok__values_add_block(list, room))
        return false;
    wok__value_copy(list->last->values + (size_t)list->end++ * list->value_size, value,
                    list->value_size);
    list->length++;
    return true;
}

/* The oldest of at least one. Answers a block that has to be released, or NULL. */
static inline struct wok__value_block *wok__values_take(struct wok__value_list *list, void *out) {
    wok__value_copy(out, list->first->values + (size_t)list->begin++ * list->value_size,
                    list->value_size);
    list->length--;
    if (list->length > 0 && list->begin < list->first->capacity)
        return NULL;
    return wok__values_give_up_first(list);
}

#endif
