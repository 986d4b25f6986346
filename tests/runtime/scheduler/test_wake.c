/*
 * Goal    No wake is lost, wherever it comes from; ready tasks are shared among the workers; tasks
 *         that wake each other do not starve the rest.
 * Method  A counter that plain threads raise a million times, each time waking a task that must see
 *         the last value; a hand-over between tasks on different workers; tasks that spin.
 */
#include "scheduler/scheduler.h"
#include "support/machine.h"
#include "support/program.h"

/* A counter that tasks wait on: one waker, under a lock, and a number that goes up. */
struct bell {
    wok__lock lock;
    struct wok_waker waker; /* under lock */
    wok__atomic_u64 rung;
};

static void bell_ring(struct bell *bell) {
    wok__fetch_add_acq_rel(&bell->rung, 1);
    wok__lock_acquire(&bell->lock);
    struct wok_waker waker = bell->waker;
    bell->waker = (struct wok_waker){0};
    wok__lock_release(&bell->lock);
    wok_waker_wake(&waker);
}

/* Register, then look again. Answers whether the bell was rung beyond `seen`. */
static bool bell_wait(struct bell *bell, uint64_t seen, struct wok_context *cx) {
    if (wok__load_acquire(&bell->rung) > seen)
        return true;
    struct wok_waker mine = wok_waker_clone(cx->waker);
    wok__lock_acquire(&bell->lock);
    struct wok_waker before = bell->waker;
    bell->waker = mine;
    wok__lock_release(&bell->lock);
    wok_waker_drop(&before);
    return wok__load_acquire(&bell->rung) > seen;
}

static void bell_forget(struct bell *bell) {
    wok_waker_drop(&bell->waker);
}

/* A leaf: wait until the bell was rung `target` times; result: how many times it was polled. */
struct hear {
    struct bell *bell;
    uint64_t target, seen;
    uint64_t result;
};

static enum wok_poll hear_poll(void *future, struct wok_context *cx) {
    struct hear *self = future;
    self->result++;
    while (bell_wait(self->bell, self->seen, cx)) {
        self->seen = wok__load_acquire(&self->bell->rung);
        if (self->seen >= self->target)
            return WOK_READY;
    }
    return WOK_PENDING;
}

static enum wok_poll hear_cancel(void *future, struct wok_context *cx) {
    (void)future, (void)cx;
    return WOK_READY;
}

LEAF(hear);

struct ringer {
    struct wok__thread thread;
    struct bell *bell;
    uint64_t count;
};

static void ring_often(void *argument) {
    struct ringer *ringer = argument;
    for (uint64_t i = 0; i < ringer->count; i++)
        bell_ring(ringer->bell);
}

enum { RINGERS = 4, RINGS = 250000 };

static void a_million_wakes_of_other_threads(struct machine *machine) {
    struct wok__system *system = wok__system_real();
    for (uint32_t workers = 1; workers <= 2; workers++) {
        struct wok_runtime *runtime = machine_runtime(machine, workers);
        struct bell bell = {0};
        struct ringer ringers[RINGERS];
        for (int i = 0; i < RINGERS; i++) {
            ringers[i] = (struct ringer){.bell = &bell, .count = RINGS};
            assert_int_equal(system->thread_create(system, &ringers[i].thread, "ringer", ring_often,
                                                   &ringers[i]),
                             0);
        }
        struct hear cold = {.bell = &bell, .target = (uint64_t)RINGERS * RINGS};
        uint64_t polls = 0;
        run(runtime, &hear_type, &cold, &polls);
        assert_true(polls > 0);
        for (int i = 0; i < RINGERS; i++)
            system->thread_join(system, &ringers[i].thread);
        bell_forget(&bell);
        assert_int_equal(wok_runtime_destroy(runtime), 0);
    }
}

/* The same, where a plain thread waits in block_on instead of a worker. */
static void wakes_of_a_plain_thread_that_blocks(struct machine *machine) {
    struct wok__system *system = wok__system_real();
    struct wok_runtime *runtime = machine_runtime(machine, 1);
    assert_int_equal(wok_runtime_start(runtime), 0);
    struct bell bell = {0};
    struct ringer ringer = {.bell = &bell, .count = RINGS};
    assert_int_equal(system->thread_create(system, &ringer.thread, "ringer", ring_often, &ringer),
                     0);
    struct hear cold = {.bell = &bell, .target = RINGS};
    assert_int_equal(wok_runtime_block_on_future(runtime, &hear_type, &cold, sizeof cold, NULL), 0);
    system->thread_join(system, &ringer.thread);
    bell_forget(&bell);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}

/* Two tasks that ring each other's bell in turn: a hand-over, inside a runtime. */
struct rally {
    struct bell *mine, *theirs;
    uint64_t turns, done;
    bool serves;
    uint64_t result;
};

