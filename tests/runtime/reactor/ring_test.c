/*
 * ring_test.c: operations that the kernel performs.
 *
 * Goal    The kernel never works on memory that is not lent to it, and never on a number that was
 *         closed; what a cancelled operation has brought is lost by nobody; every way in which a
 *         ring can fail is an error or a detour, and never a wait without end.
 * Method  Strands on a reactor with a ring: the machine's, where it has one, and the simulated one,
 *         which ends the program when a number is closed under an operation. Each kind of failure of
 *         the ring in turn, at each of its calls.
 */
#include <errno.h>

#include "net/streams.h"
#include "platform/ring_real.h"

#define MS 1000000u

static struct world *ring_world(struct wok__system *behind, int is_simulation) {
    struct world *world = world_create(behind, is_simulation);
    if (wok__reactor_has_ring(world->reactor))
        return world;
    world_destroy(world);
    return NULL;
}

static struct world *simulated_ring(uint64_t seed, uint64_t buffer_size) {
    struct wok__system *simulation;
    struct wok__simulation_options options = {
        .seed = seed, .buffer_size = buffer_size, .deadlock_is_error = true};
    assert_int_equal(wok__simulation_create(&options, &simulation), 0);
    return ring_world(simulation, 1);
}

enum { FEW_ENTRIES = 2, FEW_COMPLETIONS = 4 };

/* The machine's, full and overflowing all the time. */
static struct world *tiny_ring(void) {
    wok__real_ring_size(FEW_ENTRIES, FEW_COMPLETIONS);
    struct world *world = ring_world(wok__system_real(), 0);
    wok__real_ring_size(0, 0);
    return world;
}

static struct world *ring_of_kind(int kind) {
    switch (kind) {
    case 0:
        return ring_world(wok__system_real(), 0);
    case 1:
        return tiny_ring();
    default:
        return simulated_ring(kind == 2 ? 0 : 7, 0);
    }
}

/* Each test four times: the machine, the machine with a tiny ring, the simulation in order, the
 * simulation as a seed has it. */
#define WITH_A_RING(name)                                                                          \
    static void name##_on_every_ring(void **state) {                                               \
        (void)state;                                                                               \
        for (int kind = 0; kind < 4; kind++) {                                                     \
            struct world *world = ring_of_kind(kind);                                              \
            if (!world)                                                                            \
                continue; /* WOK_REACTOR=epoll, or no ring to be had */                            \
            name(world);                                                                           \
            world_destroy(world);                                                                  \
        }                                                                                          \
    }

struct reader {
    struct wok_read read;
    struct strand strand;
    char bytes[64];
};

/* A read that the kernel has. */
static void reader_begin(struct reader *reader, wok_tcp_stream *stream, size_t size) {
    wok_read_init(&reader->read, stream, reader->bytes, size);
    strand_init(&reader->strand, (void *)wok_read_poll, &reader->read);
    assert_int_equal(strand_poll(&reader->strand), WOK_PENDING);
    assert_int_equal(reader->read.wait.state, WOK__WAIT_SUBMITTED);
}

/* Without a turn. A simulation with a seed takes a part only. */
static void write_behind_the_back(struct world *world, wok_tcp_stream *stream, const char *bytes) {
    struct wok__system *behind = world->behind;
    while (*bytes) {
        ssize_t count = behind->write(behind, stream->number, bytes, strlen(bytes));
        assert_true(count > 0);
        bytes += count;
    }
}

/* Cancel */

static void a_cancelled_read_waits_for_the_kernel(struct world *world) {
    struct pair pair = pair_open(world);
    struct reader reader;
    reader_begin(&reader, pair.server, 8);
    struct strand canceller;
    strand_init(&canceller, (void *)wok_read_cancel, &reader.read);
    assert_int_equal(strand_poll(&canceller), WOK_PENDING);
    assert_int_equal(wok__load_relaxed(&reader.strand.wakers), 0); /* it wakes who cancels */
    struct strand *only = &canceller;
    world_run_all(world, &only, 1);
    assert_int_equal(wok__load_relaxed(&canceller.wakers), 0);
    pair_close(world, pair);
}
WITH_A_RING(a_cancelled_read_waits_for_the_kernel)

