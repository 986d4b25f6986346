/*
 * test_reactor.c: which reactor a runtime gets.
 *
 * Goal    WOK_REACTOR and the option are obeyed; automatic works wherever there is no ring to be had,
 *         and says nothing; asking for one that cannot be had is an error that leaves nothing; too few
 *         descriptors are an error, wherever they run out.
 * Method  The creation of the ring made to fail with each errno; a process that io_uring is forbidden
 *         to, as in a container; processes with 3 descriptors and more, which do one of everything.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <wok/file.h>
#include <wok/net.h>

#include "instance/instance.h"
#include "support/machine.h"

static int create(struct machine *machine, uint32_t reactor, struct wok_runtime **out) {
    struct wok_runtime_options options = {.size = sizeof options, .workers = 2, .reactor = reactor};
    return wok__runtime_create_on(&machine->faults.table, &options, out);
}

static bool has_ring(struct wok_runtime *runtime) {
    return wok__reactor_has_ring(runtime->workers[0].reactor);
}

/* 1: with a ring, 0: without, or the error. */
static int reactor_of(struct machine *machine, uint32_t reactor) {
    struct wok_runtime *runtime = NULL;
    int error = create(machine, reactor, &runtime);
    if (error < 0)
        return error;
    int answer = has_ring(runtime);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
    return answer;
}

static void the_option_wins_over_the_environment(void **state) {
    (void)state;
    struct machine machine;
    char *outside = getenv("WOK_REACTOR");
    outside = outside ? strdup(outside) : NULL;
    machine_init(&machine, /* simulated */ true); /* which always has a ring */
    unsetenv("WOK_REACTOR");
    assert_int_equal(reactor_of(&machine, 0), 1);
    assert_int_equal(reactor_of(&machine, WOK_REACTOR_EPOLL), 0);
    setenv("WOK_REACTOR", "", 1);
    assert_int_equal(reactor_of(&machine, 0), 1);
    setenv("WOK_REACTOR", "auto", 1);
    assert_int_equal(reactor_of(&machine, 0), 1);
    setenv("WOK_REACTOR", "uring", 1);
    assert_int_equal(reactor_of(&machine, 0), 1);
    assert_int_equal(reactor_of(&machine, WOK_REACTOR_EPOLL), 0);
    setenv("WOK_REACTOR", "epoll", 1);
    assert_int_equal(reactor_of(&machine, 0), 0);
    assert_int_equal(reactor_of(&machine, WOK_REACTOR_URING), 1);
    assert_int_equal(reactor_of(&machine, WOK_REACTOR_AUTO), 1);
    setenv("WOK_REACTOR", "Epoll", 1);
    assert_int_equal(reactor_of(&machine, 0), -EINVAL);
    assert_int_equal(reactor_of(&machine, WOK_REACTOR_EPOLL + 1), -EINVAL);
    if (outside)
        setenv("WOK_REACTOR", outside, 1);
    else
        unsetenv("WOK_REACTOR");
    free(outside);
    machine_finish(&machine);
}

static void without_a_ring_automatic_works_and_asking_for_one_is_an_error(void **state) {
    static const int errors[] = {ENOSYS, EPERM, EACCES, ENOMEM, EMFILE, ENFILE, EINVAL};
    (void)state;
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        struct machine machine;
        machine_init(&machine, /* simulated */ true);
        wok__faults_plan(&machine.faults, WOK__CALL_RING_CREATE, 1, -errors[i], true);
        assert_int_equal(reactor_of(&machine, WOK_REACTOR_AUTO), 0);
        assert_int_equal(reactor_of(&machine, WOK_REACTOR_URING), -errors[i]);
        /* Only the second worker's: the first has one by then. */
        wok__faults_plan(&machine.faults, WOK__CALL_RING_CREATE, 2, -errors[i], true);
        assert_int_equal(reactor_of(&machine, WOK_REACTOR_URING), -errors[i]);
        wok__faults_clear(&machine.faults);
        machine_finish(&machine);
    }
}

/* In a process of its own */

static int in_a_child(int (*body)(int argument), int argument) {
    int status;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0)
        _exit(body(argument));
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static bool forbid_rings(int error) {
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_io_uring_setup, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (unsigned)error),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

static int run_where_rings_are_forbidden(int error) {
    struct machine machine;
    if (!forbid_rings(error))
        return 77;
    machine_init(&machine, /* simulated */ false);
    if (reactor_of(&machine, WOK_REACTOR_AUTO) != 0)
        return 1;
    return reactor_of(&machine, WOK_REACTOR_URING) == -error ? 0 : 2;
}

static void a_sandbox_that_forbids_rings_gets_epoll(void **state) {
    static const int errors[] = {EPERM, ENOSYS, EACCES};
    (void)state;
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        int answer = in_a_child(run_where_rings_are_forbidden, errors[i]);
        assert_true(answer == 0 || answer == 77); /* 77: no seccomp here */
    }
}

/* One of everything; 0, or the first error. Blocking, so that the plain thread waits as well. */
static int do_everything(void) {
    char address[WOK_ADDRESS_SIZE_MAX], byte = 'x';
    wok_tcp_listener *listener = NULL;
    wok_tcp_stream *client = NULL, *server = NULL;
    struct wok_file *file = NULL;
    int error = wok_tcp_listen("127.0.0.1:0", &listener);
    if (error == 0)
        error = wok_tcp_local_address(listener, address, sizeof address);
    if (error == 0)
        error = wok_tcp_connect(address, &client);
    if (error == 0)
        error = wok_tcp_accept(listener, &server);
    if (error == 0)
        error = wok_write_all(client, &byte, 1) == 1 ? 0 : -EIO;
    if (error == 0)
        error = wok_read(server, &byte, 1) == 1 ? 0 : -EIO;
    if (error == 0)
        error = wok_file_open("/dev/null", O_RDWR, 0, &file);
    wok_file_abandon(file);
    wok_abandon(client);
    wok_abandon(server);
    wok_abandon(listener);
    return error;
}

static int run_with_few_descriptors(int limit) {
    struct rlimit few = {(rlim_t)limit, (rlim_t)limit};
    struct wok_runtime *runtime;
    struct wok_runtime_options options = {.size = sizeof options, .workers = 2};
    for (int number = 3; number < 64; number++)
        close(number);
    setrlimit(RLIMIT_NOFILE, &few);
    int error = wok_runtime_create(&options, &runtime);
    if (error < 0)
        return error == -EMFILE ? 1 : 3;
    wok_runtime_start(runtime);
    wok__default_runtime_set(runtime);
    error = do_everything();
    if (error != 0 && error != -EMFILE)
        return 4;
    return wok_runtime_destroy(runtime) == 0 ? error != 0 : 5;
}

/* From none to enough. Threads of sanitizers need some of their own, so only an end is looked for. */
static void too_few_descriptors_are_an_error_and_nothing_else(void **state) {
    int limit = 3, answer;
    (void)state;
    do {
        answer = in_a_child(run_with_few_descriptors, limit);
        assert_true(answer == 0 || answer == 1);
    } while (answer == 1 && ++limit < 40);
    assert_int_equal(answer, 0);
    assert_true(limit > 6);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_option_wins_over_the_environment),
        cmocka_unit_test(without_a_ring_automatic_works_and_asking_for_one_is_an_error),
        cmocka_unit_test(a_sandbox_that_forbids_rings_gets_epoll),
        cmocka_unit_test(too_few_descriptors_are_an_error_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
