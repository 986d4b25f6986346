/*
 * Goal    Listening, accepting and connecting do what <wok/net.h> says, whatever fails.
 * Method  On the machine over loopback and in the simulation under twenty seeds; every call to the
 *         system is made to fail in turn, and nothing may leak. Ends with 1,000 connections that
 *         echo.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/address.h"
#include "net/streams.h"

static void addresses_are_read_and_written(void **state) {
    (void)state;
    static const struct {
        const char *text, *again;
    } good[] = {
        {"127.0.0.1:80", "127.0.0.1:80"},
        {"0.0.0.0:0", "0.0.0.0:0"},
        {"[::1]:8080", "[::1]:8080"},
        {"[::]:65535", "[::]:65535"},
        {":8080", "[::]:8080"},
        {"[::ffff:1.2.3.4]:5", "1.2.3.4:5"},
        {"[fe80::1%1]:80", "[fe80::1%1]:80"},
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct wok__address address;
        char text[WOK_ADDRESS_SIZE_MAX];
        assert_int_equal(wok__address_parse(good[i].text, WOK__ADDRESS_TO_LISTEN, &address), 0);
        assert_int_equal(wok__address_format(&address, text, sizeof text), 0);
        assert_string_equal(text, good[i].again);
        assert_int_equal(wok__address_format(&address, text, strlen(text)), -ENOSPC);
    }
}

static void what_is_no_address_is_refused(void **state) {
    (void)state;
    static const char *const bad[] = {
        "",
        ":",
        "80",
        "localhost:80",
        "127.0.0.1",
        "127.0.0.1:",
        "127.0.0.1:65536",
        "127.0.0.1:-1",
        "127.0.0.1: 80",
        "127.0.0.1:8x",
        "::1:80",
        "[::1]",
        "[::1]80",
        "[::1:80",
        "[]:80",
        "[127.0.0.1]:80",
        "256.0.0.1:80",
        "127.0.0.1:99999999999999999999",
        "[fe80::1%no-such-zone]:80",
        "[0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0000]:80",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        wok_tcp_listener *listener = NULL;
        assert_int_equal(wok_tcp_listen(bad[i], &listener), -EINVAL);
        assert_null(listener);
    }
    assert_int_equal(wok_tcp_listen(NULL, NULL), -EINVAL);
}

static void a_connection_has_two_ends(struct world *world) {
    struct pair pair = pair_open(world);
    assert_non_null(pair.client);
    assert_non_null(pair.server);
    pair_close(world, pair);
}
IN_BOTH_WORLDS(a_connection_has_two_ends)

static void an_accept_waits_for_a_connection(struct world *world) {
    char address[WOK_ADDRESS_SIZE_MAX];
    wok_tcp_listener *listener = listen_anywhere(address);
    struct wok_tcp_accept accept;
    struct strand acceptor;
    struct pair pair = {NULL, NULL};
    wok_tcp_accept_init(&accept, listener, &pair.server);
    strand_init(&acceptor, (void *)wok_tcp_accept_poll, &accept);
    assert_int_equal(strand_poll(&acceptor), WOK_PENDING);
    assert_int_equal(do_connect(world, address, &pair.client), 0);
    struct strand *only = &acceptor;
    world_run_all(world, &only, 1);
    assert_int_equal(accept.result, 0);
    pair_close(world, pair);
    assert_int_equal(do_close(world, listener), 0);
}
IN_BOTH_WORLDS(an_accept_waits_for_a_connection)

/* Cancelled before its poll, while waiting, or once woken: the connection is the next acceptor's. */
static void a_cancelled_accept_loses_no_connection(struct world *world) {
    for (int point = 0; point < 3; point++) {
        char address[WOK_ADDRESS_SIZE_MAX];
        wok_tcp_listener *listener = listen_anywhere(address);
        struct wok_tcp_accept accept;
        struct strand acceptor;
        struct pair pair = {NULL, NULL};
        wok_tcp_accept_init(&accept, listener, &pair.server);
        strand_init(&acceptor, (void *)wok_tcp_accept_poll, &accept);
        if (point >= 1)
            assert_int_equal(strand_poll(&acceptor), WOK_PENDING);
        assert_int_equal(do_connect(world, address, &pair.client), 0);
        while (point >= 2 && !wok__load_relaxed(&acceptor.woken))
            world_turn(world, WORLD_PATIENCE_NS);
        CANCEL(world, wok_tcp_accept, &accept);
        assert_null(pair.server);
        assert_int_equal(wok__load_relaxed(&acceptor.wakers), 0);
        assert_int_equal(do_accept(world, listener, &pair.server), 0);
        pair_close(world, pair);
        assert_int_equal(do_close(world, listener), 0);
    }
}
IN_BOTH_WORLDS(a_cancelled_accept_loses_no_connection)

