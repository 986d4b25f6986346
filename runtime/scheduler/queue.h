/*
 * queue.h: a worker's own run queue, a ring of 256 tasks.
 *
 * Who may call: push, pop, take_half_of: the owner. steal, length: any thread.
 * Progress: the owner's push is wait-free, pop and steal are lock-free.
 *
 *     head: next to take; moved by whoever takes, with a compare-and-swap
 *     tail: next free place; written by the owner only
 *
 * The awkward window: a thief has read tasks and then loses the race for head; what it read is
 * thrown away. Tasks in the ring are read and written as atomics for that reason: a place may be
 * reused by the owner while a thief that has lost already still reads it. Both counters run on
 * without end; only their differences mean something.
 */
#ifndef WOK__SCHEDULER_QUEUE_H
#define WOK__SCHEDULER_QUEUE_H

#include <stdbool.h>

#include "base/bits.h"
#include "platform/atomic.h"
#include "platform/wait.h"

/* A power of two; a model makes it small, to come to the end of it. */
#ifndef WOK__QUEUE_CAPACITY
#define WOK__QUEUE_CAPACITY 256u
#endif

struct wok_task;

struct wok__queue {
    wok__atomic_u32 head;
    _Alignas(WOK__CACHE_LINE) wok__atomic_u32 tail;
    wok__atomic_pointer tasks[WOK__QUEUE_CAPACITY];
};

/* An estimate: who acts on it pops or steals, which look themselves. */
static inline uint32_t wok__queue_length(const struct wok__queue *queue) {
    uint32_t head = wok__load_relaxed(&queue->head);
    uint32_t length = wok__load_relaxed(&queue->tail) - head;
    return length <= WOK__QUEUE_CAPACITY ? length : 0; /* head moved on between the two loads */
}

/* False: full. Release: the task, to who takes it. */
static inline bool wok__queue_push(struct wok__queue *queue, struct wok_task *task) {
    uint32_t tail = wok__load_relaxed(&queue->tail);
    if (tail - wok__load_acquire(&queue->head) >= WOK__QUEUE_CAPACITY)
        return false;
    wok__store_relaxed(&queue->tasks[tail % WOK__QUEUE_CAPACITY], task);
    wok__store_release(&queue->tail, tail + 1); /* pairs with wok__queue_steal */
    return true;
}

/*
 * The oldest task, or NULL. `alone`: there are no other workers, so nobody else moves head. Relaxed:
 * the owner wrote the places itself, and an old head fails the compare-and-swap.
 */
static inline struct wok_task *wok__queue_pop(struct wok__queue *queue, bool alone) {
    uint32_t head = wok__load_relaxed(&queue->head);
    if (alone) {
        if (head == wok__load_relaxed(&queue->tail))
            return NULL;
        wok__store_relaxed(&queue->head, head + 1);
        return wok__load_relaxed(&queue->tasks[head % WOK__QUEUE_CAPACITY]);
    }
    while (head != wok__load_relaxed(&queue->tail)) {
        struct wok_task *task = wok__load_relaxed(&queue->tasks[head % WOK__QUEUE_CAPACITY]);
        if (wok__cas_relaxed(&queue->head, &head, head + 1))
            return task;
    }
    return NULL;
}

/*
 * Take the oldest half, at most `limit`, of somebody's queue; returns how many went to `tasks`.
 * Acquire on tail: the tasks. Release on head: that we have read them, to the owner who reuses
 * their places. A head and a tail that do not go together are too far apart, or fail the
 * compare-and-swap.
 */
static inline uint32_t wok__queue_steal(struct wok__queue *queue, struct wok_task **tasks,
                                        uint32_t limit) {
    uint32_t head = wok__load_relaxed(&queue->head);
    for (;;) {
        uint32_t length = wok__load_acquire(&queue->tail) - head;
        if (length > WOK__QUEUE_CAPACITY) { /* one of them is stale */
            wok__spin_pause();
            head = wok__load_relaxed(&queue->head);
            continue;
        }
        uint32_t count = length - length / 2;
        if (count > limit)
            count = limit;
        if (count == 0)
            return 0;
        for (uint32_t i = 0; i < count; i++)
            tasks[i] = wok__load_relaxed(&queue->tasks[(head + i) % WOK__QUEUE_CAPACITY]);
        if (wok__cas_release(&queue->head, &head, head + count)) /* pairs with wok__queue_push */
            return count;
    }
}

#endif