/* The bytes were there before the cancellation was submitted: the next reads get them, in order. */
static void late_bytes_go_to_the_next_read(struct world *world) {
    for (int vector = 0; vector < 2; vector++) {
        struct pair pair = pair_open(world);
        struct reader reader;
        char heard[8] = "";
        reader_begin(&reader, pair.server, 8);
        world_turn(world, 0);
        write_behind_the_back(world, pair.client, "noodle");
        CANCEL(world, wok_read, &reader.read);
        write_behind_the_back(world, pair.client, "s");
        if (vector) {
            struct iovec parts[] = {{heard, 2}, {heard + 2, 4}};
            struct wok_read_vector read;
            wok_read_vector_init(&read, pair.server, parts, 2);
            world_run(world, (void *)wok_read_vector_poll, &read);
            assert_int_equal(read.result, 6);
        } else {
            assert_int_equal(do_read(world, pair.server, heard, 2), 2);
            assert_int_equal(do_read(world, pair.server, heard + 2, 4), 4);
        }
        assert_int_equal(do_read(world, pair.server, heard + 6, 2), 1);
        assert_string_equal(heard, "noodles");
        pair_close(world, pair);
    }
}
WITH_A_RING(late_bytes_go_to_the_next_read)

/* Another read of the same stream waits in the ring already: it may not wait for more. */
static void late_bytes_go_to_a_read_that_waits(struct world *world) {
    struct pair pair = pair_open(world);
    struct reader first, second;
    reader_begin(&first, pair.server, 8);
    reader_begin(&second, pair.server, 8);
    world_turn(world, 0);
    write_behind_the_back(world, pair.client, "x");
    CANCEL(world, wok_read, &first.read);
    struct strand *only = &second.strand;
    world_run_all(world, &only, 1);
    assert_int_equal(second.read.result, 1);
    assert_int_equal(second.bytes[0], 'x');
    pair_close(world, pair);
}
WITH_A_RING(late_bytes_go_to_a_read_that_waits)

static void late_bytes_without_memory_are_an_error_for_ever(struct world *world) {
    struct pair pair = pair_open(world);
    struct reader reader;
    char byte;
    reader_begin(&reader, pair.server, 8);
    world_turn(world, 0);
    write_behind_the_back(world, pair.client, "x");
    wok__faults_plan(&world->faults, WOK__CALL_ALLOCATE, 1, -ENOMEM, false);
    CANCEL(world, wok_read, &reader.read);
    wok__faults_clear(&world->faults);
    for (int i = 0; i < 2; i++)
        assert_int_equal(do_read(world, pair.server, &byte, 1), -ENOMEM);
    pair_close(world, pair);
}
WITH_A_RING(late_bytes_without_memory_are_an_error_for_ever)

static void late_bytes_of_a_closed_stream_are_freed(struct world *world) {
    struct pair pair = pair_open(world);
    struct reader reader;
    reader_begin(&reader, pair.server, 8);
    world_turn(world, 0);
    write_behind_the_back(world, pair.client, "x");
    CANCEL(world, wok_read, &reader.read);
    pair_close(world, pair);
}
WITH_A_RING(late_bytes_of_a_closed_stream_are_freed)

/* An accepted connection that nobody wants any more, with and without the memory to keep it. */
static void a_late_connection_is_kept_or_closed(struct world *world) {
    enum { TAKE, CLOSE, NO_MEMORY, CASES };
    for (int what = TAKE; what < CASES; what++) {
        char address[WOK_ADDRESS_SIZE_MAX], byte;
        wok_tcp_listener *listener = listen_anywhere(address);
        struct wok_tcp_accept accept;
        struct strand acceptor;
        struct pair pair = {NULL, NULL};
        wok_tcp_accept_init(&accept, listener, &pair.server);
        strand_init(&acceptor, (void *)wok_tcp_accept_poll, &accept);
        assert_int_equal(strand_poll(&acceptor), WOK_PENDING);
        assert_int_equal(do_connect(world, address, &pair.client), 0);
        while (!wok__load_relaxed(&acceptor.woken))
            world_turn(world, WORLD_PATIENCE_NS);
        if (what == NO_MEMORY)
            wok__faults_plan(&world->faults, WOK__CALL_ALLOCATE, 1, -ENOMEM, false);
        CANCEL(world, wok_tcp_accept, &accept);
        wok__faults_clear(&world->faults);
        assert_null(pair.server);
        if (what == TAKE)
            assert_int_equal(do_accept(world, listener, &pair.server), 0);
        assert_int_equal(do_close(world, listener), 0);
        if (what != TAKE) /* the peer sees an end, one way or another */
            assert_true(do_read(world, pair.client, &byte, 1) <= 0);
        else
            assert_int_equal(do_close(world, pair.server), 0);
        assert_int_equal(do_close(world, pair.client), 0);
    }
}
WITH_A_RING(a_late_connection_is_kept_or_closed)

