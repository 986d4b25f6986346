/*
 * Goal    A function that blocks stops no worker, its result arrives, and cancelling never frees
 *         what it still uses.
 * Method  Functions that wait at a gate which the test opens, so that every state of a call (in line,
 *         running, over) is met on purpose; on the machine and in a simulation; with memory and
 *         threads refused.
 */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <wok/blocking.h>

#include "base/leaf.h"
#include "support/machine.h"

WOK__LEAF_WITH(wok_blocking, WOK_FUTURE_LEAF);

static int answer_42(void *argument) {
    *(pthread_t *)argument = pthread_self();
    return 42;
}

static void a_function_runs_on_another_thread(struct machine *machine) {
    struct wok_runtime *runtime = machine_runtime(machine, 1);
    struct wok_blocking cold;
    pthread_t thread = pthread_self();
    int result = 0;
    wok_blocking_init(&cold, answer_42, &thread);
    run(runtime, &wok_blocking_type, &cold, &result);
    assert_int_equal(result, 42);
    assert_false(pthread_equal(thread, pthread_self()));
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}
ON_BOTH(a_function_runs_on_another_thread)

/* Functions that wait for each other: all of them have to run at the same time. */
enum { CROWD = 40 };

struct crowd {
    struct wok_blocking calls[CROWD];
    bool done[CROWD];
    int result;
};

static int meet(void *barrier) {
    pthread_barrier_wait(barrier);
    return 1;
}

static enum wok_poll crowd_poll(struct crowd *self, struct wok_context *cx) {
    int left = 0;
    for (int i = 0; i < CROWD; i++) {
        if (self->done[i])
            continue;
        self->done[i] = wok_blocking_poll(&self->calls[i], cx) == WOK_READY;
        if (self->done[i])
            self->result += self->calls[i].result;
        else
            left++;
    }
    return left ? WOK_PENDING : WOK_READY;
}

static enum wok_poll crowd_cancel(struct crowd *self, struct wok_context *cx) {
    (void)self, (void)cx;
    return WOK_READY;
}

static void crowd_drop(struct crowd *self) {
    (void)self;
}
WOK__LEAF_WITH(crowd, WOK_FUTURE_LEAF);

static void the_pool_grows_as_far_as_calls_wait(struct machine *machine) {
    struct wok_runtime *runtime = machine_runtime(machine, 2);
    static struct crowd cold;
    pthread_barrier_t barrier;
    int result = 0;
    memset(&cold, 0, sizeof cold);
    pthread_barrier_init(&barrier, NULL, CROWD);
    for (int i = 0; i < CROWD; i++)
        wok_blocking_init(&cold.calls[i], meet, &barrier);
    run(runtime, &crowd_type, &cold, &result);
    assert_int_equal(result, CROWD);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
    pthread_barrier_destroy(&barrier);
}
ON_BOTH(the_pool_grows_as_far_as_calls_wait)

/* A function that says that it has begun and waits to be let go. */
struct gate {
    sem_t begun, open;
    int calls, late_calls, late_result;
};

static void gate_init(struct gate *gate) {
    memset(gate, 0, sizeof *gate);
    sem_init(&gate->begun, 0, 0);
    sem_init(&gate->open, 0, 0);
}

static int pass(void *argument) {
    struct gate *gate = argument;
    gate->calls++;
    sem_post(&gate->begun);
    sem_wait(&gate->open);
    return 7;
}

static void note_late(void *argument, int result) {
    struct gate *gate = argument;
    gate->late_calls++;
    gate->late_result = result;
    sem_post(&gate->begun);
}

/* Poll once, cancel at the point asked for, and go on until the cancel is over. */
enum point { BEFORE_THE_FIRST_POLL, WHILE_RUNNING, AFTER_THE_END };

struct canceller {
    struct wok_blocking call;
    struct gate *gate;
    enum point point;
    int phase;
    int result; /* how often cancel had to be asked */
};

