/*
 * late.c: see late.h.
 */
#include "reactor/late.h"

#include <errno.h>
#include <string.h>

#include "platform/system.h"

/* Stands for bytes that there was no memory for: the stream has a hole, and says so for ever. */
static struct wok__late lost = {.number = -ENOMEM};

static void append(struct wok__late **list, struct wok__late *item) {
    while (*list)
        list = &(*list)->next;
    *list = item;
}

static bool is_lost(const struct wok__late *list) {
    while (list && list != &lost)
        list = list->next;
    return list;
}

void wok__late_add_bytes(struct wok__system *system, struct wok__late **list, const void *bytes,
                         size_t size) {
    if (is_lost(*list))
        return;
    struct wok__late *item = system->allocate(system, sizeof *item + size);
    if (item) {
        *item = (struct wok__late){.size = (uint32_t)size, .number = -1};
        memcpy(item->bytes, bytes, size);
    }
    append(list, item ? item : &lost);
}

int wok__late_add_number(struct wok__system *system, struct wok__late **list, int number) {
    struct wok__late *item = system->allocate(system, sizeof *item);
    if (!item)
        return -ENOMEM;
    *item = (struct wok__late){.number = number};
    append(list, item);
    return 0;
}

static void remove_first(struct wok__system *system, struct wok__late **list) {
    struct wok__late *item = *list;
    *list = item->next;
    system->release(system, item);
}

ssize_t wok__late_take_bytes(struct wok__system *system, struct wok__late **list, void *buffer,
                             size_t size) {
    char *place = buffer;
    size_t taken = 0;
    if (*list == &lost)
        return lost.number;
    while (*list && *list != &lost && taken < size) {
        struct wok__late *item = *list;
        size_t count = item->size < size - taken ? item->size : size - taken;
        memcpy(place + taken, item->bytes + item->start, count);
        taken += count;
        item->start += (uint32_t)count;
        item->size -= (uint32_t)count;
        if (item->size == 0)
            remove_first(system, list);
    }
    return taken > 0 || size == 0 ? (ssize_t)taken : -EAGAIN;
}

int wok__late_take_number(struct wok__system *system, struct wok__late **list) {
    if (!*list)
        return -EAGAIN;
    int number = (*list)->number;
    remove_first(system, list);
    return number;
}

void wok__late_end(struct wok__system *system, struct wok__late **list) {
    while (*list && *list != &lost) {
        if ((*list)->number >= 0)
            system->close(system, (*list)->number);
        remove_first(system, list);
    }
    *list = NULL;
}
