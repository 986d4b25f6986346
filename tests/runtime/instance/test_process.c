/*
 * Goal    What ends or concerns the whole process: async main, exit from a worker, fork, misuse that
 *         is fatal with a clear message, an idle second that costs nothing.
 * Method  Each case runs in a child process; its exit status and its standard error are looked at.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/machine.h"
#include "support/program.h"

static char said[4096]; /* what the last child wrote to standard error */

/* Run `body` in a child; its wait status. */
static int in_child(void (*body)(void)) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct rlimit no_core = {0, 0};
        setrlimit(RLIMIT_CORE, &no_core);
        signal(SIGABRT, SIG_DFL);
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        alarm(60);
        body();
        _exit(0);
    }
    close(ends[1]);
    size_t length = 0;
    ssize_t got;
    while ((got = read(ends[0], said + length, sizeof said - 1 - length)) > 0)
        length += (size_t)got;
    said[length] = 0;
    close(ends[0]);
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return status;
}

static void assert_exits_with(int status, int expected) {
    if (!WIFEXITED(status) || WEXITSTATUS(status) != expected)
        print_error("status %x, it said: %s\n", (unsigned)status, said);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), expected);
}

static void assert_aborts_saying(int status, const char *words) {
    if (!WIFSIGNALED(status) || !strstr(said, words))
        print_error("status %x, it said: %s\n", (unsigned)status, said);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGABRT);
    assert_non_null(strstr(said, words));
}

/* A leaf that does `act` in its poll and answers `result`; the one way to write most cases. */
struct doing {
    int (*act)(struct wok_context *cx);
    int result;
};

static enum wok_poll doing_poll(void *future, struct wok_context *cx) {
    struct doing *self = future;
    self->result = self->act(cx);
    return WOK_READY;
}

static enum wok_poll doing_cancel(void *future, struct wok_context *cx) {
    (void)future, (void)cx;
    return WOK_READY;
}

LEAF(doing);

static int run_main_doing(int (*act)(struct wok_context *cx)) {
    struct doing cold = {.act = act};
    return wok_run_main(&doing_type, &cold, sizeof cold);
}

static int answer_seven(struct wok_context *cx) {
    (void)cx;
    return 7;
}

static void main_that_answers_seven(void) {
    exit(run_main_doing(answer_seven));
}

static void the_result_of_main_is_the_exit_status(void **state) {
    (void)state;
    assert_exits_with(in_child(main_that_answers_seven), 7);
    assert_string_equal(said, "");
}

static void main_with_bad_workers(void) {
    setenv("WOK_WORKERS", "many", 1);
    exit(run_main_doing(answer_seven));
}

static void a_bad_number_of_workers_is_an_error(void **state) {
    (void)state;
    assert_exits_with(in_child(main_with_bad_workers), 1);
    assert_non_null(strstr(said, "WOK_WORKERS"));
}

static int count_threads(struct wok_context *cx) {
    (void)cx;
    char line[256];
    int threads = -1;
    FILE *status = fopen("/proc/self/status", "r");
    while (status && fgets(line, sizeof line, status))
        if (sscanf(line, "Threads: %d", &threads) == 1)
            break;
    if (status)
        fclose(status);
    return threads;
}

static int threads_before;

static void main_with_one_worker(void) {
    setenv("WOK_WORKERS", "1", 1);
    threads_before = count_threads(NULL);
    exit(run_main_doing(count_threads) == threads_before ? 0 : 1);
}

static void one_worker_means_no_other_thread(void **state) {
    (void)state;
    assert_exits_with(in_child(main_with_one_worker), 0);
}

static int call_exit(struct wok_context *cx) {
    (void)cx;
    exit(5);
}

/* async int exits(void): spawn a task that calls exit(), and wait for ever. */
struct exits {
    struct wok_frame header;
    struct wok_sleep sleep;
    int result;
};

