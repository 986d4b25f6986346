#include "map.h"

#include <stdlib.h>
#include <string.h>

static uint64_t seed[2];

void map_seed(const uint8_t key[16]) {
    memcpy(seed, key, sizeof seed);
}

static uint64_t rotate(uint64_t x, int by) {
    return x << by | x >> (64 - by);
}

static void sip_round(uint64_t v[4]) {
    v[0] += v[1];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[0] = rotate(v[0], 32);
    v[2] += v[3];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[2] = rotate(v[2], 32);
}

/* SipHash-1-3: Aumasson and Bernstein, "SipHash: a fast short-input PRF" (2012). */
static uint64_t hash_of(struct bytes key) {
    uint64_t v[4] = {seed[0] ^ 0x736f6d6570736575, seed[1] ^ 0x646f72616e646f6d,
                     seed[0] ^ 0x6c7967656e657261, seed[1] ^ 0x7465646279746573};
    uint64_t last = (uint64_t)key.size << 56, word;
    size_t at = 0;
    for (; key.size - at >= 8; at += 8) {
        memcpy(&word, key.data + at, 8);
        v[3] ^= word;
        sip_round(v);
        v[0] ^= word;
    }
    for (size_t i = 0; at + i < key.size; i++)
        last |= (uint64_t)(unsigned char)key.data[at + i] << 8 * i;
    v[3] ^= last;
    sip_round(v);
    v[0] ^= last;
    v[2] ^= 0xff;
    for (int i = 0; i < 3; i++)
        sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

/* Where the key is, or would be. */
static struct map_entry *place_of(const struct map *map, struct bytes key, uint64_t hash) {
    size_t mask = map->capacity - 1;
    for (size_t at = hash & mask;; at = (at + 1) & mask) {
        struct map_entry *entry = &map->entries[at];
        if (!entry->key.data || (entry->hash == hash && bytes_equal(entry->key, key)))
            return entry;
    }
}

struct map_entry *map_find(const struct map *map, struct bytes key) {
    if (map->count == 0)
        return NULL;
    struct map_entry *entry = place_of(map, key, hash_of(key));
    return entry->key.data ? entry : NULL;
}

static bool grow(struct map *map) {
    struct map larger = {.capacity = map->capacity ? 2 * map->capacity : 8, .count = map->count};
    larger.entries = calloc(larger.capacity, sizeof *larger.entries);
    if (!larger.entries)
        return false;
    for (size_t i = 0; i < map->capacity; i++)
        if (map->entries[i].key.data)
            *place_of(&larger, map->entries[i].key, map->entries[i].hash) = map->entries[i];
    free(map->entries);
    *map = larger;
    return true;
}

struct map_entry *map_put(struct map *map, struct bytes key, bool *is_new) {
    uint64_t hash = hash_of(key);
    if (map->capacity) {
        struct map_entry *entry = place_of(map, key, hash);
        *is_new = false;
        if (entry->key.data)
            return entry;
    }
    if (map->count + 1 > map->capacity / 4 * 3 && !grow(map))
        return NULL;
    struct bytes copy = bytes_copy(key);
    if (!copy.data)
        return NULL;
    struct map_entry *entry = place_of(map, key, hash);
    *entry = (struct map_entry){.key = copy, .hash = hash};
    map->count++;
    *is_new = true;
    return entry;
}

void map_remove(struct map *map, struct map_entry *entry) {
    size_t mask = map->capacity - 1, hole = (size_t)(entry - map->entries);
    bytes_free(&entry->key);
    map->count--;
    for (size_t at = (hole + 1) & mask; map->entries[at].key.data; at = (at + 1) & mask) {
        size_t home = map->entries[at].hash & mask;
        if (((at - home) & mask) < ((at - hole) & mask))
            continue; /* it would stand before its home */
        map->entries[hole] = map->entries[at];
        map->entries[at].key.data = NULL;
        hole = at;
    }
}

struct map_entry *map_next(const struct map *map, size_t *at) {
    while (*at < map->capacity) {
        struct map_entry *entry = &map->entries[(*at)++];
        if (entry->key.data)
            return entry;
    }
    return NULL;
}

struct map_entry *map_any(const struct map *map, uint64_t random) {
    if (map->count == 0)
        return NULL;
    size_t at = random & (map->capacity - 1);
    while (!map->entries[at].key.data)
        at = (at + 1) & (map->capacity - 1);
    return &map->entries[at];
}

void map_clear(struct map *map, void (*free_value)(void *value)) {
    for (size_t i = 0; i < map->capacity; i++) {
        if (!map->entries[i].key.data)
            continue;
        if (free_value)
            free_value(map->entries[i].value);
        bytes_free(&map->entries[i].key);
    }
    free(map->entries);
    *map = (struct map){0};
}
