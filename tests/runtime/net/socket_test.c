/*
 * Goal    What sockets can do besides bytes in and bytes out: half close, parts, options, giving up,
 *         files, datagrams, descriptors passed; every error reaches the caller.
 * Method  Futures polled by hand. TCP in both worlds; datagrams and Unix sockets on the machine, for
 *         the simulation has none.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <wok/file.h>
#include <wok/udp.h>
#include <wok/unix_socket.h>

#include "blocking/pool.h"
#include "net/streams.h"

#define DO(world, operation, ...)                                                                  \
    ({                                                                                             \
        struct operation future_done;                                                              \
        operation##_init(&future_done, __VA_ARGS__);                                               \
        world_run(world, (void *)operation##_poll, &future_done);                                  \
        future_done.result;                                                                        \
    })

/* A thread of the pool may still be inside the wake that ended the strand. */
static void wait_for_wakers(struct strand *strand) {
    while (wok__load_acquire(&strand->wakers) > 0)
        wok__spin_pause();
}

/* The same for what a thread of the pool answers: its wake does not end the world's turn. */
static void run_with_pool(struct world *world, void *poll, void *self) {
    struct strand strand, *only = &strand;
    strand_init(&strand, poll, self);
    while (!strand.is_finished)
        if (world_poll_woken(&only, 1) == 0)
            world_turn(world, 1000000);
    wait_for_wakers(&strand);
}

#define DO_IN_POOL(world, operation, ...)                                                          \
    ({                                                                                             \
        struct operation future_done;                                                              \
        operation##_init(&future_done, __VA_ARGS__);                                               \
        run_with_pool(world, (void *)operation##_poll, &future_done);                              \
        future_done.result;                                                                        \
    })

static void half_close_lets_the_other_direction_go_on(struct world *world) {
    struct pair pair = pair_open(world);
    char byte;
    assert_int_equal(do_write_all(world, pair.client, "x", 1), 1);
    assert_int_equal(wok_shutdown(pair.client, SHUT_WR), 0);
    assert_int_equal(do_write(world, pair.client, "y", 1), -EPIPE);
    assert_int_equal(do_read(world, pair.server, &byte, 1), 1);
    assert_int_equal(do_read(world, pair.server, &byte, 1), 0);
    assert_int_equal(do_write_all(world, pair.server, "z", 1), 1);
    assert_int_equal(do_read(world, pair.client, &byte, 1), 1);
    assert_int_equal(byte, 'z');
    wok__faults_plan(&world->faults, WOK__CALL_SHUTDOWN, 1, -ENOTCONN, false);
    assert_int_equal(wok_shutdown(pair.client, SHUT_WR), -ENOTCONN);
    wok__faults_clear(&world->faults);
    pair_close(world, pair);
    assert_int_equal(wok_shutdown(pair.client, SHUT_WR), -EBADF);
    assert_int_equal(wok_shutdown(NULL, SHUT_WR), -EBADF);
}
IN_BOTH_WORLDS(half_close_lets_the_other_direction_go_on)

/* The end that half close sends wakes a reader that waits. */
static void half_close_wakes_the_peer(struct world *world) {
    struct pair pair = pair_open(world);
    struct wok_read read;
    struct strand reader, *only = &reader;
    char byte;
    wok_read_init(&read, pair.server, &byte, 1);
    strand_init(&reader, (void *)wok_read_poll, &read);
    assert_int_equal(strand_poll(&reader), WOK_PENDING);
    assert_int_equal(wok_shutdown(pair.client, SHUT_WR), 0);
    world_run_all(world, &only, 1);
    assert_int_equal(read.result, 0);
    pair_close(world, pair);
}
IN_BOTH_WORLDS(half_close_wakes_the_peer)

static void parts_are_written_and_read_in_order(struct world *world) {
    static const int errors[] = {EINVAL, EFAULT, ECONNRESET, ENOBUFS};
    struct pair pair = pair_open(world);
    char heard[2][4] = {"", ""};
    const struct iovec sent[] = {{"noo", 3}, {"dles", 4}};
    const struct iovec place[] = {{heard[0], 3}, {heard[1], 3}};
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        wok__faults_plan(&world->faults, WOK__CALL_WRITE_VECTOR, 1, -errors[i], false);
        assert_int_equal(DO(world, wok_write_vector, pair.client, sent, 2), -errors[i]);
        wok__faults_plan(&world->faults, WOK__CALL_READ_VECTOR, 1, -errors[i], false);
        assert_int_equal(DO(world, wok_read_vector, pair.client, place, 2), -errors[i]);
    }
    wok__faults_plan(&world->faults, WOK__CALL_WRITE_VECTOR, 1, -EINTR, false);
    ssize_t written = DO(world, wok_write_vector, pair.client, sent, 2);
    assert_true(written > 0 && written <= 7); /* a simulation with a seed writes less */
    if (written == 7) {
        assert_int_equal(DO(world, wok_read_vector, pair.server, place, 2), 6);
        assert_string_equal(heard[0], "noo");
        assert_string_equal(heard[1], "dle");
    }
    struct wok_read_vector waits;
    struct strand reader;
    while (do_read(world, pair.server, heard[0], 1) == 1 && (written -= written == 7 ? 7 : 1) > 0) {
    }
    wok_read_vector_init(&waits, pair.server, place, 2);
    strand_init(&reader, (void *)wok_read_vector_poll, &waits);
    assert_int_equal(strand_poll(&reader), WOK_PENDING);
    assert_int_equal(wok_read_vector_cancel(&waits, NULL), WOK_READY);
    assert_int_equal(wok__load_relaxed(&reader.wakers), 0);
    pair_close(world, pair);
}
IN_BOTH_WORLDS(parts_are_written_and_read_in_order)