static void a_cancelled_connect_leaves_no_socket(struct world *world) {
    char address[WOK_ADDRESS_SIZE_MAX];
    wok_tcp_listener *listener = listen_anywhere(address);
    for (int point = 0; point < 3; point++) {
        struct wok_tcp_connect connect;
        struct strand connector;
        wok_tcp_stream *stream = NULL;
        uint64_t open = wok__descriptors_open(world_system(world));
        wok_tcp_connect_init(&connect, address, &stream);
        strand_init(&connector, (void *)wok_tcp_connect_poll, &connect);
        if (point >= 1)
            strand_poll(&connector);
        while (point >= 2 && !connector.is_finished && !wok__load_relaxed(&connector.woken))
            world_turn(world, WORLD_PATIENCE_NS);
        bool is_finished = connector.is_finished;
        assert_int_equal(wok_tcp_connect_cancel(&connect, NULL), WOK_READY);
        assert_int_equal(wok_tcp_connect_cancel(&connect, NULL), WOK_READY);
        assert_int_equal(wok__load_relaxed(&connector.wakers), 0);
        if (is_finished)
            assert_int_equal(do_close(world, stream), 0);
        else
            assert_null(stream);
        assert_int_equal(wok__descriptors_open(world_system(world)), open);
    }
    assert_int_equal(do_close(world, listener), 0);
}
IN_BOTH_WORLDS(a_cancelled_connect_leaves_no_socket)

static void a_refused_connection_is_an_error(struct world *world) {
    char address[WOK_ADDRESS_SIZE_MAX];
    wok_tcp_stream *stream = NULL;
    assert_int_equal(do_close(world, listen_anywhere(address)), 0);
    assert_int_equal(do_connect(world, address, &stream), -ECONNREFUSED);
    assert_null(stream);
    assert_int_equal(do_connect(world, "nonsense", &stream), -EINVAL);
}
IN_BOTH_WORLDS(a_refused_connection_is_an_error)

static void a_port_in_use_is_an_error(struct world *world) {
    char address[WOK_ADDRESS_SIZE_MAX];
    wok_tcp_listener *listener = listen_anywhere(address), *second = NULL;
    assert_int_equal(wok_tcp_listen(address, &second), -EADDRINUSE);
    assert_null(second);
    assert_int_equal(do_close(world, listener), 0);
    assert_int_equal(wok_tcp_listen(address, &second), 0);
    assert_int_equal(do_close(world, second), 0);
}
IN_BOTH_WORLDS(a_port_in_use_is_an_error)