static enum wok_poll canceller_poll(struct canceller *self, struct wok_context *cx) {
    if (self->phase == 0 && self->point != BEFORE_THE_FIRST_POLL) {
        assert_int_equal(wok_blocking_poll(&self->call, cx), WOK_PENDING);
        sem_wait(&self->gate->begun);
        self->phase = 1;
        if (self->point == AFTER_THE_END) {
            sem_post(&self->gate->open);
            return WOK_PENDING;
        }
    }
    if (self->point == AFTER_THE_END && wok_blocking_poll(&self->call, cx) == WOK_PENDING)
        return WOK_PENDING;
    self->result++;
    if (wok_blocking_cancel(&self->call, cx) == WOK_READY)
        return WOK_READY;
    if (self->phase == 1)
        sem_post(&self->gate->open);
    self->phase = 2;
    return WOK_PENDING;
}

static enum wok_poll canceller_cancel(struct canceller *self, struct wok_context *cx) {
    return wok_blocking_cancel(&self->call, cx);
}

static void canceller_drop(struct canceller *self) {
    (void)self;
}
WOK__LEAF_WITH(canceller, WOK_FUTURE_LEAF);

static void cancelling_waits_for_a_call_that_runs(struct machine *machine) {
    for (enum point point = BEFORE_THE_FIRST_POLL; point <= AFTER_THE_END; point++) {
        struct wok_runtime *runtime = machine_runtime(machine, 1);
        struct gate gate;
        struct canceller cold = {.gate = &gate, .point = point};
        int asked = 0;
        gate_init(&gate);
        wok_blocking_init(&cold.call, pass, &gate);
        run(runtime, &canceller_type, &cold, &asked);
        assert_int_equal(gate.calls, point != BEFORE_THE_FIRST_POLL);
        if (point == WHILE_RUNNING)
            assert_true(asked >= 2);
        else
            assert_int_equal(asked, 1);
        assert_int_equal(wok_runtime_destroy(runtime), 0);
    }
}
ON_BOTH(cancelling_waits_for_a_call_that_runs)

/* The same for the form that leaves the call alone. */
struct leaver {
    struct wok_blocking_or_leave call;
    struct gate *gate;
    enum point point;
    int phase;
    int result;
};

static enum wok_poll leaver_poll(struct leaver *self, struct wok_context *cx) {
    if (self->phase == 0 && self->point != BEFORE_THE_FIRST_POLL) {
        assert_int_equal(wok_blocking_or_leave_poll(&self->call, cx), WOK_PENDING);
        sem_wait(&self->gate->begun);
        self->phase = 1;
        if (self->point == AFTER_THE_END) {
            sem_post(&self->gate->open);
            return WOK_PENDING;
        }
    }
    if (self->point == AFTER_THE_END) {
        if (wok_blocking_or_leave_poll(&self->call, cx) == WOK_PENDING)
            return WOK_PENDING;
        self->result = self->call.result;
    }
    assert_int_equal(wok_blocking_or_leave_cancel(&self->call, cx), WOK_READY);
    return WOK_READY;
}

static enum wok_poll leaver_cancel(struct leaver *self, struct wok_context *cx) {
    return wok_blocking_or_leave_cancel(&self->call, cx);
}

static void leaver_drop(struct leaver *self) {
    (void)self;
}
WOK__LEAF(leaver);

static void a_call_that_is_left_gives_its_result_to_the_late_handler(struct machine *machine) {
    for (enum point point = BEFORE_THE_FIRST_POLL; point <= AFTER_THE_END; point++) {
        struct wok_runtime *runtime = machine_runtime(machine, 1);
        struct gate gate;
        struct leaver cold = {.gate = &gate, .point = point};
        int result = 0;
        gate_init(&gate);
        wok_blocking_or_leave_init(&cold.call, pass, &gate, note_late);
        run(runtime, &leaver_type, &cold, &result);
        assert_int_equal(gate.late_calls, 0);
        if (point == WHILE_RUNNING)
            sem_post(&gate.open);
        assert_int_equal(wok_runtime_destroy(runtime), 0); /* waits for what was left */
        assert_int_equal(gate.late_calls, point == WHILE_RUNNING);
        assert_int_equal(gate.late_result, point == WHILE_RUNNING ? 7 : 0);
        assert_int_equal(result, point == AFTER_THE_END ? 7 : 0);
    }
}
ON_BOTH(a_call_that_is_left_gives_its_result_to_the_late_handler)

