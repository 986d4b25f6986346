/*
 * blocking.c: the pool of threads for calls that block, and being told that the runtime shuts down. Goal: a
 * call is run once, or not at all when it was cancelled before, its waiter is woken, threads end when
 * the last runtime goes; who waits for the shutdown is told, however late it comes. Method: the pool's own
 * threads are the explorer's; calls are submitted, cancelled and abandoned beside them.
 */
#include "blocking/pool.h"

#include "instance/instance.h"
#include "models/leaf.h"
#include "models/models.h"

static int runs; /* plain: calls that run beside each other without a reason are a race */

static int create_thread(struct wok__system *system, struct wok__thread *thread, const char *name,
                         void (*run)(void *argument), void *argument) {
    (void)system, (void)name;
    thread->handle = (uint64_t)model_spawn(run, argument);
    return 0;
}
static int join_thread(struct wok__system *system, struct wok__thread *thread) {
    (void)system;
    model_join((int)thread->handle);
    return 0;
}
static void count_blocking(struct wok__system *system, int change) {
    (void)system, (void)change;
}

static void begin_pool(void) {
    world_begin();
    world_system.thread_create = create_thread;
    world_system.thread_join = join_thread;
    world_system.count_blocking = count_blocking;
    world_system.blocking = (wok__atomic_pointer)WOK__ATOMIC(NULL);
    world_system.blocking_users = (wok__atomic_u32)WOK__ATOMIC(0);
    runs = 0;
    wok__blocking_begin(&world_system);
}
static void end_pool(void) {
    model_assert(wok__blocking_end(&world_system, UINT64_MAX) == 0);
}

struct call {
    struct wok_blocking_call call;
    int has_run; /* plain: published by DONE */
};

static void run_call(struct wok_blocking_call *call) {
    ((struct call *)call)->has_run++;
}

static struct call *new_call(void) {
    struct call *call = model_allocate(sizeof *call, 16);
    wok__call_init(&call->call, WOK__POOL_FUNCTIONS, run_call);
    call->has_run = 0;
    return call;
}

/* As its future does. */
static void await_call(struct call *call, unsigned flag) {
    struct wok_waker waker;
    struct wok_context cx = leaf_context(&waker, flag);
    int error;
    while (wok__call_poll(&call->call, &cx, &error) == WOK_PENDING)
        world_wait_for_wake(flag);
    model_assert(error == 0 && call->has_run == 1);
    model_free(call);
}

static void another_call(void *unused) {
    (void)unused;
    await_call(new_call(), 1);
}

static void one_call(void) {
    begin_pool();
    await_call(new_call(), 0);
    end_pool();
}
static void one_after_the_other(void) {
    begin_pool();
    await_call(new_call(), 0);
    await_call(new_call(), 0);
    end_pool();
}
static void two_calls(void) {
    begin_pool();
    int t = model_spawn(another_call, NULL);
    await_call(new_call(), 0);
    model_join(t);
    end_pool();
}

/* Polled again for nothing, as an arm of a race is. */
static void polled_for_nothing(void) {
    begin_pool();
    struct call *call = new_call();
    struct wok_waker waker;
    struct wok_context cx = leaf_context(&waker, 0);
    int error;
    for (int i = 0; i < 2; i++)
        if (wok__call_poll(&call->call, &cx, &error) == WOK_READY)
            model_assert(call->has_run == 1);
    await_call(call, 0);
    end_pool();
}

/* A waker whose wake goes on for a while after the task has seen it, as a submit does. */
static wok__atomic_u32 is_told;
static struct { int touched; /* plain */ } * listener;

static void listener_wake(struct wok_waker *waker) {
    (void)waker;
    wok__store_release(&is_told, 1);
    listener->touched++;
}
static struct wok_waker listener_clone(const struct wok_waker *waker) {
    return *waker;
}
static void listener_drop(struct wok_waker *waker) {
    (void)waker;
}
static const struct wok_waker_type listener_type = {
    .clone = listener_clone, .wake = listener_wake, .drop = listener_drop};

/* A runtime goes while another one keeps the pool. Then nobody wakes what was the first one's. */
static void one_of_two_users(void) {
    begin_pool();
    wok__blocking_begin(&world_system);
    is_told = (wok__atomic_u32)WOK__ATOMIC(0);
    listener = model_allocate(sizeof *listener, 16);
    struct call *call = new_call();
    struct wok_waker waker = {.data = listener, .type = &listener_type};
    struct wok_context cx = {.size = sizeof cx, .budget = 100, .waker = &waker};
    int error;
    while (wok__call_poll(&call->call, &cx, &error) == WOK_PENDING && !wok__load_acquire(&is_told))
        wok__spin_pause();
    model_assert(wok__call_poll(&call->call, &cx, &error) == WOK_READY);
    model_free(call);
    end_pool();
    model_free(listener);
    end_pool();
}

