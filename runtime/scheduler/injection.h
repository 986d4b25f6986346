/*
 * injection.h: the queue that everybody may put tasks in and every worker takes from: wakes and
 * spawns of threads that are no workers, and what a worker's own ring cannot hold.
 *
 * A list linked through the tasks, under one lock. First in, first out.
 */
#ifndef WOK__SCHEDULER_INJECTION_H
#define WOK__SCHEDULER_INJECTION_H

#include "platform/atomic.h"
#include "platform/wait.h"
#include "task/task.h"

struct wok__injection {
    wok__lock lock;
    struct wok_task *first; /* under lock */
    struct wok_task *last;  /* under lock; meaningless while first is NULL */
    wok__atomic_u32 length; /* written under lock; anybody may look whether it is worth locking */
};

/* `first` … `last` are linked through task->next. */
static inline void wok__injection_push(struct wok__injection *injection, struct wok_task *first,
                                       struct wok_task *last, uint32_t count) {
    last->next = NULL;
    wok__lock_acquire(&injection->lock);
    if (injection->first)
        injection->last->next = first;
    else
        injection->first = first;
    injection->last = last;
    wok__store_release(&injection->length, wok__load_relaxed(&injection->length) + count);
    wok__lock_release(&injection->lock);
}

static inline uint32_t wok__injection_length(const struct wok__injection *injection) {
    return wok__load_acquire(&injection->length);
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
        injection->first = injection->first->next;
    }
    wok__store_release(&injection->length, wok__load_relaxed(&injection->length) - count);
    wok__lock_release(&injection->lock);
    return count;
}

#endif