static void closing_a_listener_fails_its_acceptors(struct world *world) {
    char address[WOK_ADDRESS_SIZE_MAX];
    wok_tcp_listener *listener = listen_anywhere(address);
    enum { ACCEPTORS = 40 }; /* more than one batch of wakers */
    struct wok_tcp_accept accepts[ACCEPTORS];
    struct strand acceptors[ACCEPTORS];
    wok_tcp_stream *stream = NULL;
    for (int i = 0; i < ACCEPTORS; i++) {
        wok_tcp_accept_init(&accepts[i], listener, &stream);
        strand_init(&acceptors[i], (void *)wok_tcp_accept_poll, &accepts[i]);
        assert_int_equal(strand_poll(&acceptors[i]), WOK_PENDING);
    }
    assert_int_equal(do_close(world, listener), 0);
    for (int i = 0; i < ACCEPTORS; i++) {
        assert_int_equal(strand_poll(&acceptors[i]), WOK_READY);
        assert_int_equal(accepts[i].result, -ECANCELED);
        assert_int_equal(wok__load_relaxed(&acceptors[i].wakers), 0);
    }
    assert_null(stream);
    assert_int_equal(wok_tcp_local_address(listener, address, sizeof address), -EBADF);
}
IN_BOTH_WORLDS(closing_a_listener_fails_its_acceptors)

static void every_error_of_accept_leaves_the_listener_fit(struct world *world) {
    static const int errors[] = {EMFILE, ENFILE, ENOBUFS, ENOMEM, EPROTO, EPERM, ENETDOWN, EINVAL};
    char address[WOK_ADDRESS_SIZE_MAX];
    wok_tcp_listener *listener = listen_anywhere(address);
    struct pair pair = {NULL, NULL};
    assert_int_equal(do_connect(world, address, &pair.client), 0);
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        uint64_t before = wok__faults_calls(&world->faults, WOK__CALL_ACCEPT);
        wok__faults_plan(&world->faults, WOK__CALL_ACCEPT, 1, -errors[i], false);
        assert_int_equal(do_accept(world, listener, &pair.server), -errors[i]);
        assert_int_equal(wok__faults_calls(&world->faults, WOK__CALL_ACCEPT), before + 1);
        assert_null(pair.server);
    }
    wok__faults_plan(&world->faults, WOK__CALL_ACCEPT, 1, -ECONNABORTED, false);
    assert_int_equal(do_accept(world, listener, &pair.server), 0);
    pair_close(world, pair);
    assert_int_equal(do_close(world, listener), 0);
}
IN_BOTH_WORLDS(every_error_of_accept_leaves_the_listener_fit)

static void an_endless_error_does_not_hold_the_thread(struct world *world) {
    char address[WOK_ADDRESS_SIZE_MAX];
    wok_tcp_listener *listener = listen_anywhere(address);
    struct wok_tcp_accept accept;
    struct strand acceptor;
    wok_tcp_stream *stream = NULL;
    wok__faults_plan(&world->faults, WOK__CALL_ACCEPT, 1, -EINTR, true);
    wok_tcp_accept_init(&accept, listener, &stream);
    strand_init(&acceptor, (void *)wok_tcp_accept_poll, &accept);
    assert_int_equal(strand_poll(&acceptor), WOK_PENDING);
    assert_int_equal(wok__load_relaxed(&acceptor.woken), 1);
    CANCEL(world, wok_tcp_accept, &accept);
    wok__faults_clear(&world->faults);
    assert_int_equal(do_close(world, listener), 0);
}
IN_BOTH_WORLDS(an_endless_error_does_not_hold_the_thread)

static void every_error_of_connect_reaches_the_caller(struct world *world) {
    static const int errors[] = {EACCES,       EPERM,       EADDRINUSE, EADDRNOTAVAIL, EAFNOSUPPORT,
                                 ECONNREFUSED, ENETUNREACH, ETIMEDOUT,  EHOSTUNREACH,  ENETDOWN};
    char address[WOK_ADDRESS_SIZE_MAX];
    wok_tcp_listener *listener = listen_anywhere(address);
    wok_tcp_stream *stream = NULL;
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        wok__faults_plan(&world->faults, WOK__CALL_CONNECT, 1, -errors[i], false);
        assert_int_equal(do_connect(world, address, &stream), -errors[i]);
        assert_null(stream);
    }
    wok__faults_plan(&world->faults, WOK__CALL_CONNECT, 1, -EAGAIN, false);
    assert_int_equal(do_connect(world, address, &stream), -EADDRNOTAVAIL);
    wok__faults_clear(&world->faults);
    assert_int_equal(do_connect(world, address, &stream), 0);
    assert_int_equal(do_close(world, stream), 0);
    assert_int_equal(do_close(world, listener), 0);
}
IN_BOTH_WORLDS(every_error_of_connect_reaches_the_caller)

