/*
 * pool.c: see pool.h. Chunk k holds 64 << k records; index i stands in the chunk of the highest bit
 * of i + 64, so 26 chunks number every 32-bit index and a lookup is two loads.
 */
#include "reactor/pool.h"

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
    uint32_t capacity;    /* under the lock */
    uint32_t chunk_count; /* under the lock */
    wok__atomic_u32 made; /* written under the lock, with release; behind them untouched memory */
    struct wok_descriptor *free; /* under the lock */
    wok__atomic_u64 open;
    wok__atomic_pointer chunks[CHUNKS_MAX]; /* written under the lock; published by `made` */
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
    *pool = (struct pool){.lock = WOK__LOCK_FREE};
    void *expected = NULL;
    if (wok__cas_acq_rel(&system->descriptors, &expected, pool))
        return pool;
    system->release(system, pool);
    return expected;
}

/* Under the lock; or where `made` has been read with acquire, and was more. */
static struct wok_descriptor *record_at(struct pool *pool, uint32_t index) {
    uint64_t position = (uint64_t)index + (1u << CHUNK_FIRST_BITS);
    uint32_t chunk = 63u - (uint32_t)__builtin_clzll(position) - CHUNK_FIRST_BITS;
    struct wok_descriptor *records = wok__load_relaxed(&pool->chunks[chunk]);
    return &records[position - ((uint64_t)1 << (chunk + CHUNK_FIRST_BITS))];
}

/* Under the lock. The memory is touched only as its records are needed. */
static void chunk_add(struct wok__system *system, struct pool *pool) {
    if (pool->chunk_count == CHUNKS_MAX)
        return;
    uint32_t count = (uint32_t)1 << (CHUNK_FIRST_BITS + pool->chunk_count);
    struct wok_descriptor *chunk =
        system->allocate_aligned(system, 64, count * sizeof(struct wok_descriptor));
    if (!chunk)
        return;
    wok__store_relaxed(&pool->chunks[pool->chunk_count], chunk);
    pool->chunk_count++;
    pool->capacity += count;
}

/* Under the lock: one that was never used, or NULL. */
static struct wok_descriptor *record_make(struct wok__system *system, struct pool *pool) {
    uint32_t index = wok__load_relaxed(&pool->made);
    if (index == pool->capacity)
        chunk_add(system, pool);
    if (index == pool->capacity)
        return NULL;
    struct wok_descriptor *record = record_at(pool, index);
    *record = (struct wok_descriptor){.word = WOK__ATOMIC(WOK__CLOSING), .index = index};
    wok__store_release(&pool->made, index + 1); /* pairs with made_by_others */
    return record;
}

struct wok_descriptor *wok__pool_take(struct wok__system *system) {
    struct pool *pool = pool_of(system);
    if (!pool)
        return NULL;
    wok__lock_acquire(&pool->lock);
    struct wok_descriptor *descriptor = pool->free;
    if (descriptor)
        pool->free = descriptor->next_free;
    else
        descriptor = record_make(system, pool);
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

/* Without the lock: so many records may be looked at. */
static uint32_t made_by_others(const struct pool *pool) {
    return wok__load_acquire(&pool->made); /* pairs with record_make */
}

struct wok_descriptor *wok__pool_find(struct wok__system *system, uint32_t index) {
    struct pool *pool = pool_existing(system);
    (void)made_by_others(pool); /* the kernel has ordered it, which ThreadSanitizer does not see */
    return record_at(pool, index);
}

void wok__pool_each(struct wok__system *system,
                    void (*visit)(struct wok_descriptor *descriptor, void *argument),
                    void *argument) {
    struct pool *pool = pool_existing(system);
    uint32_t made = pool ? made_by_others(pool) : 0;
    for (uint32_t index = 0; index < made; index++)
        visit(record_at(pool, index), argument);
}

static bool is_awaited(struct wok_descriptor *descriptor) {
    wok__lock_acquire(&descriptor->lock);
    bool awaited =
        descriptor->waits[WOK__READER] || descriptor->waits[WOK__WRITER] || descriptor->closer;
    wok__lock_release(&descriptor->lock);
    return awaited;
}

/* Records come and do not go, so no lock is needed to walk them. */
bool wok__descriptors_awaited(struct wok__system *system, uint32_t *hint) {
    struct pool *pool = pool_existing(system);
    if (!pool || wok__load_relaxed(&pool->open) == 0)
        return false;
    uint32_t made = made_by_others(pool);
    if (*hint < made && is_awaited(record_at(pool, *hint)))
        return true;
    for (uint32_t index = 0; index < made; index++) {
        if (!is_awaited(record_at(pool, index)))
            continue;
        *hint = index;
        return true;
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