static void an_abandoned_stream_is_closed_at_once(struct world *world) {
    struct pair pair = pair_open(world);
    struct wok_read read;
    struct strand reader;
    char byte;
    wok_read_init(&read, pair.client, &byte, 1);
    strand_init(&reader, (void *)wok_read_poll, &read);
    assert_int_equal(strand_poll(&reader), WOK_PENDING);
    wok_abandon(pair.client);
    struct strand *only = &reader;
    world_run_all(world, &only, 1);
    assert_int_equal(read.result, -ECANCELED);
    assert_int_equal(do_read(world, pair.server, &byte, 1), 0);
    assert_int_equal(do_close(world, pair.client), -EBADF);
    wok_abandon(pair.server);
    wok_abandon(NULL);
    assert_int_equal(wok__descriptors_open(world_system(world)), 0);
}
IN_BOTH_WORLDS(an_abandoned_stream_is_closed_at_once)

static int option_of(const struct wok_descriptor *socket, int level, int name) {
    int value = -1;
    socklen_t size = sizeof value;
    assert_int_equal(getsockopt(socket->number, level, name, &value, &size), 0);
    return value;
}

static void options_reach_the_socket(void **state) {
    (void)state;
    struct world *world = world_real();
    struct pair pair = pair_open(world);
    assert_int_equal(option_of(pair.server, IPPROTO_TCP, TCP_NODELAY), 1);
    assert_int_equal(wok_socket_nodelay(pair.server, 0), 0);
    assert_int_equal(option_of(pair.server, IPPROTO_TCP, TCP_NODELAY), 0);
    assert_int_equal(wok_socket_keepalive(pair.server, 60, 5, 3), 0);
    assert_int_equal(option_of(pair.server, SOL_SOCKET, SO_KEEPALIVE), 1);
    assert_int_equal(option_of(pair.server, IPPROTO_TCP, TCP_KEEPIDLE), 60);
    assert_int_equal(option_of(pair.server, IPPROTO_TCP, TCP_KEEPINTVL), 5);
    assert_int_equal(option_of(pair.server, IPPROTO_TCP, TCP_KEEPCNT), 3);
    assert_int_equal(wok_socket_keepalive(pair.server, 0, 0, 0), 0);
    assert_int_equal(option_of(pair.server, SOL_SOCKET, SO_KEEPALIVE), 0);
    assert_int_equal(wok_socket_buffers(pair.server, 20000, 30000), 0);
    assert_int_equal(option_of(pair.server, SOL_SOCKET, SO_SNDBUF), 40000);
    assert_int_equal(option_of(pair.server, SOL_SOCKET, SO_RCVBUF), 60000);
    assert_int_equal(wok_socket_linger(pair.server, 1), -EINVAL);
    assert_int_equal(wok_socket_linger(pair.server, 0), 0);
    assert_int_equal(do_close(world, pair.server), 0);
    char byte;
    assert_int_equal(do_read(world, pair.client, &byte, 1), -ECONNRESET);
    assert_int_equal(do_close(world, pair.client), 0);
    assert_int_equal(wok_socket_nodelay(pair.client, 1), -EBADF);
    assert_int_equal(wok_socket_linger(pair.client, 0), -EBADF);
    world_destroy(world);
}

