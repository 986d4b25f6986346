/*
 * Goal    The simulation is a machine one can reason about: time moves only when nobody has work,
 *         the same seed gives the same run, and faults strike exactly where they are planned.
 * Method  The table's functions are called directly.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <netinet/in.h>

#include "platform/fault.h"
#include "platform/simulation.h"

enum { MS = 1000000 };

static struct wok__system *simulation_with(struct wok__simulation_options options) {
    struct wok__system *system;
    assert_int_equal(wok__simulation_create(&options, &system), 0);
    return system;
}

static void time_stands_still_while_somebody_works(void **state) {
    (void)state;
    struct wok__system *system = simulation_with((struct wok__simulation_options){0});
    uint64_t begin_ns = system->now(system);
    assert_true(begin_ns > 0);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(system->now(system), begin_ns);
    wok__simulation_advance(system, 5 * MS);
    assert_int_equal(system->now(system), begin_ns + 5 * MS);
    wok__simulation_destroy(system);
}

static void an_idle_wait_jumps_exactly_to_its_deadline(void **state) {
    (void)state;
    struct wok__system *system = simulation_with((struct wok__simulation_options){0});
    struct wok__poll_event event;
    int poller = system->poller_create(system);
    uint64_t begin_ns = system->now(system);
    uint64_t hour_ns = (uint64_t)3600 * 1000 * MS;
    assert_int_equal(system->poller_wait(system, poller, &event, 1, hour_ns), 0);
    assert_int_equal(system->now(system), begin_ns + hour_ns);
    assert_int_equal(system->poller_wait(system, poller, &event, 1, 0), 0);
    assert_int_equal(system->now(system), begin_ns + hour_ns);
    wok__simulation_destroy(system);
}

static void waiting_for_nothing_at_all_is_a_deadlock(void **state) {
    (void)state;
    struct wok__system *system =
        simulation_with((struct wok__simulation_options){.deadlock_is_error = true});
    struct wok__poll_event event;
    int poller = system->poller_create(system);
    assert_int_equal(system->poller_wait(system, poller, &event, 1, WOK__FOREVER), -EDEADLK);
    assert_int_equal(system->poller_wait(system, poller + 1, &event, 1, 0), -EBADF);
    wok__simulation_destroy(system);
}

struct sleeper {
    struct wok__system *system;
    int poller;
    uint64_t timeout_ns, woke_ns;
};

static void sleep_in_poller(void *argument) {
    struct sleeper *sleeper = argument;
    struct wok__poll_event event;
    struct wok__system *system = sleeper->system;
    system->poller_wait(system, sleeper->poller, &event, 1, sleeper->timeout_ns);
    sleeper->woke_ns = system->now(system);
    system->close(system, sleeper->poller); /* it is no worker any more */
}

/* The clock passes through every deadline: nobody sleeps past another's. */
static void threads_that_sleep_wake_in_the_order_of_their_deadlines(void **state) {
    (void)state;
    struct wok__system *system = simulation_with((struct wok__simulation_options){0});
    struct sleeper sleepers[3];
    struct wok__thread threads[3];
    uint64_t begin_ns = system->now(system);
    for (int i = 0; i < 3; i++)
        sleepers[i] = (struct sleeper){.system = system,
                                       .poller = system->poller_create(system),
                                       .timeout_ns = (uint64_t)(3 - i) * MS};
    for (int i = 0; i < 3; i++)
        assert_int_equal(
            system->thread_create(system, &threads[i], "sleeper", sleep_in_poller, &sleepers[i]),
            0);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(system->thread_join(system, &threads[i]), 0);
        assert_int_equal(sleepers[i].woke_ns, begin_ns + (uint64_t)(3 - i) * MS);
    }
    wok__simulation_destroy(system);
}

