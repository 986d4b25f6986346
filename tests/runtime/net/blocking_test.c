/*
 * Goal    Plain C uses the futures of io and net as ordinary blocking functions, from any thread,
 *         over the default runtime and all its workers.
 * Method  Threads without a runtime of their own talk to each other over loopback; nothing here
 *         polls, turns a reactor or knows what a future is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>
#include <pthread.h>
#include <unistd.h>

#include <wok/io.h>
#include <wok/net.h>

enum { CLIENTS = 8, ROUNDS = 200, SIZE = 3000 };

static char address[WOK_ADDRESS_SIZE_MAX];

static void *echo_until_the_end(void *stream) {
    char buffer[1024];
    ssize_t count;
    while ((count = wok_read(stream, buffer, sizeof buffer)) > 0)
        if (wok_write_all(stream, buffer, (size_t)count) != count)
            break;
    return (void *)(intptr_t)(wok_close(stream) == 0 && count == 0);
}

static int read_exactly(wok_tcp_stream *stream, char *buffer, size_t size) {
    size_t have = 0;
    while (have < size) {
        ssize_t count = wok_read(stream, buffer + have, size - have);
        if (count <= 0)
            return 0;
        have += (size_t)count;
    }
    return 1;
}

static void *call_often(void *number) {
    wok_tcp_stream *stream;
    char sent[SIZE], heard[SIZE];
    if (wok_tcp_connect(address, &stream) < 0)
        return NULL;
    int good = 1;
    for (int round = 0; good && round < ROUNDS; round++) {
        memset(sent, (int)(intptr_t)number + round, sizeof sent);
        good = wok_write_all(stream, sent, sizeof sent) == SIZE &&
               read_exactly(stream, heard, sizeof heard) && memcmp(sent, heard, sizeof sent) == 0;
    }
    return (void *)(intptr_t)(wok_close(stream) == 0 && good);
}

static void threads_talk_in_blocking_calls(void **state) {
    (void)state;
    wok_tcp_listener *listener;
    pthread_t callers[CLIENTS], echoes[CLIENTS];
    assert_int_equal(wok_tcp_listen("127.0.0.1:0", &listener), 0);
    assert_int_equal(wok_tcp_local_address(listener, address, sizeof address), 0);
    for (intptr_t i = 0; i < CLIENTS; i++)
        assert_int_equal(pthread_create(&callers[i], NULL, call_often, (void *)i), 0);
    for (int i = 0; i < CLIENTS; i++) {
        wok_tcp_stream *stream;
        assert_int_equal(wok_tcp_accept(listener, &stream), 0);
        assert_int_equal(pthread_create(&echoes[i], NULL, echo_until_the_end, stream), 0);
    }
    for (int i = 0; i < CLIENTS; i++) {
        void *good = NULL;
        assert_int_equal(pthread_join(callers[i], &good), 0);
        assert_non_null(good);
        assert_int_equal(pthread_join(echoes[i], &good), 0);
        assert_non_null(good);
    }
    assert_int_equal(wok_close(listener), 0);
}

static void *accept_in_vain(void *listener) {
    wok_tcp_stream *stream;
    return (void *)(intptr_t)wok_tcp_accept(listener, &stream);
}

static void closing_ends_a_blocking_accept_on_another_thread(void **state) {
    (void)state;
    for (int round = 0; round < 50; round++) {
        wok_tcp_listener *listener;
        pthread_t acceptor;
        void *answer;
        assert_int_equal(wok_tcp_listen("127.0.0.1:0", &listener), 0);
        assert_int_equal(pthread_create(&acceptor, NULL, accept_in_vain, listener), 0);
        usleep((useconds_t)(round * 20)); /* now before, now while it waits */
        assert_int_equal(wok_close(listener), 0);
        assert_int_equal(pthread_join(acceptor, &answer), 0);
        assert_true((intptr_t)answer == -ECANCELED || (intptr_t)answer == -EBADF);
    }
}

static void errors_come_back_as_numbers(void **state) {
    (void)state;
    wok_tcp_listener *listener;
    wok_tcp_stream *stream = NULL;
    char byte;
    assert_int_equal(wok_tcp_listen("127.0.0.1:0", &listener), 0);
    assert_int_equal(wok_tcp_local_address(listener, address, sizeof address), 0);
    assert_int_equal(wok_close(listener), 0);
    assert_int_equal(wok_tcp_connect(address, &stream), -ECONNREFUSED);
    assert_int_equal(wok_tcp_connect("no address", &stream), -EINVAL);
    assert_null(stream);
    assert_int_equal(wok_close(listener), -EBADF);
    assert_int_equal(wok_read(listener, &byte, 1), -EBADF);
    assert_int_equal(wok_write(NULL, &byte, 1), -EBADF);
}

int main(void) {
    setenv("WOK_WORKERS", "2", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_talk_in_blocking_calls),
        cmocka_unit_test(closing_ends_a_blocking_accept_on_another_thread),
        cmocka_unit_test(errors_come_back_as_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