static enum wok_step exits_resume(struct wok_frame *frame, struct wok_context *cx) {
    struct exits *self = (struct exits *)frame;
    switch (frame->state) {
    case WOK_UNRESUMED:
        for (int i = 0; i < 8; i++) {
            struct doing cold = {.act = call_exit};
            wok_task_detach(wok_spawn_future(&doing_type, &cold, sizeof cold));
        }
        wok_sleep_init(&self->sleep, UINT64_MAX);
        AWAIT(self, 1, wok_sleep_poll(&self->sleep, cx));
        FINISH(self, 0);
    default:
        wok_fatal_resumed(frame);
    }
}

static enum wok_step exits_unwind(struct wok_frame *frame, struct wok_context *cx) {
    if (frame->state == 1)
        wok_sleep_cancel(&((struct exits *)frame)->sleep, cx);
    return WOK_STEP_READY;
}

COMPILED(exits);

static void main_whose_task_exits(void) {
    setenv("WOK_WORKERS", "2", 1);
    struct exits cold = COLD(exits, .result = 0);
    exit(wok_run_main(&exits_function.future, &cold, sizeof cold));
}

static void exit_from_a_task_ends_the_process(void **state) {
    (void)state;
    assert_exits_with(in_child(main_whose_task_exits), 5);
}

static int block_in_task(struct wok_context *cx) {
    (void)cx;
    wok_sleep(1);
    return 0;
}

static void main_that_blocks(void) {
    run_main_doing(block_in_task);
}

static void block_on_inside_a_task_is_fatal(void **state) {
    (void)state;
    assert_aborts_saying(in_child(main_that_blocks), "inside a task");
}

static int use_empty_handle(struct wok_context *cx) {
    (void)cx;
    wok_task_detach(NULL);
    return 0;
}

static void main_with_empty_handle(void) {
    run_main_doing(use_empty_handle);
}

static int use_handle_twice(struct wok_context *cx) {
    (void)cx;
    struct doing cold = {.act = answer_seven};
    wok_task_handle task = wok_spawn_future(&doing_type, &cold, sizeof cold);
    wok_task_detach(task);
    wok_task_detach(task);
    return 0;
}

static void main_with_handle_twice(void) {
    run_main_doing(use_handle_twice);
}

static void handle_with_place(void) {
    wok_fatal_handle("cook.c", 12);
}

static void a_handle_used_twice_is_fatal(void **state) {
    (void)state;
    assert_aborts_saying(in_child(main_with_empty_handle), "consumed before");
    assert_aborts_saying(in_child(main_with_handle_twice), "consumed before");
    assert_aborts_saying(in_child(handle_with_place), "cook.c:12");
}

/* async int waits(void) { await what never comes; } */
struct waits {
    struct wok_frame header;
    int result;
};

static enum wok_step waits_resume(struct wok_frame *frame, struct wok_context *cx) {
    (void)cx;
    frame->state = 1;
    return WOK_STEP_PENDING;
}

static enum wok_step waits_unwind(struct wok_frame *frame, struct wok_context *cx) {
    (void)frame;
    (void)cx;
    return WOK_STEP_READY;
}
COMPILED(waits);

static int move_between_polls(struct wok_context *cx) {
    struct {
        struct wok_strand strand;
        struct waits frame;
    } here = {.frame = COLD(waits, .result = 0)}, there;
    if (wok_frame_poll(&here.frame, cx) != WOK_PENDING ||
        wok_frame_poll(&here.frame, cx) != WOK_PENDING)
        return 1;
    there = here;
    wok_frame_poll(&there.frame, cx);
    return 1;
}

static void main_that_moves(void) {
    run_main_doing(move_between_polls);
}

static void a_future_that_moves_between_polls_is_fatal(void **state) {
    (void)state;
#ifdef NDEBUG
    skip(); /* what only costs is left out there */
#else
    assert_aborts_saying(in_child(main_that_moves), "waits was moved after its first poll");
#endif
}

static void wrong_abi(void) {
    wok_check_abi(WOK_ABI, "good.c");
    wok_check_abi(WOK_ABI + 1, "old.c");
}

