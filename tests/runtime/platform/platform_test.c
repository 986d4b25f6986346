/*
 * Goal    The seam itself: locks exclude, futexes wake, the machine's table keeps its promises, and
 *         the count of CPUs follows every kind of limit.
 * Method  The real table; cgroup limits are read from folders that the test writes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform/cell.h"
#include "platform/current.h"
#include "platform/system.h"
#include "platform/system_real.h"

enum { MS = 1000000 };

static struct wok__system *machine(void) {
    return wok__system_real();
}

static void atomics_answer_what_was_there_before(void **state) {
    (void)state;
    wok__atomic_u32 small = WOK__ATOMIC(5);
    wok__atomic_u64 large = WOK__ATOMIC(5);
    wok__atomic_pointer pointer = WOK__ATOMIC(NULL);
    assert_int_equal(wok__fetch_add_relaxed(&small, 3), 5);
    assert_int_equal(wok__fetch_sub_acq_rel(&small, 1), 8);
    assert_int_equal(wok__fetch_or_release(&small, 8), 7);
    assert_int_equal(wok__fetch_and_acquire(&small, 12), 15);
    assert_int_equal(wok__load_acquire(&small), 12);
    assert_int_equal(wok__fetch_add_acq_rel(&large, UINT64_MAX), 5);
    assert_int_equal(wok__exchange_acq_rel(&large, 9), 4);
    uint64_t expected = 8;
    assert_false(wok__cas_acq_rel(&large, &expected, 1));
    assert_int_equal(expected, 9);
    assert_true(wok__cas_release(&large, &expected, 1));
    assert_null(wok__exchange_acquire(&pointer, &small));
    assert_ptr_equal(wok__load_relaxed(&pointer), &small);
    uint32_t plain = 7;
    assert_int_equal(wok__exchange_relaxed(wok__atomic_in_u32(&plain), 8), 7);
    wok__cell(int) cell;
    wok__cell_write(&cell, 3);
    assert_int_equal(wok__cell_read(&cell), 3);
}

enum { THREADS = 4, ADDITIONS = 50000 };

struct counter {
    wok__lock lock;
    uint64_t value; /* under the lock */
};

static void add_under_lock(void *argument) {
    struct counter *counter = argument;
    for (int i = 0; i < ADDITIONS; i++) {
        wok__lock_acquire(&counter->lock);
        counter->value++;
        wok__lock_release(&counter->lock);
    }
}

static void a_lock_excludes(void **state) {
    (void)state;
    struct counter counter = {WOK__LOCK_FREE, 0};
    struct wok__thread threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(
            machine()->thread_create(machine(), &threads[i], "adder", add_under_lock, &counter), 0);
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(machine()->thread_join(machine(), &threads[i]), 0);
    assert_int_equal(counter.value, THREADS * ADDITIONS);
    assert_true(wok__lock_try_acquire(&counter.lock));
    assert_false(wok__lock_try_acquire(&counter.lock));
    wok__lock_release(&counter.lock);
}

/* The order of fences, in the shape that loses wakes: both must not miss the other's store. */
struct dekker {
    wok__atomic_u32 here[2], turn;
    uint32_t saw[2];
};

static void store_then_look(struct dekker *dekker, int me) {
    wok__store_relaxed(&dekker->here[me], 1);
    wok__fence_seq_cst();
    dekker->saw[me] = wok__load_relaxed(&dekker->here[!me]);
}

static void second_side(void *argument) {
    struct dekker *dekker = argument;
    wok__store_release(&dekker->turn, 1);
    store_then_look(dekker, 1);
}

static void a_full_fence_lets_one_side_see_the_other(void **state) {
    (void)state;
    for (int round = 0; round < 300; round++) {
        struct dekker dekker = {0};
        struct wok__thread thread;
        assert_int_equal(machine()->thread_create(machine(), &thread, "side", second_side, &dekker),
                         0);
        while (!wok__load_acquire(&dekker.turn))
            wok__spin_pause();
        store_then_look(&dekker, 0);
        machine()->thread_join(machine(), &thread);
        assert_true(dekker.saw[0] || dekker.saw[1]);
    }
}

static void set_and_wake(void *argument) {
    wok__atomic_u32 *word = argument;
    wok__store_release(word, 1);
    wok__futex_wake(word, UINT32_MAX);
}

static void a_futex_waits_and_wakes(void **state) {
    (void)state;
    wok__atomic_u32 word = WOK__ATOMIC(0);
    assert_int_equal(wok__futex_wait(&word, 1, WOK__FOREVER), -EAGAIN);
    uint64_t before_ns = machine()->now(machine());
    assert_int_equal(wok__futex_wait(&word, 0, 2 * MS), -ETIMEDOUT);
    assert_true(machine()->now(machine()) - before_ns >= 2 * MS);
    struct wok__thread thread;
    assert_int_equal(machine()->thread_create(machine(), &thread, "waker", set_and_wake, &word), 0);
    while (!wok__load_acquire(&word))
        wok__futex_wait(&word, 0, WOK__FOREVER);
    machine()->thread_join(machine(), &thread);
}