/* One of everything; stops at the first failure and closes what it has. Returns 0 or the error. */
static int scenario(struct world *world) {
    char address[WOK_ADDRESS_SIZE_MAX], byte = 0;
    wok_tcp_listener *listener = NULL;
    struct pair pair = {NULL, NULL};
    int error = wok_tcp_listen("127.0.0.1:0", &listener);
    if (error == 0)
        error = wok_tcp_local_address(listener, address, sizeof address);
    if (error == 0)
        error = do_connect(world, address, &pair.client);
    if (error == 0)
        error = do_accept(world, listener, &pair.server);
    if (error == 0)
        error = (int)do_write_all(world, pair.client, "x", 1);
    if (error == 1)
        error = (int)do_read(world, pair.server, &byte, 1);
    struct wok_descriptor *all[] = {pair.server, pair.client, listener};
    for (int i = 0; i < 3; i++) {
        int closed = all[i] ? do_close(world, all[i]) : 0;
        error = closed < 0 ? closed : error;
    }
    return error == 1 ? 0 : error;
}

static void whichever_call_fails_nothing_leaks(struct world *world) {
    uint64_t before = wok__faults_calls(&world->faults, WOK__CALL_ANY);
    assert_int_equal(scenario(world), 0);
    uint64_t calls = wok__faults_calls(&world->faults, WOK__CALL_ANY) - before;
    int failures = 0;
    for (uint64_t nth = 1; nth <= calls + 2; nth++) {
        wok__faults_plan(&world->faults, WOK__CALL_ANY, nth, -ENOMEM, false);
        int error = scenario(world);
        wok__faults_clear(&world->faults);
        assert_true(error == 0 || error == -ENOMEM);
        failures += error != 0;
        assert_int_equal(wok__descriptors_open(world_system(world)), 0);
    }
    assert_true(failures >= 8); /* socket, options, bind, listen, name, connect, accept, I/O */
    assert_int_equal(scenario(world), 0);
}
IN_BOTH_WORLDS(whichever_call_fails_nothing_leaks)

static void memory_that_fails_first_is_an_error(void **state) {
    (void)state;
    struct world *world = world_simulated((struct wok__simulation_options){0});
    wok_tcp_listener *listener = NULL;
    for (uint64_t nth = 1; nth <= 2; nth++) { /* the pool, then its first chunk */
        wok__faults_plan(&world->faults, WOK__CALL_ALLOCATE, nth, -ENOMEM, false);
        assert_int_equal(wok_tcp_listen("127.0.0.1:0", &listener), -ENOMEM);
        wok__descriptors_destroy(world_system(world));
    }
    wok__faults_clear(&world->faults);
    assert_null(listener);
    world_destroy(world);
}

static int option_of(int number, int level, int option) {
    int value = -1;
    socklen_t size = sizeof value;
    assert_int_equal(getsockopt(number, level, option, &value, &size), 0);
    return value;
}

static void streams_send_at_once_and_are_not_inherited(void **state) {
    (void)state;
    struct world *world = world_real();
    struct pair pair = pair_open(world);
    int numbers[] = {pair.client->number, pair.server->number};
    for (int i = 0; i < 2; i++) {
        assert_true(option_of(numbers[i], IPPROTO_TCP, TCP_NODELAY));
        assert_true(fcntl(numbers[i], F_GETFD) & FD_CLOEXEC);
        assert_true(fcntl(numbers[i], F_GETFL) & O_NONBLOCK);
    }
    pair_close(world, pair);
    world_destroy(world);
}

