/*
 * state.h: the one word that decides what happens to a task.
 *
 *      63          40 39      24 23      16 15                 0
 *     |  references  |  ready   |  status  | local 9 |  flags 7 |
 *
 * references  One for each of: the runtime, until the task is finished; the handle; every waker.
 *             The thread that drops the last one frees the task.
 * ready       Which branches of the task's joins and races were woken since its last poll: a bit each,
 *             or for some together (see branch.h). Set by the wake, in the same step; taken by the
 *             poll. They are in the task because a waker may come after the join has ended.
 * status      Once FINISHED: 0 or a positive errno.
 * local       The number of the worker that alone may run it, plus one; 0: any may. Constant.
 * flags       RUNNING   some thread polls it, or will do so without asking the word: see "kept" below.
 *                       Nobody else touches the future.
 *             QUEUED    it is in a queue, or, while RUNNING, goes back into one afterwards.
 *             FINISHED  it will never run again; result and status may be read.
 *             CANCEL    the next run cancels instead of polling.
 *             JOINER    the field `joiner` holds a waker. While the bit is set and FINISHED is not,
 *                       only the owner of the handle may take the bit back; once FINISHED was set
 *                       with it, the waker is the finishing thread's.
 *             HANDLE    the handle has not been given back yet.
 *             BLOCK_ON  a thread waits for the task and runs it itself; it is in no queue.
 *
 *                                          spawn   6 the poll gave way: kept
 *                                            |     +-+
 *                                            v     v |
 *                          1 begin_poll                  3 finish
 *              QUEUED  ------------------->  RUNNING  --------------->  FINISHED
 *               ^  ^                          | | ^
 *               |  |     5 end_poll: AGAIN    | | |  4 wake, cancel: sets QUEUED beside RUNNING
 *               |  +--------------------------+ +-+
 *               |                             |
 *               |  4 wake, cancel: SUBMIT     | 2 end_poll: IDLE
 *               +-----------  IDLE  <---------+
 *
 * Kept: a new task, and one that gave way (wok_yield), stand in a queue with RUNNING set and QUEUED
 * not. To wakers that is a task that runs: they set QUEUED and leave the rest to whoever polls it. So
 * the way into the queue and out of it again costs no read-modify-write. Whether a task in a queue is
 * kept is said by a mark in its link (task.h), which the queue's owner owns.
 *
 * A wake is always a read-modify-write, also of a task that is QUEUED already: what the waker wrote
 * before must be visible to the poll that follows, and only a release in the word's release sequence
 * says so. (To look, see QUEUED and return loses a wakeup.)
 *
 * Every transition below names what the caller has to do next. No other file writes the word.
 */
#ifndef WOK__TASK_STATE_H
#define WOK__TASK_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"
#include "platform/atomic.h"

enum wok__task_flag {
    WOK__TASK_RUNNING = 1u << 0,
    WOK__TASK_QUEUED = 1u << 1,
    WOK__TASK_FINISHED = 1u << 2,
    WOK__TASK_CANCEL = 1u << 3,
    WOK__TASK_JOINER = 1u << 4,
    WOK__TASK_HANDLE = 1u << 5,
    WOK__TASK_BLOCK_ON = 1u << 6,
};

#define WOK__TASK_LOCAL_SHIFT  7
#define WOK__TASK_LOCAL_MASK   ((uint64_t)0x1ff << WOK__TASK_LOCAL_SHIFT)
#define WOK__TASK_STATUS_SHIFT 16
#define WOK__TASK_READY_SHIFT  24
#define WOK__TASK_READY_BITS   16
#define WOK__TASK_READY_MASK   ((((uint64_t)1 << WOK__TASK_READY_BITS) - 1) << WOK__TASK_READY_SHIFT)
#define WOK__TASK_REFERENCE    ((uint64_t)1 << 40)

/* Where a task is that a waker cannot bring back into a queue. */
#define WOK__TASK_BUSY (WOK__TASK_RUNNING | WOK__TASK_QUEUED | WOK__TASK_FINISHED)

enum wok__wake {
    WOK__WAKE_NOTHING, /* somebody else sees to it */
    WOK__WAKE_SUBMIT,  /* put the task in a queue */
    WOK__WAKE_LAST,    /* that was the last reference: free the task */
};

enum wok__end_poll {
    WOK__END_IDLE,  /* a waker has it: do not touch the task any more */
    WOK__END_AGAIN, /* woken meanwhile: put it in a queue */
};

enum wok__finish {
    WOK__FINISH_DONE,   /* do not touch the task any more */
    WOK__FINISH_JOINER, /* wake the joiner, then drop the runtime's reference */
    WOK__FINISH_LAST,   /* free the task */
};

/* Goes to no common queue. */
static inline bool wok__state_is_special(uint64_t word) {
    return word & (WOK__TASK_BLOCK_ON | WOK__TASK_LOCAL_MASK);
}