/* A write that is larger than all buffers, given up in the middle: the kernel has let go afterwards. */
static void a_write_is_given_up_in_the_middle(struct world *world) {
    enum { SIZE = 32 << 20 };
    struct pair pair = pair_open(world);
    char *bytes = calloc(1, SIZE), heard[4096];
    struct wok_write_all write;
    struct strand writer;
    size_t total = 0;
    ssize_t count;
    wok_write_all_init(&write, pair.client, bytes, SIZE);
    strand_init(&writer, (void *)wok_write_all_poll, &write);
    while (write.wait.state != WOK__WAIT_SUBMITTED)
        assert_int_equal(strand_poll(&writer), WOK_PENDING);
    for (int i = 0; i < 10; i++)
        total += (size_t)do_read(world, pair.server, heard, sizeof heard);
    CANCEL(world, wok_write_all, &write);
    memset(bytes, 'x', SIZE); /* not the kernel's any more */
    free(bytes);
    assert_int_equal(do_close(world, pair.client), 0);
    while ((count = do_read(world, pair.server, heard, sizeof heard)) > 0) {
        for (ssize_t i = 0; i < count; i++)
            assert_int_equal(heard[i], 0);
        total += (size_t)count;
    }
    assert_true(total < SIZE);
    assert_int_equal(do_close(world, pair.server), 0);
}
WITH_A_RING(a_write_is_given_up_in_the_middle)

/* Close */

/* The peer sees the end, the reader -ECANCELED, and the number comes back only then. */
static void closing_waits_for_what_the_kernel_has(struct world *world) {
    struct pair pair = pair_open(world);
    struct reader reader;
    struct wok_close close;
    struct strand closer;
    char byte;
    reader_begin(&reader, pair.server, 1);
    world_turn(world, 0);
    wok_close_init(&close, pair.server);
    strand_init(&closer, (void *)wok_close_poll, &close);
    assert_int_equal(strand_poll(&closer), WOK_PENDING);
    struct strand *both[] = {&reader.strand, &closer};
    world_run_all(world, both, 2);
    assert_int_equal(reader.read.result, -ECANCELED);
    assert_int_equal(close.result, 0);
    assert_int_equal(do_read(world, pair.client, &byte, 1), 0);
    assert_int_equal(do_close(world, pair.client), 0);
}
WITH_A_RING(closing_waits_for_what_the_kernel_has)

/* Opened and closed again and again with a read in flight: no byte of one reaches another. */
static void recycled_numbers_bring_no_bytes_of_others(struct world *world) {
    for (int round = 0; round < 200; round++) {
        struct pair pair = pair_open(world);
        struct reader reader;
        char heard;
        char said[2] = {(char)('a' + round % 26), 0};
        reader_begin(&reader, pair.server, 8);
        world_turn(world, 0);
        wok_abandon(pair.server);
        write_behind_the_back(world, pair.client, "z");
        struct strand *only = &reader.strand;
        world_run_all(world, &only, 1);
        assert_int_equal(do_close(world, pair.client), 0);
        struct pair next = pair_open(world);
        assert_int_equal(do_write_all(world, next.client, said, 1), 1);
        assert_int_equal(do_read(world, next.server, &heard, 1), 1);
        assert_int_equal(heard, said[0]);
        pair_close(world, next);
    }
}
WITH_A_RING(recycled_numbers_bring_no_bytes_of_others)

/* The reactor ends before the descriptor: its operation is over, and nobody was woken. */
static void a_reactor_that_ends_takes_back_what_it_gave(struct world *world) {
    struct wok__reactor *own = world->reactor, *other;
    struct pair pair = pair_open(world);
    struct reader reader;
    assert_int_equal(wok__reactor_create_with_ring(world_system(world), &other), 0);
    wok__current.reactor = other;
    reader_begin(&reader, pair.server, 8);
    wok__current.reactor = own;
    wok__reactor_destroy(other);
    assert_int_equal(wok__load_relaxed(&reader.strand.wakes), 0);
    assert_int_equal(wok__load_relaxed(&reader.strand.wakers), 0);
    wok__store_relaxed(&reader.strand.woken, 1);
    assert_int_equal(do_write_all(world, pair.client, "x", 1), 1);
    struct strand *only = &reader.strand;
    world_run_all(world, &only, 1);
    assert_int_equal(reader.read.result, 1);
    pair_close(world, pair);
}
WITH_A_RING(a_reactor_that_ends_takes_back_what_it_gave)

