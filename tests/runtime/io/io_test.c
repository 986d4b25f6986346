/*
 * Goal    The futures of <wok/io.h> do what their comments say, in every order of events.
 * Method  A pair of connected streams, on the machine over loopback and in the simulation under
 *         twenty seeds; futures are polled by hand, so a test decides what happens between polls.
 */
#include <errno.h>

#include "net/streams.h"

static void a_read_returns_what_was_written(struct world *world) {
    struct pair pair = pair_open(world);
    char buffer[16] = "";
    assert_int_equal(do_write_all(world, pair.client, "noodle", 6), 6);
    size_t have = 0;
    while (have < 6) {
        ssize_t count = do_read(world, pair.server, buffer + have, sizeof buffer - have);
        assert_true(count > 0);
        have += (size_t)count;
    }
    assert_memory_equal(buffer, "noodle", 6);
    pair_close(world, pair);
}
IN_BOTH_WORLDS(a_read_returns_what_was_written)

static void a_read_waits_until_there_is_something(struct world *world) {
    struct pair pair = pair_open(world);
    struct wok_read read;
    struct strand reader;
    char byte = 0;
    wok_read_init(&read, pair.server, &byte, 1);
    strand_init(&reader, (void *)wok_read_poll, &read);
    assert_int_equal(strand_poll(&reader), WOK_PENDING);
    assert_int_equal(wok__load_relaxed(&reader.wakers), 1);
    assert_int_equal(do_write(world, pair.client, "x", 1), 1);
    struct strand *only = &reader;
    world_run_all(world, &only, 1);
    assert_int_equal(read.result, 1);
    assert_int_equal(byte, 'x');
    assert_int_equal(wok__load_relaxed(&reader.wakers), 0);
    pair_close(world, pair);
}
IN_BOTH_WORLDS(a_read_waits_until_there_is_something)

static void a_spurious_poll_keeps_waiting_with_the_new_waker(struct world *world) {
    struct pair pair = pair_open(world);
    struct wok_read read;
    struct strand first, second;
    char byte;
    wok_read_init(&read, pair.server, &byte, 1);
    strand_init(&first, (void *)wok_read_poll, &read);
    strand_init(&second, (void *)wok_read_poll, &read);
    assert_int_equal(strand_poll(&first), WOK_PENDING);
    assert_int_equal(strand_poll(&first), WOK_PENDING);
    assert_int_equal(wok__load_relaxed(&first.wakers), 1);
    assert_int_equal(strand_poll(&second), WOK_PENDING);
    assert_int_equal(wok__load_relaxed(&first.wakers), 0);
    assert_int_equal(wok__load_relaxed(&second.wakers), 1);
    do_write(world, pair.client, "x", 1);
    struct strand *only = &second;
    world_run_all(world, &only, 1);
    assert_int_equal(read.result, 1);
    assert_int_equal(wok__load_relaxed(&first.wakes), 0);
    pair_close(world, pair);
}
IN_BOTH_WORLDS(a_spurious_poll_keeps_waiting_with_the_new_waker)

static void a_read_returns_zero_at_the_end(struct world *world) {
    struct pair pair = pair_open(world);
    char buffer[4];
    assert_int_equal(do_write_all(world, pair.client, "ab", 2), 2);
    assert_int_equal(do_close(world, pair.client), 0);
    ssize_t total = 0, count;
    while ((count = do_read(world, pair.server, buffer, sizeof buffer)) > 0)
        total += count;
    assert_int_equal(count, 0);
    assert_int_equal(total, 2);
    assert_int_equal(do_read(world, pair.server, buffer, sizeof buffer), 0);
    assert_int_equal(do_close(world, pair.server), 0);
}
IN_BOTH_WORLDS(a_read_returns_zero_at_the_end)

static void writing_to_a_closed_peer_is_an_error_and_no_signal(struct world *world) {
    struct pair pair = pair_open(world);
    assert_int_equal(do_close(world, pair.server), 0);
    ssize_t answer;
    do {
        answer = do_write(world, pair.client, "x", 1);
    } while (answer == 1); /* the first may still find the peer's kernel unaware */
    assert_true(answer == -EPIPE || answer == -ECONNRESET);
    assert_int_equal(do_close(world, pair.client), 0);
}
IN_BOTH_WORLDS(writing_to_a_closed_peer_is_an_error_and_no_signal)

