/*
 * Goal    Descriptors may be used, woken and closed from any thread, at any moment.
 * Method  Two reactors turned by two threads; futures are polled on one while the descriptor's home
 *         is the other, and closed under readers. Meant for ThreadSanitizer; without it the sums
 *         and the leak checks still have to hold.
 */
#include <errno.h>
#include <sched.h>

#include "net/streams.h"

struct turner {
    struct wok__reactor *reactor;
    wok__atomic_u32 stop;
};

static void turn_until_stopped(void *argument) {
    struct turner *turner = argument;
    while (!wok__load_acquire(&turner->stop))
        wok__reactor_turn(turner->reactor, WOK__FOREVER);
}

/* Poll a future on this thread; its wakes come from the turning thread. */
static void run_here(void *poll, void *self) {
    struct strand strand;
    strand_init(&strand, poll, self);
    for (;;) {
        while (!wok__load_acquire(&strand.woken))
            sched_yield();
        if (strand_poll(&strand) == WOK_READY)
            break;
    }
    while (wok__load_acquire(&strand.wakers)) /* a waker that is being called still looks at it */
        sched_yield();
}

struct side {
    struct wok__reactor *reactor;
    wok_tcp_stream *stream;
    uint32_t rounds, done;
    ssize_t last;
    wok__atomic_u32 is_over;
};

/* Send a byte and hear one, as often as told; another thread turns the reactor. */
static void ping(void *argument) {
    struct side *side = argument;
    wok__current.reactor = side->reactor;
    for (; side->done < side->rounds; side->done++) {
        struct wok_write_all write;
        struct wok_read read;
        char byte = 'x';
        wok_write_all_init(&write, side->stream, &byte, 1);
        run_here((void *)wok_write_all_poll, &write);
        wok_read_init(&read, side->stream, &byte, 1);
        run_here((void *)wok_read_poll, &read);
        if (write.result != 1 || read.result != 1)
            break;
    }
    wok__store_release(&side->is_over, 1);
}

static void read_until_an_error(void *argument) {
    struct side *side = argument;
    char bytes[8];
    wok__current.reactor = side->reactor;
    do {
        struct wok_read read;
        wok_read_init(&read, side->stream, bytes, sizeof bytes);
        run_here((void *)wok_read_poll, &read);
        side->last = read.result;
        side->done++;
    } while (side->last > 0);
}

static void write_until_an_error(void *argument) {
    struct side *side = argument;
    wok__current.reactor = side->reactor;
    do {
        struct wok_write write;
        wok_write_init(&write, side->stream, "abcdefgh", 8);
        run_here((void *)wok_write_poll, &write);
        side->last = write.result;
        side->done++;
    } while (side->last > 0);
}

struct stage {
    struct world *world;
    struct turner turner;
    struct wok__thread turning;
};

static void stage_open(struct stage *stage) {
    stage->world = world_real();
    assert_int_equal(wok__reactor_create(world_system(stage->world), &stage->turner.reactor), 0);
    wok__store_relaxed(&stage->turner.stop, 0);
    struct wok__system *system = world_system(stage->world);
    assert_int_equal(system->thread_create(system, &stage->turning, "turner", turn_until_stopped,
                                           &stage->turner),
                     0);
}

static void stage_close(struct stage *stage) {
    struct wok__system *system = world_system(stage->world);
    wok__store_release(&stage->turner.stop, 1);
    wok__reactor_interrupt(stage->turner.reactor);
    assert_int_equal(system->thread_join(system, &stage->turning), 0);
    wok__reactor_destroy(stage->turner.reactor);
    world_destroy(stage->world);
}

