/*
 * <wok/future.h>: the contract between a future, the executor that polls it, and whatever wakes it.
 *
 * A future is an inert struct until it is polled. poll() answers READY, or PENDING after it has left
 * a clone of the context's waker with whatever it waits for. A future that has been polled never
 * moves, because it may point into itself.
 *
 * Writing one by hand, in plain C11: a struct, init, poll, cancel, drop, and an async prototype that
 * names them. The struct has a member `result` of the function's type (none for void):
 *
 *     struct wok_sleep { ... };
 *     void wok_sleep_init(struct wok_sleep *self, uint64_t duration_ns);
 *     enum wok_poll wok_sleep_poll(struct wok_sleep *self, struct wok_context *cx);
 *     enum wok_poll wok_sleep_cancel(struct wok_sleep *self, struct wok_context *cx);
 *     void wok_sleep_drop(struct wok_sleep *self);
 *     wok_async void wok_sleep(uint64_t duration_ns)
 *         WOK_FUTURE(struct wok_sleep, wok_sleep_init, wok_sleep_poll, wok_sleep_cancel,
 *                    wok_sleep_drop);
 *
 * The rules of the contract:
 *   - init stores its arguments and starts nothing; the struct may be copied until its first poll.
 *   - cancel is polled like poll; READY means that nothing refers to the future any more. It is
 *     legal in every state, also before the first poll and after the end, where it answers READY.
 *   - drop is legal only before the first poll or after the end. It may be NULL.
 *   - a wake never polls inline, is legal under a user's lock and after completion, and is not legal
 *     in a signal handler. Spurious wakes are always legal: poll again and answer again.
 *   - a task is never polled again before its current poll has returned.
 */
#ifndef WOK_FUTURE_H
#define WOK_FUTURE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct wok_runtime;
struct wok_strand;
struct wok_suspension;

enum wok_poll { WOK_PENDING = 0, WOK_READY = 1 };

struct wok_waker;

struct wok_waker_type {
    struct wok_waker (*clone)(const struct wok_waker *waker);
    void (*wake)(struct wok_waker *waker); /* consumes it */
    void (*wake_by_ref)(const struct wok_waker *waker);
    void (*drop)(struct wok_waker *waker);
};

/* Two words, passed by value. `type` NULL means "no waker". */
struct wok_waker {
    void *data;
    const struct wok_waker_type *type;
};

static inline struct wok_waker wok_waker_clone(const struct wok_waker *waker) {
    return waker->type->clone(waker);
}

static inline void wok_waker_wake(struct wok_waker *waker) {
    const struct wok_waker_type *type = waker->type;
    if (!type)
        return;
    type->wake(waker);
    waker->type = NULL;
}

static inline void wok_waker_wake_by_ref(const struct wok_waker *waker) {
    waker->type->wake_by_ref(waker);
}

static inline void wok_waker_drop(struct wok_waker *waker) {
    const struct wok_waker_type *type = waker->type;
    if (!type)
        return;
    type->drop(waker);
    waker->type = NULL;
}

static inline int wok_waker_will_wake(const struct wok_waker *left, const struct wok_waker *right) {
    return left->data == right->data && left->type == right->type;
}

/* Valid for one poll only; never stored. */
struct wok_context {
    uint32_t size;  /* of this struct, so that it can grow */
    int32_t budget; /* leaf operations left before this poll should yield */
    struct wok_runtime *runtime;
    const struct wok_waker *waker;  /* of the task that is being polled */
    struct wok_strand *strand;      /* whose frames are being resumed; NULL outside compiled frames */
    uint32_t calls_left;            /* through descriptors, that may still be made on the C stack */
    uint16_t ready;                 /* which branches of the task were woken, a bit each, and ... */
    uint8_t branch_first, branch_count; /* ... which bits are the polled strand's; 0: none, poll all */
};

enum wok_future_flag {
    WOK_FUTURE_CANCEL_IS_SYNC = 1u << 0, /* cancel never answers PENDING */
    WOK_FUTURE_LEAF = 1u << 1,           /* written by hand */
    WOK_FUTURE_COMPILED = 1u << 2,       /* made by wokcc: a struct wok_function, see generated.h */
    WOK_FUTURE_RESULT_IS_SIGNED =
        1u << 3, /* an int, long or long long: negative says that it failed */
    WOK_FUTURE_IS_COPY = 1u << 4, /* of a type, made for one task: see runtime/task/extra.h */
};

/* What a future is, for code that does not know its struct. */
struct wok_future_type {
    uint32_t abi; /* WOK_ABI */
    uint32_t flags;
    const char *name;
    uint32_t size, align, result_offset, result_size;
    enum wok_poll (*poll)(void *self, struct wok_context *cx);
    enum wok_poll (*cancel)(void *self, struct wok_context *cx);
    void (*drop)(void *self);
    const struct wok_suspension *points; /* by state; NULL for a leaf */
};

#ifdef __cplusplus
}
#endif

/* Last: in the compiler view it brings generated.h, which needs the types above. */
#include <wok/async.h>

#endif