struct drain {
    struct wok_read read;
    wok_tcp_stream *stream;
    char buffer[4096];
    size_t total;
    uint32_t sum;
    int is_reading;
};

static enum wok_poll drain_poll(struct drain *self, struct wok_context *cx) {
    for (;;) {
        if (!self->is_reading)
            wok_read_init(&self->read, self->stream, self->buffer, sizeof self->buffer);
        self->is_reading = 1;
        if (wok_read_poll(&self->read, cx) == WOK_PENDING)
            return WOK_PENDING;
        self->is_reading = 0;
        if (self->read.result <= 0)
            return WOK_READY;
        for (ssize_t i = 0; i < self->read.result; i++)
            self->sum = self->sum * 31 + (unsigned char)self->buffer[i];
        self->total += (size_t)self->read.result;
    }
}

struct pour {
    struct wok_write_all write;
    struct wok_close close;
    int is_closing;
};

static enum wok_poll pour_poll(struct pour *self, struct wok_context *cx) {
    if (!self->is_closing) {
        if (wok_write_all_poll(&self->write, cx) == WOK_PENDING)
            return WOK_PENDING;
        self->is_closing = 1;
        wok_close_init(&self->close, self->write.descriptor);
    }
    return wok_close_poll(&self->close, cx);
}

static void transfer(struct world *world, size_t size) {
    struct pair pair = pair_open(world);
    char *bytes = malloc(size);
    uint32_t sum = 0;
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (char)(i * 7 + i / 251);
        sum = sum * 31 + (unsigned char)bytes[i];
    }
    struct pour pour = {.is_closing = 0};
    wok_write_all_init(&pour.write, pair.client, bytes, size);
    struct drain drain = {.stream = pair.server};
    struct strand strands[2];
    strand_init(&strands[0], (void *)pour_poll, &pour);
    strand_init(&strands[1], (void *)drain_poll, &drain);
    struct strand *all[] = {&strands[0], &strands[1]};
    world_run_all(world, all, 2);
    assert_int_equal(pour.write.result, size);
    assert_int_equal(drain.read.result, 0);
    assert_int_equal(drain.total, size);
    assert_int_equal(drain.sum, sum);
    assert_int_equal(do_close(world, pair.server), 0);
    free(bytes);
}

static void a_large_transfer_arrives_whole(struct world *world) {
    transfer(world, world->is_simulation ? 300000 : 8000000);
}
IN_BOTH_WORLDS(a_large_transfer_arrives_whole)

static void a_transfer_survives_short_writes(struct world *world) {
    world->faults.write_size_max = 3;
    transfer(world, 20000);
}
IN_BOTH_WORLDS(a_transfer_survives_short_writes)

static void a_transfer_survives_buffers_of_one_byte(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 10; seed++) {
        struct world *world =
            world_simulated((struct wok__simulation_options){.seed = seed, .buffer_size = 1});
        transfer(world, 500);
        world_destroy(world);
    }
}

static void an_exhausted_budget_yields_before_the_effect(struct world *world) {
    struct pair pair = pair_open(world);
    struct wok_write write;
    struct strand writer;
    wok_write_init(&write, pair.client, "x", 1);
    strand_init(&writer, (void *)wok_write_poll, &write);
    writer.budget = -1;
    uint64_t before = wok__faults_calls(&world->faults, WOK__CALL_ANY);
    assert_int_equal(strand_poll(&writer), WOK_PENDING);
    assert_int_equal(wok__faults_calls(&world->faults, WOK__CALL_ANY), before);
    assert_int_equal(wok__load_relaxed(&writer.woken), 1);
    writer.budget = 1;
    assert_int_equal(strand_poll(&writer), WOK_READY);
    assert_int_equal(write.result, 1);
    pair_close(world, pair);
}
IN_BOTH_WORLDS(an_exhausted_budget_yields_before_the_effect)

static void a_write_all_of_much_lets_others_run(struct world *world) {
    struct pair pair = pair_open(world);
    static const char bytes[64];
    struct wok_write_all write;
    struct strand writer;
    world->faults.write_size_max = 1;
    wok_write_all_init(&write, pair.client, bytes, sizeof bytes);
    strand_init(&writer, (void *)wok_write_all_poll, &write);
    writer.budget = 10;
    int polls = 1;
    while (strand_poll(&writer) == WOK_PENDING)
        polls++;
    assert_int_equal(polls, 7); /* 64 pieces, ten a poll */
    assert_int_equal(write.result, 64);
    pair_close(world, pair);
}
IN_BOTH_WORLDS(a_write_all_of_much_lets_others_run)

