/*
 * Goal    Whatever the system refuses, the runtime neither crashes nor leaks nor hangs: the caller
 *         learns of it, and the next attempt works.
 * Method  Count the calls that a scenario makes, then run it once for every one of them, with that
 *         call failing, and once more with all calls from that one on failing.
 */
#include <errno.h>

#include "platform/simulation.h"
#include "support/machine.h"
#include "support/program.h"

/* async int family(int depth): two children, each the same, and a sleep; how many there were. */
struct family {
    struct wok_frame header;
    int depth;
    int next, members, failed;
    wok_task_handle children[2];
    struct wok_task_wait wait;
    struct wok_sleep sleep;
    char weight[700];
    int result;
};

static enum wok_step family_resume(struct wok_frame *frame, struct wok_context *cx);
static enum wok_step family_unwind(struct wok_frame *frame, struct wok_context *cx);
COMPILED(family);

static enum wok_step family_resume(struct wok_frame *frame, struct wok_context *cx) {
    struct family *self = (struct family *)frame;
    switch (frame->state) {
    case WOK_UNRESUMED:
        self->members = 1;
        wok_sleep_init(&self->sleep, (uint64_t)self->depth * WOK_MS);
        AWAIT(self, 1, wok_sleep_poll(&self->sleep, cx));
        if (self->depth == 0)
            FINISH(self, 1);
        for (int i = 0; i < 2; i++)
            self->children[i] = SPAWN(family, .depth = self->depth - 1);
        for (self->next = 0; self->next < 2; self->next++) {
            wok_task_wait_init(&self->wait, self->children[self->next]);
            AWAIT(self, 2, wok_task_wait_poll(&self->wait, cx));
            if (self->wait.status == 0)
                self->members += *(const int *)wok_task_wait_result(&self->wait);
            wok_task_wait_end(&self->wait);
        }
        FINISH(self, self->members);
    default:
        wok_fatal_resumed(frame);
    }
}

static enum wok_step family_unwind(struct wok_frame *frame, struct wok_context *cx) {
    struct family *self = (struct family *)frame;
    if (frame->state == 1)
        wok_sleep_cancel(&self->sleep, cx);
    if (frame->state == 2) {
        wok_task_wait_cancel(&self->wait, cx);
        for (int i = self->next; i < 2; i++)
            wok_task_detach(self->children[i]);
    }
    return WOK_STEP_READY;
}

enum { GENERATIONS = 6, FAMILY = 127 };

/* The whole life of a runtime. Its error, or how many members the family had. */
static int scenario(struct machine *machine, uint32_t workers) {
    struct wok_runtime *runtime;
    int members = 0;
    int error = machine_try_runtime(machine, workers, &runtime);
    if (error < 0)
        return error;
    struct family cold = COLD(family, .depth = GENERATIONS);
    error = wok_runtime_run_future(runtime, &family_function.future, &cold, sizeof cold, &members);
    int destroyed = wok_runtime_destroy(runtime);
    assert_int_equal(destroyed, 0);
    return error < 0 ? error : members;
}

static const struct {
    enum wok__call call;
    int error;
} kinds[] = {
    {WOK__CALL_ALLOCATE, -ENOMEM},      {WOK__CALL_PAGES_MAP, -ENOMEM},
    {WOK__CALL_THREAD_CREATE, -EAGAIN}, {WOK__CALL_POLLER_CREATE, -EMFILE},
    {WOK__CALL_EVENT_CREATE, -EMFILE},  {WOK__CALL_POLLER_ADD, -ENOSPC},
};

static void fail_each_call(bool simulated, uint32_t workers, bool for_ever) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        uint64_t calls = 1;
        for (uint64_t nth = 1; nth <= calls; nth++) {
            struct machine machine;
            machine_init(&machine, simulated);
            if (nth == 1) {
                assert_int_equal(scenario(&machine, workers), FAMILY);
                calls = wok__faults_calls(&machine.faults, kinds[i].call);
            }
            wok__faults_plan(&machine.faults, kinds[i].call, nth, kinds[i].error, for_ever);
            int answer = scenario(&machine, workers);
            assert_true(answer == kinds[i].error || (answer > 0 && answer <= FAMILY));
            wok__faults_clear(&machine.faults);
            assert_int_equal(scenario(&machine, workers), FAMILY);
            if (simulated)
                assert_int_equal(wok__simulation_numbers_open(machine.simulation), 0);
            machine_finish(&machine);
        }
    }
}

static void every_call_fails_once_on_one_worker(void **state) {
    (void)state;
    fail_each_call(/* simulated */ false, 1, /* for_ever */ false);
    fail_each_call(/* simulated */ true, 1, /* for_ever */ false);
}

static void every_call_fails_from_some_point_on(void **state) {
    (void)state;
    fail_each_call(/* simulated */ false, 1, /* for_ever */ true);
    fail_each_call(/* simulated */ true, 1, /* for_ever */ true);
}

static void every_call_fails_on_three_workers(void **state) {
    (void)state;
    fail_each_call(/* simulated */ false, 3, /* for_ever */ false);
    fail_each_call(/* simulated */ false, 3, /* for_ever */ true);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_call_fails_once_on_one_worker),
        cmocka_unit_test(every_call_fails_from_some_point_on),
        cmocka_unit_test(every_call_fails_on_three_workers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
