/*
 * wait_list.c: see wait_list.h.
 */
#include "sync/wait_list.h"

/* A type of its own by its address; its functions are never called. */
const struct wok_waker_type wok__granted = {0};

bool wok__wait_again(wok__lock *lock, struct wok_wait *wait, const struct wok_waker *waker) {
    struct wok_waker stale = {NULL, NULL};
    wok__lock_acquire(lock);
    bool waits = wok__wait_look(wait) == WOK__WAIT_WAITING;
    if (waits)
        stale = wok__wait_refresh(wait, waker);
    wok__lock_release(lock);
    wok_waker_drop(&stale);
    return waits;
}

enum wok__wait wok__wait_leave(wok__lock *lock, struct wok_wait **list, struct wok_wait *wait) {
    if (wok__wait_look(wait) == WOK__WAIT_IDLE)
        return WOK__WAIT_IDLE;
    struct wok_waker waker = {NULL, NULL};
    wok__lock_acquire(lock);
    enum wok__wait state = wok__wait_look(wait);
    if (state == WOK__WAIT_WAITING) {
        wok__wait_unlink(list, wait);
        waker = wok__wait_waker(wait);
    }
    wok__wait_over(wait);
    wok__lock_release(lock);
    wok_waker_drop(&waker);
    return state;
}