static int do_readable(struct world *world, wok_tcp_stream *stream) {
    struct wok_readable future;
    wok_readable_init(&future, stream);
    world_run(world, (void *)wok_readable_poll, &future);
    return future.result;
}

/* A new stream is believed readable: on the machine the first wait looks, and takes nothing. */
static void a_stream_can_be_waited_for_without_a_buffer(struct world *world) {
    struct pair pair = pair_open(world);
    struct wok_readable ready;
    struct strand waiter, *only = &waiter;
    char bytes[8];
    bool can_look = wok__faults_calls(&world->faults, WOK__CALL_RECEIVE) == 0;
    wok_readable_init(&ready, pair.server);
    strand_init(&waiter, (void *)wok_readable_poll, &ready);
    if (strand_poll(&waiter) == WOK_READY) {
        assert_int_equal(ready.result, 0); /* a simulation cannot be looked at */
        can_look = false;
    }
    assert_int_equal(do_write_all(world, pair.client, "soup", 4), 4);
    if (can_look)
        world_run_all(world, &only, 1);
    assert_int_equal(ready.result, 0);
    assert_int_equal(do_readable(world, pair.server), 0);
    size_t size = 0;
    while (size < 4) {
        ssize_t count = do_read(world, pair.server, bytes, sizeof bytes);
        assert_true(count > 0);
        size += (size_t)count;
    }
    wok_readable_init(&ready, pair.server); /* emptied by a short read: nobody looks */
    strand_init(&waiter, (void *)wok_readable_poll, &ready);
    if (strand_poll(&waiter) == WOK_PENDING) {
        assert_int_equal(wok_readable_cancel(&ready, NULL), WOK_READY);
        assert_int_equal(wok__load_relaxed(&waiter.wakers), 0);
    }
    wok_readable_init(&ready, pair.server);
    strand_init(&waiter, (void *)wok_readable_poll, &ready);
    enum wok_poll answer = strand_poll(&waiter);
    assert_int_equal(do_close(world, pair.client), 0);
    if (answer == WOK_PENDING)
        world_run_all(world, &only, 1);
    assert_int_equal(ready.result, 0);
    assert_int_equal(do_read(world, pair.server, bytes, 1), 0);
    assert_int_equal(do_readable(world, pair.server), 0); /* the end is something too */
    assert_int_equal(do_close(world, pair.server), 0);
    assert_int_equal(do_readable(world, pair.server), -EBADF);
    assert_int_equal(do_readable(world, NULL), -EBADF);
}
IN_BOTH_WORLDS(a_stream_can_be_waited_for_without_a_buffer)

static void closing_fails_who_waits_without_a_buffer(struct world *world) {
    struct pair pair = pair_open(world);
    struct wok_readable ready;
    struct strand waiter, *only = &waiter;
    char byte;
    assert_int_equal(do_write(world, pair.client, "x", 1), 1);
    assert_int_equal(do_read(world, pair.server, &byte, 1), 1);
    wok_readable_init(&ready, pair.server);
    strand_init(&waiter, (void *)wok_readable_poll, &ready);
    if (strand_poll(&waiter) == WOK_PENDING) {
        assert_int_equal(do_close(world, pair.server), 0);
        world_run_all(world, &only, 1);
        assert_int_equal(ready.result, -ECANCELED);
    } else {
        assert_int_equal(do_close(world, pair.server), 0);
    }
    assert_int_equal(do_close(world, pair.client), 0);
}
IN_BOTH_WORLDS(closing_fails_who_waits_without_a_buffer)

static void closing_fails_who_waits_and_who_comes_later(struct world *world) {
    struct pair pair = pair_open(world);
    struct wok_read reads[2], late;
    struct strand readers[2];
    char bytes[3];
    for (int i = 0; i < 2; i++) {
        wok_read_init(&reads[i], pair.server, &bytes[i], 1);
        strand_init(&readers[i], (void *)wok_read_poll, &reads[i]);
        assert_int_equal(strand_poll(&readers[i]), WOK_PENDING);
    }
    wok_read_init(&late, pair.server, &bytes[2], 1);
    assert_int_equal(do_close(world, pair.server), 0);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(strand_poll(&readers[i]), WOK_READY);
        assert_int_equal(reads[i].result, -ECANCELED);
        assert_int_equal(wok__load_relaxed(&readers[i].wakes), 1);
    }
    world_run(world, (void *)wok_read_poll, &late);
    assert_int_equal(late.result, -EBADF);
    assert_int_equal(do_close(world, pair.server), -EBADF);
    assert_int_equal(do_close(world, pair.client), 0);
}
IN_BOTH_WORLDS(closing_fails_who_waits_and_who_comes_later)