static void errors_of_options_are_told(struct world *world) {
    struct pair pair = pair_open(world);
    for (int nth = 1; nth <= 4; nth++) {
        wok__faults_plan(&world->faults, WOK__CALL_OPTION, (uint64_t)nth, -ENOPROTOOPT, false);
        assert_int_equal(wok_socket_keepalive(pair.client, 1, 1, 1), -ENOPROTOOPT);
    }
    wok__faults_plan(&world->faults, WOK__CALL_OPTION_BYTES, 1, -EINVAL, false);
    assert_int_equal(wok_socket_linger(pair.client, -1), -EINVAL);
    wok__faults_clear(&world->faults);
    assert_int_equal(wok_socket_linger(pair.client, -1), 0);
    pair_close(world, pair);
}
IN_BOTH_WORLDS(errors_of_options_are_told)

static void listeners_can_share_an_address(void **state) {
    (void)state;
    struct world *world = world_real();
    struct wok_tcp_listen_options options = {.size = sizeof options, .reuse_port = 1, .backlog = 8};
    wok_tcp_listener *first, *second;
    char address[WOK_ADDRESS_SIZE_MAX];
    assert_int_equal(wok_tcp_listen_with("127.0.0.1:0", &options, &first), 0);
    assert_int_equal(wok_tcp_local_address(first, address, sizeof address), 0);
    assert_int_equal(wok_tcp_listen_with(address, &options, &second), 0);
    wok_abandon(second);
    assert_int_equal(wok_tcp_listen(address, &second), -EADDRINUSE);
    wok_abandon(first);
    options.size = 0;
    assert_int_equal(wok_tcp_listen_with(address, &options, &second), -EINVAL);
    world_destroy(world);
}

/* Sends more than fits, so that the socket has to be waited for; then cancelled, then refused. */
static void a_file_is_sent_whole(void **state) {
    (void)state;
    enum { SIZE = 1000000 };
    struct world *world = world_real();
    wok__blocking_begin(world_system(world));
    struct pair pair = pair_open(world);
    struct wok_file *file;
    static char bytes[SIZE], heard[SIZE];
    for (int i = 0; i < SIZE; i++)
        bytes[i] = (char)(i * 7 + i / 251);
    assert_int_equal(DO_IN_POOL(world, wok_file_temporary, "/tmp", &file), 0);
    assert_int_equal(DO_IN_POOL(world, wok_file_write, file, bytes, SIZE), SIZE);
    assert_int_equal(wok_socket_buffers(pair.client, 20000, 0), 0);
    uint64_t sent = 0, got = 0;
    while (sent < SIZE) {
        struct wok_send_file send;
        struct strand sender, *only = &sender;
        wok_send_file_init(&send, pair.client, file, sent, SIZE - sent);
        strand_init(&sender, (void *)wok_send_file_poll, &send);
        while (!sender.is_finished) { /* read only while the sender waits */
            if (world_poll_woken(&only, 1) == 0) {
                world_turn(world, 1000000);
                ssize_t count = recv(pair.server->number, heard + got, SIZE - got, 0);
                got += count > 0 ? (uint64_t)count : 0;
            }
        }
        wait_for_wakers(&sender);
        assert_true(send.result > 0);
        sent += (uint64_t)send.result;
    }
    assert_int_equal(DO_IN_POOL(world, wok_send_file, pair.client, file, SIZE, 10), 0);
    while (got < SIZE) {
        ssize_t count = do_read(world, pair.server, heard + got, SIZE - got);
        assert_true(count > 0);
        got += (uint64_t)count;
    }
    assert_memory_equal(bytes, heard, SIZE);
    static const int errors[] = {EIO, EINVAL, ENOMEM, EOVERFLOW, EPIPE};
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        wok__faults_plan(&world->faults, WOK__CALL_SEND_FILE, 1, -errors[i], false);
        assert_int_equal(DO_IN_POOL(world, wok_send_file, pair.client, file, 0, 10), -errors[i]);
    }
    wok__faults_plan(&world->faults, WOK__CALL_SEND_FILE, 1, -EINTR, false);
    assert_int_equal(DO_IN_POOL(world, wok_send_file, pair.client, file, 0, 10), 10);
    assert_int_equal(DO_IN_POOL(world, wok_send_file, NULL, file, 0, 10), -EBADF);
    wok_file_abandon(file);
    pair_close(world, pair);
    assert_int_equal(wok__blocking_end(world_system(world), UINT64_MAX), 0);
    world_destroy(world);
}

