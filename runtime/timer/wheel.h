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
 * The nodes are struct wok_sleep, inside frames. Everything in a node and in a wheel is under the
 * wheel's lock, which is held for a bounded time; a node is not touched after it has been taken out,
 * so a cancel that has returned leaves no trace. Wakers are called after the lock was given back.
 *
 *     node.when    before start: the duration in ns, below 2^63
 *                  after it:     | 1 | asks clock 1 | 0 | tick 48 | wheel's index 12 |
 *                  written by the poller only, and read without the lock by it; "asks clock": there
 *                  was no memory for a waker, the node is in no wheel
 *     node.waker   under the lock: 0 none; 1 fired
 *                  | task 61 | 2 |    a reference to a task
 *                  | box 61  | 4 |    any other waker, in memory of its own
 */
#ifndef WOK__TIMER_WHEEL_H
#define WOK__TIMER_WHEEL_H

#include <stdbool.h>

#include <wok/time.h>

#include "platform/system.h"

#define WOK__WHEEL_LEVELS  8
#define WOK__WHEEL_BUCKETS 64
#define WOK__TICK_SHIFT    14

struct wok__wheel {
    struct wok__system *system; /* const */
    uint32_t index;             /* const: of its worker */
    wok__lock lock;
    uint64_t elapsed;                     /* under lock: the tick up to which all has fired */
    uint64_t occupied[WOK__WHEEL_LEVELS]; /* under lock: bit per bucket that is not empty */
    wok__atomic_u64 next;  /* a tick before which nothing is to do; written under lock */
    wok__atomic_u64 count; /* timers in the wheel; written under lock */
    struct wok_sleep *buckets[WOK__WHEEL_LEVELS][WOK__WHEEL_BUCKETS]; /* under lock */
};

void wok__wheel_init(struct wok__wheel *wheel, struct wok__system *system, uint32_t index);

enum wok__timer {
    WOK__TIMER_FIRED,   /* the time is over */
    WOK__TIMER_WAITING, /* the waker will be called */
    WOK__TIMER_SOONEST, /* the same, and it is the first: who waits for this wheel must know */
};

#define WOK__TIMER_STARTED    ((uint64_t)1 << 63)
#define WOK__TIMER_ASKS_CLOCK ((uint64_t)1 << 62)

static inline bool wok__timer_is_started(const struct wok_sleep *node) {
    return node->when & WOK__TIMER_STARTED;
}

/* Which wheel a started node is in. */
static inline uint32_t wok__timer_wheel(const struct wok_sleep *node) {
    return node->when & 0xfff;
}

/* Any thread. The node is not started. */
enum wok__timer wok__timer_start(struct wok__wheel *wheel, struct wok_sleep *node,
                                 uint64_t deadline_ns, const struct wok_waker *waker);
/* Any thread. The node is started: has it fired? Otherwise the waker replaces the one it has. */
enum wok__timer wok__timer_look(struct wok__wheel *wheel, struct wok_sleep *node,
                                const struct wok_waker *waker);
/* Any thread. The node is started; afterwards nothing refers to it. */
void wok__timer_cancel(struct wok__wheel *wheel, struct wok_sleep *node);

/* When there may be something to do: clock ns, or WOK__FOREVER. Any thread. */
uint64_t wok__wheel_next_ns(const struct wok__wheel *wheel);

/* Fire what is due at `now_ns`; one thread at a time. Returns how many fired. */
uint64_t wok__wheel_advance(struct wok__wheel *wheel, uint64_t now_ns);

#endif
