/*
 * Goal    Programs are started, talked to, signalled and waited for; none is left behind, and no
 *         descriptor either, whatever fails.
 * Method  Small programs of every system. Waiting for any child must find none after each test.
 */
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <wok/process.h>

#include "net/streams.h"

static struct wok_process_options options_of(char *const *arguments) {
    return (struct wok_process_options){.size = sizeof(struct wok_process_options),
                                        .program = arguments[0],
                                        .arguments = arguments};
}

static int wait_for(struct world *world, wok_process *process, int *status) {
    struct wok_process_wait future;
    wok_process_wait_init(&future, process, status);
    world_run(world, (void *)wok_process_wait_poll, &future);
    return future.result;
}

static void no_child_is_left(void) {
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

static void a_program_tells_its_status_once(void **state) {
    (void)state;
    struct world *world = world_real();
    struct wok_process_spawned spawned;
    struct wok_process_options options = options_of((char *[]){"sh", "-c", "exit 7", NULL});
    int status = -1;
    assert_int_equal(wok_process_spawn(&options, &spawned), 0);
    assert_null(spawned.streams[0]);
    assert_int_equal(wait_for(world, spawned.process, &status), 0);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 7);
    assert_int_equal(wait_for(world, spawned.process, &status), -ECHILD);
    assert_int_equal(wok_process_signal(spawned.process, SIGTERM), -ESRCH);
    wok_process_end(spawned.process);
    assert_int_equal(wok_process_signal(spawned.process, SIGTERM), -EBADF);
    no_child_is_left();
    world_destroy(world);
}

static void pipes_carry_its_streams(void **state) {
    (void)state;
    struct world *world = world_real();
    struct wok_process_spawned spawned;
    struct wok_process_options options = options_of(
        (char *[]){"sh", "-c", "read line; echo \"$line$WORD\"; pwd; echo no >&2", NULL});
    char text[64];
    int status;
    options.environment = (char *[]){"WORD=dles", NULL};
    options.folder = "/";
    options.streams[0] = options.streams[1] = options.streams[2] = WOK_PROCESS_PIPE;
    assert_int_equal(wok_process_spawn(&options, &spawned), 0);
    assert_int_equal(do_write_all(world, spawned.streams[0], "noo\n", 4), 4);
    assert_int_equal(wait_for(world, spawned.process, &status), 0);
    assert_int_equal(status, 0);
    assert_int_equal(do_read(world, spawned.streams[1], text, sizeof text), 10);
    assert_memory_equal(text, "noodles\n/\n", 10);
    assert_int_equal(do_read(world, spawned.streams[1], text, sizeof text), 0);
    assert_int_equal(do_read(world, spawned.streams[2], text, sizeof text), 3);
    assert_int_equal(do_write(world, spawned.streams[0], "x", 1), -EPIPE); /* and no SIGPIPE */
    for (int i = 0; i < 3; i++)
        wok_abandon(spawned.streams[i]);
    wok_process_end(spawned.process);
    no_child_is_left();
    world_destroy(world);
}

static void a_signal_ends_it_and_a_cancelled_wait_can_be_repeated(void **state) {
    (void)state;
    struct world *world = world_real();
    for (int point = 0; point < 3; point++) {
        struct wok_process_spawned spawned;
        struct wok_process_options options = options_of((char *[]){"sleep", "1000", NULL});
        struct wok_process_wait wait;
        struct strand strand;
        int status;
        options.new_group = 1;
        assert_int_equal(wok_process_spawn(&options, &spawned), 0);
        assert_int_equal(getpgid(spawned.id), spawned.id);
        wok_process_wait_init(&wait, spawned.process, &status);
        strand_init(&strand, (void *)wok_process_wait_poll, &wait);
        if (point >= 1)
            assert_int_equal(strand_poll(&strand), WOK_PENDING);
        assert_int_equal(wok_process_signal(spawned.process, SIGTERM), 0);
        if (point >= 2)
            while (!wok__load_relaxed(&strand.woken))
                world_turn(world, WORLD_PATIENCE_NS);
        assert_int_equal(wok_process_wait_cancel(&wait, NULL), WOK_READY);
        assert_int_equal(wok__load_relaxed(&strand.wakers), 0);
        assert_int_equal(wait_for(world, spawned.process, &status), 0);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM);
        wok_process_end(spawned.process);
    }
    no_child_is_left();
    world_destroy(world);
}

static void ending_kills_what_still_runs(void **state) {
    (void)state;
    struct world *world = world_real();
    struct wok_process_spawned spawned;
    struct wok_process_options options = options_of((char *[]){"sleep", "1000", NULL});
    assert_int_equal(wok_process_spawn(&options, &spawned), 0);
    wok_process_end(spawned.process);
    wok_process_end(NULL);
    no_child_is_left();
    world_destroy(world);
}

/* It begins with no signal blocked, whatever the thread that started it blocks. */
static void it_inherits_no_blocked_signal(void **state) {
    (void)state;
    struct world *world = world_real();
    struct wok_process_spawned spawned;
    struct wok_process_options options = options_of((char *[]){"sleep", "1000", NULL});
    sigset_t all, before;
    int status;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    assert_int_equal(wok_process_spawn(&options, &spawned), 0);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    assert_int_equal(wok_process_signal(spawned.process, SIGINT), 0);
    assert_int_equal(wait_for(world, spawned.process, &status), 0);
    assert_int_equal(WTERMSIG(status), SIGINT);
    wok_process_end(spawned.process);
    world_destroy(world);
}

static void what_fails_leaves_nothing(void **state) {
    (void)state;
    struct world *world = world_real();
    struct wok_process_spawned spawned = {.id = -5};
    struct wok_process_options none = options_of((char *[]){"no-such-program", NULL});
    struct wok_process_options options = options_of((char *[]){"sleep", "1000", NULL});
    none.streams[1] = options.streams[0] = options.streams[1] = WOK_PROCESS_PIPE;
    options.streams[2] = WOK_PROCESS_NULL;
    int before = dup(0);
    close(before);
    assert_int_equal(wok_process_spawn(&none, &spawned), -ENOENT);
    wok__faults_plan(&world->faults, WOK__CALL_PROCESS_SPAWN, 1, -EAGAIN, false);
    assert_int_equal(wok_process_spawn(&options, &spawned), -EAGAIN);
    wok__faults_plan(&world->faults, WOK__CALL_ALLOCATE, 1, -ENOMEM, false);
    assert_int_equal(wok_process_spawn(&options, &spawned), -ENOMEM);
    wok__faults_clear(&world->faults);
    options.streams[0] = 9;
    assert_int_equal(wok_process_spawn(&options, &spawned), -EINVAL);
    options.size = 0;
    assert_int_equal(wok_process_spawn(&options, &spawned), -EINVAL);
    assert_int_equal(spawned.id, -5);
    int after = dup(0);
    close(after);
    assert_int_equal(after, before); /* the lowest free number is the same */
    no_child_is_left();
    world_destroy(world);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_program_tells_its_status_once),
        cmocka_unit_test(pipes_carry_its_streams),
        cmocka_unit_test(a_signal_ends_it_and_a_cancelled_wait_can_be_repeated),
        cmocka_unit_test(ending_kills_what_still_runs),
        cmocka_unit_test(it_inherits_no_blocked_signal),
        cmocka_unit_test(what_fails_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
