/*
 * A hash table from bytes to a pointer: open addressing, linear probing, no tombstones (removing moves
 * later entries of the run up). At most three quarters full. SipHash-1-3 with a random key, because
 * the keys come from clients.
 */
#ifndef MINI_REDIS_MAP_H
#define MINI_REDIS_MAP_H

#include "bytes.h"

struct map_entry {
    struct bytes key; /* owned; data NULL: free */
    uint64_t hash;
    void *value;
};

struct map {
    struct map_entry *entries;
    size_t count, capacity; /* capacity: 0, or a power of two */
};

/* Called once, before any map. */
void map_seed(const uint8_t key[16]);

struct map_entry *map_find(const struct map *map, struct bytes key);
/* The entry of that key, made with value NULL if there is none. NULL: no memory. */
struct map_entry *map_put(struct map *map, struct bytes key, bool *is_new);
/* Frees the key; the value is the caller's. Other entries may move. */
void map_remove(struct map *map, struct map_entry *entry);
/* From `*at` (0 at first) on, in no order; NULL at the end. */
struct map_entry *map_next(const struct map *map, size_t *at);
/* Some entry, by a random number; NULL when there is none. */
struct map_entry *map_any(const struct map *map, uint64_t random);
void map_clear(struct map *map, void (*free_value)(void *value));

#endif