/* Datagrams */

static wok_udp_socket *udp_anywhere(struct wok_address *address) {
    wok_udp_socket *socket = NULL;
    char text[WOK_ADDRESS_SIZE_MAX];
    assert_int_equal(wok_udp_bind("127.0.0.1:0", &socket), 0);
    assert_int_equal(wok_tcp_local_address(socket, text, sizeof text), 0);
    assert_int_equal(wok_address_parse(text, address), 0);
    return socket;
}

static void datagrams_arrive_one_by_one(void **state) {
    (void)state;
    struct world *world = world_real();
    struct wok_address here, there, from;
    char heard[8] = "", left[WOK_ADDRESS_SIZE_MAX], right[WOK_ADDRESS_SIZE_MAX];
    wok_udp_socket *first = udp_anywhere(&here), *second = udp_anywhere(&there);
    struct wok_udp_receive receive;
    struct strand receiver, *only = &receiver;
    wok_udp_receive_init(&receive, second, heard, sizeof heard, &from);
    strand_init(&receiver, (void *)wok_udp_receive_poll, &receive);
    assert_int_equal(strand_poll(&receiver), WOK_PENDING);
    assert_int_equal(DO(world, wok_udp_send, first, "soup", 4, &there), 4);
    world_run_all(world, &only, 1);
    assert_int_equal(receive.result, 4);
    assert_string_equal(heard, "soup");
    assert_int_equal(wok_address_format(&from, left, sizeof left), 0);
    assert_int_equal(wok_address_format(&here, right, sizeof right), 0);
    assert_string_equal(left, right);
    assert_int_equal(wok_udp_connect(first, "x"), -EINVAL);
    assert_int_equal(wok_address_format(&there, right, sizeof right), 0);
    assert_int_equal(wok_udp_connect(first, right), 0);
    assert_int_equal(DO(world, wok_udp_send, first, "", 0, NULL), 0);
    assert_int_equal(DO(world, wok_udp_send, first, "longer than eight", 17, NULL), 17);
    assert_int_equal(DO(world, wok_udp_receive, second, heard, sizeof heard, NULL), 0);
    assert_int_equal(DO(world, wok_udp_receive, second, heard, sizeof heard, &from), -EMSGSIZE);
    wok_udp_receive_init(&receive, second, heard, sizeof heard, &from);
    strand_init(&receiver, (void *)wok_udp_receive_poll, &receive);
    assert_int_equal(strand_poll(&receiver), WOK_PENDING);
    assert_int_equal(wok_udp_receive_cancel(&receive, NULL), WOK_READY);
    assert_int_equal(wok__load_relaxed(&receiver.wakers), 0);
    wok_abandon(first);
    wok_abandon(second);
    assert_int_equal(wok_udp_connect(first, right), -EBADF);
    world_destroy(world);
}

static const int message_errors[] = {EACCES,  ECONNREFUSED, ECONNRESET, EDESTADDRREQ,
                                     EFAULT,  EINVAL,       EISCONN,    EMSGSIZE,
                                     ENOBUFS, ENOMEM,       EPIPE};

static void errors_of_datagrams_are_told(void **state) {
    (void)state;
    struct world *world = world_real();
    struct wok_address here;
    char byte;
    wok_udp_socket *socket = udp_anywhere(&here), *other = NULL;
    for (size_t i = 0; i < sizeof message_errors / sizeof *message_errors; i++) {
        wok__faults_plan(&world->faults, WOK__CALL_SEND, 1, -message_errors[i], false);
        assert_int_equal(DO(world, wok_udp_send, socket, "x", 1, &here), -message_errors[i]);
        wok__faults_plan(&world->faults, WOK__CALL_RECEIVE, 1, -message_errors[i], false);
        assert_int_equal(DO(world, wok_udp_receive, socket, &byte, 1, NULL), -message_errors[i]);
    }
    static const enum wok__call calls[] = {WOK__CALL_SOCKET, WOK__CALL_BIND};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        wok__faults_plan(&world->faults, calls[i], 1, -EACCES, false);
        assert_int_equal(wok_udp_bind("127.0.0.1:0", &other), -EACCES);
    }
    wok__faults_plan(&world->faults, WOK__CALL_OPTION, 1, -EINVAL, false);
    assert_int_equal(wok_udp_bind(":0", &other), -EINVAL);
    wok__faults_plan(&world->faults, WOK__CALL_CONNECT, 1, -ENETUNREACH, false);
    assert_int_equal(wok_udp_connect(socket, "127.0.0.1:9"), -ENETUNREACH);
    wok__faults_clear(&world->faults);
    assert_null(other);
    wok_abandon(socket);
    world_destroy(world);
}

