/*
 * pool.c: see pool.h.
 *
 * One lock a pool, held for a few instructions and never across a wake or a system call. An idle
 * thread reads the bell under the lock and sleeps while it is unchanged; whoever queues a call rings
 * it under the lock, so the ring cannot fall between the look at the queue and the sleep.
 *
 * `waking` counts threads that are between the end of a call and the end of its wake: they may
 * touch the task, and so its runtime, which therefore waits for them before it goes.
 */
#include "blocking/pool.h"

#include <errno.h>
#include <string.h>

#include "base/budget.h"
#include "base/check.h"
#include "platform/current.h"
#include "reactor/reactor.h"

#if defined(WOK__MODEL)
#define IDLE_NS WOK__FOREVER /* a call that nobody takes is not to be found by chance */
#else
#define IDLE_NS ((uint64_t)10 * 1000 * 1000 * 1000)
#endif
#define LOOK_NS ((uint64_t)1000 * 1000)

static const uint32_t threads_max[WOK__POOLS] = {256, 16};

struct pool_thread {
    struct pool_thread *next;
    struct pool *pool;
    struct wok__thread thread;
};

struct pool {
    struct wok__system *system; /* const */
    uint32_t threads_max;       /* const */
    wok__lock lock;             /* over what follows */
    struct wok_blocking_call *first, *last;
    uint32_t queued, idle, threads;
    bool stopping;
    struct pool_thread *ended;    /* to be joined */
    wok__atomic_u32 bell, waking; /* written under the lock */
};

struct pools {
    struct pool each[WOK__POOLS];
};

/* Over a table's `blocking` and `blocking_users` together: the last user takes the pools out. */
static wok__lock users_lock = WOK__LOCK_FREE;

static struct pools *pools_of(struct wok__system *system) {
    struct pools *pools = wok__load_acquire(&system->blocking);
    if (pools)
        return pools;
    pools = system->allocate(system, sizeof *pools);
    if (!pools)
        return NULL;
    memset(pools, 0, sizeof *pools);
    for (int kind = 0; kind < WOK__POOLS; kind++) {
        pools->each[kind].system = system;
        pools->each[kind].threads_max = threads_max[kind];
    }
    void *expected = NULL;
    if (wok__cas_acq_rel(&system->blocking, &expected, pools))
        return pools;
    system->release(system, pools);
    return expected;
}

static wok__atomic_u32 *state_of(struct wok_blocking_call *call) {
    return wok__atomic_in_u32(&call->state);
}

/* The queue and the bell, under the lock */

static void ring(struct pool *pool) {
    wok__store_relaxed(&pool->bell, wok__load_relaxed(&pool->bell) + 1);
}

static void append(struct pool *pool, struct wok_blocking_call *call) {
    call->next = NULL;
    if (pool->last)
        pool->last->next = call;
    else
        pool->first = call;
    pool->last = call;
    pool->queued++;
    pool->system->count_blocking(pool->system, 1);
}

static struct wok_blocking_call *take_first(struct pool *pool) {
    struct wok_blocking_call *call = pool->first;
    if (!call)
        return NULL;
    pool->first = call->next;
    if (!pool->first)
        pool->last = NULL;
    pool->queued--;
    return call;
}

static void take_out(struct pool *pool, const struct wok_blocking_call *call) {
    struct wok_blocking_call *before = NULL, *at = pool->first;
    for (; at != call; at = at->next)
        before = at;
    if (before)
        before->next = at->next;
    else
        pool->first = at->next;
    if (pool->last == at)
        pool->last = before;
    pool->queued--;
    pool->system->count_blocking(pool->system, -1);
}

/* A thread */

