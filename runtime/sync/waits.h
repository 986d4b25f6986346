/*
 * waits.h: what a task waits for, said by the future that it awaits: for reports.
 *
 * Nothing is touched: all is read as peek.h reads, so what is asked about may be gone meanwhile.
 */
#ifndef WOK__SYNC_WAITS_H
#define WOK__SYNC_WAITS_H

#include <stdbool.h>

struct wok_task;

struct wok__wait_reason {
    const char *what;   /* "a mutex" */
    const void *object; /* which; NULL: it has no place of its own */
    const char
        *relation; /* what `partner` is to it: "held by"; NULL: nobody in particular is known */
    const char *without;      /* what to say when there is no partner */
    struct wok_task *partner; /* who could end the wait, perhaps long gone; NULL: not known */
};

/*
 * Of the hand-written future of this name at `place`; false, and *reason is unchanged, when there is
 * nothing to say about it.
 */
bool wok__wait_explain(const char *future, const void *place, struct wok__wait_reason *reason);

#endif
