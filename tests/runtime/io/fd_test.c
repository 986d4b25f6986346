/*
 * Goal    Descriptors that somebody else has opened can be waited for, any number of times and by
 *         several at a time, and nothing stays registered. Standard streams are read and written
 *         without touching O_NONBLOCK.
 * Method  Raw numbers of the world's own table, so that both worlds have them; pipes, a regular file
 *         and a blocking socket of the machine for what a simulation has not.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <wok/fd.h>

#include "base/leaf.h"
#include "net/streams.h"
#include "support/machine.h"

static int fd_ready(struct world *world, int number, bool writes) {
    struct wok_fd_wait future;
    (writes ? wok_fd_writable_init : wok_fd_readable_init)(&future, number);
    world_run(world, (void *)wok_fd_wait_poll, &future);
    return future.result;
}

/* The numbers of two connected sockets of the world. */
struct numbers {
    int client, server;
};

static struct numbers numbers_open(struct world *world) {
    struct wok__system *system = world_system(world);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    uint32_t size = sizeof address;
    int listener = system->socket(system, AF_INET, SOCK_STREAM, 0);
    assert_int_equal(system->socket_bind(system, listener, (void *)&address, size), 0);
    assert_int_equal(system->socket_listen(system, listener, 5), 0);
    assert_int_equal(system->socket_local_address(system, listener, (void *)&address, &size), 0);
    struct numbers numbers = {.client = system->socket(system, AF_INET, SOCK_STREAM, 0)};
    assert_int_equal(system->socket_connect(system, numbers.client, (void *)&address, size),
                     -EINPROGRESS);
    assert_int_equal(fd_ready(world, listener, false), 0); /* there is a connection */
    numbers.server = system->socket_accept(system, listener);
    assert_true(numbers.server >= 0);
    assert_int_equal(fd_ready(world, numbers.client, true), 0);
    int again = system->socket_connect(system, numbers.client, (void *)&address, size);
    assert_true(again == 0 || again == -EISCONN);
    system->close(system, listener);
    return numbers;
}

static void numbers_close(struct world *world, struct numbers numbers) {
    struct wok__system *system = world_system(world);
    assert_int_equal(system->close(system, numbers.client), 0);
    assert_int_equal(system->close(system, numbers.server), 0);
}

static void a_number_is_readable_when_there_is_something(struct world *world) {
    struct wok__system *system = world_system(world);
    struct numbers numbers = numbers_open(world);
    for (int round = 0; round < 3; round++) {
        struct wok_fd_wait wait;
        struct strand reader, *only = &reader;
        char byte;
        wok_fd_readable_init(&wait, numbers.server);
        strand_init(&reader, (void *)wok_fd_wait_poll, &wait);
        assert_int_equal(strand_poll(&reader), WOK_PENDING);
        world_turn(world, 0);
        assert_int_equal(strand_poll(&reader), WOK_PENDING); /* writable is not readable */
        assert_int_equal(system->write(system, numbers.client, "x", 1), 1);
        world_run_all(world, &only, 1);
        assert_int_equal(wait.result, 0);
        assert_int_equal(wok__descriptors_open(system), 0);
        assert_int_equal(fd_ready(world, numbers.server, false), 0); /* still */
        assert_int_equal(system->read(system, numbers.server, &byte, 1), 1);
        assert_int_equal(fd_ready(world, numbers.server, true), 0);
    }
    numbers_close(world, numbers);
}
IN_BOTH_WORLDS(a_number_is_readable_when_there_is_something)

static void a_cancelled_wait_leaves_nothing_registered(struct world *world) {
    struct wok__system *system = world_system(world);
    struct numbers numbers = numbers_open(world);
    for (int polls = 0; polls < 3; polls++) {
        struct wok_fd_wait wait;
        struct strand reader;
        wok_fd_readable_init(&wait, numbers.server);
        strand_init(&reader, (void *)wok_fd_wait_poll, &wait);
        for (int i = 0; i < polls; i++)
            assert_int_equal(strand_poll(&reader), WOK_PENDING);
        assert_int_equal(wok_fd_wait_cancel(&wait, NULL), WOK_READY);
        assert_int_equal(wok__load_relaxed(&reader.wakers), 0);
        assert_int_equal(wok__descriptors_open(system), 0);
        int poller = system->poller_create(system); /* it can be registered anew */
        assert_int_equal(system->poller_add(system, poller, numbers.server, 1), 0);
        system->poller_remove(system, poller, numbers.server);
        system->close(system, poller);
    }
    numbers_close(world, numbers);
}
IN_BOTH_WORLDS(a_cancelled_wait_leaves_nothing_registered)

static void a_failed_registration_is_told(struct world *world) {
    static const int errors[] = {ENOMEM, ENOSPC, EBADF, ELOOP};
    struct numbers numbers = numbers_open(world);
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        wok__faults_plan(&world->faults, WOK__CALL_POLLER_ADD, 1, -errors[i], false);
        assert_int_equal(fd_ready(world, numbers.server, false), -errors[i]);
    }
    wok__faults_plan(&world->faults, WOK__CALL_POLLER_ADD, 1, -EPERM, false);
    assert_int_equal(fd_ready(world, numbers.server, false), 0); /* always ready */
    wok__faults_clear(&world->faults);
    assert_int_equal(fd_ready(world, 9999, false), -EBADF);
    numbers_close(world, numbers);
}
IN_BOTH_WORLDS(a_failed_registration_is_told)