/* Under the lock, also when it returns. */
static void finish(struct pool *pool, struct wok_blocking_call *call) {
    struct wok_waker waker = call->waker;
    void (*after)(struct wok_blocking_call *) = call->after;
    wok__store_relaxed(&pool->waking, wok__load_relaxed(&pool->waking) + 1);
    if (!after)
        wok__store_release(state_of(call), WOK__CALL_DONE); /* the call is its owner's again */
    wok__lock_release(&pool->lock);
    if (after)
        after(call);
    else
        wok_waker_wake(&waker);
    /* After the wake: a clock that stood still sees the worker it woke. */
    pool->system->count_blocking(pool->system, -1);
    wok__lock_acquire(&pool->lock);
    wok__store_relaxed(&pool->waking, wok__load_relaxed(&pool->waking) - 1);
}

/* Under the lock, also when it returns: the next call, or NULL when it is time to go. */
static struct wok_blocking_call *next_call(struct pool *pool) {
    for (;;) {
        struct wok_blocking_call *call = take_first(pool);
        if (call || pool->stopping)
            return call;
        uint32_t seen = wok__load_relaxed(&pool->bell);
        pool->idle++;
        wok__lock_release(&pool->lock);
        int answer = wok__futex_wait(&pool->bell, seen, IDLE_NS);
        wok__lock_acquire(&pool->lock);
        pool->idle--;
        if (answer == -ETIMEDOUT && !pool->first)
            return NULL;
    }
}

static void thread_run(void *argument) {
    struct pool_thread *self = argument;
    struct pool *pool = self->pool;
    struct wok_blocking_call *call;
    wok__lock_acquire(&pool->lock);
    while ((call = next_call(pool))) {
        wok__store_relaxed(state_of(call), WOK__CALL_RUNNING);
        call->next = (struct wok_blocking_call *)self; /* for interrupt */
        wok__lock_release(&pool->lock);
        wok__current.blocking_call = call;
        call->run(call);
        wok__current.blocking_call = NULL;
        wok__lock_acquire(&pool->lock);
        finish(pool, call);
    }
    self->next = pool->ended;
    pool->ended = self;
    pool->threads--;
    wok__lock_release(&pool->lock);
}

/* Outside the lock: give the memory of threads that have ended back. */
static void join_ended(struct pool *pool, struct pool_thread *ended) {
    while (ended) {
        struct pool_thread *next = ended->next;
        pool->system->thread_join(pool->system, &ended->thread);
        pool->system->release(pool->system, ended);
        ended = next;
    }
}

/* One more thread, which is counted already. */
static int start_thread(struct pool *pool) {
    struct wok__system *system = pool->system;
    struct pool_thread *thread = system->allocate(system, sizeof *thread);
    if (!thread)
        return -ENOMEM;
    thread->pool = pool;
    int error = system->thread_create(system, &thread->thread, "wok-blocking", thread_run, thread);
    if (error < 0)
        system->release(system, thread);
    return error;
}

/* No thread could be added. That is an error only for a call that no other thread will take. */
static int without_new_thread(struct pool *pool, struct wok_blocking_call *call, int error) {
    struct wok_waker waker = {NULL, NULL};
    wok__lock_acquire(&pool->lock);
    pool->threads--;
    if (pool->threads > 0 || wok__load_relaxed(state_of(call)) != WOK__CALL_QUEUED) {
        error = 0;
    } else {
        take_out(pool, call);
        waker = call->waker;
        wok__store_relaxed(state_of(call), WOK__CALL_IDLE);
    }
    wok__lock_release(&pool->lock);
    wok_waker_drop(&waker);
    return error;
}

static int submit(struct pool *pool, struct wok_blocking_call *call, const struct wok_context *cx) {
    call->pool = pool;
    call->waker = wok_waker_clone(cx->waker);
    wok__lock_acquire(&pool->lock);
    wok__store_relaxed(state_of(call), WOK__CALL_QUEUED);
    append(pool, call);
    ring(pool);
    bool grow = pool->queued > pool->idle && pool->threads < pool->threads_max;
    pool->threads += grow;
    struct pool_thread *ended = pool->ended;
    pool->ended = NULL;
    wok__lock_release(&pool->lock);
    wok__futex_wake(&pool->bell, 1);
    join_ended(pool, ended);
    int error = grow ? start_thread(pool) : 0;
    return error < 0 ? without_new_thread(pool, call, error) : 0;
}

