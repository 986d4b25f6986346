/*
 * Goal    A worker can park in its reactor and is always woken: by time, by an event, by an
 *         interrupt at any moment; and late events never reach the wrong descriptor.
 * Method  The turn is called by hand, on the machine and in the simulation; stale events are made
 *         by delivering them by hand to the record, as a batch taken before a close would.
 */
#include <errno.h>
#include <netinet/in.h>

#include "net/streams.h"
#include "reactor/operation.h"

enum { MS = 1000000 };

static uint64_t now_ns(struct world *world) {
    return world_system(world)->now(world_system(world));
}

static void a_turn_ends_at_its_deadline_and_not_before(struct world *world) {
    static const uint64_t timeouts_ns[] = {1, 1000, 999999, 1 * MS, 3 * MS + 1};
    for (size_t i = 0; i < sizeof timeouts_ns / sizeof *timeouts_ns; i++) {
        uint64_t before_ns = now_ns(world);
        assert_int_equal(wok__reactor_turn(world->reactor, timeouts_ns[i]), 0);
        assert_true(now_ns(world) - before_ns >= timeouts_ns[i]);
    }
}
IN_BOTH_WORLDS(a_turn_ends_at_its_deadline_and_not_before)

/* In the simulation time would jump to the deadline if the turn waited. */
static void an_interrupt_before_the_turn_ends_it(struct world *world) {
    struct wok__reactor_counts before, after;
    wok__reactor_count(world->reactor, &before);
    wok__reactor_interrupt(world->reactor);
    wok__reactor_interrupt(world->reactor);
    assert_int_equal(wok__reactor_turn(world->reactor, WOK__FOREVER), 0);
    wok__reactor_count(world->reactor, &after);
    assert_int_equal(after.waits, before.waits);
    assert_int_equal(after.interrupts, before.interrupts);
    assert_int_equal(after.turns, before.turns + 1);
    /* It ended one turn and no more. */
    uint64_t begin_ns = now_ns(world);
    assert_int_equal(wok__reactor_turn(world->reactor, 2 * MS), 0);
    assert_true(now_ns(world) - begin_ns >= 2 * MS);
}
IN_BOTH_WORLDS(an_interrupt_before_the_turn_ends_it)

static void a_turn_that_only_looks_leaves_the_interrupt(struct world *world) {
    wok__reactor_interrupt(world->reactor);
    assert_int_equal(wok__reactor_turn(world->reactor, 0), 0);
    assert_int_equal(wok__reactor_turn(world->reactor, WOK__FOREVER), 0);
}
IN_BOTH_WORLDS(a_turn_that_only_looks_leaves_the_interrupt)

struct ping {
    struct wok__reactor *reactor;
    wok__atomic_u32 published, seen;
};

enum { PINGS = 20000 };

static void publish_and_interrupt(void *argument) {
    struct ping *ping = argument;
    for (uint32_t i = 1; i <= PINGS; i++) {
        wok__store_release(&ping->published, i);
        wok__reactor_interrupt(ping->reactor);
        while (i % 7 == 0 && wok__load_acquire(&ping->seen) != i)
            wok__spin_pause(); /* sometimes wait, so that turns are met at every point */
    }
}

static void no_interrupt_from_another_thread_is_lost(void **state) {
    (void)state;
    struct world *world = world_real();
    struct wok__system *system = world_system(world);
    struct ping ping = {.reactor = world->reactor};
    struct wok__thread thread;
    assert_int_equal(system->thread_create(system, &thread, "pinger", publish_and_interrupt, &ping),
                     0);
    uint32_t seen = 0;
    while (seen < PINGS) {
        assert_true(wok__reactor_turn(world->reactor, WOK__FOREVER) >= 0);
        seen = wok__load_acquire(&ping.published);
        wok__store_release(&ping.seen, seen);
    }
    assert_int_equal(system->thread_join(system, &thread), 0);
    world_destroy(world);
}

