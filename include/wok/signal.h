/*
 * <wok/signal.h>: signals as something to await.
 *
 *     wok_signals *signals;
 *     int error = wok_signals_open((int[]){SIGINT, SIGTERM}, 2, &signals);
 *     ...
 *     defer wok_signals_close(signals);
 *     int number = await wok_signals_next(signals);
 *
 * While a stream is open its signals do not do what they did before; when the last stream for a
 * signal is closed, the disposition of before is back, and a second Ctrl-C ends the program. The
 * program's handlers run nowhere, so they need not be async-signal-safe: there are none.
 */
#ifndef WOK_SIGNAL_H
#define WOK_SIGNAL_H

#include <signal.h>
#include <wok/io.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct wok_descriptor wok_signals;

/*
 * Begin to receive `count` signals. Those that arrive before the first wait are kept. Several
 * streams may have the same signal: each receives it. At most 64 are open at a time.
 *
 * Errors   -EINVAL: none, or one that cannot be waited for: SIGKILL, SIGSTOP, and SIGSEGV, SIGBUS,
 *          SIGFPE, SIGILL, which are raised by what their thread does. -EMFILE. -ENOMEM.
 * Owner    *out is the caller's to end with wok_signals_close (not wok_close). Unchanged on error.
 * Threads  Any. Waits for nothing.
 */
int wok_signals_open(const int *numbers, size_t count, wok_signals **out);

/*
 * Stop receiving, give the old dispositions back, close. Who waits gets -ECANCELED; what was
 * received and not read is lost. Waits for nothing, so it may stand in a defer. NULL is fine.
 */
void wok_signals_close(wok_signals *signals);

/*
 * Wait for the next signal.
 *
 * Result   Its number. As with any handler, a signal that arrives again before it was delivered may
 *          be reported once.
 * Errors   -EBADF: closed. -ECANCELED: closed while waiting. -ENOMEM.
 * Threads  Any. Of several waits for one stream, one gets the signal.
 * Cancel   Synchronous. No signal is lost.
 */
struct wok_signals_next {
    struct wok_read read;
    unsigned char number;
    int result;
};
void wok_signals_next_init(struct wok_signals_next *self, wok_signals *signals);
enum wok_poll wok_signals_next_poll(struct wok_signals_next *self, struct wok_context *cx);
enum wok_poll wok_signals_next_cancel(struct wok_signals_next *self, struct wok_context *cx);
void wok_signals_next_drop(struct wok_signals_next *self);
WOK_CANCEL(restartable)
wok_async int wok_signals_next(wok_signals *signals)
    WOK_FUTURE(struct wok_signals_next, wok_signals_next_init, wok_signals_next_poll,
               wok_signals_next_cancel, wok_signals_next_drop);

#ifdef __cplusplus
}
#endif

#endif