/* Failures */

/* Everything that goes through a ring, once. An error is fine; a wait without end is not. */
static int scenario(struct world *world) {
    char address[WOK_ADDRESS_SIZE_MAX], byte = 0;
    wok_tcp_listener *listener = listen_anywhere(address);
    struct pair pair = {NULL, NULL};
    struct wok_tcp_accept accept;
    struct strand acceptor;
    wok_tcp_accept_init(&accept, listener, &pair.server);
    strand_init(&acceptor, (void *)wok_tcp_accept_poll, &accept);
    strand_poll(&acceptor);
    int error = do_connect(world, address, &pair.client);
    if (error == 0) {
        struct strand *only = &acceptor;
        world_run_all(world, &only, 1);
        error = accept.result;
    } else {
        CANCEL(world, wok_tcp_accept, &accept);
    }
    for (int i = 0; i < 3 && error == 0; i++) {
        struct reader reader;
        wok_read_init(&reader.read, pair.server, reader.bytes, 8);
        strand_init(&reader.strand, (void *)wok_read_poll, &reader.read);
        strand_poll(&reader.strand);
        if (i == 1)
            CANCEL(world, wok_read, &reader.read);
        ssize_t count = do_write_all(world, pair.client, "x", 1);
        error = count < 0 ? (int)count : 0;
        struct strand *only = &reader.strand;
        if (i != 1 && error == 0) {
            world_run_all(world, &only, 1);
            error = reader.read.result < 0 ? (int)reader.read.result : 0;
        } else if (i != 1) {
            CANCEL(world, wok_read, &reader.read);
        }
        if (i == 1 && error == 0) {
            count = do_read(world, pair.server, &byte, 1);
            error = count < 0 ? (int)count : 0;
        }
    }
    if (pair.client)
        do_close(world, pair.client);
    if (pair.server)
        do_close(world, pair.server);
    do_close(world, listener);
    return error;
}

static uint64_t calls_of_the_scenario(struct world *world, enum wok__call kind) {
    uint64_t before = wok__faults_calls(&world->faults, kind);
    assert_int_equal(scenario(world), 0);
    return wok__faults_calls(&world->faults, kind) - before;
}

/* What is told passes through; what only means "not now" is not seen. */
static bool is_passing(enum wok__call kind, int error) {
    return kind != WOK__CALL_RING_RESULT || error == -EINTR || error == -EAGAIN ||
           error == -ECANCELED;
}

static void fail_each_call(struct world *world, enum wok__call kind, const int *errors) {
    uint64_t count = calls_of_the_scenario(world, kind) + 4;
    for (; *errors; errors++) {
        for (uint64_t nth = 1; nth <= count; nth++) {
            wok__faults_plan(&world->faults, kind, nth, -*errors, false);
            int error = scenario(world);
            wok__faults_clear(&world->faults);
            if (is_passing(kind, -*errors))
                assert_int_equal(error, 0);
            else
                assert_true(error == 0 || error == -*errors);
        }
    }
}

static void a_full_ring_is_a_detour(struct world *world) {
    static const int errors[] = {EAGAIN, 0};
    fail_each_call(world, WOK__CALL_RING_PUT, errors);
}
WITH_A_RING(a_full_ring_is_a_detour)

static void entering_that_fails_loses_nothing(struct world *world) {
    static const int errors[] = {EINTR,  EAGAIN, EBUSY,      EBADF, EBADFD, EFAULT,
                                 EINVAL, ENXIO,  EOPNOTSUPP, EBADR, 0};
    fail_each_call(world, WOK__CALL_RING_ENTER, errors);
}
WITH_A_RING(entering_that_fails_loses_nothing)

