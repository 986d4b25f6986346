/*
 * ring.c: see ring.h.
 */
#include "reactor/ring.h"

#include <errno.h>

#include "platform/current.h"
#include "reactor/back_end.h"
#include "reactor/reactor.h"

/* Records have generations from 1 on, and never this one. */
#define POLL_GENERATION UINT32_MAX

/* How long the end waits for what the kernel does not let go. */
enum { END_LOOKS_MAX = 500 };
#define END_LOOK_NS ((uint64_t)10 * 1000 * 1000)

static uint64_t token_of(uint32_t index, uint32_t generation) {
    return (uint64_t)generation << 32 | index;
}

/* Records */

/* Under the lock. The memory is touched only as its records are needed. */
static void chunk_add(struct wok__reactor_ring *ring) {
    if (ring->chunk_count == WOK__RING_CHUNKS_MAX)
        return;
    uint32_t count = (uint32_t)WOK__RING_CHUNK_FIRST << ring->chunk_count;
    struct wok__record *chunk =
        ring->system->allocate(ring->system, count * sizeof(struct wok__record));
    if (!chunk)
        return;
    ring->chunks[ring->chunk_count++] = chunk;
    ring->capacity += count;
}

/* Under the lock. Chunk k begins at (2^k - 1) times the size of the first. */
static struct wok__record *record_at(struct wok__reactor_ring *ring, uint32_t index) {
    if (index >= ring->made)
        return NULL;
    uint32_t chunk = 31u - (uint32_t)__builtin_clz(index / WOK__RING_CHUNK_FIRST + 1);
    return &ring->chunks[chunk][index - WOK__RING_CHUNK_FIRST * (((uint32_t)1 << chunk) - 1)];
}

/* Under the lock: one that was never used, or NULL. */
static struct wok__record *record_make(struct wok__reactor_ring *ring) {
    if (ring->made == ring->capacity)
        chunk_add(ring);
    if (ring->made == ring->capacity)
        return NULL;
    uint32_t index = ring->made++;
    struct wok__record *record = record_at(ring, index);
    *record = (struct wok__record){.ring = ring, .index = index, .generation = 1};
    return record;
}

struct wok__record *wok__ring_take(struct wok__reactor_ring *ring) {
    wok__lock_acquire(&ring->lock);
    struct wok__record *record = ring->free;
    if (record)
        ring->free = record->next;
    else
        record = record_make(ring);
    wok__lock_release(&ring->lock);
    return record;
}

void wok__ring_give(struct wok__record *record) {
    struct wok__reactor_ring *ring = record->ring;
    wok__lock_acquire(&ring->lock);
    if (++record->generation == POLL_GENERATION)
        record->generation = 1;
    record->next = ring->free;
    ring->free = record;
    wok__lock_release(&ring->lock);
}

/* Putting in */

bool wok__ring_is_busy(const struct wok__reactor_ring *ring) {
    return wok__load_relaxed(&ring->batch) > 1;
}

struct wok__reactor_ring *wok__ring_here(enum wok__ring_operation operation) {
    struct wok__reactor *reactor = wok__current.reactor;
    if (!reactor || wok__current.is_visitor)
        return NULL;
    struct wok__reactor_ring *ring = wok__reactor_ring(reactor);
    if (!ring->ring || !ring->system->ring_offers(ring->system, ring->ring, operation))
        return NULL;
    return ring;
}

static int enter(struct wok__reactor_ring *ring, uint64_t timeout_ns) {
    int answer = ring->system->ring_enter(ring->system, ring->ring, timeout_ns);
    if (answer > 0)
        wok__fetch_sub_relaxed(&ring->entries, (uint32_t)answer);
    return answer;
}

/*
 * Under the lock. When the ring is full the kernel is given what is in it, and then there is room: a
 * system call under the lock, once in hundreds of operations.
 */
static bool put(struct wok__reactor_ring *ring, const struct wok__submission *submission) {
    struct wok__system *system = ring->system;
    bool is_put = system->ring_put(system, ring->ring, submission);
    if (!is_put && enter(ring, /* timeout_ns */ 0) >= 0)
        is_put = system->ring_put(system, ring->ring, submission);
    if (is_put)
        wok__fetch_add_relaxed(&ring->entries, 1);
    return is_put;
}

bool wok__ring_put(struct wok__record *record, struct wok__submission *submission) {
    struct wok__reactor_ring *ring = record->ring;
    wok__lock_acquire(&ring->lock);
    submission->token = token_of(record->index, record->generation);
    record->is_cancelled = false;
    record->is_in_flight = true;
    bool is_put = put(ring, submission);
    if (is_put)
        ring->in_flight++;
    else
        record->is_in_flight = false;
    wok__lock_release(&ring->lock);
    if (is_put)
        wok__reactor_rouse(ring->reactor);
    return is_put;
}

void wok__ring_cancel(struct wok__record *record) {
    struct wok__reactor_ring *ring = record->ring;
    wok__lock_acquire(&ring->lock);
    bool is_news = record->is_in_flight && !record->is_cancelled;
    if (is_news) {
        record->is_cancelled = true;
        record->next_cancel = ring->cancel;
        ring->cancel = record;
    }
    wok__lock_release(&ring->lock);
    if (is_news)
        wok__reactor_rouse(ring->reactor);
}

/* The turn */

/* Under the lock. Those that have finished meanwhile are not in this list any more. */
static bool put_cancellations(struct wok__reactor_ring *ring) {
    while (ring->cancel) {
        const struct wok__record *record = ring->cancel;
        struct wok__submission submission = {
            .operation = WOK__RING_CANCEL,
            .number = -1,
            .offset = token_of(record->index, record->generation),
        };
        if (!put(ring, &submission))
            return false;
        ring->cancel = record->next_cancel;
    }
    return true;
}

