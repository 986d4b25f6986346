/*
 * wait_list.h: who waits for a lock or a channel, in the order of coming.
 *
 * A list is one pointer, to the first of a ring of nodes; its object's lock protects the list, and all
 * of a node while that is in it.
 *
 *           begin                     grant
 *     IDLE -------> WAITING (listed) -------> GRANTED
 *      ^               | leave                   | over, or leave: who is cancelled gives it on
 *      +---------------+-------------------------+
 *
 * The state is in waker.type: NULL, a waker's type, or a type that nothing else has. Only the granter
 * ever writes it in somebody else's node, once, with release, as its last touch of the node, whose
 * memory may be gone right after. The owner looks without the lock, with acquire: what the granter did
 * before (an unlock's data, a value that was sent) happens before what the owner does then.
 *
 * The waker comes out with the grant and is called after the lock was given back.
 */
#ifndef WOK__SYNC_WAIT_LIST_H
#define WOK__SYNC_WAIT_LIST_H

#include <wok/wait.h>

#include "base/budget.h"
#include "base/check.h"
#include "platform/current.h"
#include "platform/wait.h"
#include "task/task.h"

enum wok__wait { WOK__WAIT_IDLE, WOK__WAIT_WAITING, WOK__WAIT_GRANTED };

extern const struct wok_waker_type wok__granted;

static inline wok__atomic_pointer *wok__wait_state(struct wok_wait *wait) {
    return wok__atomic_in_pointer(&wait->waker.type);
}

/* By the owner, without the lock. */
static inline enum wok__wait wok__wait_look(struct wok_wait *wait) {
    const void *type = wok__load_acquire(wok__wait_state(wait)); /* pairs with wok__wait_grant */
    if (!type)
        return WOK__WAIT_IDLE;
    return type == &wok__granted ? WOK__WAIT_GRANTED : WOK__WAIT_WAITING;
}

/* By the owner of a node that is not listed: at the beginning, and when what was granted is taken. */
static inline void wok__wait_over(struct wok_wait *wait) {
    wok__store_relaxed(wok__wait_state(wait), NULL);
}

/*
 * For reports: the task that `waker` wakes, or NULL. It is noted who has a lock and who has used a channel
 * last; nobody looks at the note but a report, which reads it as memory that may be stale (waits.h).
 */
static inline struct wok_task *wok__wait_task(const struct wok_waker *waker) {
    return wok__is_task_waker(waker) ? waker->data : NULL;
}

/* Under the lock: the waker of a listed node, out of it and into it. */
static inline struct wok_waker wok__wait_waker(struct wok_wait *wait) {
    return (struct wok_waker){wait->waker.data, wok__load_relaxed(wok__wait_state(wait))};
}

static inline void wok__wait_set_waker(struct wok_wait *wait, const struct wok_waker *waker) {
    struct wok_waker mine = wok_waker_clone(waker);
    wait->waker.data = mine.data;
    wok__store_relaxed(wok__wait_state(wait), (void *)mine.type);
}

/* Under the lock. */
static inline void wok__wait_append(struct wok_wait **list, struct wok_wait *wait) {
    struct wok_wait *first = *list;
    if (!first) {
        wait->next = wait->previous = wait;
        *list = wait;
        return;
    }
    wait->next = first;
    wait->previous = first->previous;
    first->previous->next = wait;
    first->previous = wait;
}

/* Under the lock: by the owner, whose node is idle; at the end, or, who has waited before, in front. */
static inline void wok__wait_begin(struct wok_wait **list, struct wok_wait *wait,
                                   const struct wok_waker *waker) {
    wok__wait_set_waker(wait, waker);
    wok__wait_append(list, wait);
}

static inline void wok__wait_begin_in_front(struct wok_wait **list, struct wok_wait *wait,
                                            const struct wok_waker *waker) {
    wok__wait_begin(list, wait, waker);
    *list = wait; /* of a ring, what is before the first is the last */
}

/* Under the lock. */
static inline void wok__wait_unlink(struct wok_wait **list, struct wok_wait *wait) {
    if (wait->next == wait) {
        *list = NULL;
        return;
    }
    wait->next->previous = wait->previous;
    wait->previous->next = wait->next;
    if (*list == wait)
        *list = wait->next;
}

/* Under the lock: a listed node is granted. Its waker is for the caller to wake after the lock. */
static inline struct wok_waker wok__wait_grant(struct wok_wait **list, struct wok_wait *wait) {
    struct wok_waker waker = wok__wait_waker(wait);
    wok__wait_unlink(list, wait);
    wok__store_release(wok__wait_state(wait), (void *)&wok__granted); /* pairs with look */
    return waker;
}

/* Under the lock: bring the waker up to date. Answers the one that is not needed any more. */
static inline struct wok_waker wok__wait_refresh(struct wok_wait *wait,
                                                 const struct wok_waker *waker) {
    struct wok_waker has = wok__wait_waker(wait);
    if (wok_waker_will_wake(&has, waker))
        return (struct wok_waker){NULL, NULL};
    wok__wait_set_waker(wait, waker);
    return has;
}

/* By the owner of a node that waits and is polled again: bring its waker up to date. False: granted. */
bool wok__wait_again(wok__lock *lock, struct wok_wait *wait, const struct wok_waker *waker);

/*
 * By the owner, which is cancelled: afterwards the node is idle. Answers what it was before; of a
 * GRANTED one the caller gives on what it got.
 */
enum wok__wait wok__wait_leave(wok__lock *lock, struct wok_wait **list, struct wok_wait *wait);

/*
 * Granting many: as many as fit are taken under the lock and woken after it, and so on.
 *
 *     do {
 *         wok__lock_acquire(lock);
 *         batch.count = 0;
 *         while (there is one to grant && !wok__batch_is_full(&batch))
 *             wok__batch_grant(&batch, list, *list);
 *         wok__lock_release(lock);
 *         wok__batch_wake(&batch);
 *     } while (wok__batch_is_full(&batch));
 */
#if defined(WOK__MODEL)
#define WOK__BATCH 2
#else
#define WOK__BATCH 16
#endif

struct wok__batch {
    uint32_t count;
    struct wok_waker wakers[WOK__BATCH];
};

static inline bool wok__batch_is_full(const struct wok__batch *batch) {
    return batch->count == WOK__BATCH;
}

static inline void wok__batch_grant(struct wok__batch *batch, struct wok_wait **list,
                                    struct wok_wait *wait) {
    batch->wakers[batch->count++] = wok__wait_grant(list, wait);
}

static inline void wok__batch_wake(struct wok__batch *batch) {
    for (uint32_t i = 0; i < batch->count; i++)
        wok_waker_wake(&batch->wakers[i]);
}

/* At the beginning of every function that blocks its thread. */
static inline void wok__may_block(const char *function) {
    wok__check(!wok__current.runtime, "wok: %s() inside a task would stop its worker; await it",
               function);
}

#endif
