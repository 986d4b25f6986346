/*
 * What a generated program stands on, in both its forms: the async program, and (FUZZ_PLAIN) the
 * plain C program that the generator writes from the same tree.
 *
 * A program is observed through four functions. trace() is an ordered log: its hash depends on every
 * call, value and order. tally() is a sum, for code that other code runs beside. acquire() and
 * release() bracket a resource; at the end each must have been released as often as acquired.
 *
 * It suspends in maybe(), a future written by hand: whether, and how often, is the schedule's
 * decision (FUZZ_SCHEDULE = ready, pending, or a seed). The plain program counts the suspensions that
 * it would have made, so that suspension k means the same place in both.
 *
 * It may be cancelled at its k-th suspension, by another task or by losing a race. The plain program is
 * unwound there by the C library (pthread_exit runs what the cleanup attribute names), so it says
 * which defers run, and in which order.
 *
 * Many programs share one executable: driver.c runs each in turn, under every schedule, cancelled at
 * its suspensions, and prints one line of what was observed for each of these.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdint.h>

typedef unsigned u;

u trace(u place, u value);
u tally(u place, u value);
void acquire(u id);
void release(u id);
u mix(u left, u right); /* a plain function without an effect */
int again(void);        /* has the program not suspended often enough yet? */

/* What the cleanup attribute names: logs the value that its variable has at the end. */
void trace_end(u *variable);
void tally_end(u *variable);

#ifdef FUZZ_PLAIN

u maybe(u value);

#else

#include <wok/task.h>

struct maybe {
    u value;
    int left; /* suspensions to come; -1 before the first poll */
    u result;
};
void maybe_init(struct maybe *self, u value);
enum wok_poll maybe_poll(struct maybe *self, struct wok_context *cx);
enum wok_poll maybe_cancel(struct maybe *self, struct wok_context *cx);
void maybe_drop(struct maybe *self);
/* Returns its argument, after as many suspensions as the schedule says. */
wok_async u maybe(u value)
    WOK_FUTURE(struct maybe, maybe_init, maybe_poll, maybe_cancel, maybe_drop);

/* Never ready; what it holds while it is awaited nets to nothing. */
struct forever {
    u id;
    int started;
};
void forever_init(struct forever *self, u id);
enum wok_poll forever_poll(struct forever *self, struct wok_context *cx);
enum wok_poll forever_cancel(struct forever *self, struct wok_context *cx);
void forever_drop(struct forever *self);
wok_async void forever(u id)
    WOK_FUTURE(struct forever, forever_init, forever_poll, forever_cancel, forever_drop);

/* Ready once the program stands at its suspension FUZZ_CANCEL. */
struct reached {
    int unused;
};
void reached_init(struct reached *self);
enum wok_poll reached_poll(struct reached *self, struct wok_context *cx);
enum wok_poll reached_cancel(struct reached *self, struct wok_context *cx);
void reached_drop(struct reached *self);
wok_async void reached(void)
    WOK_FUTURE(struct reached, reached_init, reached_poll, reached_cancel, reached_drop);

#endif

/* The programs of an executable; the last one is all zero. */
struct fuzz_entry {
    unsigned long seed;
#ifdef FUZZ_PLAIN
    u (*program)(void);
#else
    wok_async u (*program)(void);
#endif
    int exact; /* suspension k is the same place in the plain program */
};
extern struct fuzz_entry fuzz_entries[];

#endif