static void memory_is_aligned_and_pages_are_zero(void **state) {
    (void)state;
    struct wok__system *system = machine();
    for (size_t alignment = 1; alignment <= 4096; alignment *= 2) {
        void *memory = system->allocate_aligned(system, alignment, 100);
        assert_non_null(memory);
        assert_int_equal((uintptr_t)memory % alignment, 0);
        system->release(system, memory);
    }
    for (size_t alignment = 4096; alignment <= 1 << 20; alignment *= 4) {
        size_t size = 65536;
        unsigned char *pages = system->pages_map(system, size, alignment);
        assert_non_null(pages);
        assert_int_equal((uintptr_t)pages % alignment, 0);
        for (size_t i = 0; i < size; i += 512)
            assert_int_equal(pages[i], 0);
        memset(pages, 1, size);
        system->pages_unmap(system, pages, size);
    }
    assert_null(system->pages_map(system, SIZE_MAX & ~(size_t)4095, 65536));
    system->release(system, NULL);
    system->pages_unmap(system, NULL, 4096);
}

struct observed {
    char name[16];
    int blocks_signals;
    void *worker;
};

static void observe(void *argument) {
    struct observed *observed = argument;
    sigset_t mask;
    pthread_getname_np(pthread_self(), observed->name, sizeof observed->name);
    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    observed->blocks_signals = sigismember(&mask, SIGINT) && sigismember(&mask, SIGTERM);
    observed->worker = wok__current.worker;
}

static void threads_have_names_block_signals_and_start_as_nobody(void **state) {
    (void)state;
    struct observed observed = {.worker = &observed};
    struct wok__thread thread;
    sigset_t before, after;
    pthread_sigmask(SIG_SETMASK, NULL, &before);
    assert_int_equal(
        machine()->thread_create(machine(), &thread, "a name that is too long", observe, &observed),
        0);
    assert_int_equal(machine()->thread_join(machine(), &thread), 0);
    pthread_sigmask(SIG_SETMASK, NULL, &after);
    assert_string_equal(observed.name, "a name that is ");
    assert_true(observed.blocks_signals);
    assert_null(observed.worker);
    assert_int_equal(sigismember(&before, SIGINT), sigismember(&after, SIGINT));
}