static void creation_that_fails_leaves_nothing(void **state) {
    (void)state;
    struct wok__system *simulation;
    struct wok__faults faults;
    assert_int_equal(wok__simulation_create(NULL, &simulation), 0);
    wok__faults_init(&faults, simulation);
    for (uint64_t nth = 1; nth <= 4; nth++) { /* memory, poller, event, registration */
        struct wok__reactor *reactor = NULL;
        wok__faults_plan(&faults, WOK__CALL_ANY, nth, -ENOMEM, false);
        assert_int_equal(wok__reactor_create(&faults.table, &reactor), -ENOMEM);
        assert_null(reactor);
        assert_int_equal(wok__simulation_numbers_open(simulation), 0);
    }
    wok__reactor_destroy(NULL);
    wok__simulation_destroy(simulation);
}

static void a_poller_that_fails_is_told_and_loses_nothing(struct world *world) {
    struct wok__system *system = world_system(world);
    struct pair pair = pair_open(world);
    struct wok_read_vector read; /* by readiness, also beside a ring */
    struct strand reader;
    char byte;
    struct iovec place = {&byte, 1};
    wok_read_vector_init(&read, pair.server, &place, 1);
    strand_init(&reader, (void *)wok_read_vector_poll, &read);
    assert_int_equal(strand_poll(&reader), WOK_PENDING);
    wok__reactor_turn(world->reactor, 0); /* what registering has reported */
    assert_int_equal(system->write(system, pair.client->number, "x", 1), 1);
    wok__faults_plan(&world->faults, WOK__CALL_POLLER_WAIT, 1, -ENOMEM, false);
    assert_int_equal(wok__reactor_turn(world->reactor, WORLD_PATIENCE_NS), -ENOMEM);
    wok__faults_clear(&world->faults);
    struct strand *only = &reader;
    world_run_all(world, &only, 1);
    assert_int_equal(read.result, 1);
    pair_close(world, pair);
}
IN_BOTH_WORLDS(a_poller_that_fails_is_told_and_loses_nothing)

static void an_event_of_the_past_does_not_reach_the_next_generation(struct world *world) {
    struct pair first = pair_open(world);
    struct wok_descriptor *record = first.server;
    uint32_t past = wok__descriptor_generation(record);
    assert_int_equal(do_close(world, first.server), 0);
    assert_int_equal(do_close(world, first.client), 0);
    uint32_t woken = 0;
    assert_false(wok__descriptor_ready(record, past, WOK__READABLE, &woken)); /* while free */
    struct pair second = pair_open(world);
    assert_ptr_equal(second.client, record);
    assert_int_equal(wok__descriptor_generation(record), past + 1);
    struct wok_read_vector read; /* by readiness, also beside a ring */
    struct strand reader;
    char byte;
    struct iovec place = {&byte, 1};
    wok_read_vector_init(&read, second.client, &place, 1);
    strand_init(&reader, (void *)wok_read_vector_poll, &read);
    assert_int_equal(strand_poll(&reader), WOK_PENDING);
    assert_false(wok__descriptor_ready(record, past, WOK__READABLE, &woken));
    assert_int_equal(woken, 0);
    assert_int_equal(wok__load_relaxed(&reader.wakes), 0);
    assert_true(wok__descriptor_ready(record, past + 1, WOK__READABLE, &woken));
    assert_int_equal(woken, 1);
    assert_int_equal(strand_poll(&reader), WOK_PENDING); /* a spurious wake is legal */
    CANCEL(world, wok_read_vector, &read);
    pair_close(world, second);
}
IN_BOTH_WORLDS(an_event_of_the_past_does_not_reach_the_next_generation)

