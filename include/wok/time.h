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

#ifdef __cplusplus
}
#endif

#endif