static void a_stale_handle_cannot_touch_the_next_owner_of_its_record(struct world *world) {
    struct pair first = pair_open(world);
    struct wok_read stale;
    struct wok_close stale_close;
    char byte;
    wok_read_init(&stale, first.server, &byte, 1);
    wok_close_init(&stale_close, first.server);
    assert_int_equal(do_close(world, first.server), 0);
    assert_int_equal(do_close(world, first.client), 0);
    struct pair second = pair_open(world); /* its listener takes the record freed last */
    assert_ptr_equal(second.client, first.server);
    do_write(world, second.client, "x", 1);
    do_write(world, second.server, "y", 1);
    world_run(world, (void *)wok_read_poll, &stale);
    assert_int_equal(stale.result, -EBADF);
    world_run(world, (void *)wok_close_poll, &stale_close);
    assert_int_equal(stale_close.result, -EBADF);
    assert_int_equal(do_read(world, second.client, &byte, 1), 1);
    assert_int_equal(byte, 'y');
    pair_close(world, second);
}
IN_BOTH_WORLDS(a_stale_handle_cannot_touch_the_next_owner_of_its_record)

static void a_null_descriptor_is_a_bad_one(struct world *world) {
    char byte = 0;
    assert_int_equal(do_read(world, NULL, &byte, 1), -EBADF);
    assert_int_equal(do_write(world, NULL, &byte, 1), -EBADF);
    assert_int_equal(do_write_all(world, NULL, &byte, 1), -EBADF);
    assert_int_equal(do_close(world, NULL), -EBADF);
}
IN_BOTH_WORLDS(a_null_descriptor_is_a_bad_one)

/* Cancel before the first poll, while waiting, when woken but not polled, and after the end. */
static void a_cancelled_read_has_read_nothing(struct world *world) {
    for (int point = 0; point < 4; point++) {
        struct pair pair = pair_open(world);
        struct wok_read read;
        struct strand reader;
        char byte = 0, other = 0;
        wok_read_init(&read, pair.server, &byte, 1);
        strand_init(&reader, (void *)wok_read_poll, &read);
        if (point >= 1)
            assert_int_equal(strand_poll(&reader), WOK_PENDING);
        do_write(world, pair.client, "x", 1);
        if (point >= 2) {
            while (!wok__load_relaxed(&reader.woken))
                world_turn(world, WORLD_PATIENCE_NS);
        }
        if (point >= 3)
            assert_int_equal(strand_poll(&reader), WOK_READY);
        CANCEL(world, wok_read, &read);
        assert_int_equal(wok__load_relaxed(&reader.wakers), 0);
        if (point < 3) {
            assert_int_equal(do_read(world, pair.server, &other, 1), 1);
            assert_int_equal(other, 'x');
        }
        pair_close(world, pair);
    }
}
IN_BOTH_WORLDS(a_cancelled_read_has_read_nothing)

/* A write that waits for room, cancelled while waiting or once woken: not one byte more goes out. */
static void a_cancelled_write_has_written_nothing(struct world *world) {
    static char bytes[65536];
    for (int point = 0; point < 2; point++) {
        struct pair pair = pair_open(world);
        struct wok_write write;
        struct strand writer;
        size_t sent = 0, heard = 0;
        for (;;) { /* until the peer's buffers are full */
            wok_write_init(&write, pair.client, bytes, sizeof bytes);
            strand_init(&writer, (void *)wok_write_poll, &write);
            if (strand_poll(&writer) == WOK_PENDING)
                break;
            assert_true(write.result > 0);
            sent += (size_t)write.result;
        }
        while (point >= 1 && !wok__load_relaxed(&writer.woken)) {
            ssize_t count = do_read(world, pair.server, bytes, sizeof bytes);
            assert_true(count > 0);
            heard += (size_t)count;
            world_turn(world, 0);
        }
        assert_int_equal(wok_write_cancel(&write, NULL), WOK_READY);
        assert_int_equal(wok__load_relaxed(&writer.wakers), 0);
        assert_int_equal(do_close(world, pair.client), 0);
        ssize_t count;
        while ((count = do_read(world, pair.server, bytes, sizeof bytes)) > 0)
            heard += (size_t)count;
        assert_int_equal(count, 0);
        assert_int_equal(heard, sent);
        assert_int_equal(do_close(world, pair.server), 0);
    }
}
IN_BOTH_WORLDS(a_cancelled_write_has_written_nothing)