/* Unix sockets */

static void descriptors_are_passed(void **state) {
    (void)state;
    struct world *world = world_real();
    wok_unix_socket *pair[2];
    int pipes[2], passed[2] = {-1, -1};
    uint32_t count = 9;
    char text[8] = "";
    assert_int_equal(wok_unix_pair(pair), 0);
    assert_int_equal(pipe(pipes), 0);
    assert_int_equal(DO(world, wok_unix_send, pair[0], "hi", 2, pipes, 2), 2);
    assert_int_equal(DO(world, wok_unix_receive, pair[1], text, sizeof text, passed, 2, &count), 2);
    assert_string_equal(text, "hi");
    assert_int_equal(count, 2);
    assert_true(fcntl(passed[0], F_GETFD) & FD_CLOEXEC);
    assert_int_equal(write(passed[1], "x", 1), 1);
    assert_int_equal(read(pipes[0], text, 1), 1);
    close(passed[0]);
    close(passed[1]);
    /* No room for the second: it is closed. What came is what the reader's end says. */
    close(pipes[0]);
    assert_int_equal(DO(world, wok_unix_send, pair[0], "a", 1, (int[]){0, pipes[1]}, 2), 1);
    close(pipes[1]);
    assert_int_equal(DO(world, wok_unix_receive, pair[1], text, 1, passed, 1, &count), 1);
    assert_int_equal(count, 1);
    close(passed[0]);
    assert_int_equal(DO(world, wok_unix_send, pair[0], "a", 1, passed, 65), -EINVAL);
    assert_int_equal(DO(world, wok_unix_send, pair[0], "a", 1, (int[]){9999}, 1), -EBADF);
    for (size_t i = 0; i < sizeof message_errors / sizeof *message_errors; i++) {
        wok__faults_plan(&world->faults, WOK__CALL_SEND, 1, -message_errors[i], false);
        assert_int_equal(DO(world, wok_unix_send, pair[0], "x", 1, NULL, 0), -message_errors[i]);
        wok__faults_plan(&world->faults, WOK__CALL_RECEIVE, 1, -message_errors[i], false);
        assert_int_equal(DO(world, wok_unix_receive, pair[0], text, 1, NULL, 0, NULL),
                         -message_errors[i]);
    }
    wok__faults_plan(&world->faults, WOK__CALL_PAIR, 1, -EMFILE, false);
    assert_int_equal(wok_unix_pair(pair), -EMFILE);
    wok__faults_clear(&world->faults);
    wok_abandon(pair[0]);
    assert_int_equal(DO(world, wok_unix_receive, pair[1], text, 1, passed, 1, &count), 0);
    wok_abandon(pair[1]);
    world_destroy(world);
}

static void streams_have_names(void **state) {
    (void)state;
    struct world *world = world_real();
    char path[64], text[8] = "", too_long[200];
    snprintf(path, sizeof path, "/tmp/wok-test-%d", (int)getpid());
    char abstract[64];
    snprintf(abstract, sizeof abstract, "@wok-test-%d", (int)getpid());
    memset(too_long, 'x', sizeof too_long);
    too_long[sizeof too_long - 1] = '\0';
    const char *names[] = {path, abstract};
    for (int i = 0; i < 2; i++) {
        wok_unix_socket *listener, *client, *server, *again = NULL;
        assert_int_equal(wok_unix_connect(names[i], &again), i ? -ECONNREFUSED : -ENOENT);
        assert_int_equal(wok_unix_listen(names[i], &listener), 0);
        assert_int_equal(wok_unix_listen(names[i], &again), -EADDRINUSE);
        assert_int_equal(wok_unix_listen(too_long, &again), -EINVAL);
        assert_int_equal(wok_unix_connect(names[i], &client), 0);
        assert_int_equal(do_accept(world, listener, &server), 0);
        assert_int_equal(do_write_all(world, client, "soup", 4), 4);
        assert_int_equal(do_read(world, server, text, sizeof text), 4);
        assert_string_equal(text, "soup");
        assert_null(again);
        wok_abandon(client);
        wok_abandon(server);
        wok_abandon(listener);
    }
    unlink(path);
    wok_unix_socket *receiver, *sender;
    assert_int_equal(wok_unix_datagram(abstract, NULL, &receiver), 0);
    assert_int_equal(wok_unix_datagram(NULL, abstract, &sender), 0);
    assert_int_equal(DO(world, wok_unix_send, sender, "noodle", 6, NULL, 0), 6);
    assert_int_equal(DO(world, wok_unix_receive, receiver, text, 3, NULL, 0, NULL), -EMSGSIZE);
    assert_int_equal(DO(world, wok_unix_send, sender, "egg", 3, NULL, 0), 3);
    assert_int_equal(DO(world, wok_unix_receive, receiver, text, 3, NULL, 0, NULL), 3);
    wok_abandon(receiver);
    wok_abandon(sender);
    world_destroy(world);
}