/* Under the lock. */
static bool put_polls(struct wok__reactor_ring *ring) {
    for (uint32_t i = 0; i < WOK__RING_POLLS; i++) {
        struct wok__submission submission = {
            .operation = WOK__RING_POLL,
            .number = ring->polled[i],
            .token = token_of(i, POLL_GENERATION),
        };
        if (!ring->is_polling[i])
            ring->is_polling[i] = put(ring, &submission);
        if (!ring->is_polling[i])
            return false;
    }
    return true;
}

/* Put what the reactor itself has to; false when not all of it has found room. */
static bool prepare(struct wok__reactor_ring *ring) {
    wok__lock_acquire(&ring->lock);
    bool all = put_polls(ring) && put_cancellations(ring);
    wok__lock_release(&ring->lock);
    return all;
}

/* Under the lock. */
static void leave_cancellations(struct wok__reactor_ring *ring, const struct wok__record *record) {
    struct wok__record **link = &ring->cancel;
    while (*link && *link != record)
        link = &(*link)->next_cancel;
    if (*link)
        *link = record->next_cancel;
}

/* The record of a completion, which is in flight no more; NULL when it was not. */
static struct wok__record *record_arrived(struct wok__reactor_ring *ring, uint64_t token) {
    wok__lock_acquire(&ring->lock);
    struct wok__record *record = record_at(ring, (uint32_t)token);
    if (record && (record->generation != token >> 32 || !record->is_in_flight))
        record = NULL;
    if (record) {
        record->is_in_flight = false;
        ring->in_flight--;
        if (record->is_cancelled)
            leave_cancellations(ring, record);
    }
    wok__lock_release(&ring->lock);
    return record;
}

/* A poll that has failed is looked after as if it had reported, and begun again. */
static void deliver_poll(struct wok__reactor_ring *ring, const struct wok__completion *completion,
                         struct wok__ring_news *news) {
    uint32_t which = (uint32_t)completion->token;
    if (completion->is_last)
        ring->is_polling[which] = false;
    if (which == WOK__RING_POLL_POLLER)
        news->is_poller_ready = true;
}

static void deliver(struct wok__reactor_ring *ring, const struct wok__completion *completion,
                    uint32_t *woken, struct wok__ring_news *news) {
    if (completion->token >> 32 == POLL_GENERATION) {
        deliver_poll(ring, completion, news);
        return;
    }
    struct wok__record *record = record_arrived(ring, completion->token);
    if (!record)
        return;
    news->arrived++;
    record->arrived(record, completion->result, woken);
}

/* A batch at most: what is behind it waits its turn, in the order in which it has come. */
static void deliver_batch(struct wok__reactor_ring *ring, uint32_t *woken,
                          struct wok__ring_news *news) {
    struct wok__system *system = ring->system;
    uint32_t count = system->ring_take(system, ring->ring, ring->completions, WOK__RING_BATCH_MAX);
    for (uint32_t i = 0; i < count; i++)
        deliver(ring, &ring->completions[i], woken, news);
}

int wok__ring_wait(struct wok__reactor_ring *ring, uint64_t timeout_ns) {
    if (!prepare(ring))
        timeout_ns = 0;
    uint32_t count;
    int answer;
    do { /* the kernel does not wait when it has submitted less than there was */
        count = wok__load_relaxed(&ring->entries);
        answer = enter(ring, timeout_ns);
    } while (answer > 0 && (uint32_t)answer < count);
    bool is_passing = answer == -EINTR || answer == -EAGAIN || answer == -EBUSY;
    return answer < 0 && !is_passing ? answer : 0;
}

void wok__ring_deliver(struct wok__reactor_ring *ring, struct wok__ring_news *news) {
    *news = (struct wok__ring_news){.woken = 0};
    deliver_batch(ring, &news->woken, news);
    if (news->arrived > 0)
        wok__store_relaxed(&ring->batch, news->arrived);
}

/* Beginning and end */

int wok__ring_begin(struct wok__reactor_ring *ring, struct wok__reactor *reactor,
                    struct wok__system *system, int interrupt_event, int poller) {
    *ring = (struct wok__reactor_ring){
        .system = system,
        .reactor = reactor,
        .polled = {interrupt_event, poller},
    };
    return system->ring_create(system, &ring->ring);
}

static void cancel_all(struct wok__reactor_ring *ring) {
    for (uint32_t i = 0; i < ring->made; i++)
        wok__ring_cancel(record_at(ring, i));
}

void wok__ring_end(struct wok__reactor_ring *ring) {
    struct wok__system *system = ring->system;
    if (!ring->ring)
        return;
    struct wok__ring_news news = {.woken = 0};
    cancel_all(ring);
    for (int looks = 0; ring->in_flight > 0 && looks < END_LOOKS_MAX; looks++) {
        wok__ring_wait(ring, END_LOOK_NS);
        deliver_batch(ring, /* woken */ NULL, &news);
    }
    system->ring_destroy(system, ring->ring);
    ring->ring = NULL;
    for (uint32_t i = 0; i < ring->chunk_count; i++)
        system->release(system, ring->chunks[i]);
}

bool wok__ring_has_operations(struct wok__reactor_ring *ring) {
    if (!ring->ring)
        return false;
    wok__lock_acquire(&ring->lock);
    bool has = ring->in_flight > 0;
    wok__lock_release(&ring->lock);
    return has;
}
