/*
 * budget.h: cooperation. Every leaf that can be ready at once spends one unit of the poll's budget;
 * when none is left it answers PENDING after waking its own task, so that others get their turn.
 */
#ifndef WOK__BASE_BUDGET_H
#define WOK__BASE_BUDGET_H

#include <stdbool.h>

#include <wok/future.h>

#define WOK__POLL_BUDGET 128

/*
 * True: go on. False: the task has been woken and the caller answers PENDING; it must not have
 * performed its effect yet.
 */
static inline bool wok__budget_spend(struct wok_context *cx) {
    if (cx->budget > 0) {
        cx->budget--;
        return true;
    }
    cx->budget = -1; /* for who counts how often this happens */
    wok_waker_wake_by_ref(cx->waker);
    return false;
}

#endif