/* Somebody who counts, and a runtime that goes, beside the first call, which makes the pool. */
static void count_threads(void *unused) {
    (void)unused;
    model_assert(wok__blocking_threads(&world_system) <= 1);
}
static void first_call_and_count(void) {
    begin_pool();
    int t = model_spawn(count_threads, NULL);
    await_call(new_call(), 0);
    model_join(t);
    end_pool();
}
static void look_busy(void *unused) {
    (void)unused;
    wok__blocking_is_busy(&world_system);
}
static void first_call_and_look(void) {
    begin_pool();
    int t = model_spawn(look_busy, NULL);
    await_call(new_call(), 0);
    model_join(t);
    end_pool();
}
static void other_user_goes(void *unused) {
    (void)unused;
    end_pool();
}
static void first_call_and_end(void) {
    begin_pool();
    wok__blocking_begin(&world_system);
    int t = model_spawn(other_user_goes, NULL);
    await_call(new_call(), 0);
    end_pool();
    model_join(t);
}

/* What a ring has done for a file is counted as the pool's calls are, see file/ring_call.c. */
static void file_done(void *unused) {
    (void)unused;
    runs = 1;
    wok__fetch_sub_release(&world_system.files_in_rings, 1);
}
static void file_in_ring(void) {
    begin_pool();
    world_system.files_in_rings = (wok__atomic_u32)WOK__ATOMIC(1);
    int t = model_spawn(file_done, NULL);
    if (!wok__blocking_is_busy(&world_system))
        model_assert(runs == 1);
    model_join(t);
    end_pool();
}

/* It leaves the line, or runs to its end; afterwards it is its owner's. */
static void cancelled(void) {
    begin_pool();
    struct call *call = new_call();
    struct wok_waker waker;
    struct wok_context cx = leaf_context(&waker, 0);
    int error;
    if (wok__call_poll(&call->call, &cx, &error) == WOK_PENDING)
        while (wok__call_cancel(&call->call, &cx) == WOK_PENDING)
            world_wait_for_wake(0);
    model_outcome(call->has_run == 1);
    model_assert(call->has_run <= 1);
    model_free(call);
    end_pool();
}

static void free_abandoned(struct wok_blocking_call *call) {
    model_assert(((struct call *)call)->has_run == 1);
    model_free(call);
}

/* Whoever is last frees it. */
static void abandoned(void) {
    begin_pool();
    struct call *call = new_call();
    struct wok_waker waker;
    struct wok_context cx = leaf_context(&waker, 0);
    int error;
    bool goes_on = wok__call_poll(&call->call, &cx, &error) == WOK_PENDING &&
                   wok__call_abandon(&call->call, free_abandoned);
    if (!goes_on)
        model_free(call);
    end_pool();
}

/* ---- being told ---- */

static void shut_down(void *unused) {
    (void)unused;
    runs = 1;
    wok__runtime_tell_closing(&world_runtime);
}
static void wait_for_closing(unsigned flag, bool give_up) {
    struct wok_runtime_closing *self = model_allocate(sizeof *self, 16);
    wok_runtime_closing_init(self);
    struct wok_waker waker;
    struct wok_context cx = leaf_context(&waker, flag);
    cx.runtime = &world_runtime;
    bool ready = wok_runtime_closing_poll(self, &cx) == WOK_READY;
    while (!ready && !give_up) {
        world_wait_for_wake(flag);
        ready = wok_runtime_closing_poll(self, &cx) == WOK_READY;
    }
    if (!ready)
        wok_runtime_closing_cancel(self, &cx);
    model_assert(!ready || runs == 1);
    model_free(self);
}
static void give_up_waiting(void *unused) {
    (void)unused;
    wait_for_closing(1, true);
}
static void told(void) {
    world_begin();
    runs = 0;
    int t = model_spawn(shut_down, NULL);
    wait_for_closing(0, false);
    model_join(t);
}
static void told_beside_another(void) {
    world_begin();
    runs = 0;
    int t = model_spawn(shut_down, NULL), u = model_spawn(give_up_waiting, NULL);
    wait_for_closing(0, false);
    model_join(t);
    model_join(u);
}

#define MODEL(identifier, title, preemptions)                                                      \
    static const struct model identifier##_model = {.name = "blocking/" title,                     \
                                                    .run = identifier,                             \
                                                    .bound = preemptions,                          \
                                                    .flags = MODEL_FUTEX_WEAK}
MODEL(one_call, "a call is run", 2);
MODEL(one_after_the_other, "one call after the other", 2);
MODEL(two_calls, "two calls", 1);
MODEL(polled_for_nothing, "a call is polled for nothing", 2);
MODEL(one_of_two_users, "one of two users goes", 2);
MODEL(first_call_and_count, "threads are counted beside the first call", 2);
MODEL(first_call_and_look, "who looks whether it is busy, beside the first call", 2);
MODEL(first_call_and_end, "the other user goes beside the first call", 2);
MODEL(file_in_ring, "nobody is busy: what a file's ring has done is seen", 3);
MODEL(cancelled, "a call is cancelled", 2);
MODEL(abandoned, "a call is abandoned", 2);
MODEL(told, "told of the shutdown", 3);
MODEL(told_beside_another, "told beside one that gives up", 2);

const struct model *const blocking_models[] = {
    &one_call_model,
    &one_after_the_other_model,
    &two_calls_model,
    &polled_for_nothing_model,
    &one_of_two_users_model,
    &first_call_and_count_model,
    &first_call_and_look_model,
    &first_call_and_end_model,
    &file_in_ring_model,
    &cancelled_model,
    &abandoned_model,
    &told_model,
    &told_beside_another_model,
    NULL,
};