static void two_threads_play_over_the_reactors_of_two_others(void **state) {
    (void)state;
    struct stage stage;
    stage_open(&stage);
    struct wok__system *system = world_system(stage.world);
    struct pair pair = pair_open(stage.world);
    struct side sides[2] = {
        {.reactor = stage.turner.reactor, .stream = pair.client, .rounds = 500},
        {.reactor = stage.turner.reactor, .stream = pair.server, .rounds = 500},
    };
    struct wok__thread threads[2];
    for (int i = 0; i < 2; i++)
        assert_int_equal(system->thread_create(system, &threads[i], "ping", ping, &sides[i]), 0);
    /* Connecting gave the client its home here, the server's first wait is over there. */
    for (int i = 0; i < 2; i++)
        while (!wok__load_acquire(&sides[i].is_over))
            wok__reactor_turn(stage.world->reactor, 1000000);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(system->thread_join(system, &threads[i]), 0);
        assert_int_equal(sides[i].done, 500);
    }
    pair_close(stage.world, pair);
    stage_close(&stage);
}

static void pause_a_little(uint32_t amount) {
    for (uint32_t i = 0; i < amount; i++)
        wok__spin_pause();
}

/* Readers and a writer work on a stream while it is closed under them, again and again. */
static void closing_under_users_is_orderly(void **state) {
    (void)state;
    struct stage stage;
    stage_open(&stage);
    struct wok__system *system = world_system(stage.world);
    for (uint32_t round = 0; round < 200; round++) {
        struct pair pair = pair_open(stage.world);
        struct side reader = {.reactor = stage.turner.reactor, .stream = pair.server};
        struct side writer = {.reactor = stage.turner.reactor, .stream = pair.server};
        struct wok__thread threads[2];
        assert_int_equal(
            system->thread_create(system, &threads[0], "reader", read_until_an_error, &reader), 0);
        assert_int_equal(
            system->thread_create(system, &threads[1], "writer", write_until_an_error, &writer), 0);
        do_write(stage.world, pair.client, "go", 2);
        pause_a_little(round * 37 % 5000);
        struct wok_close close;
        wok_close_init(&close, pair.server);
        run_here((void *)wok_close_poll, &close);
        assert_int_equal(close.result, 0);
        for (int i = 0; i < 2; i++)
            assert_int_equal(system->thread_join(system, &threads[i]), 0);
        assert_true(reader.last == -ECANCELED || reader.last == -EBADF);
        assert_true(writer.last == -ECANCELED || writer.last == -EBADF);
        assert_int_equal(do_close(stage.world, pair.client), 0);
    }
    stage_close(&stage);
}

/* Only one of several closers gets 0; the rest get -EBADF, and the number is closed once. */
static void closers(void *argument) {
    struct side *side = argument;
    struct wok_close close;
    wok_close_init(&close, side->stream);
    while (!wok__load_acquire(wok__atomic_in_u32(&side->rounds)))
        sched_yield();
    run_here((void *)wok_close_poll, &close);
    side->last = close.result;
}

static void of_two_closers_one_closes(void **state) {
    (void)state;
    struct stage stage;
    stage_open(&stage);
    struct wok__system *system = world_system(stage.world);
    for (int round = 0; round < 100; round++) {
        struct pair pair = pair_open(stage.world);
        struct side sides[2] = {{.stream = pair.client}, {.stream = pair.client}};
        struct wok__thread threads[2];
        for (int i = 0; i < 2; i++)
            assert_int_equal(
                system->thread_create(system, &threads[i], "closer", closers, &sides[i]), 0);
        for (int i = 0; i < 2; i++)
            wok__store_release(wok__atomic_in_u32(&sides[i].rounds), 1);
        for (int i = 0; i < 2; i++)
            assert_int_equal(system->thread_join(system, &threads[i]), 0);
        /* The second may even have been made after the end: then its handle was stale at birth. */
        assert_int_equal((sides[0].last == 0) + (sides[1].last == 0), 1);
        assert_int_equal((sides[0].last == -EBADF) + (sides[1].last == -EBADF), 1);
        assert_int_equal(do_close(stage.world, pair.server), 0);
    }
    stage_close(&stage);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_threads_play_over_the_reactors_of_two_others),
        cmocka_unit_test(closing_under_users_is_orderly),
        cmocka_unit_test(of_two_closers_one_closes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