static void an_object_of_another_abi_is_refused_by_name(void **state) {
    (void)state;
    assert_aborts_saying(in_child(wrong_abi), "old.c");
    assert_null(strstr(said, "good.c"));
}

static void fork_and_use_runtime(void) {
    wok_sleep(1 * WOK_MS); /* starts the default runtime */
    pid_t child = fork();
    if (child == 0) {
        wok_sleep(1 * WOK_MS);
        _exit(0);
    }
    int status;
    waitpid(child, &status, 0);
    wok_sleep(1 * WOK_MS); /* the parent's is as it was */
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT)
        _exit(9);
    _exit(1);
}

static void the_runtime_of_a_forked_child_is_poisoned(void **state) {
    (void)state;
    assert_exits_with(in_child(fork_and_use_runtime), 9);
    assert_non_null(strstr(said, "forked child"));
}

/* A future that refuses to be cancelled. */
struct stubborn {
    int result;
};

static enum wok_poll stubborn_poll(void *future, struct wok_context *cx) {
    (void)future, (void)cx;
    return WOK_PENDING;
}

#define stubborn_cancel stubborn_poll
LEAF(stubborn);

static int leave_stubborn(struct wok_context *cx) {
    (void)cx;
    struct stubborn cold = {0};
    wok_task_detach(wok_spawn_future(&stubborn_type, &cold, sizeof cold));
    return 0;
}

static void shut_down_with_stubborn_task(void) {
    struct wok_runtime_options options = {
        .size = sizeof options, .workers = 2, .shutdown_timeout_ns = 50 * WOK_MS};
    struct wok_runtime *runtime;
    struct doing cold = {.act = leave_stubborn};
    if (wok_runtime_create(&options, &runtime) != 0 ||
        wok_runtime_run_future(runtime, &doing_type, &cold, sizeof cold, NULL) != 0)
        _exit(1);
    _exit(wok_runtime_destroy(runtime) == -ETIMEDOUT ? 3 : 2);
}

static void shutdown_names_the_tasks_that_do_not_end(void **state) {
    (void)state;
    assert_exits_with(in_child(shut_down_with_stubborn_task), 3);
    assert_non_null(strstr(said, "1 tasks have not ended"));
    assert_non_null(strstr(said, "stubborn"));
}

static uint64_t cpu_ns(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (uint64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * WOK_S +
           (uint64_t)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * WOK_US;
}

static void be_idle_for_a_second(void) {
    setenv("WOK_WORKERS", "4", 1);
    wok_sleep(10 * WOK_MS);
    uint64_t before_ns = cpu_ns();
    wok_sleep(1 * WOK_S);
    fprintf(stderr, "idle second: %.3f ms of CPU", (double)(cpu_ns() - before_ns) / WOK_MS);
    struct wok_statistics statistics = {.size = sizeof statistics};
    wok_statistics_read(&statistics);
    _exit(statistics.parks < 200 ? 0 : 1);
}

/* Counted in parks, which do not depend on how fast the machine is; the time is printed. */
static void an_idle_runtime_stays_asleep(void **state) {
    (void)state;
    assert_exits_with(in_child(be_idle_for_a_second), 0);
    print_message("%s\n", said);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_result_of_main_is_the_exit_status),
        cmocka_unit_test(a_bad_number_of_workers_is_an_error),
        cmocka_unit_test(one_worker_means_no_other_thread),
        cmocka_unit_test(exit_from_a_task_ends_the_process),
        cmocka_unit_test(block_on_inside_a_task_is_fatal),
        cmocka_unit_test(a_handle_used_twice_is_fatal),
        cmocka_unit_test(a_future_that_moves_between_polls_is_fatal),
        cmocka_unit_test(an_object_of_another_abi_is_refused_by_name),
        cmocka_unit_test(the_runtime_of_a_forked_child_is_poisoned),
        cmocka_unit_test(shutdown_names_the_tasks_that_do_not_end),
        cmocka_unit_test(an_idle_runtime_stays_asleep),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