/* Close everything and open it again between two turns: the numbers are the same, at once. */
static void recycled_numbers_bring_no_stale_readiness(struct world *world) {
    for (int round = 0; round < 50; round++) {
        struct pair pair = pair_open(world);
        char byte = 0;
        struct wok_read read;
        struct strand reader;
        wok_read_init(&read, pair.server, &byte, 1);
        strand_init(&reader, (void *)wok_read_poll, &read);
        assert_int_equal(strand_poll(&reader), WOK_PENDING);
        do_write(world, pair.client, "x", 1); /* the event is in the kernel, nobody turns */
        CANCEL(world, wok_read, &read);
        pair_close(world, pair);
    }
    struct wok__reactor_counts before, after;
    wok__reactor_count(world->reactor, &before);
    assert_int_equal(wok__reactor_turn(world->reactor, 1 * MS), 0);
    wok__reactor_count(world->reactor, &after);
    assert_int_equal(after.events, before.events);
}
IN_BOTH_WORLDS(recycled_numbers_bring_no_stale_readiness)

/* The protocol of readiness, step by step: an event between the call and the clearing survives. */
static void an_event_during_a_system_call_is_not_wiped_out(struct world *world) {
    struct pair pair = pair_open(world);
    uint32_t generation = wok__descriptor_generation(pair.server);
    uint64_t word;
    uint32_t woken = 0;
    assert_true(wok__descriptor_enter(pair.server, generation, &word));
    assert_true(wok__descriptor_ready(pair.server, generation, WOK__READABLE, &woken));
    wok__descriptor_leave(pair.server, word, WOK__READER_BITS);
    assert_true(wok__load_relaxed(&pair.server->word) & WOK__READABLE);
    assert_true(wok__descriptor_enter(pair.server, generation, &word));
    wok__descriptor_leave(pair.server, word, WOK__READER_BITS);
    assert_false(wok__load_relaxed(&pair.server->word) & WOK__READABLE);
    pair_close(world, pair);
}
IN_BOTH_WORLDS(an_event_during_a_system_call_is_not_wiped_out)

static void the_number_is_not_closed_under_a_user(struct world *world) {
    struct pair pair = pair_open(world);
    uint32_t generation = wok__descriptor_generation(pair.server);
    uint64_t closes = wok__faults_calls(&world->faults, WOK__CALL_CLOSE);
    uint64_t word;
    struct wok_close close;
    struct strand closer;
    assert_true(wok__descriptor_enter(pair.server, generation, &word));
    wok_close_init(&close, pair.server);
    strand_init(&closer, (void *)wok_close_poll, &close);
    assert_int_equal(strand_poll(&closer), WOK_PENDING);
    assert_int_equal(strand_poll(&closer), WOK_PENDING);
    assert_int_equal(wok__faults_calls(&world->faults, WOK__CALL_CLOSE), closes);
    uint64_t unused;
    assert_false(wok__descriptor_enter(pair.server, generation, &unused));
    wok__descriptor_leave(pair.server, word, 0);
    assert_int_equal(wok__faults_calls(&world->faults, WOK__CALL_CLOSE), closes + 1);
    assert_int_equal(wok__load_relaxed(&closer.wakes), 1);
    assert_int_equal(strand_poll(&closer), WOK_READY);
    assert_int_equal(close.result, 0);
    assert_int_equal(do_close(world, pair.client), 0);
}
IN_BOTH_WORLDS(the_number_is_not_closed_under_a_user)

static void a_cancelled_close_closes_all_the_same(struct world *world) {
    struct pair pair = pair_open(world);
    struct wok_close close;
    struct strand closer;
    uint64_t word;
    wok_close_init(&close, pair.server);
    assert_int_equal(wok_close_cancel(&close, NULL), WOK_READY); /* before: nothing happened */
    uint32_t generation = wok__descriptor_generation(pair.server);
    assert_true(wok__descriptor_enter(pair.server, generation, &word));
    strand_init(&closer, (void *)wok_close_poll, &close);
    assert_int_equal(strand_poll(&closer), WOK_PENDING);
    assert_int_equal(wok_close_cancel(&close, NULL), WOK_READY);
    assert_int_equal(wok__load_relaxed(&closer.wakers), 0);
    wok__descriptor_leave(pair.server, word, 0);
    assert_int_equal(wok__descriptors_open(world_system(world)), 1);
    assert_int_equal(do_close(world, pair.client), 0);
}
IN_BOTH_WORLDS(a_cancelled_close_closes_all_the_same)