/* Whoever waits */

void wok__call_init(struct wok_blocking_call *call, enum wok__pool_kind kind,
                    void (*run)(struct wok_blocking_call *call)) {
    *call = (struct wok_blocking_call){.run = run, .kind = kind, .state = WOK__CALL_IDLE};
}

struct wok__system *wok__call_system(const struct wok_blocking_call *call) {
    return ((const struct pool *)call->pool)->system;
}

/* True while it is still to be waited for, with the waker brought up to date. */
static bool wait_again(struct wok_blocking_call *call, const struct wok_context *cx) {
    struct pool *pool = call->pool;
    struct wok_waker stale = {NULL, NULL};
    wok__lock_acquire(&pool->lock);
    bool waits = wok__load_relaxed(state_of(call)) != WOK__CALL_DONE;
    if (waits && !wok_waker_will_wake(&call->waker, cx->waker)) {
        stale = call->waker;
        call->waker = wok_waker_clone(cx->waker);
    }
    wok__lock_release(&pool->lock);
    wok_waker_drop(&stale);
    return waits;
}

enum wok_poll wok__call_poll(struct wok_blocking_call *call, struct wok_context *cx, int *error) {
    *error = 0;
    switch (wok__load_acquire(state_of(call))) {
    case WOK__CALL_DONE:
        return WOK_READY;
    case WOK__CALL_IDLE:
        break;
    default:
        return wait_again(call, cx) ? WOK_PENDING : WOK_READY;
    }
    if (!wok__budget_spend(cx))
        return WOK_PENDING;
    struct pools *pools = pools_of(wok__system_here());
    *error = pools ? submit(&pools->each[call->kind], call, cx) : -ENOMEM;
    return *error < 0 ? WOK_READY : WOK_PENDING;
}

/* Under the lock: a call that waits in line leaves it. Its waker, to be dropped. */
static struct wok_waker leave_queue(struct pool *pool, struct wok_blocking_call *call) {
    if (wok__load_relaxed(state_of(call)) != WOK__CALL_QUEUED)
        return (struct wok_waker){NULL, NULL};
    take_out(pool, call);
    wok__store_relaxed(state_of(call), WOK__CALL_IDLE);
    return call->waker;
}

static bool is_over(struct wok_blocking_call *call) {
    uint32_t state = wok__load_acquire(state_of(call));
    return state == WOK__CALL_IDLE || state == WOK__CALL_DONE;
}

enum wok_poll wok__call_cancel(struct wok_blocking_call *call, struct wok_context *cx) {
    if (is_over(call))
        return WOK_READY;
    struct pool *pool = call->pool;
    wok__lock_acquire(&pool->lock);
    struct wok_waker waker = leave_queue(pool, call);
    wok__lock_release(&pool->lock);
    wok_waker_drop(&waker);
    return is_over(call) || !wait_again(call, cx) ? WOK_READY : WOK_PENDING;
}

void wok__call_interrupt(struct wok_blocking_call *call) {
    if (is_over(call))
        return;
    struct pool *pool = call->pool;
    wok__lock_acquire(&pool->lock);
    uint32_t state = wok__load_relaxed(state_of(call));
    if (state == WOK__CALL_RUNNING || state == WOK__CALL_INTERRUPTED) {
        wok__store_relaxed(state_of(call), WOK__CALL_INTERRUPTED);
        /* Under the lock: its thread cannot take another call before it has the lock. */
        pool->system->thread_interrupt(pool->system, &((struct pool_thread *)call->next)->thread);
    }
    wok__lock_release(&pool->lock);
}

bool wok__call_is_interrupted(struct wok_blocking_call *call) {
    return wok__load_relaxed(state_of(call)) == WOK__CALL_INTERRUPTED;
}