static void every_result_reaches_the_caller_or_is_tried_again(struct world *world) {
    static const int errors[] = {EINTR,  EAGAIN,     ECANCELED,    EIO,       ENOMEM,
                                 EINVAL, ECONNRESET, ECONNREFUSED, ETIMEDOUT, ENOBUFS,
                                 EPIPE,  EMFILE,     ENFILE,       EPERM,     ENOTSOCK,
                                 EBADF,  EFAULT,     ENOTCONN,     0};
    fail_each_call(world, WOK__CALL_RING_RESULT, errors);
}
WITH_A_RING(every_result_reaches_the_caller_or_is_tried_again)

/* No put ever succeeds: everything goes by readiness, and a turn that cannot poll looks by itself. */
static void a_ring_that_takes_nothing_leaves_readiness(struct world *world) {
    wok__faults_plan(&world->faults, WOK__CALL_RING_PUT, 1, -EAGAIN, true);
    struct wok__reactor *reactor = NULL;
    assert_int_equal(wok__reactor_create_with_ring(world_system(world), &reactor), 0);
    struct wok__reactor *own = world->reactor;
    wok__current.reactor = reactor;
    struct pair pair = {NULL, NULL};
    char address[WOK_ADDRESS_SIZE_MAX];
    wok_tcp_listener *listener = listen_anywhere(address);
    struct wok_tcp_accept accept;
    struct strand acceptor;
    wok_tcp_accept_init(&accept, listener, &pair.server);
    strand_init(&acceptor, (void *)wok_tcp_accept_poll, &accept);
    assert_int_equal(strand_poll(&acceptor), WOK_PENDING);
    assert_int_equal(accept.wait.state, WOK__WAIT_WAITING);
    CANCEL(world, wok_tcp_accept, &accept);
    assert_true(wok__reactor_turn(reactor, 5 * MS) >=
                0); /* returns: it would not hear of anything */
    wok__current.reactor = own;
    wok__reactor_destroy(reactor);
    wok__faults_clear(&world->faults);
    assert_int_equal(do_close(world, listener), 0);
}
WITH_A_RING(a_ring_that_takes_nothing_leaves_readiness)

static void a_ring_that_cannot_be_made_leaves_nothing(void **state) {
    static const int errors[] = {ENOSYS, EPERM, EACCES, ENOMEM, EMFILE, ENFILE};
    struct wok__system *simulation;
    struct wok__faults faults;
    (void)state;
    assert_int_equal(wok__simulation_create(NULL, &simulation), 0);
    wok__faults_init(&faults, simulation);
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        struct wok__reactor *reactor = NULL;
        wok__faults_plan(&faults, WOK__CALL_RING_CREATE, 1, -errors[i], false);
        assert_int_equal(wok__reactor_create_with_ring(&faults.table, &reactor), -errors[i]);
        assert_null(reactor);
        assert_int_equal(wok__simulation_numbers_open(simulation), 0);
    }
    wok__simulation_destroy(simulation);
}

/* More operations than the ring has entries, and than one batch of completions holds. */
static void many_reads_at_a_time(struct world *world) {
    enum { PAIRS = 300 };
    struct pair *pairs = calloc(PAIRS, sizeof *pairs);
    struct reader *readers = calloc(PAIRS, sizeof *readers);
    struct strand **strands = calloc(PAIRS, sizeof *strands);
    for (int i = 0; i < PAIRS; i++)
        pairs[i] = pair_open(world);
    for (int i = 0; i < PAIRS; i++) {
        wok_read_init(&readers[i].read, pairs[i].server, readers[i].bytes, 8);
        strand_init(&readers[i].strand, (void *)wok_read_poll, &readers[i].read);
        assert_int_equal(strand_poll(&readers[i].strand), WOK_PENDING);
        strands[i] = &readers[i].strand;
    }
    for (int i = 0; i < PAIRS; i++)
        write_behind_the_back(world, pairs[i].client, "x");
    world_run_all(world, strands, PAIRS);
    for (int i = 0; i < PAIRS; i++) {
        assert_int_equal(readers[i].read.result, 1);
        pair_close(world, pairs[i]);
    }
    free(strands);
    free(readers);
    free(pairs);
}
WITH_A_RING(many_reads_at_a_time)

/*
 * More operations end at once than the ring has room to say so. The kernel keeps the rest: each is told
 * once, and counted once.
 */