static inline bool wok__state_is_local(uint64_t word) {
    return word & WOK__TASK_LOCAL_MASK;
}

/* The flags of a task that only the worker of this number may run. */
static inline uint32_t wok__state_local(uint32_t worker) {
    return (worker + 1) << WOK__TASK_LOCAL_SHIFT;
}

static inline uint32_t wok__state_local_worker(uint64_t word) {
    return (uint32_t)((word & WOK__TASK_LOCAL_MASK) >> WOK__TASK_LOCAL_SHIFT) - 1;
}

static inline uint64_t wok__state_references(uint64_t word) {
    return word / WOK__TASK_REFERENCE;
}

static inline int wok__state_status(uint64_t word) {
    return -(int)((word >> WOK__TASK_STATUS_SHIFT) & 0xff);
}

/* A task that nobody else has seen yet, kept. Published by the release of the queue it goes into. Who
 * walks the slabs may see it earlier, and only asks for its end, or peeks. */
static inline void wok__state_start(wok__atomic_u64 *word, uint32_t flags, unsigned references) {
    wok__store_relaxed(word, references * WOK__TASK_REFERENCE | WOK__TASK_RUNNING | flags);
}

/* Freed memory: zero tells who walks the slabs that there is no task here. */
static inline void wok__state_clear(wok__atomic_u64 *word) {
    wok__store_relaxed(word, 0);
}

/* Release: what the waker did before; pairs with begin_poll. `ready`: the waker's bits of READY_MASK. */
static inline enum wok__wake wok__state_wake_by_ref(wok__atomic_u64 *word, uint64_t ready) {
    uint64_t old = wok__fetch_or_acq_rel(word, WOK__TASK_QUEUED | ready);
    return old & WOK__TASK_BUSY ? WOK__WAKE_NOTHING : WOK__WAKE_SUBMIT;
}

/*
 * The same, and gives the waker's reference back in the one step. A BLOCK_ON task that has to be
 * submitted keeps the reference: its thread may run, finish and free it before it has been woken.
 */
static inline enum wok__wake wok__state_wake(wok__atomic_u64 *word, uint64_t ready,
                                             bool *reference_kept) {
    uint64_t old = wok__load_relaxed(word), new;
    bool submit;
    do {
        submit = !(old & WOK__TASK_BUSY);
        *reference_kept = submit && (old & WOK__TASK_BLOCK_ON);
        new = (old | WOK__TASK_QUEUED | ready) - (*reference_kept ? 0 : WOK__TASK_REFERENCE);
    } while (!wok__cas_weak_acq_rel(word, &old, new));
    if (submit)
        return WOK__WAKE_SUBMIT;
    return wok__state_references(new) == 0 ? WOK__WAKE_LAST : WOK__WAKE_NOTHING;
}

/* Ask for cancellation: the caller holds a reference, or the lock that keeps the memory mapped. */
static inline enum wok__wake wok__state_cancel(wok__atomic_u64 *word) {
    uint64_t old = wok__load_relaxed(word);
    do {
        if (old == 0 || old & WOK__TASK_FINISHED)
            return WOK__WAKE_NOTHING;
    } while (!wok__cas_weak_acq_rel(word, &old, old | WOK__TASK_CANCEL | WOK__TASK_QUEUED));
    return old & WOK__TASK_BUSY ? WOK__WAKE_NOTHING : WOK__WAKE_SUBMIT;
}

/* By who took the task from its queue. Answers whether to cancel instead of polling. Acquire: every
 * wake before, and the previous poll, on whatever thread that was. No release: it publishes nothing,
 * and goes on with the release sequences of those. */
static inline bool wok__state_begin_poll(wok__atomic_u64 *word) {
    uint64_t old = wok__fetch_add_acquire(word, (uint64_t)WOK__TASK_RUNNING - WOK__TASK_QUEUED);
    wok__check((old & WOK__TASK_BUSY) == WOK__TASK_QUEUED,
               "wok: a task is polled while it is being polled (state %llx)",
               (unsigned long long)old);
    return old & WOK__TASK_CANCEL;
}

/*
 * The same of a kept task. A wake that is not seen here is seen by end_poll, because nobody but us
 * takes QUEUED away; one that is seen is taken with acquire, like any other.
 */
static inline bool wok__state_go_on(wok__atomic_u64 *word) {
    uint64_t old = wok__load_relaxed(word);
    if (old & WOK__TASK_QUEUED)
        old = wok__fetch_sub_acquire(word, WOK__TASK_QUEUED);
    wok__check((old & (WOK__TASK_RUNNING | WOK__TASK_FINISHED)) == WOK__TASK_RUNNING,
               "wok: a task goes on that did not run (state %llx)", (unsigned long long)old);
    return old & WOK__TASK_CANCEL;
}