bool wok__call_abandon(struct wok_blocking_call *call,
                       void (*after)(struct wok_blocking_call *call)) {
    if (is_over(call))
        return false;
    struct pool *pool = call->pool;
    wok__lock_acquire(&pool->lock);
    struct wok_waker waker = leave_queue(pool, call);
    bool runs = wok__load_relaxed(state_of(call)) == WOK__CALL_RUNNING;
    if (runs) {
        waker = call->waker;
        call->after = after; /* from the release of the lock on the call is the pool's */
    }
    wok__lock_release(&pool->lock);
    wok_waker_drop(&waker);
    return runs;
}

/* Runtimes */

bool wok__blocking_is_busy(struct wok__system *system) {
    struct pools *pools = wok__load_acquire(&system->blocking);
    bool busy = wok__load_acquire(&system->files_in_rings) > 0;
    for (int kind = 0; pools && kind < WOK__POOLS; kind++) {
        struct pool *pool = &pools->each[kind];
        wok__lock_acquire(&pool->lock);
        busy |= pool->queued > 0 || pool->threads > pool->idle;
        wok__lock_release(&pool->lock);
    }
    return busy;
}

uint32_t wok__blocking_threads(struct wok__system *system) {
    struct pools *pools = wok__load_acquire(&system->blocking);
    uint32_t threads = 0;
    for (int kind = 0; pools && kind < WOK__POOLS; kind++) {
        wok__lock_acquire(&pools->each[kind].lock);
        threads += pools->each[kind].threads;
        wok__lock_release(&pools->each[kind].lock);
    }
    return threads;
}

void wok__blocking_begin(struct wok__system *system) {
    wok__lock_acquire(&users_lock);
    wok__store_relaxed(&system->blocking_users, wok__load_relaxed(&system->blocking_users) + 1);
    wok__lock_release(&users_lock);
}

/* The lock orders what they have done before us. */
static void wait_for_wakes(struct pool *pool) {
    while (wok__load_relaxed(&pool->waking) > 0)
        wok__spin_pause();
    wok__lock_acquire(&pool->lock);
    wok__lock_release(&pool->lock);
}

static void sleep_shortly(void) {
    wok__atomic_u32 nobody_wakes_it = WOK__ATOMIC(0);
    wok__futex_wait(&nobody_wakes_it, 0, LOOK_NS);
}

/* End the threads of a pool that nobody uses; the number that are left at the deadline. */
static uint32_t pool_stop(struct pool *pool, uint64_t deadline_ns) {
    struct wok__system *system = pool->system;
    for (;;) {
        wok__lock_acquire(&pool->lock);
        pool->stopping = true;
        ring(pool);
        uint32_t left = pool->threads;
        struct pool_thread *ended = pool->ended;
        pool->ended = NULL;
        wok__lock_release(&pool->lock);
        wok__futex_wake(&pool->bell, UINT32_MAX);
        join_ended(pool, ended);
        if (left == 0 || system->now(system) >= deadline_ns)
            return left;
        sleep_shortly();
    }
}

int wok__blocking_end(struct wok__system *system, uint64_t deadline_ns) {
    struct pools *pools = wok__load_acquire(&system->blocking);
    for (int kind = 0; pools && kind < WOK__POOLS; kind++)
        wait_for_wakes(&pools->each[kind]);
    wok__lock_acquire(&users_lock);
    uint32_t users = wok__load_relaxed(&system->blocking_users) - 1;
    wok__store_relaxed(&system->blocking_users, users);
    /* Relaxed: whoever has made the pools was a user, and has been here before the last one. */
    pools = NULL;
    if (users == 0) {
        pools = wok__load_relaxed(&system->blocking);
        wok__store_relaxed(&system->blocking, NULL);
    }
    wok__lock_release(&users_lock);
    if (!pools)
        return 0;
    uint32_t left = 0;
    for (int kind = 0; kind < WOK__POOLS; kind++)
        left += pool_stop(&pools->each[kind], deadline_ns);
    if (left == 0) {
        system->release(system, pools);
        return 0;
    }
    wok__log(system, "wok: shutdown: %u blocking calls have not returned in time", (unsigned)left);
    return -ETIMEDOUT;
}