static void a_thread_that_cannot_start_is_an_error_and_no_call(struct machine *machine) {
    static const struct {
        enum wok__call kind;
        int error;
    } faults[] = {{WOK__CALL_THREAD_CREATE, -EAGAIN},
                  {WOK__CALL_THREAD_CREATE, -ENOMEM},
                  {WOK__CALL_ALLOCATE, -ENOMEM}};
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        struct wok_runtime *runtime = machine_runtime(machine, 1);
        struct wok_blocking cold;
        pthread_t thread;
        int result = 0;
        wok_blocking_init(&cold, answer_42, &thread);
        wok__faults_plan(&machine->faults, faults[i].kind, 1, faults[i].error, true);
        run(runtime, &wok_blocking_type, &cold, &result);
        assert_int_equal(result, faults[i].error);
        wok__faults_clear(&machine->faults);
        wok_blocking_init(&cold, answer_42, &thread);
        run(runtime, &wok_blocking_type, &cold, &result);
        assert_int_equal(result, 42);
        assert_int_equal(wok_runtime_destroy(runtime), 0);
    }
}
ON_BOTH(a_thread_that_cannot_start_is_an_error_and_no_call)

/* With one thread there and no other to be had, calls wait in line. */
static void calls_wait_in_line_when_the_pool_cannot_grow(struct machine *machine) {
    struct wok_runtime *runtime = machine_runtime(machine, 1);
    static struct crowd cold;
    pthread_t thread;
    int result = 0;
    memset(&cold, 0, sizeof cold);
    for (int i = 0; i < CROWD; i++)
        wok_blocking_init(&cold.calls[i], answer_42, &thread);
    wok__faults_plan(&machine->faults, WOK__CALL_THREAD_CREATE, 2, -EAGAIN, true);
    run(runtime, &crowd_type, &cold, &result);
    wok__faults_clear(&machine->faults);
    assert_int_equal(result, CROWD * 42);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
}

static void calls_wait_in_line(void **state) {
    (void)state;
    struct machine machine;
    machine_init(&machine, false);
    calls_wait_in_line_when_the_pool_cannot_grow(&machine);
    machine_finish(&machine);
}

/* In a process of its own: what such a call may still touch is kept for ever. */
static void destroy_with_a_call_that_stays(void) {
    struct wok_runtime_options options = {
        .size = sizeof options, .workers = 1, .shutdown_timeout_ns = 20000000};
    struct wok_runtime *runtime;
    struct gate gate;
    struct leaver cold = {.gate = &gate, .point = WHILE_RUNNING};
    int result;
    gate_init(&gate);
    wok_blocking_or_leave_init(&cold.call, pass, &gate, note_late);
    if (wok_runtime_create(&options, &runtime) == 0 &&
        wok_runtime_run_future(runtime, &leaver_type, &cold, sizeof cold, &result) == 0 &&
        wok_runtime_destroy(runtime) == -ETIMEDOUT && gate.late_calls == 0)
        _exit(3);
    _exit(1);
}

static void a_call_that_never_returns_is_reported_at_the_deadline(void **state) {
    (void)state;
    static const char expected[] = "wok: shutdown: 1 blocking calls have not returned in time\n";
    char heard[200] = "";
    int pipes[2], status;
    assert_int_equal(pipe(pipes), 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(pipes[1], 2);
        destroy_with_a_call_that_stays();
    }
    close(pipes[1]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(WEXITSTATUS(status), 3);
    assert_true(read(pipes[0], heard, sizeof heard - 1) > 0);
    assert_string_equal(heard, expected);
    close(pipes[0]);
}

static void plain_threads_call_it_like_any_function(void **state) {
    (void)state;
    pthread_t thread;
    assert_int_equal(wok_blocking(answer_42, &thread), 42);
    assert_int_equal(wok_blocking_or_leave(answer_42, &thread, note_late), 42);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        BOTH_UNIT_TESTS(a_function_runs_on_another_thread),
        BOTH_UNIT_TESTS(the_pool_grows_as_far_as_calls_wait),
        BOTH_UNIT_TESTS(cancelling_waits_for_a_call_that_runs),
        BOTH_UNIT_TESTS(a_call_that_is_left_gives_its_result_to_the_late_handler),
        BOTH_UNIT_TESTS(a_thread_that_cannot_start_is_an_error_and_no_call),
        cmocka_unit_test(calls_wait_in_line),
        cmocka_unit_test(a_call_that_never_returns_is_reported_at_the_deadline),
        cmocka_unit_test(plain_threads_call_it_like_any_function),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
