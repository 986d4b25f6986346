#include "list.h"

#include <stdlib.h>

static bool grow(struct list *list) {
    size_t capacity = list->capacity ? 2 * list->capacity : 8;
    struct bytes *items = malloc(capacity * sizeof *items);
    if (!items)
        return false;
    for (size_t i = 0; i < list->count; i++)
        items[i] = list_at(list, i);
    free(list->items);
    list->items = items;
    list->first = 0;
    list->capacity = capacity;
    return true;
}

bool list_push(struct list *list, bool at_front, struct bytes item) {
    if (list->count == list->capacity && !grow(list))
        return false;
    struct bytes copy = bytes_copy(item);
    if (!copy.data)
        return false;
    size_t mask = list->capacity - 1;
    if (at_front)
        list->first = (list->first - 1) & mask;
    list->items[at_front ? list->first : (list->first + list->count) & mask] = copy;
    list->count++;
    return true;
}

struct bytes list_pop(struct list *list, bool at_front) {
    struct bytes item = list_at(list, at_front ? 0 : list->count - 1);
    if (at_front)
        list->first = (list->first + 1) & (list->capacity - 1);
    list->count--;
    return item;
}

struct bytes list_at(const struct list *list, size_t index) {
    return list->items[(list->first + index) & (list->capacity - 1)];
}

void list_clear(struct list *list) {
    while (list->count) {
        struct bytes item = list_pop(list, true);
        bytes_free(&item);
    }
    free(list->items);
    *list = (struct list){0};
}