static void a_thread_without_a_reactor_cannot_wait(struct world *world) {
    struct pair pair = pair_open(world);
    struct wok_read read;
    struct strand reader;
    char byte;
    wok_read_init(&read, pair.server, &byte, 1);
    strand_init(&reader, (void *)wok_read_poll, &read);
    wok__current.reactor = NULL;
    assert_int_equal(strand_poll(&reader), WOK_READY);
    assert_int_equal(read.result, -ENXIO);
    wok__current.reactor = world->reactor;
    pair_close(world, pair);
}
IN_BOTH_WORLDS(a_thread_without_a_reactor_cannot_wait)

/* A listener that outlives its runtime: it can be used in the next one, and closed. */
static void a_descriptor_survives_its_reactor(struct world *world) {
    struct wok__reactor *other;
    struct pair pair = pair_open(world);
    struct wok_read read;
    struct strand reader;
    char byte;
    assert_int_equal(wok__reactor_create(world_system(world), &other), 0);
    wok__current.reactor = other;
    wok_read_init(&read, pair.server, &byte, 1);
    strand_init(&reader, (void *)wok_read_poll, &read);
    assert_int_equal(strand_poll(&reader), WOK_PENDING);
    CANCEL(world, wok_read, &read);
    wok__reactor_destroy(other);
    wok__current.reactor = world->reactor;
    do_write(world, pair.client, "x", 1);
    assert_int_equal(do_read(world, pair.server, &byte, 1), 1);
    pair_close(world, pair);
}
IN_BOTH_WORLDS(a_descriptor_survives_its_reactor)

enum { WAITERS = 4 };

/* Whichever of those that wait give up, in either order: the rest is told, once each. */
static void any_of_those_that_wait_may_leave(struct world *world) {
    struct wok_descriptor *descriptor;
    int number = world_system(world)->event_create(world_system(world));
    assert_int_equal(wok__descriptor_open(world_system(world), number, 0, 0, &descriptor), 0);
    for (unsigned set = 0; set < 2u << WAITERS; set++) {
        struct wok_descriptor_wait waits[WAITERS];
        struct strand strands[WAITERS] = {0};
        bool is_backwards = set & 1u << WAITERS;
        for (unsigned i = 0; i < WAITERS; i++) {
            struct wok_waker waker = strand_waker(&strands[i]);
            struct wok_context cx = {.size = sizeof cx, .waker = &waker};
            int error;
            wok__operation_init(&waits[i], descriptor);
            assert_int_equal(wok__descriptor_wait(descriptor, &waits[i], WOK__READER, &cx, &error),
                             WOK_PENDING);
        }
        for (unsigned i = 0; i < WAITERS; i++) {
            unsigned which = is_backwards ? WAITERS - 1 - i : i;
            if (set & 1u << which)
                wok__descriptor_wait_cancel(descriptor, &waits[which]);
        }
        uint32_t generation = wok__descriptor_generation(descriptor), woken = 0;
        uint64_t word;
        assert_true(wok__descriptor_ready(descriptor, generation, WOK__READABLE, &woken));
        assert_int_equal(woken, WAITERS - __builtin_popcount(set & ((1u << WAITERS) - 1)));
        for (unsigned i = 0; i < WAITERS; i++) {
            assert_int_equal(wok__load_relaxed(&strands[i].wakers), 0);
            assert_int_equal(wok__load_relaxed(&strands[i].wakes), set & 1u << i ? 0 : 1);
        }
        assert_true(wok__descriptor_enter(descriptor, generation, &word));
        wok__descriptor_leave(descriptor, word, WOK__READABLE);
    }
    assert_int_equal(do_close(world, descriptor), 0);
}
IN_BOTH_WORLDS(any_of_those_that_wait_may_leave)

