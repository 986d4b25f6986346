/*
 * Goal    A signal reaches every stream that waits for it, none is lost by cancelling, and afterwards
 *         the process is as it was.
 * Method  Raise signals at this process, or in the simulation, and look at dispositions and numbers.
 */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <wok/signal.h>

#include "net/streams.h"

static void send_signal(struct world *world, int number) {
    if (world->is_simulation)
        wok__simulation_raise(world->behind, number);
    else
        raise(number);
}

static int next(struct world *world, wok_signals *signals) {
    struct wok_signals_next future;
    wok_signals_next_init(&future, signals);
    world_run(world, (void *)wok_signals_next_poll, &future);
    return future.result;
}

static wok_signals *open_two(int first, int second) {
    wok_signals *signals = NULL;
    assert_int_equal(wok_signals_open((int[]){first, second}, 2, &signals), 0);
    return signals;
}

static void signals_are_reported_in_order(struct world *world) {
    wok_signals *signals = open_two(SIGUSR1, SIGUSR2);
    send_signal(world, SIGUSR2);
    send_signal(world, SIGUSR1);
    send_signal(world, SIGUSR2);
    assert_int_equal(next(world, signals), SIGUSR2);
    assert_int_equal(next(world, signals), SIGUSR1);
    assert_int_equal(next(world, signals), SIGUSR2);
    wok_signals_close(signals);
    wok_signals_close(NULL);
    assert_int_equal(next(world, signals), -EBADF);
}
IN_BOTH_WORLDS(signals_are_reported_in_order)

static void a_wait_is_woken_and_each_stream_gets_the_signal(struct world *world) {
    wok_signals *streams[2] = {open_two(SIGUSR1, SIGUSR2), open_two(SIGUSR1, SIGHUP)};
    struct wok_signals_next waits[2];
    struct strand strands[2], *both[] = {&strands[0], &strands[1]};
    for (int i = 0; i < 2; i++) {
        wok_signals_next_init(&waits[i], streams[i]);
        strand_init(&strands[i], (void *)wok_signals_next_poll, &waits[i]);
        assert_int_equal(strand_poll(&strands[i]), WOK_PENDING);
    }
    send_signal(world, SIGUSR1);
    world_run_all(world, both, 2);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(waits[i].result, SIGUSR1);
        wok_signals_close(streams[i]);
    }
}
IN_BOTH_WORLDS(a_wait_is_woken_and_each_stream_gets_the_signal)

/* Before the first poll, while waiting, and with the signal there but not yet read. */
static void a_cancelled_wait_loses_no_signal(struct world *world) {
    for (int point = 0; point < 3; point++) {
        wok_signals *signals = open_two(SIGUSR1, SIGUSR2);
        struct wok_signals_next wait;
        struct strand strand;
        wok_signals_next_init(&wait, signals);
        strand_init(&strand, (void *)wok_signals_next_poll, &wait);
        if (point >= 1)
            assert_int_equal(strand_poll(&strand), WOK_PENDING);
        send_signal(world, SIGUSR1);
        if (point >= 2)
            while (!wok__load_relaxed(&strand.woken))
                world_turn(world, WORLD_PATIENCE_NS);
        assert_int_equal(wok_signals_next_cancel(&wait, NULL), WOK_READY);
        assert_int_equal(wok__load_relaxed(&strand.wakers), 0);
        assert_int_equal(next(world, signals), SIGUSR1);
        wok_signals_close(signals);
    }
}
IN_BOTH_WORLDS(a_cancelled_wait_loses_no_signal)

static void what_cannot_be_waited_for_is_refused(struct world *world) {
    static const int refused[] = {SIGKILL, SIGSTOP, SIGSEGV, SIGBUS, SIGFPE, SIGILL, 0, -1, 65, 32};
    wok_signals *signals = NULL;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_int_equal(wok_signals_open(&refused[i], 1, &signals), -EINVAL);
    assert_int_equal(wok_signals_open(refused, 0, &signals), -EINVAL);
    wok__faults_plan(&world->faults, WOK__CALL_SIGNAL_OPEN, 1, -EMFILE, false);
    assert_int_equal(wok_signals_open((int[]){SIGUSR1}, 1, &signals), -EMFILE);
    wok__faults_plan(&world->faults, WOK__CALL_ALLOCATE, 1, -ENOMEM, false);
    assert_int_equal(wok_signals_open((int[]){SIGUSR1}, 1, &signals), -ENOMEM);
    wok__faults_clear(&world->faults);
    assert_null(signals);
}
IN_BOTH_WORLDS(what_cannot_be_waited_for_is_refused)

static int counted;

static void count(int number) {
    (void)number;
    counted++;
}

static void the_old_disposition_comes_back_with_the_last_stream(void **state) {
    (void)state;
    struct world *world = world_real();
    struct sigaction mine = {.sa_handler = count, .sa_flags = SA_NODEFER}, old, now;
    sigaction(SIGUSR1, &mine, &old);
    wok_signals *first = open_two(SIGUSR1, SIGUSR2), *second = open_two(SIGUSR1, SIGHUP);
    raise(SIGUSR1);
    wok_signals_close(first);
    raise(SIGUSR1);
    assert_int_equal(counted, 0);
    wok_signals_close(second);
    raise(SIGUSR1);
    assert_int_equal(counted, 1);
    sigaction(SIGUSR1, &old, &now);
    assert_true(now.sa_flags & SA_NODEFER);
    assert_ptr_equal(now.sa_handler, count);
    world_destroy(world);
}

static void a_forked_child_dies_of_it_and_the_parent_hears_nothing(void **state) {
    (void)state;
    struct world *world = world_real();
    wok_signals *signals = open_two(SIGUSR1, SIGUSR2);
    int status;
    pid_t child = fork();
    if (child == 0) {
        raise(SIGUSR1);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGUSR1);
    raise(SIGUSR2);
    assert_int_equal(next(world, signals), SIGUSR2);
    wok_signals_close(signals);
    world_destroy(world);
}

static void streams_are_limited_and_given_back(void **state) {
    (void)state;
    enum { STREAMS_MAX = 64 };
    struct world *world = world_real();
    wok_signals *streams[STREAMS_MAX], *one_more = NULL;
    for (int i = 0; i < STREAMS_MAX; i++)
        streams[i] = open_two(SIGUSR1, SIGUSR2);
    assert_int_equal(wok_signals_open((int[]){SIGUSR1}, 1, &one_more), -EMFILE);
    for (int i = 0; i < STREAMS_MAX; i++)
        wok_signals_close(streams[i]);
    wok_signals_close(open_two(SIGUSR1, SIGUSR2));
    world_destroy(world);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        BOTH(signals_are_reported_in_order),
        BOTH(a_wait_is_woken_and_each_stream_gets_the_signal),
        BOTH(a_cancelled_wait_loses_no_signal),
        BOTH(what_cannot_be_waited_for_is_refused),
        cmocka_unit_test(the_old_disposition_comes_back_with_the_last_stream),
        cmocka_unit_test(a_forked_child_dies_of_it_and_the_parent_hears_nothing),
        cmocka_unit_test(streams_are_limited_and_given_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
