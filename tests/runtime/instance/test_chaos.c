/*
 * Goal    Tasks that spawn, wait, sleep, yield, cancel and detach in any order, from workers and from
 *         plain threads, while the runtime may be shut down under them: nothing is lost, nothing is
 *         freed twice, every task that began comes to an end.
 * Method  Programs drawn from a seed; began and ended are counted. The sanitizer builds look for the
 *         rest.
 */
#include <errno.h>
#include <pthread.h>

#include "instance/instance.h"
#include "support/machine.h"
#include "support/program.h"

struct world {
    wok__atomic_u64 began, ended, cancelled;
};

/* async int chaos(world, seed, depth): a few steps, each drawn from the seed. */
struct chaos {
    struct wok_frame header;
    struct world *world;
    uint64_t random;
    int depth, steps;
    wok_task_handle child;
    struct wok_task_wait wait;
    union {
        struct wok_sleep sleep;
        struct wok_yield yield;
    };
    bool waited_before;
    int result;
};

enum chaos_state { SLEEPING = 1, YIELDING, WAITING, STEPPING };

static enum wok_step chaos_resume(struct wok_frame *frame, struct wok_context *cx);
static enum wok_step chaos_unwind(struct wok_frame *frame, struct wok_context *cx);
COMPILED(chaos);

static uint64_t draw(struct chaos *self) {
    self->random ^= self->random << 13;
    self->random ^= self->random >> 7;
    self->random ^= self->random << 17;
    return self->random >> 11;
}

/* Begin the next step; the state says what is awaited. */
static void begin_step(struct chaos *self) {
    uint64_t what = draw(self) % 8;
    self->header.state = STEPPING;
    if (what < 3 && self->depth > 0 && !self->child) {
        self->child =
            SPAWN(chaos, .world = self->world, .random = draw(self) | 1, .depth = self->depth - 1);
    } else if (what < 5 && self->child) {
        if (what == 3)
            wok_task_wait_init(&self->wait, self->child);
        else
            wok_task_cancel_init(&self->wait, self->child);
        self->header.state = WAITING;
        self->waited_before = false;
    } else if (what == 5 && self->child) {
        wok_task_detach(self->child);
        self->child = NULL;
    } else if (what == 6) {
        wok_sleep_init(&self->sleep, draw(self) % (300 * WOK_US));
        self->header.state = SLEEPING;
    } else {
        wok_yield_init(&self->yield);
        self->header.state = YIELDING;
    }
}

/* A wait that has begun may be given up and begun anew, as a losing arm of a race does. */
static bool give_up_wait(struct chaos *self, struct wok_context *cx) {
    if (self->waited_before || draw(self) % 3)
        return false;
    wok_task_wait_cancel(&self->wait, cx);
    self->waited_before = true;
    wok_task_wait_init(&self->wait, self->child);
    return true;
}

static bool step_is_over(struct chaos *self, struct wok_context *cx) {
    switch (self->header.state) {
    case SLEEPING:
        return wok_sleep_poll(&self->sleep, cx) == WOK_READY;
    case YIELDING:
        return wok_yield_poll(&self->yield, cx) == WOK_READY;
    case WAITING:
        if (wok_task_wait_poll(&self->wait, cx) == WOK_PENDING &&
            (!give_up_wait(self, cx) || wok_task_wait_poll(&self->wait, cx) == WOK_PENDING))
            return false;
        wok_task_wait_end(&self->wait);
        self->child = NULL;
        return true;
    default:
        return true;
    }
}

static void end(struct chaos *self, wok__atomic_u64 *counter) {
    if (self->child)
        wok_task_detach(self->child);
    self->child = NULL;
    wok__fetch_add_relaxed(counter, 1);
}

static enum wok_step chaos_resume(struct wok_frame *frame, struct wok_context *cx) {
    struct chaos *self = (struct chaos *)frame;
    if (frame->state == WOK_UNRESUMED) {
        wok__fetch_add_relaxed(&self->world->began, 1);
        self->steps = 12;
        frame->state = STEPPING;
    }
    while (self->steps > 0) {
        if (!step_is_over(self, cx))
            return WOK_STEP_PENDING;
        self->steps--;
        begin_step(self);
    }
    if (!step_is_over(self, cx))
        return WOK_STEP_PENDING;
    end(self, &self->world->ended);
    FINISH(self, 1);
}

static enum wok_step chaos_unwind(struct wok_frame *frame, struct wok_context *cx) {
    struct chaos *self = (struct chaos *)frame;
    if (frame->state == WOK_UNRESUMED)
        return WOK_STEP_READY;
    if (frame->state == SLEEPING)
        wok_sleep_cancel(&self->sleep, cx);
    if (frame->state == WAITING)
        wok_task_wait_cancel(&self->wait, cx);
    end(self, &self->world->cancelled);
    return WOK_STEP_READY;
}

static void assert_all_ended(const struct world *world) {
    uint64_t began = wok__load_acquire(&world->began);
    assert_true(began > 0);
    assert_int_equal(began,
                     wok__load_acquire(&world->ended) + wok__load_acquire(&world->cancelled));
}

struct plain {
    struct wok__thread thread;
    struct wok_runtime *runtime;
    struct world *world;
    uint64_t seed;
    int rounds, refused;
};