static struct sockaddr_in loopback(uint16_t port) {
    return (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

/* Opens a connection and leaves the accepted end's number; the client's in *client. */
static int connected(struct wok__system *system, int *client) {
    struct sockaddr_in address = loopback(80);
    const struct sockaddr *any = (const struct sockaddr *)&address;
    int listener = system->socket(system, AF_INET, SOCK_STREAM, 0);
    assert_int_equal(system->socket_bind(system, listener, any, sizeof address), 0);
    assert_int_equal(system->socket_listen(system, listener, 8), 0);
    *client = system->socket(system, AF_INET, SOCK_STREAM, 0);
    assert_int_equal(system->socket_accept(system, listener), -EAGAIN);
    assert_int_equal(system->socket_connect(system, *client, any, sizeof address), -EINPROGRESS);
    assert_int_equal(system->socket_connect(system, *client, any, sizeof address), 0);
    assert_int_equal(system->socket_connect(system, *client, any, sizeof address), -EISCONN);
    int server = system->socket_accept(system, listener);
    assert_true(server >= 0);
    assert_int_equal(system->close(system, listener), 0);
    return server;
}

static void streams_keep_order_and_end(void **state) {
    (void)state;
    struct wok__system *system =
        simulation_with((struct wok__simulation_options){.buffer_size = 4});
    int client, server = connected(system, &client);
    char buffer[8];
    assert_int_equal(system->read(system, server, buffer, 8), -EAGAIN);
    assert_int_equal(system->write(system, client, "abcdef", 6), 4);
    assert_int_equal(system->write(system, client, "ef", 2), -EAGAIN);
    assert_int_equal(system->read(system, server, buffer, 3), 3);
    assert_int_equal(system->write(system, client, "ef", 2), 2);
    assert_int_equal(system->read(system, server, buffer + 3, 5), 3);
    assert_memory_equal(buffer, "abcdef", 6);
    assert_int_equal(system->close(system, client), 0);
    assert_int_equal(system->read(system, server, buffer, 8), 0);
    assert_int_equal(system->write(system, server, "x", 1), -EPIPE);
    assert_int_equal(system->close(system, server), 0);
    assert_int_equal(system->read(system, server, buffer, 8), -EBADF);
    assert_int_equal(wok__simulation_numbers_open(system), 0);
    wok__simulation_destroy(system);
}

static void closing_with_unread_bytes_resets_the_peer(void **state) {
    (void)state;
    struct wok__system *system = simulation_with((struct wok__simulation_options){0});
    int client, server = connected(system, &client);
    char byte;
    assert_int_equal(system->write(system, client, "x", 1), 1);
    assert_int_equal(system->close(system, server), 0);
    assert_int_equal(system->read(system, client, &byte, 1), -ECONNRESET);
    wok__simulation_destroy(system);
}

/* Write with a seed and note what was taken each time. */
static void run_with(uint64_t seed, ssize_t taken[20]) {
    struct wok__system *system = simulation_with((struct wok__simulation_options){.seed = seed});
    int client, server = connected(system, &client);
    (void)server;
    for (int i = 0; i < 20; i++)
        taken[i] = system->write(system, client, "a text of some length", 21);
    wok__simulation_destroy(system);
}

static void a_seed_is_a_run(void **state) {
    (void)state;
    ssize_t first[20], again[20], other[20];
    run_with(7, first);
    run_with(7, again);
    run_with(8, other);
    assert_memory_equal(first, again, sizeof first);
    assert_memory_not_equal(first, other, sizeof first);
}

static void a_closed_number_comes_back_at_once(void **state) {
    (void)state;
    struct wok__system *system = simulation_with((struct wok__simulation_options){0});
    int first = system->event_create(system), second = system->event_create(system);
    assert_int_equal(second, first + 1);
    assert_int_equal(system->close(system, first), 0);
    assert_int_equal(system->close(system, first), -EBADF);
    assert_int_equal(system->event_create(system), first);
    wok__simulation_destroy(system);
}

static void a_plan_strikes_the_nth_call_of_its_kind(void **state) {
    (void)state;
    struct wok__system *simulation = simulation_with((struct wok__simulation_options){0});
    struct wok__faults faults;
    wok__faults_init(&faults, simulation);
    struct wok__system *system = &faults.table;
    wok__faults_plan(&faults, WOK__CALL_EVENT_CREATE, 2, -EMFILE, false);
    assert_true(system->event_create(system) >= 0);
    assert_true(system->poller_create(system) >= 0);
    assert_int_equal(system->event_create(system), -EMFILE);
    assert_true(system->event_create(system) >= 0);
    assert_int_equal(wok__faults_calls(&faults, WOK__CALL_EVENT_CREATE), 3);
    assert_int_equal(wok__faults_calls(&faults, WOK__CALL_ANY), 4);
    wok__faults_plan(&faults, WOK__CALL_ANY, 1, -ENOMEM, true);
    for (int i = 0; i < 3; i++) {
        assert_null(system->allocate(system, 8));
        assert_int_equal(system->poller_create(system), -ENOMEM);
    }
    wok__faults_clear(&faults);
    void *memory = system->allocate(system, 8);
    assert_non_null(memory);
    system->release(system, memory);
    assert_int_equal(wok__simulation_numbers_open(simulation), 3);
    wok__simulation_destroy(simulation);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_stands_still_while_somebody_works),
        cmocka_unit_test(an_idle_wait_jumps_exactly_to_its_deadline),
        cmocka_unit_test(waiting_for_nothing_at_all_is_a_deadlock),
        cmocka_unit_test(threads_that_sleep_wake_in_the_order_of_their_deadlines),
        cmocka_unit_test(streams_keep_order_and_end),
        cmocka_unit_test(closing_with_unread_bytes_resets_the_peer),
        cmocka_unit_test(a_seed_is_a_run),
        cmocka_unit_test(a_closed_number_comes_back_at_once),
        cmocka_unit_test(a_plan_strikes_the_nth_call_of_its_kind),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
