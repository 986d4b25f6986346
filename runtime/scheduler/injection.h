/*
 * injection.h: the queues that everybody may put tasks in and every worker takes from: wakes and
 * spawns of threads that are no workers, and what a worker's own ring cannot hold.
 *
 * Each is a list linked through the tasks, under one lock; first in, first out. There are as many as
 * workers, up to 16, so that threads that put tasks in do not all meet at one lock. A worker puts and
 * takes first at its own; other threads go round.
 */
#ifndef WOK__SCHEDULER_INJECTION_H
#define WOK__SCHEDULER_INJECTION_H

#include "base/bits.h"
#include "platform/atomic.h"
#include "platform/wait.h"
#include "task/task.h"

struct wok__injection {
    wok__lock lock;
    struct wok_task *first; /* under lock */
    struct wok_task *last;  /* under lock; meaningless while first is NULL */
    /* Written under lock. Anybody may look whether it is worth locking, which orders nothing: who must not
     * miss a task fences (idle.h). */
    wok__atomic_u32 length;
};

/* `first` … `last` are linked, see wok__task_link. */
static inline void wok__injection_push(struct wok__injection *injection, struct wok_task *first,
                                       struct wok_task *last, uint32_t count) {
    wok__task_link(last, NULL);
    wok__lock_acquire(&injection->lock);
    if (injection->first)
        wok__task_link(injection->last, first);
    else
        injection->first = first;
    injection->last = last;
    wok__store_relaxed(&injection->length, wok__load_relaxed(&injection->length) + count);
    wok__lock_release(&injection->lock);
}

static inline uint32_t wok__injection_length(const struct wok__injection *injection) {
    return wok__load_relaxed(&injection->length);
}

/* At most `limit` tasks, oldest first. */
static inline uint32_t wok__injection_take(struct wok__injection *injection,
                                           struct wok_task **tasks, uint32_t limit) {
    if (wok__injection_length(injection) == 0)
        return 0;
    uint32_t count = 0;
    wok__lock_acquire(&injection->lock);
    while (count < limit && injection->first) {
        tasks[count++] = injection->first;
        injection->first = wok__task_next(injection->first);
    }
    wok__store_relaxed(&injection->length, wok__load_relaxed(&injection->length) - count);
    wok__lock_release(&injection->lock);
    return count;
}

#define WOK__INBOXES_MAX 16u

struct wok__inbox {
    _Alignas(WOK__CACHE_LINE) struct wok__injection queue;
};

struct wok__inboxes {
    uint32_t count;           /* const: a power of two */
    wok__atomic_u32 put_next; /* of threads that are no workers */
    struct wok__inbox each[WOK__INBOXES_MAX];
};

static inline void wok__inboxes_init(struct wok__inboxes *inboxes, uint32_t workers) {
    inboxes->count = 1;
    while (inboxes->count < workers && inboxes->count < WOK__INBOXES_MAX)
        inboxes->count *= 2;
}

/* The queue of a worker. */
static inline struct wok__injection *wok__inbox_of(struct wok__inboxes *inboxes, uint32_t worker) {
    return &inboxes->each[worker & (inboxes->count - 1)].queue;
}

/* One for a thread that is no worker. */
static inline struct wok__injection *wok__inbox_any(struct wok__inboxes *inboxes) {
    uint32_t next = inboxes->count > 1 ? wok__fetch_add_relaxed(&inboxes->put_next, 1) : 0;
    return wok__inbox_of(inboxes, next);
}

/* How many tasks there are, as far as one can see. */
static inline uint32_t wok__inboxes_length(const struct wok__inboxes *inboxes) {
    uint32_t length = 0;
    for (uint32_t i = 0; i < inboxes->count; i++)
        length += wok__injection_length(&inboxes->each[i].queue);
    return length;
}

#endif
