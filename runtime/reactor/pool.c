/*
 * pool.c: see pool.h. Chunk k holds 64 << k records; index i stands in the chunk of the highest bit
 * of i + 64, so 26 chunks number every 32-bit index and a lookup is two loads.
 */
#include "reactor/pool.h"

#include <string.h>

#include "reactor/descriptor.h"
#include "reactor/reactor.h"

#if defined(WOK__MODEL)
enum { CHUNK_FIRST_BITS = 1 }; /* to see chunks being added */
#else
enum { CHUNK_FIRST_BITS = 6 };
#endif
enum { CHUNKS_MAX = 26 };

struct pool {
    wok__lock lock;
    uint32_t capacity;           /* under the lock */
    uint32_t chunk_count;        /* under the lock */
    struct wok_descriptor *free; /* under the lock */
    wok__atomic_u64 open;
    wok__atomic_pointer chunks[CHUNKS_MAX]; /* release when made; acquire in find */
};

static struct pool *pool_existing(struct wok__system *system) {
    return wok__load_acquire(&system->descriptors);
}

/* Two threads may make one at the same time; the first to publish it wins. */
static struct pool *pool_of(struct wok__system *system) {
    struct pool *pool = pool_existing(system);
    if (pool)
        return pool;
    pool = system->allocate(system, sizeof *pool);
    if (!pool)
        return NULL;
    memset(pool, 0, sizeof *pool);
    void *expected = NULL;
    if (wok__cas_acq_rel(&system->descriptors, &expected, pool))
        return pool;
    system->release(system, pool);
    return expected;
}

/* Under the lock. */
static void chunk_add(struct wok__system *system, struct pool *pool) {
    if (pool->chunk_count == CHUNKS_MAX)
        return;
    uint32_t count = (uint32_t)1 << (CHUNK_FIRST_BITS + pool->chunk_count);
    struct wok_descriptor *chunk = system->allocate_aligned(system, 64, count * sizeof *chunk);
    if (!chunk)
        return;
    memset(chunk, 0, count * sizeof *chunk);
    for (uint32_t i = count; i-- > 0;) {
        chunk[i].index = pool->capacity + i;
        wok__store_relaxed(&chunk[i].word, WOK__CLOSING);
        chunk[i].next_free = pool->free;
        pool->free = &chunk[i];
    }
    wok__store_release(&pool->chunks[pool->chunk_count], chunk);
    pool->chunk_count++;
    pool->capacity += count;
}

struct wok_descriptor *wok__pool_take(struct wok__system *system) {
    struct pool *pool = pool_of(system);
    if (!pool)
        return NULL;
    wok__lock_acquire(&pool->lock);
    if (!pool->free)
        chunk_add(system, pool);
    struct wok_descriptor *descriptor = pool->free;
    if (descriptor)
        pool->free = descriptor->next_free;
    wok__lock_release(&pool->lock);
    if (descriptor)
        wok__fetch_add_relaxed(&pool->open, 1);
    return descriptor;
}

void wok__pool_give(struct wok__system *system, struct wok_descriptor *descriptor) {
    struct pool *pool = pool_existing(system);
    wok__fetch_sub_relaxed(&pool->open, 1);
    wok__lock_acquire(&pool->lock);
    descriptor->next_free = pool->free;
    pool->free = descriptor;
    wok__lock_release(&pool->lock);
}

struct wok_descriptor *wok__pool_find(struct wok__system *system, uint32_t index) {
    uint64_t position = (uint64_t)index + (1u << CHUNK_FIRST_BITS);
    uint32_t chunk = 63u - (uint32_t)__builtin_clzll(position) - CHUNK_FIRST_BITS;
    struct wok_descriptor *records = wok__load_acquire(&pool_existing(system)->chunks[chunk]);
    return &records[position - ((uint64_t)1 << (chunk + CHUNK_FIRST_BITS))];
}

void wok__pool_each(struct wok__system *system,
                    void (*visit)(struct wok_descriptor *descriptor, void *argument),
                    void *argument) {
    struct pool *pool = pool_existing(system);
    for (uint32_t chunk = 0; pool && chunk < pool->chunk_count; chunk++) {
        struct wok_descriptor *records = wok__load_acquire(&pool->chunks[chunk]);
        for (uint32_t i = 0; i < (uint32_t)1 << (CHUNK_FIRST_BITS + chunk); i++)
            visit(&records[i], argument);
    }
}

static bool is_awaited(struct wok_descriptor *descriptor) {
    wok__lock_acquire(&descriptor->lock);
    bool awaited = descriptor->waits[WOK__READER].first || descriptor->waits[WOK__WRITER].first ||
                   descriptor->closer;
    wok__lock_release(&descriptor->lock);
    return awaited;
}

/* Chunks come and do not go, so no lock is needed to walk them. */
bool wok__descriptors_awaited(struct wok__system *system, uint32_t *hint) {
    struct pool *pool = pool_existing(system);
    if (!pool || wok__load_acquire(&pool->open) == 0)
        return false;
    if (is_awaited(wok__pool_find(system, *hint)))
        return true;
    uint32_t index = 0;
    for (uint32_t chunk = 0; chunk < CHUNKS_MAX; chunk++) {
        struct wok_descriptor *records = wok__load_acquire(&pool->chunks[chunk]);
        for (uint32_t i = 0; records && i < (uint32_t)1 << (CHUNK_FIRST_BITS + chunk);
             i++, index++) {
            if (!is_awaited(&records[i]))
                continue;
            *hint = index;
            return true;
        }
    }
    return false;
}

uint64_t wok__descriptors_open(struct wok__system *system) {
    struct pool *pool = pool_existing(system);
    return pool ? wok__load_relaxed(&pool->open) : 0;
}

void wok__descriptors_destroy(struct wok__system *system) {
    struct pool *pool = pool_existing(system);
    if (!pool)
        return;
    for (uint32_t i = 0; i < pool->chunk_count; i++)
        system->release(system, wok__load_relaxed(&pool->chunks[i]));
    wok__store_relaxed(&system->descriptors, NULL);
    system->release(system, pool);
}