static void a_wildcard_listener_takes_both_families(void **state) {
    (void)state;
    struct world *world = world_real();
    wok_tcp_listener *listener = NULL;
    char text[WOK_ADDRESS_SIZE_MAX];
    assert_int_equal(wok_tcp_listen(":0", &listener), 0);
    assert_int_equal(wok_tcp_local_address(listener, text, sizeof text), 0);
    struct pair pair = {NULL, NULL};
    assert_int_equal(do_connect(world, strrchr(text, ':'), &pair.client), 0);
    assert_int_equal(do_accept(world, listener, &pair.server), 0);
    pair_close(world, pair);
    assert_int_equal(do_close(world, listener), 0);
    world_destroy(world);
}

static void running_out_of_descriptors_is_survived(void **state) {
    (void)state;
    struct world *world = world_simulated((struct wok__simulation_options){.descriptor_limit = 4});
    char address[WOK_ADDRESS_SIZE_MAX];
    wok_tcp_listener *listener = listen_anywhere(address); /* the third number */
    struct pair pair = {NULL, NULL};
    wok_tcp_stream *extra = NULL;
    assert_int_equal(do_connect(world, address, &pair.client), 0);
    assert_int_equal(do_connect(world, address, &extra), -EMFILE);
    assert_int_equal(do_accept(world, listener, &pair.server), -EMFILE);
    assert_int_equal(do_close(world, pair.client), 0);
    assert_int_equal(do_accept(world, listener, &pair.server), 0);
    assert_int_equal(do_close(world, pair.server), 0);
    assert_int_equal(do_close(world, listener), 0);
    world_destroy(world);
}

/* A connection of the crowd: reads and writes back until the end, then closes. */
struct echo {
    wok_tcp_stream *stream;
    char buffer[64];
    union {
        struct wok_read read;
        struct wok_write_all write;
        struct wok_close close;
    };
    enum { ECHO_READ, ECHO_READING, ECHO_WRITING, ECHO_CLOSING } at;
};

static enum wok_poll echo_poll(struct echo *self, struct wok_context *cx) {
    for (;;) {
        switch (self->at) {
        case ECHO_READ:
            wok_read_init(&self->read, self->stream, self->buffer, sizeof self->buffer);
            self->at = ECHO_READING;
            break;
        case ECHO_READING:
            if (wok_read_poll(&self->read, cx) == WOK_PENDING)
                return WOK_PENDING;
            if (self->read.result > 0) {
                size_t count = (size_t)self->read.result;
                wok_write_all_init(&self->write, self->stream, self->buffer, count);
                self->at = ECHO_WRITING;
            } else {
                wok_close_init(&self->close, self->stream);
                self->at = ECHO_CLOSING;
            }
            break;
        case ECHO_WRITING:
            if (wok_write_all_poll(&self->write, cx) == WOK_PENDING)
                return WOK_PENDING;
            self->at = ECHO_READ;
            break;
        case ECHO_CLOSING:
            return wok_close_poll(&self->close, cx);
        }
    }
}

/* The other side: some rounds of its own number, checked, then closes. */
struct caller {
    struct echo at;
    uint32_t number, rounds;
    size_t have;
    char answer[4];
    enum { CALL_SEND, CALL_SENDING, CALL_HEAR, CALL_HEARING, CALL_CLOSING } step;
};

static enum wok_poll caller_hears(struct caller *self, struct wok_context *cx) {
    if (wok_read_poll(&self->at.read, cx) == WOK_PENDING)
        return WOK_PENDING;
    assert_true(self->at.read.result > 0);
    self->have += (size_t)self->at.read.result;
    self->step = CALL_HEAR;
    if (self->have == sizeof self->answer) {
        assert_memory_equal(self->answer, &self->number, sizeof self->answer);
        self->have = 0;
        self->rounds--;
        self->step = CALL_SEND;
    }
    return WOK_READY;
}

