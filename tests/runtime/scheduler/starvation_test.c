/*
 * Goal    A bound for every task that is ready, whatever the others do: at place p of its worker's ring
 *         it is polled within 17 (p + 1) of that worker's polls, or 34 (p + 1) where local tasks are
 *         ready too; at place q of an injection queue within 62 (q + 1) for each such queue there is.
 *         (Sixteen polls in a row come from the slot, then one from the ring or, every other time, one
 *         that is local; every 61st takes what is injected.)
 * Method  On the simulated machine, where nothing but the scheduler decides: two tasks that wake each
 *         other for ever through the slot, some that give way for ever, local ones among them, and new
 *         tasks, in the ring and from outside, that count the polls until their first.
 */
#include <string.h>

#include "scheduler/scheduler.h"
#include "support/machine.h"
#include "support/program.h"

enum { PROBES = 300, RING_POLLS = WOK__SLOT_CHAIN_MAX + 1, FAIR_POLLS = WOK__TURNS_FAIR + 1 };

/* One worker: everything happens on one thread. */
static struct {
    bool over;
    uint64_t polls, probes_done, alive;
    struct wok_waker players[2];
    uint64_t worst; /* polls that a probe has waited, of a hundred that it may */
} world;

/* Wakes its partner whenever it is polled. */
struct player {
    uint64_t number;
    uint64_t result;
};
static enum wok_poll player_poll(void *future, struct wok_context *cx) {
    struct player *self = future;
    world.polls++;
    if (!world.players[self->number].type)
        world.players[self->number] = wok_waker_clone(cx->waker);
    if (world.players[self->number ^ 1].type)
        wok_waker_wake_by_ref(&world.players[self->number ^ 1]);
    if (!world.over)
        return WOK_PENDING;
    world.alive--;
    return WOK_READY;
}
static enum wok_poll give_up(void *future, struct wok_context *cx) {
    (void)future, (void)cx;
    return WOK_READY;
}
#define player_cancel give_up
LEAF(player);

/* Asks for another turn whenever it is polled. */
struct yielder {
    struct wok_yield yield;
    uint64_t result;
};
static enum wok_poll yielder_poll(void *future, struct wok_context *cx) {
    struct yielder *self = future;
    world.polls++;
    if (world.over) {
        world.alive--;
        return WOK_READY;
    }
    wok_yield_init(&self->yield);
    return wok_yield_poll(&self->yield, cx);
}
#define yielder_cancel give_up
LEAF(yielder);

/* Made by somebody's poll; may be polled first after so many more. */
struct probe {
    uint64_t born, bound;
    uint64_t result;
};
static enum wok_poll probe_poll(void *future, struct wok_context *cx) {
    struct probe *self = future;
    uint64_t waited = world.polls - self->born;
    (void)cx;
    world.polls++;
    world.probes_done++;
    assert_true(waited <= self->bound);
    if (waited * 100 / self->bound > world.worst)
        world.worst = waited * 100 / self->bound;
    return WOK_READY;
}
#define probe_cancel give_up
LEAF(probe);

struct director {
    uint64_t yielders, locals, from_outside, made;
    bool has_begun;
    struct wok_yield yield;
    uint64_t result;
};

static void begin(const struct director *self) {
    for (uint64_t i = 0; i < 2; i++) {
        struct player cold = {.number = i};
        wok_task_detach(wok_spawn_future(&player_type, &cold, sizeof cold));
    }
    for (uint64_t i = 0; i < self->yielders + self->locals; i++) {
        struct yielder cold = {.result = 0};
        wok_task_detach(i < self->yielders
                            ? wok_spawn_future(&yielder_type, &cold, sizeof cold)
                            : wok_spawn_local_future(&yielder_type, &cold, sizeof cold));
    }
    world.alive = 2 + self->yielders + self->locals;
}

static void probe_ring(const struct director *self, const struct wok__worker *worker) {
    uint64_t place = wok__queue_length(&worker->queue);
    struct probe cold = {.born = world.polls,
                         .bound = (place + 1) * RING_POLLS * (self->locals ? 2 : 1)};
    wok_task_detach(wok_spawn_future(&probe_type, &cold, sizeof cold));
}

/* As a thread does that is no worker. */
static void probe_injection(struct wok_runtime *runtime) {
    struct wok__current outer = wok__current;
    uint64_t place = wok__inboxes_length(&runtime->inboxes);
    struct probe cold = {.born = world.polls,
                         .bound = (place + 1) * FAIR_POLLS * runtime->inboxes.count};
    wok__current = (struct wok__current){.runtime = NULL};
    wok_task_detach(wok_runtime_spawn_future(runtime, &probe_type, &cold, sizeof cold));
    wok__current = outer;
}

static enum wok_poll director_poll(void *future, struct wok_context *cx) {
    struct director *self = future;
    world.polls++;
    if (!self->has_begun)
        begin(self);
    self->has_begun = true;
    if (self->made < PROBES) {
        self->made++;
        if (self->from_outside)
            probe_injection(cx->runtime);
        else
            probe_ring(self, wok__current.worker);
    }
    world.over = world.probes_done == PROBES;
    self->result = world.probes_done;
    if (world.over && world.alive == 0)
        return WOK_READY;
    wok_yield_init(&self->yield);
    return wok_yield_poll(&self->yield, cx);
}
#define director_cancel give_up
LEAF(director);

static void probe_all(uint64_t yielders, uint64_t locals, bool from_outside) {
    struct machine machine;
    uint64_t done = 0;
    memset(&world, 0, sizeof world);
    machine_init(&machine, true);
    struct wok_runtime *runtime = machine_runtime(&machine, 1);
    struct director cold = {.yielders = yielders, .locals = locals, .from_outside = from_outside};
    run(runtime, &director_type, &cold, &done);
    assert_int_equal(done, PROBES);
    assert_true(world.worst > 20); /* else the bound says nothing */
    for (int i = 0; i < 2; i++)
        wok_waker_drop(&world.players[i]);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
    machine_finish(&machine);
}

static void a_task_in_the_ring(void **state) {
    (void)state;
    probe_all(0, 0, false);
    probe_all(1, 0, false);
    probe_all(20, 0, false);
}

static void a_task_in_the_ring_beside_local_ones(void **state) {
    (void)state;
    probe_all(1, 1, false);
    probe_all(20, 5, false);
}

static void a_task_from_outside(void **state) {
    (void)state;
    probe_all(0, 0, true);
    probe_all(20, 0, true);
    probe_all(20, 5, true);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_task_in_the_ring),
        cmocka_unit_test(a_task_in_the_ring_beside_local_ones),
        cmocka_unit_test(a_task_from_outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
