/*
 * Goal    Where workers wait for processors, more work has to wait before another one is woken, and
 *         the rule finds back; what a worker leaves to others is run.
 * Method  The rule with made-up times; threads that share one processor; a runtime that is told that
 *         there is a crowd, whose tasks wake each other through sockets of both workers.
 */
#include "scheduler/crowd.h"

#include <sched.h>
#include <sys/socket.h>

#include "platform/thread_use.h"
#include "support/machine.h"
#include "support/program.h"

enum { LOOK = 10 * 1000 * 1000 };

/* `looks` looks, at each of which they ran and waited so long; from *now_ns on. */
static uint32_t look(struct wok__crowd *crowd, uint32_t level, uint64_t ran_ns, uint64_t waited_ns,
                     unsigned looks, uint64_t *now_ns) {
    for (unsigned i = 0; i < looks; i++) {
        *now_ns += LOOK;
        level = wok__crowd_level(crowd, level, ran_ns, waited_ns, *now_ns);
    }
    return level;
}

static void the_level_rises_where_workers_wait(void **state) {
    (void)state;
    struct wok__crowd crowd = {0};
    uint64_t now_ns = 0;
    assert_int_equal(look(&crowd, 0, 2 * LOOK, LOOK / 4, 20, &now_ns), 0);
    assert_int_equal(look(&crowd, 0, LOOK, LOOK / 2, 3, &now_ns), 3);
    assert_int_equal(look(&crowd, 3, LOOK, LOOK, 20, &now_ns), WOK__CROWD_LEVEL_MAX);
}

static void a_worker_that_hardly_runs_makes_no_crowd(void **state) {
    (void)state;
    struct wok__crowd crowd = {0};
    uint64_t now_ns = 0;
    assert_int_equal(look(&crowd, 0, LOOK / 20, LOOK / 20, 20, &now_ns), 0);
}

static void it_falls_when_it_has_been_calm(void **state) {
    (void)state;
    struct wok__crowd crowd = {0};
    uint64_t now_ns = 0;
    const unsigned calm_looks = WOK__CROWD_CALM_FIRST_NS / LOOK;
    uint32_t level = look(&crowd, 0, LOOK, LOOK, 2, &now_ns);
    assert_int_equal(level, 2);
    assert_int_equal(look(&crowd, level, LOOK, 0, calm_looks - 1, &now_ns), 2);
    assert_int_equal(look(&crowd, level, LOOK, 0, 1, &now_ns), 1);
    assert_int_equal(look(&crowd, 1, LOOK, 0, calm_looks, &now_ns), 0);
}

/* How many looks until it falls from `level`. */
static unsigned looks_to_fall(struct wok__crowd *crowd, uint32_t level, uint64_t *now_ns) {
    unsigned looks = 1;
    while (look(crowd, level, LOOK, 0, 1, now_ns) == level && looks < 100000)
        looks++;
    return looks;
}

static void a_fall_that_was_too_early_makes_patient(void **state) {
    (void)state;
    struct wok__crowd crowd = {0};
    uint64_t now_ns = 0;
    uint32_t level = look(&crowd, 0, LOOK, LOOK, 4, &now_ns);
    unsigned before = looks_to_fall(&crowd, level, &now_ns);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(look(&crowd, level - 1, LOOK, LOOK, 1, &now_ns), level);
        unsigned looks = looks_to_fall(&crowd, level, &now_ns);
        assert_true(looks == 2 * before || looks == WOK__CROWD_CALM_MAX_NS / LOOK);
        before = looks;
    }
    /* And when the crowd has gone it finds back: each fall halves the time. */
    unsigned last = 0;
    for (level--; level > 0; last = before) {
        unsigned looks = looks_to_fall(&crowd, level--, &now_ns);
        assert_true(looks <= before);
        before = looks;
    }
    assert_true(last < WOK__CROWD_CALM_MAX_NS / LOOK / 2);
}

/* Threads on one processor */

struct runner {
    struct wok__thread thread;
    wok__atomic_u32 *stop;
    wok__atomic_u32 number;
};

static void run_until_told(void *argument) {
    struct runner *runner = argument;
    wok__store_release(&runner->number, wok__thread_number());
    while (!wok__load_relaxed(runner->stop))
        wok__spin_pause();
}

static uint64_t waited(const struct runner *runner) {
    struct wok__thread_share share;
    assert_true(wok__thread_share(wok__load_acquire(&runner->number), &share));
    return share.waited_ns;
}

static void threads_that_share_a_processor_wait_for_it(void **state) {
    (void)state;
    struct wok__system *system = wok__system_real();
    struct wok__thread_share share;
    wok__atomic_u32 stop = WOK__ATOMIC(0);
    struct runner runners[2] = {{.stop = &stop}, {.stop = &stop}};
    cpu_set_t before, one;
    assert_false(wok__thread_share(UINT32_MAX, &share));
    if (!wok__thread_share(wok__thread_number(), &share))
        skip(); /* this kernel does not count */
    assert_int_equal(sched_getaffinity(0, sizeof before, &before), 0);
    CPU_ZERO(&one);
    for (int cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&one) == 0; cpu++)
        if (CPU_ISSET(cpu, &before))
            CPU_SET(cpu, &one);
    assert_int_equal(sched_setaffinity(0, sizeof one, &one), 0);
    for (int i = 0; i < 2; i++)
        assert_int_equal(system->thread_create(system, &runners[i].thread, "runner", run_until_told,
                                               &runners[i]),
                         0);
    uint64_t limit_ns = system->now(system) + 20 * WOK_S;
    while (!wok__load_acquire(&runners[0].number) || !wok__load_acquire(&runners[1].number))
        sched_yield();
    uint64_t waited_ns[2] = {waited(&runners[0]), waited(&runners[1])};
    while (waited(&runners[0]) - waited_ns[0] < 20 * WOK_MS ||
           waited(&runners[1]) - waited_ns[1] < 20 * WOK_MS)
        assert_true(system->now(system) < limit_ns);
    wok__store_relaxed(&stop, 1);
    for (int i = 0; i < 2; i++)
        system->thread_join(system, &runners[i].thread);
    assert_int_equal(sched_setaffinity(0, sizeof before, &before), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_level_rises_where_workers_wait),
        cmocka_unit_test(a_worker_that_hardly_runs_makes_no_crowd),
        cmocka_unit_test(it_falls_when_it_has_been_calm),
        cmocka_unit_test(a_fall_that_was_too_early_makes_patient),
        cmocka_unit_test(threads_that_share_a_processor_wait_for_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