static void cancelling_one_of_several_readers_leaves_the_others(struct world *world) {
    for (int cancelled = 0; cancelled < 3; cancelled++) {
        struct pair pair = pair_open(world);
        struct wok_read reads[3];
        struct strand readers[3];
        char bytes[3];
        for (int i = 0; i < 3; i++) {
            wok_read_init(&reads[i], pair.server, &bytes[i], 1);
            strand_init(&readers[i], (void *)wok_read_poll, &reads[i]);
            assert_int_equal(strand_poll(&readers[i]), WOK_PENDING);
        }
        CANCEL(world, wok_read, &reads[cancelled]);
        assert_int_equal(do_write_all(world, pair.client, "xy", 2), 2);
        struct strand *left[2];
        for (int i = 0, n = 0; i < 3; i++)
            if (i != cancelled)
                left[n++] = &readers[i];
        world_run_all(world, left, 2);
        assert_int_equal(wok__load_relaxed(&readers[cancelled].wakes), 0);
        pair_close(world, pair);
    }
}
IN_BOTH_WORLDS(cancelling_one_of_several_readers_leaves_the_others)

static void interruptions_are_not_seen(struct world *world) {
    struct pair pair = pair_open(world);
    char byte;
    wok__faults_plan(&world->faults, WOK__CALL_WRITE, 1, -EINTR, false);
    assert_int_equal(do_write(world, pair.client, "x", 1), 1);
    wok__faults_plan(&world->faults, WOK__CALL_READ, 1, -EINTR, false);
    assert_int_equal(do_read(world, pair.server, &byte, 1), 1);
    wok__faults_plan(&world->faults, WOK__CALL_POLLER_WAIT, 1, -EINTR, false);
    assert_int_equal(wok__reactor_turn(world->reactor, 0), 0);
    wok__faults_clear(&world->faults);
    pair_close(world, pair);
}
IN_BOTH_WORLDS(interruptions_are_not_seen)

static void every_error_of_read_reaches_the_caller(struct world *world) {
    static const int errors[] = {EBADF,  EFAULT,    EINVAL, EIO,     ENOTCONN,     ECONNRESET,
                                 ENOMEM, ETIMEDOUT, EISDIR, ENOBUFS, ECONNREFUSED, EHOSTUNREACH};
    struct pair pair = pair_open(world);
    char byte;
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        wok__faults_plan(&world->faults, WOK__CALL_READ, 1, -errors[i], false);
        assert_int_equal(do_read(world, pair.server, &byte, 1), -errors[i]);
    }
    wok__faults_clear(&world->faults);
    do_write(world, pair.client, "x", 1);
    assert_int_equal(do_read(world, pair.server, &byte, 1), 1);
    pair_close(world, pair);
}
IN_BOTH_WORLDS(every_error_of_read_reaches_the_caller)

static void every_error_of_write_reaches_the_caller(struct world *world) {
    static const int errors[] = {EBADF, EFAULT, EINVAL, EIO,    EPIPE,  ECONNRESET, ENOMEM,
                                 EPERM, EFBIG,  ENOSPC, EDQUOT, EACCES, ENOBUFS,    ENETUNREACH};
    struct pair pair = pair_open(world);
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        wok__faults_plan(&world->faults, WOK__CALL_WRITE, 1, -errors[i], false);
        assert_int_equal(do_write(world, pair.client, "x", 1), -errors[i]);
        wok__faults_plan(&world->faults, WOK__CALL_WRITE, 1, -errors[i], false);
        assert_int_equal(do_write_all(world, pair.client, "x", 1), -errors[i]);
    }
    pair_close(world, pair);
}
IN_BOTH_WORLDS(every_error_of_write_reaches_the_caller)