static enum wok_poll caller_poll(struct caller *self, struct wok_context *cx) {
    for (;;) {
        switch (self->step) {
        case CALL_SEND:
            if (self->rounds == 0) {
                wok_close_init(&self->at.close, self->at.stream);
                self->step = CALL_CLOSING;
                break;
            }
            wok_write_all_init(&self->at.write, self->at.stream, &self->number,
                               sizeof self->number);
            self->step = CALL_SENDING;
            break;
        case CALL_SENDING:
            if (wok_write_all_poll(&self->at.write, cx) == WOK_PENDING)
                return WOK_PENDING;
            self->step = CALL_HEAR;
            break;
        case CALL_HEAR:
            wok_read_init(&self->at.read, self->at.stream, self->answer + self->have,
                          sizeof self->answer - self->have);
            self->step = CALL_HEARING;
            break;
        case CALL_HEARING:
            if (caller_hears(self, cx) == WOK_PENDING)
                return WOK_PENDING;
            break;
        case CALL_CLOSING:
            return wok_close_poll(&self->at.close, cx);
        }
    }
}

static size_t crowd_size(const struct world *world) {
    struct rlimit limit;
    if (world->is_simulation)
        return 100;
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    assert_true(limit.rlim_cur >= 2100);
    return 1000;
}

static void a_crowd_echoes(struct world *world) {
    size_t count = crowd_size(world);
    struct echo *echoes = calloc(count, sizeof *echoes);
    struct caller *callers = calloc(count, sizeof *callers);
    struct strand *strands = calloc(2 * count, sizeof *strands);
    struct strand **all = calloc(2 * count, sizeof *all);
    char address[WOK_ADDRESS_SIZE_MAX];
    wok_tcp_listener *listener = listen_anywhere(address);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(do_connect(world, address, &callers[i].at.stream), 0);
        assert_int_equal(do_accept(world, listener, &echoes[i].stream), 0);
        callers[i].number = (uint32_t)i * 2654435761u;
        callers[i].rounds = 5;
        strand_init(&strands[2 * i], (void *)echo_poll, &echoes[i]);
        strand_init(&strands[2 * i + 1], (void *)caller_poll, &callers[i]);
        all[2 * i] = &strands[2 * i];
        all[2 * i + 1] = &strands[2 * i + 1];
    }
    world_run_all(world, all, 2 * count);
    assert_int_equal(wok__descriptors_open(world_system(world)), 1);
    assert_int_equal(do_close(world, listener), 0);
    free(echoes);
    free(callers);
    free(strands);
    free(all);
}
IN_BOTH_WORLDS(a_crowd_echoes)

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(addresses_are_read_and_written),
        cmocka_unit_test(what_is_no_address_is_refused),
        BOTH(a_connection_has_two_ends),
        BOTH(an_accept_waits_for_a_connection),
        BOTH(a_cancelled_accept_loses_no_connection),
        BOTH(a_cancelled_connect_leaves_no_socket),
        BOTH(a_refused_connection_is_an_error),
        BOTH(a_port_in_use_is_an_error),
        BOTH(closing_a_listener_fails_its_acceptors),
        BOTH(every_error_of_accept_leaves_the_listener_fit),
        BOTH(an_endless_error_does_not_hold_the_thread),
        BOTH(every_error_of_connect_reaches_the_caller),
        BOTH(whichever_call_fails_nothing_leaks),
        cmocka_unit_test(memory_that_fails_first_is_an_error),
        cmocka_unit_test(streams_send_at_once_and_are_not_inherited),
        cmocka_unit_test(a_wildcard_listener_takes_both_families),
        cmocka_unit_test(running_out_of_descriptors_is_survived),
        BOTH(a_crowd_echoes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
