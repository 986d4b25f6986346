/*
 * leaf.h: awaiting a leaf future in a model, as a task would.
 */
#ifndef WOK_MODEL_LEAF_H
#define WOK_MODEL_LEAF_H

#include "models/world.h"

static inline struct wok_context leaf_context(struct wok_waker *waker, unsigned flag) {
    *waker = world_flag_waker(flag);
    return (struct wok_context){.size = sizeof(struct wok_context), .budget = 100, .waker = waker};
}

/* Await a leaf; `give_up` cancels it if it is not ready at once. Answers whether it became ready. */
#define AWAIT_LEAF(leaf, self, flag, give_up)                                                      \
    struct wok_waker waker;                                                                        \
    struct wok_context cx = leaf_context(&waker, flag);                                            \
    bool ready = leaf##_poll(self, &cx) == WOK_READY;                                              \
    while (!ready && !(give_up)) {                                                                 \
        world_wait_for_wake(flag);                                                                 \
        ready = leaf##_poll(self, &cx) == WOK_READY;                                               \
    }                                                                                              \
    while (!ready && leaf##_cancel(self, &cx) == WOK_PENDING)                                      \
    world_wait_for_wake(flag)

#endif
