/*
 * world.h: what tests of the reactor, io and net have in common.
 *
 * A world is a system table (the machine, or a simulation) with faults before it, one reactor on
 * it, and strands: futures written by hand that are polled on the test's own thread, without the
 * scheduler. When no strand is woken the world turns the reactor, as a worker would.
 */
#ifndef TEST_WORLD_H
#define TEST_WORLD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <wok/future.h>

#include "platform/current.h"
#include "platform/fault.h"
#include "platform/simulation.h"
#include "reactor/descriptor.h"
#include "reactor/reactor.h"

enum { WORLD_BUDGET = 128 };

struct world {
    struct wok__system *behind; /* the simulation to destroy, or the machine */
    int is_simulation;
    struct wok__faults faults;
    struct wok__reactor *reactor;
};

static inline struct wok__system *world_system(struct world *world) {
    return &world->faults.table;
}

/* As a program's: WOK_REACTOR decides. Each of these tests runs with a ring, where there is one to be
 * had, and without. */
static inline int world_wants_ring(void) {
    const char *reactor = getenv("WOK_REACTOR");
    return !reactor || strcmp(reactor, "epoll") != 0;
}

static inline struct world *world_create(struct wok__system *behind, int is_simulation) {
    struct world *world = calloc(1, sizeof *world);
    assert_non_null(world);
    world->behind = behind;
    world->is_simulation = is_simulation;
    wok__faults_init(&world->faults, behind);
    if (world_wants_ring() == 0 ||
        wok__reactor_create_with_ring(world_system(world), &world->reactor) < 0)
        assert_int_equal(wok__reactor_create(world_system(world), &world->reactor), 0);
    wok__current.reactor = world->reactor;
    return world;
}

static inline struct world *world_real(void) {
    return world_create(wok__system_real(), 0);
}

static inline struct world *world_simulated(struct wok__simulation_options options) {
    struct wok__system *simulation;
    options.deadlock_is_error = true;
    if (options.descriptor_limit && world_wants_ring())
        options.descriptor_limit++; /* the ring's own */
    assert_int_equal(wok__simulation_create(&options, &simulation), 0);
    return world_create(simulation, 1);
}

/* Everything was closed: no record, and in a simulation no number but the reactor's own. */
static inline void world_destroy(struct world *world) {
    wok__faults_clear(&world->faults);
    assert_int_equal(wok__descriptors_open(world_system(world)), 0);
    if (world->is_simulation)
        assert_int_equal(wok__simulation_numbers_open(world->behind),
                         wok__reactor_has_ring(world->reactor) ? 3 : 2);
    wok__current.reactor = NULL;
    wok__reactor_destroy(world->reactor);
    wok__descriptors_destroy(world_system(world));
    if (world->is_simulation)
        wok__simulation_destroy(world->behind);
    free(world);
}

/* A strand: something to poll, and a waker that notes the wake. Not counted, not freed. */
struct strand {
    enum wok_poll (*poll)(void *self, struct wok_context *cx);
    void *self;
    wok__atomic_u32 woken;
    wok__atomic_u32 wakes;  /* how often it was woken */
    wok__atomic_u32 wakers; /* clones that exist: 0 when nothing refers to it */
    int32_t budget;         /* of each poll; 0: the usual */
    int is_finished;
};

static inline struct wok_waker strand_waker(struct strand *strand);

static inline struct wok_waker strand_clone(const struct wok_waker *waker) {
    struct strand *strand = waker->data;
    wok__fetch_add_relaxed(&strand->wakers, 1);
    return *waker;
}

static inline void strand_wake_by_ref(const struct wok_waker *waker) {
    struct strand *strand = waker->data;
    wok__fetch_add_relaxed(&strand->wakes, 1);
    wok__store_release(&strand->woken, 1);
}

static inline void strand_forget(struct wok_waker *waker) {
    struct strand *strand = waker->data;
    wok__fetch_sub_release(&strand->wakers, 1);
}

static inline void strand_wake(struct wok_waker *waker) {
    strand_wake_by_ref(waker);
    strand_forget(waker);
}

static inline struct wok_waker strand_waker(struct strand *strand) {
    static const struct wok_waker_type type = {strand_clone, strand_wake, strand_wake_by_ref,
                                               strand_forget};
    return (struct wok_waker){strand, &type};
}

static inline void strand_init(struct strand *strand, void *poll, void *self) {
    *strand = (struct strand){.self = self};
    memcpy(&strand->poll, &poll, sizeof poll);
    wok__store_relaxed(&strand->woken, 1);
}

static inline enum wok_poll strand_poll(struct strand *strand) {
    struct wok_waker waker = strand_waker(strand);
    struct wok_context cx = {
        .size = sizeof cx,
        .budget = strand->budget ? strand->budget : WORLD_BUDGET,
        .waker = &waker,
    };
    wok__exchange_acquire(&strand->woken, 0);
    enum wok_poll answer = strand->poll(strand->self, &cx);
    if (answer == WOK_READY)
        strand->is_finished = 1;
    return answer;
}

/* Poll every woken strand once. How many were. */
static inline int world_poll_woken(struct strand **strands, size_t count) {
    int polled = 0;
    for (size_t i = 0; i < count; i++) {
        if (strands[i]->is_finished || !wok__load_acquire(&strands[i]->woken))
            continue;
        strand_poll(strands[i]);
        polled++;
    }
    return polled;
}

static inline int world_all_finished(struct strand **strands, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!strands[i]->is_finished)
            return 0;
    return 1;
}

/* A failing poller loses nothing: try again, as a worker does. */
static inline int world_turn(struct world *world, uint64_t timeout_ns) {
    int woken = wok__reactor_turn(world->reactor, timeout_ns);
    return woken < 0 && wok__faults_calls(&world->faults, WOK__CALL_ANY) ? 0 : woken;
}

#define WORLD_PATIENCE_NS 20000000000u

/* Run until all are finished. A wait of 20 s with nothing to do is a lost wake. */
static inline void world_run_all(struct world *world, struct strand **strands, size_t count) {
    while (!world_all_finished(strands, count)) {
        if (world_poll_woken(strands, count) > 0) {
            world_turn(world, 0);
            continue;
        }
        uint64_t before_ns = world_system(world)->now(world_system(world));
        world_turn(world, WORLD_PATIENCE_NS);
        uint64_t after_ns = world_system(world)->now(world_system(world));
        if (after_ns - before_ns >= WORLD_PATIENCE_NS)
            fail_msg("nobody was woken for 20 s: a wake was lost");
    }
}

/* Run one future to its end. */
static inline void world_run(struct world *world, void *poll, void *self) {
    struct strand strand;
    strand_init(&strand, poll, self);
    struct strand *only = &strand;
    world_run_all(world, &only, 1);
    assert_int_equal(wok__load_acquire(&strand.wakers), 0);
}

/* Cancel a future, which may have to wait for the kernel. */
#define CANCEL(world, future, self) world_run(world, (void *)future##_cancel, self)

static inline int world_has_ring(struct world *world) {
    return wok__reactor_has_ring(world->reactor);
}

#endif