static void write_file(const char *root, const char *path, const char *text) {
    char whole[512];
    snprintf(whole, sizeof whole, "%s/%s", root, path);
    for (char *slash = strchr(whole + strlen(root) + 1, '/'); slash;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(whole, 0700);
        *slash = '/';
    }
    FILE *file = fopen(whole, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static uint32_t limit_for(const char *root, const char *membership) {
    char path[512];
    write_file(root, "membership", membership);
    snprintf(path, sizeof path, "%s/membership", root);
    return wok__cgroup_cpu_limit(root, path);
}

static void the_smallest_quota_on_the_way_up_counts(void **state) {
    (void)state;
    char root[] = "/tmp/wok-cgroup-XXXXXX";
    assert_non_null(mkdtemp(root));
    write_file(root, "two/cpu.max", "200000 100000\n");
    write_file(root, "two/half/cpu.max", "50000 100000\n");
    write_file(root, "two/half/free/cpu.max", "max 100000\n");
    write_file(root, "more/cpu.max", "150000 100000\n");
    write_file(root, "odd/cpu.max", "rubbish\n");
    write_file(root, "cpu/old/cpu.cfs_quota_us", "300000\n");
    write_file(root, "cpu/old/cpu.cfs_period_us", "100000\n");
    write_file(root, "cpu/free/cpu.cfs_quota_us", "-1\n");
    write_file(root, "cpu/free/cpu.cfs_period_us", "100000\n");
    assert_int_equal(limit_for(root, "0::/two\n"), 2);
    assert_int_equal(limit_for(root, "0::/two/half\n"), 1);
    assert_int_equal(limit_for(root, "0::/two/half/free\n"), 1);
    assert_int_equal(limit_for(root, "0::/more\n"), 2); /* one and a half */
    assert_int_equal(limit_for(root, "0::/odd\n"), UINT32_MAX);
    assert_int_equal(limit_for(root, "0::/\n"), UINT32_MAX);
    assert_int_equal(limit_for(root, "0::/no-such\n"), UINT32_MAX);
    assert_int_equal(limit_for(root, "nonsense\n"), UINT32_MAX);
    assert_int_equal(limit_for(root, "4:cpuset:/old\n3:cpu,cpuacct:/old\n0::/two\n"), 2);
    assert_int_equal(limit_for(root, "3:cpu,cpuacct:/old\n"), 3);
    assert_int_equal(limit_for(root, "4:cpuset:/old\n"), UINT32_MAX);
    assert_int_equal(limit_for(root, "3:cpuacct,cpu:/free\n"), UINT32_MAX);
    write_file(root, "cpu.max", "100000 100000\n");
    assert_int_equal(limit_for(root, "0::/two\n"), 1);
    assert_int_equal(wok__cgroup_cpu_limit(root, "/no/such/file"), UINT32_MAX);
    char command[600];
    snprintf(command, sizeof command, "rm -r %s", root);
    assert_int_equal(system(command), 0);
}

static void fewer_allowed_cpus_count_fewer(void **state) {
    (void)state;
    cpu_set_t before, one;
    uint32_t all = machine()->cpu_count(machine());
    assert_true(all >= 1);
    assert_int_equal(sched_getaffinity(0, sizeof before, &before), 0);
    CPU_ZERO(&one);
    for (int cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&one) == 0; cpu++)
        if (CPU_ISSET(cpu, &before))
            CPU_SET(cpu, &one);
    assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
    assert_int_equal(machine()->cpu_count(machine()), 1);
    assert_int_equal(sched_setaffinity(0, sizeof before, &before), 0);
    assert_int_equal(machine()->cpu_count(machine()), all);
}

static void writing_to_a_closed_peer_raises_no_signal(void **state) {
    (void)state;
    int ends[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    close(ends[1]);
    signal(SIGPIPE, SIG_DFL); /* it would end the test */
    assert_int_equal(machine()->write(machine(), ends[0], "x", 1), -EPIPE);
    assert_int_equal(machine()->close(machine(), ends[0]), 0);
    assert_int_equal(machine()->close(machine(), -1), -EBADF);
}

static void what_is_not_a_socket_is_written_too(void **state) {
    (void)state;
    int ends[2];
    char byte = 0;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(machine()->write(machine(), ends[1], "x", 1), 1);
    assert_int_equal(machine()->read(machine(), ends[0], &byte, 1), 1);
    assert_int_equal(byte, 'x');
    close(ends[0]);
    close(ends[1]);
}

static void each_signal_of_an_event_is_an_edge(void **state) {
    (void)state;
    struct wok__system *system = machine();
    int poller = system->poller_create(system);
    int event = system->event_create(system);
    struct wok__poll_event ready[4];
    assert_true(poller >= 0 && event >= 0);
    assert_int_equal(system->poller_add(system, poller, event, 42), 0);
    system->poller_wait(system, poller, ready, 4, 0); /* it is writable */
    assert_int_equal(system->poller_wait(system, poller, ready, 4, 1 * MS), 0);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(system->event_signal(system, event), 0);
        assert_int_equal(system->poller_wait(system, poller, ready, 4, WOK__FOREVER), 1);
        assert_int_equal(ready[0].token, 42);
        assert_true(ready[0].bits & WOK__POLL_IN);
        assert_int_equal(system->poller_wait(system, poller, ready, 4, 0), 0);
    }
    assert_int_equal(system->poller_remove(system, poller, event), 0);
    assert_int_equal(system->poller_remove(system, poller, event), -ENOENT);
    assert_int_equal(system->event_signal(system, event), 0);
    assert_int_equal(system->poller_wait(system, poller, ready, 4, 0), 0);
    system->close(system, event);
    system->close(system, poller);
}

static void randomness_differs(void **state) {
    (void)state;
    unsigned char first[32] = {0}, second[32] = {0};
    assert_int_equal(machine()->random(machine(), first, sizeof first), 0);
    assert_int_equal(machine()->random(machine(), second, sizeof second), 0);
    assert_memory_not_equal(first, second, sizeof first);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(atomics_answer_what_was_there_before),
        cmocka_unit_test(a_lock_excludes),
        cmocka_unit_test(a_full_fence_lets_one_side_see_the_other),
        cmocka_unit_test(a_futex_waits_and_wakes),
        cmocka_unit_test(memory_is_aligned_and_pages_are_zero),
        cmocka_unit_test(threads_have_names_block_signals_and_start_as_nobody),
        cmocka_unit_test(the_smallest_quota_on_the_way_up_counts),
        cmocka_unit_test(fewer_allowed_cpus_count_fewer),
        cmocka_unit_test(writing_to_a_closed_peer_raises_no_signal),
        cmocka_unit_test(what_is_not_a_socket_is_written_too),
        cmocka_unit_test(each_signal_of_an_event_is_an_edge),
        cmocka_unit_test(randomness_differs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