/* A plain thread: spawn, block_on, detach; until it is told that the runtime shuts down. */
static void be_plain(void *argument) {
    struct plain *plain = argument;
    for (int i = 0; i < plain->rounds && !plain->refused; i++) {
        struct chaos cold = COLD(chaos, .world = plain->world, .depth = 5,
                                 .random = plain->seed + (uint64_t)i * 7919);
        wok_task_detach(
            wok_runtime_spawn_future(plain->runtime, &chaos_function.future, &cold, sizeof cold));
        int result = 0;
        int status = wok_runtime_block_on_future(plain->runtime, &chaos_function.future, &cold,
                                                 sizeof cold, &result);
        plain->refused = status == -ESHUTDOWN;
        assert_true(status == 0 || status == -ECANCELED || status == -ESHUTDOWN);
    }
}

enum { PLAIN_THREADS = 3 };

static void start_plain(struct plain *plain, struct wok_runtime *runtime, struct world *world,
                        uint64_t seed, int rounds) {
    struct wok__system *system = wok__system_real();
    for (int i = 0; i < PLAIN_THREADS; i++) {
        plain[i] = (struct plain){.runtime = runtime,
                                  .world = world,
                                  .seed = seed * 1000003 + (uint64_t)i * 12345 + 1,
                                  .rounds = rounds};
        assert_int_equal(
            system->thread_create(system, &plain[i].thread, "plain", be_plain, &plain[i]), 0);
    }
}

static void join_plain(struct plain *plain) {
    struct wok__system *system = wok__system_real();
    for (int i = 0; i < PLAIN_THREADS; i++)
        system->thread_join(system, &plain[i].thread);
}

static void workers_and_plain_threads_together(struct machine *machine) {
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct world world = {0};
        struct plain plain[PLAIN_THREADS];
        struct wok_runtime *runtime = machine_runtime(machine, 1 + seed % 4);
        assert_int_equal(wok_runtime_start(runtime), 0);
        start_plain(plain, runtime, &world, seed, 30);
        join_plain(plain);
        assert_int_equal(wok_runtime_destroy(runtime), 0);
        assert_all_ended(&world);
    }
}

/*
 * Destroy while plain threads are inside block_on. That they call spawn afterwards would be a misuse,
 * so each runs one future that sleeps and is cancelled under it.
 */
struct for_ever {
    struct wok_sleep sleep;
    int result;
};

static enum wok_poll for_ever_poll(void *future, struct wok_context *cx) {
    return wok_sleep_poll(&((struct for_ever *)future)->sleep, cx);
}

static enum wok_poll for_ever_cancel(void *future, struct wok_context *cx) {
    return wok_sleep_cancel(&((struct for_ever *)future)->sleep, cx);
}

LEAF(for_ever);

static void block_on_for_ever(void *argument) {
    struct plain *plain = argument;
    struct for_ever cold = {.result = 0};
    wok_sleep_init(&cold.sleep, UINT64_MAX);
    plain->refused =
        wok_runtime_block_on_future(plain->runtime, &for_ever_type, &cold, sizeof cold, NULL);
}

static void destroy_ends_a_block_on(void **state) {
    (void)state;
    struct machine machine;
    machine_init(&machine, false); /* a simulated clock would jump to the end of time */
    struct wok__system *system = wok__system_real();
    for (int round = 0; round < 50; round++) {
        struct wok_runtime *runtime = machine_runtime(&machine, 2);
        assert_int_equal(wok_runtime_start(runtime), 0);
        struct plain plain = {.runtime = runtime};
        assert_int_equal(
            system->thread_create(system, &plain.thread, "plain", block_on_for_ever, &plain), 0);
        struct wok_statistics statistics = {.size = sizeof statistics};
        do
            assert_int_equal(wok_runtime_statistics(runtime, &statistics), 0);
        while (statistics.timers_alive == 0);
        assert_int_equal(wok_runtime_destroy(runtime), 0);
        system->thread_join(system, &plain.thread);
        assert_int_equal(plain.refused, -ECANCELED);
    }
    machine_finish(&machine);
}

static void shutdown_in_the_middle(struct machine *machine) {
    for (uint64_t seed = 1; seed <= 15; seed++) {
        struct world world = {0};
        struct wok_runtime *runtime = machine_runtime(machine, 1 + seed % 3);
        assert_int_equal(wok_runtime_start(runtime), 0);
        for (uint64_t i = 0; i < 30; i++) {
            struct chaos cold =
                COLD(chaos, .world = &world, .depth = 6, .random = seed * 104729 + i * 17 + 1);
            wok_task_detach(
                wok_runtime_spawn_future(runtime, &chaos_function.future, &cold, sizeof cold));
        }
        while (wok__load_acquire(&world.began) == 0)
            wok__spin_pause();
        assert_int_equal(wok_runtime_destroy(runtime), 0);
        assert_all_ended(&world);
    }
}

ON_BOTH(workers_and_plain_threads_together)
ON_BOTH(shutdown_in_the_middle)

/*
 * Runtimes come and go on threads that know nothing of each other. Their memory is the same again and
 * again, which ThreadSanitizer must have been told where it cannot see it.
 */
static void *create_and_destroy(void *unused) {
    for (int i = 0; i < 20; i++) {
        struct wok_runtime *runtime;
        if (wok_runtime_create(NULL, &runtime) == 0)
            wok_runtime_destroy(runtime);
    }
    return unused;
}
static void runtimes_come_and_go_beside_each_other(void **unused) {
    (void)unused;
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, create_and_destroy, NULL), 0);
    for (int i = 0; i < 4; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        BOTH_UNIT_TESTS(workers_and_plain_threads_together),
        cmocka_unit_test(destroy_ends_a_block_on),
        cmocka_unit_test(runtimes_come_and_go_beside_each_other),
        BOTH_UNIT_TESTS(shutdown_in_the_middle),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