static void completions_that_overflow_are_kept(void **state) {
    enum { PAIRS = 60, ROUNDS = 3 };
    (void)state;
    struct world *world = tiny_ring();
    if (!world)
        return;
    struct pair pairs[PAIRS];
    static struct reader readers[PAIRS];
    for (int i = 0; i < PAIRS; i++)
        pairs[i] = pair_open(world);
    for (int round = 0; round < ROUNDS; round++) {
        struct wok__reactor_counts before, after;
        int woken = 0, turns = 0;
        for (int i = 0; i < PAIRS; i++)
            reader_begin(&readers[i], pairs[i].server, 8);
        while (world_turn(world, MS) > 0) /* all that was put is submitted */
            continue;
        wok__reactor_count(world->reactor, &before);
        for (int i = 0; i < PAIRS; i++)
            write_behind_the_back(world, pairs[i].client, "x");
        for (; woken < PAIRS && turns < 10 * PAIRS; turns++) {
            int count = world_turn(world, 20000 * (uint64_t)MS);
            assert_in_range(count, 0, FEW_COMPLETIONS);
            woken += count;
        }
        assert_true(turns >= PAIRS / FEW_COMPLETIONS); /* it did overflow */
        wok__reactor_count(world->reactor, &after);
        assert_int_equal(after.completions - before.completions, PAIRS);
        for (int i = 0; i < PAIRS; i++) {
            assert_int_equal(wok__load_relaxed(&readers[i].strand.wakes), 1);
            assert_int_equal(strand_poll(&readers[i].strand), WOK_READY);
            assert_int_equal(readers[i].read.result, 1);
        }
        assert_false(wok__reactor_has_operations(world->reactor));
    }
    for (int i = 0; i < PAIRS; i++)
        pair_close(world, pairs[i]);
    world_destroy(world);
}

/* Cancelled when nothing can be said of it any more. */
static void operations_are_cancelled_while_completions_overflow(void **state) {
    enum { PAIRS = 30 };
    (void)state;
    struct world *world = tiny_ring();
    if (!world)
        return;
    struct pair pairs[PAIRS];
    static struct reader readers[PAIRS];
    struct strand cancels[PAIRS], *all[PAIRS];
    char byte;
    for (int i = 0; i < PAIRS; i++) {
        pairs[i] = pair_open(world);
        reader_begin(&readers[i], pairs[i].server, 8);
        all[i] = &cancels[i];
        strand_init(all[i], (void *)wok_read_cancel, &readers[i].read);
    }
    while (world_turn(world, MS) > 0)
        continue;
    for (int i = 0; i < PAIRS; i += 2)
        write_behind_the_back(world, pairs[i].client, "x");
    world_run_all(world, all, PAIRS);
    for (int i = 0; i < PAIRS; i++) {
        if (i % 2)
            write_behind_the_back(world, pairs[i].client, "x");
        assert_int_equal(do_read(world, pairs[i].server, &byte, 1), 1); /* nothing is lost */
        pair_close(world, pairs[i]);
    }
    world_destroy(world);
}

int main(void) {
#define ON_EVERY_RING(name) cmocka_unit_test(name##_on_every_ring)
    const struct CMUnitTest tests[] = {
        ON_EVERY_RING(a_cancelled_read_waits_for_the_kernel),
        ON_EVERY_RING(late_bytes_go_to_the_next_read),
        ON_EVERY_RING(late_bytes_go_to_a_read_that_waits),
        ON_EVERY_RING(late_bytes_without_memory_are_an_error_for_ever),
        ON_EVERY_RING(late_bytes_of_a_closed_stream_are_freed),
        ON_EVERY_RING(a_late_connection_is_kept_or_closed),
        ON_EVERY_RING(a_write_is_given_up_in_the_middle),
        ON_EVERY_RING(closing_waits_for_what_the_kernel_has),
        ON_EVERY_RING(recycled_numbers_bring_no_bytes_of_others),
        ON_EVERY_RING(a_reactor_that_ends_takes_back_what_it_gave),
        ON_EVERY_RING(a_full_ring_is_a_detour),
        ON_EVERY_RING(entering_that_fails_loses_nothing),
        ON_EVERY_RING(every_result_reaches_the_caller_or_is_tried_again),
        ON_EVERY_RING(a_ring_that_takes_nothing_leaves_readiness),
        cmocka_unit_test(a_ring_that_cannot_be_made_leaves_nothing),
        ON_EVERY_RING(many_reads_at_a_time),
        cmocka_unit_test(completions_that_overflow_are_kept),
        cmocka_unit_test(operations_are_cancelled_while_completions_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
