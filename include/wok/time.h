/*
 * <wok/time.h>: durations, the clock, sleeping.
 *
 * All durations and points in time are uint64_t nanoseconds. The clock is monotonic: it has nothing
 * to do with the time of day and is never set back.
 */
#ifndef WOK_TIME_H
#define WOK_TIME_H

#include <stdint.h>

#include <wok/future.h>

#ifdef __cplusplus
extern "C" {
#endif

#define WOK_NS ((uint64_t)1)
#define WOK_US ((uint64_t)1000)
#define WOK_MS ((uint64_t)1000000)
#define WOK_S  ((uint64_t)1000000000)

/*
 * The runtime's clock, in nanoseconds. On a thread that runs no future: the machine's.
 * Any thread; cannot fail.
 */
uint64_t wok_now(void);

/*
 * The future behind wok_sleep, 32 bytes, frozen; for hand-written futures to embed. All members are
 * private. It stands in a timer wheel from its first poll until it fires or its cancel has returned.
 */
struct wok_sleep {
    struct wok_sleep *next;
    struct wok_sleep **previous;
    uint64_t when;
    uintptr_t waker;
};
#ifndef __cplusplus
_Static_assert(sizeof(struct wok_sleep) == 32, "leaf futures have frozen sizes");
#endif

void wok_sleep_init(struct wok_sleep *self, uint64_t duration_ns);
enum wok_poll wok_sleep_poll(struct wok_sleep *self, struct wok_context *cx);
enum wok_poll wok_sleep_cancel(struct wok_sleep *self, struct wok_context *cx);
void wok_sleep_drop(struct wok_sleep *self);

/*
 * Wait until at least `duration_ns` nanoseconds have passed since the first poll.
 *
 * Errors   None; a cancelled task does not return from it. Durations above some 70 years are taken
 *          as that. No memory is allocated.
 * Owner    Lives in the caller's frame; does not move after its first poll.
 * Threads  One poller at a time, on any worker.
 * Cancel   Synchronous: unlinks the timer at once and cannot fail. Nothing is lost.
 */
WOK_CANCEL(restartable)
wok_async void wok_sleep(uint64_t duration_ns)
    WOK_FUTURE(struct wok_sleep, wok_sleep_init, wok_sleep_poll, wok_sleep_cancel, wok_sleep_drop);

/*
 * Wait until wok_now() has reached `deadline_ns`; a point in the past is over after one turn of the
 * other tasks. Otherwise as wok_sleep.
 */
void wok_sleep_until_init(struct wok_sleep *self, uint64_t deadline_ns);
WOK_CANCEL(restartable)
wok_async void wok_sleep_until(uint64_t deadline_ns)
    WOK_FUTURE(struct wok_sleep, wok_sleep_until_init, wok_sleep_poll, wok_sleep_cancel,
               wok_sleep_drop);

/*
 * Something that happens every `period_ns`: wok_interval_init, then `await wok_tick(&interval)` again
 * and again. The first tick is one period after init. Ticks do not drift: each is due one period after
 * the one before was due. When the program is late, those that are due already
 *     BURST   come one after the other, without a wait, until it has caught up
 *     DELAY   are one, and the next is due a whole period after it
 *     SKIP    are one, and the next is due when it would have been anyway
 */
enum wok_missed { WOK_MISSED_BURST, WOK_MISSED_DELAY, WOK_MISSED_SKIP };

struct wok_interval {
    uint64_t next_ns; /* when the next tick is due */
    uint64_t period_ns;
    enum wok_missed missed;
};
void wok_interval_init(struct wok_interval *interval, uint64_t period_ns, enum wok_missed missed);

struct wok_tick {
    struct wok_sleep sleep;
    struct wok_interval *interval;
    uint64_t result;
};
void wok_tick_init(struct wok_tick *self, struct wok_interval *interval);
enum wok_poll wok_tick_poll(struct wok_tick *self, struct wok_context *cx);
enum wok_poll wok_tick_cancel(struct wok_tick *self, struct wok_context *cx);
void wok_tick_drop(struct wok_tick *self);

/*
 * Wait for the interval's next tick. Returns when it was due, on wok_now()'s clock.
 *
 * Errors   None.
 * Owner    The interval is the caller's and is waited for by one future at a time.
 * Cancel   Synchronous; the tick stays due.
 */
wok_async WOK_CANCEL(restartable) uint64_t wok_tick(struct wok_interval *interval)
    WOK_FUTURE(struct wok_tick, wok_tick_init, wok_tick_poll, wok_tick_cancel, wok_tick_drop);

/*
 * A time limit around what is awaited:
 *
 *     int late = wok_timeout(2 * WOK_S, n = await wok_read(stream, buffer, size));
 *
 * 0: the expression has been evaluated. -ETIMEDOUT: it took too long; what it awaited has been
 * cancelled and has come to its end, and the rest of the expression was not evaluated. What is ready
 * at once costs no timer. It is a race of the two, and an expression of type int, not a future.
 */
#if defined(__WOKCC__) && !defined(WOK_CALLER)
#define wok_timeout(duration_ns, ...)                                                              \
    ({                                                                                             \
        int wok__late = 0;                                                                         \
        wok_race {                                                                                 \
            wok_when (__VA_ARGS__) {}                                                              \
            wok_when (wok_await wok_sleep(duration_ns)) { wok__late = -110; }                      \
        }                                                                                          \
        wok__late;                                                                                 \
    })
#elif defined(WOK_TOOL_VIEW)
#define wok_timeout(duration_ns, ...) ((void)(duration_ns), (void)(__VA_ARGS__), 0)
#endif

/*
 * For tests: stop the clock of the calling task's runtime. From then on it moves only when told to,
 * and by itself to the next timer as soon as no task can run, so sleeps take no time and come in
 * their order. Functions on the blocking pool are waited for; what comes from outside the process is
 * not: pause around what talks to nobody else.
 *
 * Only on a runtime of one worker that was asked for (WOK_WORKERS=1): -ENOTSUP otherwise. -EPERM
 * outside a task.
 */
int wok_time_pause(void);
/* Move a stopped clock; what is then due runs when the caller next awaits. -EINVAL: it goes. */
int wok_time_advance(uint64_t duration_ns);
/* Let it go on from where it is. */
int wok_time_resume(void);

#ifdef __cplusplus
}
#endif

#endif
