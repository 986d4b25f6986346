/*
 * value_list.c: see value_list.h.
 */
#include "sync/value_list.h"

#include "base/check.h"

#define SMALL_BYTES ((size_t)240)
#define LARGE_BYTES ((size_t)4000)

#if defined(WOK__MODEL)
enum { VALUES_MAX = 1 }; /* to come to the end of blocks */
#else
enum { VALUES_MAX = 4000 };
#endif

static uint32_t values_in(size_t bytes, size_t value_size, size_t most) {
    size_t count = value_size ? bytes / value_size : VALUES_MAX;
    if (count > most)
        count = most;
    if (count > VALUES_MAX)
        count = VALUES_MAX;
    return count ? (uint32_t)count : 1;
}

void wok__values_init(struct wok__value_list *list, size_t value_size, size_t most) {
    *list = (struct wok__value_list){
        .value_size = (uint32_t)value_size,
        .small = values_in(SMALL_BYTES, value_size, most),
        .large = values_in(LARGE_BYTES, value_size, most),
    };
}

void wok__values_finish(struct wok__value_list *list, struct wok__system *system) {
    while (list->first) {
        struct wok__value_block *next = list->first->next;
        system->release(system, list->first);
        list->first = next;
    }
}

bool wok__value_room_get(struct wok__value_room *room, const struct wok__value_list *list,
                         struct wok__system *system) {
    uint32_t capacity = room->small ? list->small : list->large;
    room->block =
        system->allocate(system, sizeof *room->block + (size_t)capacity * list->value_size);
    if (!room->block)
        return false;
    *room->block = (struct wok__value_block){.capacity = capacity, .is_small = room->small};
    return true;
}

bool wok__values_add_block(struct wok__value_list *list, struct wok__value_room *room) {
    room->small = !list->last;
    if (!room->block)
        return false;
    if (list->last)
        list->last->next = room->block;
    else
        list->first = room->block;
    list->last = room->block;
    list->end = 0;
    room->block = NULL;
    return true;
}

struct wok__value_block *wok__values_give_up_first(struct wok__value_list *list) {
    struct wok__value_block *empty = list->first;
    list->begin = 0;
    if (list->length == 0) {
        list->end = 0;
        if (empty->is_small)
            return NULL;
        list->last = NULL;
    }
    list->first = empty->next;
    return empty;
}
