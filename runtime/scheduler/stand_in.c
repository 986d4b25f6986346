/*
 * stand_in.c: see stand_in.h.
 */
#include "scheduler/stand_in.h"

#include <errno.h>
#include <string.h>

#include "base/bits.h"
#include "platform/thread_use.h"

#if defined(WOK__MODEL)
#define CAREFUL_NS 0 /* there no sleep ends because of the time */
#else
#define CAREFUL_NS (4 * WOK_MS)
#endif

static bool is_seat(const struct wok__worker *worker) {
    return worker->index < worker->runtime->worker_count;
}

/*
 * Somebody for whom this one stands in, directly or not, has come back. The chain ends at a seat; a
 * link in it that has got another ward meanwhile had come back before.
 */
static bool ward_is_back(const struct wok__worker *stand_in) {
    const struct wok__worker *ward = wok__load_relaxed(&stand_in->ward); /* it came with CALLED */
    for (uint32_t links = 0; links <= WOK__STAND_INS_MAX; links++) {
        if (!wok__load_relaxed(&ward->stuck))
            return true;
        if (is_seat(ward))
            return false;
        ward = wok__load_acquire(&ward->ward); /* pairs with call: perhaps one just made */
    }
    return true;
}

/* Its local tasks can run nowhere else. */
static bool may_go(void *argument) {
    struct wok__worker *self = argument;
    if (wok__runtime_stopped(self->runtime))
        return true;
    return self->local.alive == 0 && ward_is_back(self);
}

static void stand_in(struct wok__worker *self) {
    uint32_t called = WOK__STANDING_CALLED;
    if (!wok__cas_relaxed(&self->standing, &called, WOK__STANDING_NOW))
        return;
    wok__thread_hurry(wok__thread_number(), true);
    struct wok__system *system = self->runtime->host.system;
    self->is_careful = CAREFUL_NS > 0;
    self->careful_ns = system->now(system) + CAREFUL_NS;
    self->nap_ns = WOK__NAP_FIRST_NS;
    wok__worker_run(self, may_go, self, WOK__FOREVER);
    wok__store_relaxed(&self->stuck, 0);
    wok__scheduler_give_away(self);
    wok__fetch_sub_relaxed(&self->home->guests, 1);
    wok__reactor_interrupt(self->home->reactor); /* timers that it left there are somebody's now */
    uint32_t now = WOK__STANDING_NOW;            /* or it is over meanwhile */
    wok__cas_release(&self->standing, &now,
                     WOK__STANDING_IDLE); /* pairs with find_idle: of `home` */
}

static void stand_in_thread(void *argument) {
    struct wok__worker *self = argument;
    for (;;) {
        uint32_t standing = wok__load_acquire(&self->standing); /* pairs with call */
        if (standing == WOK__STANDING_OVER)
            return;
        if (standing == WOK__STANDING_CALLED)
            stand_in(self);
        else
            wok__futex_wait(&self->standing, WOK__STANDING_IDLE, WOK__FOREVER);
    }
}

/* One that has nothing to do, or NULL. */
static struct wok__worker *find_idle(const struct wok_runtime *runtime) {
    uint32_t count = wok__load_relaxed(&runtime->stand_in_count);
    for (uint32_t i = 0; i < count; i++) {
        struct wok__worker *stand_in = wok__load_relaxed(&runtime->stand_ins[i]);
        if (wok__load_acquire(&stand_in->standing) == WOK__STANDING_IDLE)
            return stand_in;
    }
    return NULL;
}

static int make(struct wok_runtime *runtime, struct wok__worker **out) {
    struct wok__system *system = runtime->host.system;
    uint32_t count = wok__load_relaxed(&runtime->stand_in_count);
    if (count == WOK__STAND_INS_MAX)
        return -EAGAIN;
    size_t size = wok__round_up(sizeof(struct wok__worker), WOK__CACHE_LINE);
    struct wok__worker *made = system->allocate_aligned(system, WOK__CACHE_LINE, size);
    if (!made)
        return -ENOMEM;
    memset(made, 0, size);
    wok__worker_init(made, runtime, runtime->worker_count + count, /* seat */ false);
    made->home = &runtime->workers[0];
    int error = system->thread_create(system, &made->thread, "wok-stand-in", stand_in_thread, made);
    if (error < 0) {
        system->release(system, made);
        return error;
    }
    wok__store_relaxed(&runtime->stand_ins[count], made);
    wok__store_release(&runtime->stand_in_count,
                       count + 1); /* pairs with wok__runtime_worker_count */
    *out = made;
    return 0;
}

int wok__stand_in_call(struct wok_runtime *runtime, struct wok__worker *ward) {
    struct wok__worker *called = find_idle(runtime);
    int error = called ? 0 : make(runtime, &called);
    if (error < 0)
        return error;
    wok__store_relaxed(&ward->stuck, 1);
    uint32_t number = wok__load_relaxed(&ward->thread_number);
    if (!is_seat(ward) && number) /* now it is one of those beside whom others hurry */
        wok__thread_hurry(number, false);
    wok__store_relaxed(&ward->attention, 1); /* seen without `stuck`: the next look sees both */
    wok__fetch_add_relaxed(&ward->home->guests, 1);
    called->home = ward->home;
    wok__store_release(&called->ward, ward);
    wok__store_release(&called->standing, WOK__STANDING_CALLED);
    wok__futex_wake(&called->standing, 1);
    return 0;
}

void wok__stand_in_dismiss(struct wok__worker *worker) {
    wok__store_relaxed(&worker->stuck, 0);
    wok__reactor_interrupt(worker->home->reactor); /* who sleeps there looks whether to go */
}

void wok__stand_ins_join(struct wok_runtime *runtime) {
    struct wok__system *system = runtime->host.system;
    uint32_t count = wok__load_relaxed(&runtime->stand_in_count);
    for (uint32_t i = 0; i < count; i++) {
        struct wok__worker *stand_in = wok__load_relaxed(&runtime->stand_ins[i]);
        wok__store_relaxed(&stand_in->standing, WOK__STANDING_OVER);
        wok__futex_wake(&stand_in->standing, 1);
        /* It may sleep there: who was told that all is over may have been its ward, which has ended. */
        wok__reactor_interrupt(stand_in->home->reactor);
        system->thread_join(system, &stand_in->thread);
    }
}

void wok__stand_ins_free(struct wok_runtime *runtime) {
    struct wok__system *system = runtime->host.system;
    uint32_t count = wok__load_relaxed(&runtime->stand_in_count);
    for (uint32_t i = 0; i < count; i++) {
        struct wok__worker *stand_in = wok__load_relaxed(&runtime->stand_ins[i]);
        wok__worker_finish(stand_in);
        system->release(system, stand_in);
    }
}