/*
 * Of a RUNNING task, after begin_poll or go_on: take the branches that were woken. Acquire: a wake
 * that comes between the two steps is answered by this poll; the next one, that its QUEUED asks for,
 * finds no bit.
 */
static inline uint32_t wok__state_take_ready(wok__atomic_u64 *word) {
    if (!(wok__load_relaxed(word) & WOK__TASK_READY_MASK))
        return 0;
    uint64_t old = wok__fetch_and_acquire(word, ~WOK__TASK_READY_MASK);
    return (uint32_t)((old & WOK__TASK_READY_MASK) >> WOK__TASK_READY_SHIFT);
}

/* By the poll itself, before it gives way: these branches are to be polled again. */
static inline void wok__state_set_ready(wok__atomic_u64 *word, uint64_t ready) {
    wok__fetch_or_relaxed(word, ready);
}

/* The poll answered PENDING. Release: the future's state, to the next begin_poll, which acquires also
 * what a wake that is seen here has released. */
static inline enum wok__end_poll wok__state_end_poll(wok__atomic_u64 *word) {
    uint64_t old = wok__fetch_sub_release(word, WOK__TASK_RUNNING);
    return old & WOK__TASK_QUEUED ? WOK__END_AGAIN : WOK__END_IDLE;
}

/*
 * The poll answered READY. Release: the result, to who sees FINISHED. The runtime's reference goes
 * in the same step, unless there is a joiner to wake first.
 */
static inline enum wok__finish wok__state_finish(wok__atomic_u64 *word, int status) {
    uint64_t old = wok__load_relaxed(word), new;
    uint64_t code = (uint64_t)(uint8_t)-status << WOK__TASK_STATUS_SHIFT;
    do {
        new = (old & ~(uint64_t)WOK__TASK_RUNNING) | WOK__TASK_FINISHED | code;
        if (!(old & WOK__TASK_JOINER))
            new -= WOK__TASK_REFERENCE;
    } while (!wok__cas_weak_acq_rel(word, &old, new));
    if (old & WOK__TASK_JOINER)
        return WOK__FINISH_JOINER;
    return wok__state_references(new) == 0 ? WOK__FINISH_LAST : WOK__FINISH_DONE;
}

/* Release: the field `joiner`; pairs with finish. False: the task has finished, the field is still
 * the caller's, who reads the word again, with acquire, before the result. */
static inline bool wok__state_set_joiner(wok__atomic_u64 *word) {
    uint64_t old = wok__load_relaxed(word);
    do {
        if (old & WOK__TASK_FINISHED)
            return false;
    } while (!wok__cas_weak_release(word, &old, old | WOK__TASK_JOINER));
    return true;
}

/* Take the field `joiner` back. False: the task has finished and the field is the finisher's. Relaxed:
 * what stands in the field was written by the caller, and what comes there next set_joiner releases. */
static inline bool wok__state_unset_joiner(wok__atomic_u64 *word) {
    uint64_t old = wok__load_relaxed(word);
    do {
        if (old & WOK__TASK_FINISHED)
            return false;
    } while (!wok__cas_weak_relaxed(word, &old, old & ~(uint64_t)WOK__TASK_JOINER));
    return true;
}

/* Far from the edge: each reference is a waker, in 32 bytes of somebody's memory. */
static inline void wok__state_reference(wok__atomic_u64 *word) {
    uint64_t old = wok__fetch_add_relaxed(word, WOK__TASK_REFERENCE);
    wok__check(old < UINT64_MAX / 2, "wok: a task has more than eight million wakers");
}

/* True: that was the last one, free the task. Acquire and release: all that the other owners did
 * with the task comes before it is freed. */
static inline bool wok__state_drop(wok__atomic_u64 *word) {
    uint64_t old = wok__fetch_sub_acq_rel(word, WOK__TASK_REFERENCE);
    return wok__state_references(old) == 1;
}

enum wok__handle_drop { WOK__HANDLE_DROPPED, WOK__HANDLE_LAST, WOK__HANDLE_GONE };

/*
 * Give the handle back. The owner of the only reference to a finished task needs no
 * read-modify-write: nobody is left who could make another (who walks the slabs leaves finished
 * tasks alone).
 */
static inline enum wok__handle_drop wok__state_drop_handle(wok__atomic_u64 *word) {
    uint64_t old = wok__load_acquire(word);
    if (!(old & WOK__TASK_HANDLE))
        return WOK__HANDLE_GONE;
    if (old & WOK__TASK_FINISHED && wok__state_references(old) == 1)
        return WOK__HANDLE_LAST;
    old = wok__fetch_sub_acq_rel(word, WOK__TASK_REFERENCE + WOK__TASK_HANDLE);
    return wok__state_references(old) == 1 ? WOK__HANDLE_LAST : WOK__HANDLE_DROPPED;
}

#endif