/* Records are made as they are needed, and used again. */
static void many_descriptors_are_told_apart(struct world *world) {
    enum { MANY = 1000 };
    static struct wok_descriptor *all[MANY];
    for (int round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < MANY; i++) {
            int number = world_system(world)->event_create(world_system(world));
            assert_true(number >= 0);
            assert_int_equal(wok__descriptor_open(world_system(world), number, 0, 0, &all[i]), 0);
            assert_int_equal(all[i]->number, number);
        }
        assert_int_equal(wok__descriptors_open(world_system(world)), MANY);
        for (uint32_t i = 0; i < MANY; i++) {
            uint64_t token = wok__descriptor_token(all[i], 0);
            assert_ptr_equal(wok__descriptor_by_token(world_system(world), token), all[i]);
            assert_true(all[i]->index < MANY);
        }
        for (uint32_t i = 0; i < MANY; i++)
            assert_int_equal(do_close(world, all[(i * 7) % MANY]), 0);
    }
}
IN_BOTH_WORLDS(many_descriptors_are_told_apart)

/* Much that is ready at once is told in batches; what is left ends the next wait. */
static void a_turn_tells_of_a_batch_at_most(struct world *world) {
    enum { MANY = 2 * WOK__REACTOR_BATCH_MAX + 50 };
    static struct wok_descriptor *all[MANY];
    static struct wok_descriptor_wait waits[MANY];
    static struct strand strands[MANY];
    struct wok__system *system = world_system(world);
    for (int i = 0; i < MANY; i++) {
        struct wok_waker waker = strand_waker(&strands[i]);
        struct wok_context cx = {.size = sizeof cx, .waker = &waker};
        int error, number = system->event_create(system);
        assert_int_equal(wok__descriptor_open(system, number, 0, 0, &all[i]), 0);
        wok__operation_init(&waits[i], all[i]);
        strands[i] = (struct strand){0};
        assert_int_equal(wok__descriptor_wait(all[i], &waits[i], WOK__READER, &cx, &error),
                         WOK_PENDING);
    }
    while (world_turn(world, MS) > 0) /* what is told of an event that nobody has signalled */
        continue;
    for (int i = 0; i < MANY; i++)
        assert_int_equal(wok__load_relaxed(&strands[i].wakes), 0);
    for (int i = 0; i < MANY; i++)
        system->event_signal(system, all[i]->number);
    int woken = 0, turns = 0;
    while (woken < MANY) {
        uint64_t before_ns = now_ns(world);
        int count = world_turn(world, 20ull * 1000 * MS);
        assert_in_range(count, 0, WOK__REACTOR_BATCH_MAX);
        assert_true(now_ns(world) - before_ns < 10ull * 1000 * MS);
        woken += count;
        assert_true(++turns < MANY);
    }
    assert_true(turns >= 3);
    for (int i = 0; i < MANY; i++) {
        assert_int_equal(wok__load_relaxed(&strands[i].wakes), 1);
        assert_int_equal(do_close(world, all[i]), 0);
    }
}
IN_BOTH_WORLDS(a_turn_tells_of_a_batch_at_most)

int main(void) {
    const struct CMUnitTest tests[] = {
        BOTH(a_turn_ends_at_its_deadline_and_not_before),
        BOTH(an_interrupt_before_the_turn_ends_it),
        BOTH(a_turn_that_only_looks_leaves_the_interrupt),
        cmocka_unit_test(no_interrupt_from_another_thread_is_lost),
        cmocka_unit_test(creation_that_fails_leaves_nothing),
        BOTH(a_poller_that_fails_is_told_and_loses_nothing),
        BOTH(an_event_of_the_past_does_not_reach_the_next_generation),
        BOTH(recycled_numbers_bring_no_stale_readiness),
        BOTH(an_event_during_a_system_call_is_not_wiped_out),
        BOTH(the_number_is_not_closed_under_a_user),
        BOTH(a_cancelled_close_closes_all_the_same),
        BOTH(a_thread_without_a_reactor_cannot_wait),
        BOTH(a_descriptor_survives_its_reactor),
        BOTH(any_of_those_that_wait_may_leave),
        BOTH(many_descriptors_are_told_apart),
        BOTH(a_turn_tells_of_a_batch_at_most),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