/*
 * Packets stay whole and in order; one that is shorter than the buffer does not mean that there is
 * no next one, also where the connection was accepted and the second packet is there already.
 */
static void packets_stay_whole(void **state) {
    (void)state;
    struct world *world = world_real();
    wok_unix_socket *listener, *client, *server, *again = NULL, *pair[2];
    char name[64], text[16] = "";
    int passed;
    uint32_t count = 0;
    snprintf(name, sizeof name, "@wok-test-packets-%d", (int)getpid());
    assert_int_equal(wok_unix_connect_packets(name, &again), -ECONNREFUSED);
    assert_int_equal(wok_unix_listen_packets(name, &listener), 0);
    assert_int_equal(wok_unix_connect(name, &again), -ECONNREFUSED); /* another kind */
    assert_null(again);
    assert_int_equal(wok_unix_connect_packets(name, &client), 0);
    assert_int_equal(do_accept(world, listener, &server), 0);
    assert_int_equal(do_write(world, client, "soup", 4), 4);
    assert_int_equal(do_write(world, client, "noodle", 6), 6);
    assert_int_equal(do_read(world, server, text, sizeof text), 4);
    assert_int_equal(do_read(world, server, text, sizeof text), 6);
    assert_memory_equal(text, "noodle", 6);
    assert_int_equal(DO(world, wok_unix_send, client, "egg", 3, (int[]){0}, 1), 3);
    assert_int_equal(DO(world, wok_unix_receive, server, text, 3, &passed, 1, &count), 3);
    assert_int_equal(count, 1);
    close(passed);
    assert_int_equal(DO(world, wok_unix_send, client, "egg", 3, NULL, 0), 3);
    assert_int_equal(DO(world, wok_unix_receive, server, text, 2, NULL, 0, NULL), -EMSGSIZE);
    wok_abandon(client);
    assert_int_equal(do_read(world, server, text, sizeof text), 0);
    assert_int_equal(do_write(world, server, "x", 1), -EPIPE);
    wok_abandon(server);
    wok_abandon(listener);
    assert_int_equal(wok_unix_pair_packets(pair), 0);
    assert_int_equal(do_write(world, pair[0], "ab", 2), 2);
    assert_int_equal(do_write(world, pair[0], "cd", 2), 2);
    assert_int_equal(do_read(world, pair[1], text, sizeof text), 2);
    assert_int_equal(do_read(world, pair[1], text, 1), 1);
    wok_abandon(pair[0]);
    wok_abandon(pair[1]);
    wok__faults_plan(&world->faults, WOK__CALL_LISTEN, 1, -EOPNOTSUPP, false);
    assert_int_equal(wok_unix_listen_packets(name, &listener), -EOPNOTSUPP);
    wok__faults_clear(&world->faults);
    world_destroy(world);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        BOTH(half_close_lets_the_other_direction_go_on),
        BOTH(half_close_wakes_the_peer),
        BOTH(parts_are_written_and_read_in_order),
        BOTH(an_abandoned_stream_is_closed_at_once),
        cmocka_unit_test(options_reach_the_socket),
        BOTH(errors_of_options_are_told),
        cmocka_unit_test(listeners_can_share_an_address),
        cmocka_unit_test(a_file_is_sent_whole),
        cmocka_unit_test(datagrams_arrive_one_by_one),
        cmocka_unit_test(errors_of_datagrams_are_told),
        cmocka_unit_test(descriptors_are_passed),
        cmocka_unit_test(streams_have_names),
        cmocka_unit_test(packets_stay_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