static void reader_and_writer_wait_for_one_number_at_a_time(void **state) {
    (void)state;
    struct world *world = world_real();
    struct numbers numbers = numbers_open(world);
    struct wok_fd_wait waits[2];
    struct strand strands[2], *both[] = {&strands[0], &strands[1]};
    for (int i = 0; i < 2; i++) {
        wok_fd_readable_init(&waits[i], numbers.server);
        strand_init(&strands[i], (void *)wok_fd_wait_poll, &waits[i]);
        assert_int_equal(strand_poll(&strands[i]), WOK_PENDING);
    }
    assert_int_equal(write(numbers.client, "x", 1), 1);
    world_run_all(world, both, 2);
    for (int i = 0; i < 2; i++)
        assert_int_equal(waits[i].result, 0);
    wok_fd_readable_init(&waits[0], numbers.client);
    strand_init(&strands[0], (void *)wok_fd_wait_poll, &waits[0]);
    assert_int_equal(strand_poll(&strands[0]), WOK_PENDING);
    wok__faults_plan(&world->faults, WOK__CALL_DUPLICATE, 1, -EMFILE, false);
    assert_int_equal(fd_ready(world, numbers.client, true), -EMFILE);
    wok__faults_clear(&world->faults);
    assert_int_equal(fd_ready(world, numbers.client, true), 0);
    wok_fd_wait_cancel(&waits[0], NULL);
    numbers_close(world, numbers);
    world_destroy(world);
}

static void a_regular_file_is_always_ready(void **state) {
    (void)state;
    struct world *world = world_real();
    int number = open("/proc/self/exe", O_RDONLY);
    assert_int_equal(fd_ready(world, number, false), 0);
    close(number);
    world_destroy(world);
}

/* Standard streams: reads and writes of a pipe that blocks, through a whole runtime. */

WOK__LEAF_WITH(wok_fd_read, WOK_FUTURE_LEAF);
WOK__LEAF_WITH(wok_fd_write_all, WOK_FUTURE_LEAF);

static bool is_blocking(int number) {
    return !(fcntl(number, F_GETFL) & O_NONBLOCK);
}

static void a_blocking_pipe_is_read_and_written(void **state) {
    (void)state;
    struct machine machine;
    int pipes[2];
    ssize_t result;
    char heard[16] = "";
    machine_init(&machine, false);
    struct wok_runtime *runtime = machine_runtime(&machine, 1);
    assert_int_equal(pipe(pipes), 0);
    struct wok_fd_write_all writer;
    wok_fd_write_all_init(&writer, pipes[1], "noodles", 7);
    run(runtime, &wok_fd_write_all_type, &writer, &result);
    assert_int_equal(result, 7);
    struct wok_fd_read reader;
    wok_fd_read_init(&reader, pipes[0], heard, sizeof heard);
    run(runtime, &wok_fd_read_type, &reader, &result);
    assert_int_equal(result, 7);
    assert_string_equal(heard, "noodles");
    assert_true(is_blocking(pipes[0]) && is_blocking(pipes[1]));
    close(pipes[0]);
    run(runtime, &wok_fd_write_all_type, &writer, &result); /* and no SIGPIPE */
    assert_int_equal(result, -EPIPE);
    close(pipes[1]);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
    machine_finish(&machine);
}

/* More than a pipe holds: a task writes all of it while another reads. */
struct both_ends {
    struct wok_fd_write_all writer;
    struct wok_fd_read reader;
    int number;
    bool written;
    size_t heard;
    char buffer[5000];
    int result;
};
static char much[300000], first_byte;

static enum wok_poll both_ends_poll(struct both_ends *self, struct wok_context *cx) {
    if (!self->written && wok_fd_write_all_poll(&self->writer, cx) == WOK_READY)
        self->written = true;
    while (self->heard < sizeof much) {
        if (wok_fd_read_poll(&self->reader, cx) == WOK_PENDING)
            return WOK_PENDING;
        assert_true(self->reader.result > 0);
        self->heard += (size_t)self->reader.result;
        wok_fd_read_init(&self->reader, self->number, self->buffer, sizeof self->buffer);
    }
    if (!self->written)
        return WOK_PENDING;
    self->result = (int)self->writer.result;
    return WOK_READY;
}

static enum wok_poll both_ends_cancel(struct both_ends *self, struct wok_context *cx) {
    (void)self, (void)cx;
    return WOK_READY;
}

static void both_ends_drop(struct both_ends *self) {
    (void)self;
}
WOK__LEAF_WITH(both_ends, WOK_FUTURE_LEAF);

static void a_full_pipe_keeps_no_worker_waiting(void **state) {
    (void)state;
    struct machine machine;
    int pipes[2], result = 0;
    struct both_ends *cold = calloc(1, sizeof *cold);
    machine_init(&machine, false);
    struct wok_runtime *runtime = machine_runtime(&machine, 1);
    assert_int_equal(pipe(pipes), 0);
    wok_fd_write_all_init(&cold->writer, pipes[1], much, sizeof much);
    wok_fd_read_init(&cold->reader, pipes[0], &first_byte, 1); /* its own buffer is in the task */
    cold->number = pipes[0];
    run(runtime, &both_ends_type, cold, &result);
    assert_int_equal(result, sizeof much);
    close(pipes[0]);
    close(pipes[1]);
    free(cold);
    assert_int_equal(wok_runtime_destroy(runtime), 0);
    machine_finish(&machine);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        BOTH(a_number_is_readable_when_there_is_something),
        BOTH(a_cancelled_wait_leaves_nothing_registered),
        BOTH(a_failed_registration_is_told),
        cmocka_unit_test(reader_and_writer_wait_for_one_number_at_a_time),
        cmocka_unit_test(a_regular_file_is_always_ready),
        cmocka_unit_test(a_blocking_pipe_is_read_and_written),
        cmocka_unit_test(a_full_pipe_keeps_no_worker_waiting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