static enum wok_poll rally_poll(void *future, struct wok_context *cx) {
    struct rally *self = future;
    if (self->serves) {
        self->serves = false;
        bell_ring(self->theirs);
    }
    while (self->done < self->turns) {
        if (!bell_wait(self->mine, self->done, cx))
            return WOK_PENDING;
        self->done++;
        bell_ring(self->theirs);
    }
    self->result = self->done;
    return WOK_READY;
}

static enum wok_poll rally_cancel(void *future, struct wok_context *cx) {
    (void)future, (void)cx;
    return WOK_READY;
}

LEAF(rally);

enum { PAIRS = 20, TURNS = 5000 };

/* async uint64_t rallies(bells): PAIRS pairs; the sum of their turns. */
struct rallies {
    struct wok_frame header;
    struct bell *bells;
    int next;
    uint64_t sum;
    wok_task_handle tasks[2 * PAIRS];
    struct wok_task_wait wait;
    uint64_t result;
};

static enum wok_step rallies_resume(struct wok_frame *frame, struct wok_context *cx) {
    struct rallies *self = (struct rallies *)frame;
    switch (frame->state) {
    case WOK_UNRESUMED:
        for (int i = 0; i < 2 * PAIRS; i++) {
            struct rally cold = {.mine = &self->bells[i],
                                 .theirs = &self->bells[i ^ 1],
                                 .turns = TURNS,
                                 .serves = i % 2 == 0};
            self->tasks[i] = wok_spawn_future(&rally_type, &cold, sizeof cold);
        }
        for (self->next = 0; self->next < 2 * PAIRS; self->next++) {
            wok_task_wait_init(&self->wait, self->tasks[self->next]);
            AWAIT(self, 1, wok_task_wait_poll(&self->wait, cx));
            self->sum += *(const uint64_t *)wok_task_wait_result(&self->wait);
            wok_task_wait_end(&self->wait);
        }
        FINISH(self, self->sum);
    default:
        wok_fatal_resumed(frame);
    }
}

static enum wok_step nothing_to_unwind(struct wok_frame *frame, struct wok_context *cx) {
    (void)frame, (void)cx;
    return WOK_STEP_READY;
}

#define rallies_unwind nothing_to_unwind
COMPILED(rallies);

static void tasks_that_wake_each_other_all_come_to_an_end(struct machine *machine) {
    for (uint32_t workers = 1; workers <= 4; workers++) {
        struct wok_runtime *runtime = machine_runtime(machine, workers);
        static struct bell bells[2 * PAIRS];
        for (int i = 0; i < 2 * PAIRS; i++)
            bells[i] = (struct bell){0};
        struct rallies cold = COLD(rallies, .bells = bells);
        uint64_t sum = 0;
        run(runtime, &rallies_function.future, &cold, &sum);
        assert_int_equal(sum, (uint64_t)2 * PAIRS * TURNS);
        for (int i = 0; i < 2 * PAIRS; i++)
            bell_forget(&bells[i]);
        assert_int_equal(wok_runtime_destroy(runtime), 0);
    }
}

/* A pair that never ends, until `stop`, must not keep a third task from running. */
struct volley {
    struct bell *mine, *theirs;
    uint64_t done;
    bool serves;
    const wok__atomic_u32 *stop;
    uint64_t result;
};

static enum wok_poll volley_poll(void *future, struct wok_context *cx) {
    struct volley *self = future;
    if (self->serves) {
        self->serves = false;
        bell_ring(self->theirs);
    }
    while (!wok__load_acquire(self->stop)) {
        if (!bell_wait(self->mine, self->done, cx))
            return WOK_PENDING;
        self->done++;
        bell_ring(self->theirs);
    }
    bell_ring(self->theirs);
    self->result = self->done;
    return WOK_READY;
}

static enum wok_poll volley_cancel(void *future, struct wok_context *cx) {
    (void)future, (void)cx;
    return WOK_READY;
}

LEAF(volley);

/* async uint64_t stop_later(bells): two volley; a yield and a sleep come through between them. */
struct stop_later {
    struct wok_frame header;
    struct bell *bells;
    wok__atomic_u32 stop;
    wok_task_handle tasks[2];
    int next;
    struct wok_yield yield;
    struct wok_sleep sleep;
    struct wok_task_wait wait;
    uint64_t result;
};

static enum wok_step stop_later_resume(struct wok_frame *frame, struct wok_context *cx) {
    struct stop_later *self = (struct stop_later *)frame;
    switch (frame->state) {
    case WOK_UNRESUMED:
        for (int i = 0; i < 2; i++) {
            struct volley cold = {.mine = &self->bells[i],
                                  .theirs = &self->bells[i ^ 1],
                                  .serves = i == 0,
                                  .stop = &self->stop};
            self->tasks[i] = wok_spawn_future(&volley_type, &cold, sizeof cold);
        }
        for (self->next = 0; self->next < 1000; self->next++) {
            wok_yield_init(&self->yield);
            AWAIT(self, 1, wok_yield_poll(&self->yield, cx));
        }
        wok_sleep_init(&self->sleep, 1 * WOK_MS);
        AWAIT(self, 2, wok_sleep_poll(&self->sleep, cx));
        wok__store_release(&self->stop, 1);
        for (self->next = 0; self->next < 2; self->next++) {
            wok_task_wait_init(&self->wait, self->tasks[self->next]);
            AWAIT(self, 3, wok_task_wait_poll(&self->wait, cx));
            wok_task_wait_end(&self->wait);
        }
        FINISH(self, 1);
    default:
        wok_fatal_resumed(frame);
    }
}

