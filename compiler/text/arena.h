/*
 * Memory of one compilation: everything is freed at once when the compiler is done with a file.
 * Running out of memory ends the process with a message and exit status 1; nothing returns NULL.
 */
#ifndef WOKCC_TEXT_ARENA_H
#define WOKCC_TEXT_ARENA_H

#include <stddef.h>

struct arena {
    struct arena_block *blocks;
};

void arena_finish(struct arena *arena);
/* Zeroed, aligned for any type. */
void *arena_allocate(struct arena *arena, size_t size);
char *arena_copy(struct arena *arena, const char *text, size_t length);
char *arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#define arena_new(arena, type)          ((type *)arena_allocate((arena), sizeof(type)))
#define arena_array(arena, type, count) ((type *)arena_allocate((arena), sizeof(type) * (count)))

/*
 * A growing array: `ARRAY(struct token) tokens;` zeroed is an empty one. Elements move when it grows.
 */
#define ARRAY(type)                                                                                \
    struct {                                                                                       \
        type *items;                                                                               \
        size_t count, capacity;                                                                    \
    }
#define array_push(arena, array, item)                                                             \
    (*((array)->items = arena_grow((arena), (array)->items, (array)->count, &(array)->capacity,    \
                                   sizeof *(array)->items),                                        \
       &(array)->items[(array)->count++]) = (item))

/* Room for one more than `count`: returns the items, perhaps moved. For array_push. */
void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size);

#endif