/* The first wait registers the descriptor with the poller, and that may fail too. */
static void a_failed_registration_is_an_error_and_can_be_repeated(struct world *world) {
    static const int errors[] = {ENOMEM, ENOSPC, EPERM};
    struct pair pair = pair_open(world);
    struct wok_read_vector read;
    char byte;
    struct iovec place = {&byte, 1};
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        wok__faults_plan(&world->faults, WOK__CALL_POLLER_ADD, 1, -errors[i], false);
        wok_read_vector_init(&read, pair.server, &place, 1); /* by readiness, also beside a ring */
        world_run(world, (void *)wok_read_vector_poll, &read);
        assert_int_equal(read.result, -errors[i]);
    }
    wok__faults_clear(&world->faults);
    do_write(world, pair.client, "x", 1);
    assert_int_equal(do_read(world, pair.server, &byte, 1), 1);
    pair_close(world, pair);
}
IN_BOTH_WORLDS(a_failed_registration_is_an_error_and_can_be_repeated)

static void an_error_of_close_is_told_and_it_is_closed_even_so(struct world *world) {
    struct pair pair = pair_open(world);
    wok__faults_plan(&world->faults, WOK__CALL_CLOSE, 1, -EIO, false);
    assert_int_equal(do_close(world, pair.client), -EIO);
    assert_int_equal(do_close(world, pair.client), -EBADF);
    assert_int_equal(do_close(world, pair.server), 0);
}
IN_BOTH_WORLDS(an_error_of_close_is_told_and_it_is_closed_even_so)

/* The price of a request and its answer: one write, a share of a turn, and one read, which a ring saves. */
static void a_request_costs_two_system_calls_and_the_turn(struct world *world) {
    enum { ROUNDS = 100 };
    struct pair pair = pair_open(world);
    struct wok_read read;
    struct strand reader;
    char buffer[64];
    wok_read_init(&read, pair.server, buffer, sizeof buffer);
    strand_init(&reader, (void *)wok_read_poll, &read);
    assert_int_equal(strand_poll(&reader), WOK_PENDING);
    uint64_t reads = wok__faults_calls(&world->faults, WOK__CALL_READ);
    uint64_t allocations = wok__faults_calls(&world->faults, WOK__CALL_ALLOCATE);
    for (int i = 0; i < ROUNDS; i++) {
        assert_int_equal(do_write(world, pair.client, "x", 1), 1);
        struct strand *only = &reader;
        world_run_all(world, &only, 1);
        assert_int_equal(read.result, 1);
        wok_read_init(&read, pair.server, buffer, sizeof buffer);
        strand_init(&reader, (void *)wok_read_poll, &read);
        strand_poll(&reader);
    }
    assert_int_equal(wok__faults_calls(&world->faults, WOK__CALL_READ) - reads,
                     world_has_ring(world) ? 0 : ROUNDS);
    assert_int_equal(wok__faults_calls(&world->faults, WOK__CALL_ALLOCATE), allocations);
    CANCEL(world, wok_read, &read);
    pair_close(world, pair);
}
IN_BOTH_WORLDS(a_request_costs_two_system_calls_and_the_turn)

int main(void) {
    const struct CMUnitTest tests[] = {
        BOTH(a_read_returns_what_was_written),
        BOTH(a_read_waits_until_there_is_something),
        BOTH(a_spurious_poll_keeps_waiting_with_the_new_waker),
        BOTH(a_read_returns_zero_at_the_end),
        BOTH(writing_to_a_closed_peer_is_an_error_and_no_signal),
        BOTH(a_large_transfer_arrives_whole),
        BOTH(a_transfer_survives_short_writes),
        cmocka_unit_test(a_transfer_survives_buffers_of_one_byte),
        BOTH(an_exhausted_budget_yields_before_the_effect),
        BOTH(a_write_all_of_much_lets_others_run),
        BOTH(a_stream_can_be_waited_for_without_a_buffer),
        BOTH(closing_fails_who_waits_without_a_buffer),
        BOTH(closing_fails_who_waits_and_who_comes_later),
        BOTH(a_stale_handle_cannot_touch_the_next_owner_of_its_record),
        BOTH(a_null_descriptor_is_a_bad_one),
        BOTH(a_cancelled_read_has_read_nothing),
        BOTH(a_cancelled_write_has_written_nothing),
        BOTH(cancelling_one_of_several_readers_leaves_the_others),
        BOTH(interruptions_are_not_seen),
        BOTH(every_error_of_read_reaches_the_caller),
        BOTH(every_error_of_write_reaches_the_caller),
        BOTH(a_failed_registration_is_an_error_and_can_be_repeated),
        BOTH(an_error_of_close_is_told_and_it_is_closed_even_so),
        BOTH(a_request_costs_two_system_calls_and_the_turn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