#define stop_later_unwind nothing_to_unwind
COMPILED(stop_later);

static void a_ping_pong_starves_neither_tasks_nor_timers(void **state) {
    (void)state;
    struct machine machine;
    machine_init(&machine, false);
    struct wok_runtime *runtime = machine_runtime(&machine, 1);
    struct bell bells[2] = {{.rung = WOK__ATOMIC(0)}};
    struct stop_later cold = COLD(stop_later, .bells = bells);
    uint64_t result = 0;
    run(runtime, &stop_later_function.future, &cold, &result);
    assert_int_equal(result, 1);
    bell_forget(&bells[0]);
    bell_forget(&bells[1]);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
    machine_finish(&machine);
}

/* A task that computes, without an await, and notes which worker polled it. */
struct compute {
    wok__atomic_u64 *polls_by_worker;
    uint64_t work;
    uint64_t result;
};

static enum wok_poll compute_poll(void *future, struct wok_context *cx) {
    struct compute *self = future;
    (void)cx;
    uint64_t value = self->work;
    for (uint64_t i = 0; i < self->work; i++)
        value = value * 6364136223846793005u + 1442695040888963407u;
    self->result = value;
    wok__fetch_add_relaxed(&self->polls_by_worker[wok__current.worker->home->index], 1);
    return WOK_READY;
}

static enum wok_poll compute_cancel(void *future, struct wok_context *cx) {
    (void)future, (void)cx;
    return WOK_READY;
}

LEAF(compute);

enum { COMPUTATIONS = 1000 };

struct compute_all {
    struct wok_frame header;
    wok__atomic_u64 *polls_by_worker;
    int next;
    wok_task_handle tasks[COMPUTATIONS];
    struct wok_task_wait wait;
    uint64_t result;
};

static enum wok_step compute_all_resume(struct wok_frame *frame, struct wok_context *cx) {
    struct compute_all *self = (struct compute_all *)frame;
    switch (frame->state) {
    case WOK_UNRESUMED:
        for (int i = 0; i < COMPUTATIONS; i++) {
            struct compute cold = {.polls_by_worker = self->polls_by_worker, .work = 200000};
            self->tasks[i] = wok_spawn_future(&compute_type, &cold, sizeof cold);
        }
        for (self->next = 0; self->next < COMPUTATIONS; self->next++) {
            wok_task_wait_init(&self->wait, self->tasks[self->next]);
            AWAIT(self, 1, wok_task_wait_poll(&self->wait, cx));
            wok_task_wait_end(&self->wait);
        }
        FINISH(self, COMPUTATIONS);
    default:
        wok_fatal_resumed(frame);
    }
}

#define compute_all_unwind nothing_to_unwind
COMPILED(compute_all);

static void work_spawned_on_one_worker_reaches_all(void **state) {
    (void)state;
    struct machine machine;
    machine_init(&machine, false);
    struct wok_runtime *runtime = machine_runtime(&machine, 2);
    wok__atomic_u64 polls_by_worker[2] = {WOK__ATOMIC(0), WOK__ATOMIC(0)};
    struct compute_all cold = COLD(compute_all, .polls_by_worker = polls_by_worker);
    uint64_t result = 0;
    run(runtime, &compute_all_function.future, &cold, &result);
    uint64_t first = wok__load_acquire(&polls_by_worker[0]);
    uint64_t second = wok__load_acquire(&polls_by_worker[1]);
    assert_int_equal(first + second, COMPUTATIONS);
    print_message("polled by the first worker %d, by the second %d\n", (int)first, (int)second);
    assert_true(first > 0 && second > 0); /* how evenly is the benchmark's business */
    assert_int_equal(wok_runtime_destroy(runtime), 0);
    machine_finish(&machine);
}

ON_BOTH(a_million_wakes_of_other_threads)
ON_BOTH(wakes_of_a_plain_thread_that_blocks)
ON_BOTH(tasks_that_wake_each_other_all_come_to_an_end)

int main(void) {
    const struct CMUnitTest tests[] = {
        BOTH_UNIT_TESTS(a_million_wakes_of_other_threads),
        BOTH_UNIT_TESTS(wakes_of_a_plain_thread_that_blocks),
        BOTH_UNIT_TESTS(tasks_that_wake_each_other_all_come_to_an_end),
        cmocka_unit_test(a_ping_pong_starves_neither_tasks_nor_timers),
        cmocka_unit_test(work_spawned_on_one_worker_reaches_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
