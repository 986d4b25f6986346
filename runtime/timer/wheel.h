/*
 * wheel.h: a hierarchical timer wheel, one per worker.
 *
 * Eight levels of 64 buckets. A tick is 16.384 µs; a bucket of level n spans 64^n ticks. A timer
 * stands in the level of the highest six-bit digit in which its tick differs from the wheel's time,
 * and moves down when the wheel's time reaches its bucket: at most seven times in its life. So
 * starting and cancelling touch one bucket, whatever the number of timers.
 *
 *     level 1 |  64..127 | 128..191 | ...        buckets of 64 ticks
 *     level 0 | 0 | 1 | 2 | ... | 63 |           buckets of 1 tick
 *
 * Never early: a deadline is rounded up to a tick, the clock down.
 *
 * A sleep is not put into its bucket when it is first polled. Its node stands
 *     1  in a list of the poll that made it (struct wok__poll), which nobody else knows: a sleep that
 *        is cancelled or wins within that poll costs a few stores, no lock and no clock;
 *     2  from the end of that poll on in the wheel's list `relative`, still as a duration;
 *     3  when the wheel's server next looks at the clock, which it does anyway every few polls: in
 *        its bucket. All that were in the list are stamped with one reading, taken under the lock and
 *        so after each of them was asked for.
 *
 * The nodes are struct wok_sleep, inside frames. Everything in a node and in a wheel is under the
 * wheel's lock, which is held for a bounded time; a node is not touched after it has been taken out,
 * so a cancel that has returned leaves no trace. Wakers are called after the lock was given back.
 *
 *     node.when    not polled: | 0 0 | point in time 1 | ns 61 |
 *                  new (1):    | 1 1 | point in time 1 | ns 61 |
 *                  then:       | 1 0 | asks clock 1 | relative 1 | tick 48 | wheel's index 12 |
 *                  The poller reads it without the lock; once the node is in a wheel only stamping
 *                  changes it, under the lock, and nothing that the poller looks at. "Point in time":
 *                  ns is of the clock, otherwise it is a duration. "Asks clock": there was no memory
 *                  for a waker, the node is in no wheel.
 *     node.waker   under the lock: 0 none; 1 fired
 *                  | task 61 | 2 |    a task that is not referenced: it is there as long as the node
 *                                     is in the wheel, because it cancels the sleep before it ends
 *                  | box 61  | 4 |    any other waker, in memory of its own
 *
 * A timer of a task that fires makes the task QUEUED under the lock, because afterwards it might be
 * gone; queues are touched, and other wakers called, after the lock was given back.
 */
#ifndef WOK__TIMER_WHEEL_H
#define WOK__TIMER_WHEEL_H

#include <stdbool.h>

#include <wok/time.h>

#include "timer/clock.h"

struct wok_task;

#define WOK__WHEEL_LEVELS  8
#define WOK__WHEEL_BUCKETS 64
#define WOK__TICK_SHIFT    14

struct wok__wheel {
    struct wok__system *system;     /* const */
    const struct wok__clock *clock; /* const */
    uint32_t index;                 /* const: of its worker */
    wok__lock lock;
    struct wok_sleep *relative;           /* under lock: nodes that are not stamped yet */
    wok__atomic_u32 is_relative;          /* 1: there are; written under lock */
    uint64_t elapsed;                     /* under lock: the tick up to which all has fired */
    uint64_t occupied[WOK__WHEEL_LEVELS]; /* under lock: bit per bucket that is not empty */
    wok__atomic_u64 next;  /* a tick before which nothing is to do; written under lock */
    wok__atomic_u64 count; /* timers in the wheel; written under lock */
    struct wok_sleep *buckets[WOK__WHEEL_LEVELS][WOK__WHEEL_BUCKETS]; /* under lock */
};

void wok__wheel_init(struct wok__wheel *wheel, const struct wok__clock *clock, uint32_t index);

enum wok__timer {
    WOK__TIMER_FIRED,   /* the time is over */
    WOK__TIMER_WAITING, /* the waker will be called */
    WOK__TIMER_SOONEST, /* the same, and it is the first: who waits for this wheel must know */
};

#define WOK__TIMER_POLLED     ((uint64_t)1 << 63)
#define WOK__TIMER_NEW        ((uint64_t)1 << 62) /* of a polled one */
#define WOK__TIMER_POINT      ((uint64_t)1 << 61) /* of one that is not in a wheel */
#define WOK__TIMER_ASKS_CLOCK ((uint64_t)1 << 61)
#define WOK__TIMER_RELATIVE   ((uint64_t)1 << 60)
#define WOK__TIMER_NS_MAX     (WOK__TIMER_POINT - 1)

static inline uint64_t wok__timer_when(const struct wok_sleep *node) {
    return wok__load_relaxed(wok__atomic_in_u64((uint64_t *)&node->when));
}

static inline bool wok__timer_is_polled(const struct wok_sleep *node) {
    return wok__timer_when(node) & WOK__TIMER_POLLED;
}

static inline bool wok__timer_is_new(const struct wok_sleep *node) {
    return (wok__timer_when(node) & (WOK__TIMER_POLLED | WOK__TIMER_NEW)) ==
           (WOK__TIMER_POLLED | WOK__TIMER_NEW);
}

/* Which wheel a polled node that is not new is in. */
static inline uint32_t wok__timer_wheel(const struct wok_sleep *node) {
    return wok__timer_when(node) & 0xfff;
}

/* Into and out of the list of the poll that runs. */
void wok__timer_make_new(struct wok_sleep **list, struct wok_sleep *node,
                         const struct wok_waker *waker);
void wok__timer_unmake_new(struct wok_sleep *node);

/* The poll is over: its new nodes go into the wheel. By the thread that polled, before anybody else
 * may run the task. */
void wok__wheel_take_new(struct wok__wheel *wheel, struct wok_sleep *list);

/* Any thread. The node is not polled, or was taken back from being new. */
enum wok__timer wok__timer_start(struct wok__wheel *wheel, struct wok_sleep *node,
                                 uint64_t deadline_ns, const struct wok_waker *waker);
/* Any thread. The node is in the wheel: has it fired? Otherwise the waker replaces the one it has. */
enum wok__timer wok__timer_look(struct wok__wheel *wheel, struct wok_sleep *node,
                                const struct wok_waker *waker);
/* Any thread. The node is in the wheel; afterwards nothing refers to it. */
void wok__timer_cancel(struct wok__wheel *wheel, struct wok_sleep *node);

/* When there may be something to do: clock ns, or WOK__FOREVER. Any thread; nothing is relative. */
uint64_t wok__wheel_next_ns(const struct wok__wheel *wheel);

/* Stamp what is relative and fire what is due at `now_ns`; one thread at a time. Returns how many
 * fired. */
uint64_t wok__wheel_advance(struct wok__wheel *wheel, uint64_t now_ns);

#endif
