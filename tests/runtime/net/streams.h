/*
 * streams.h: futures run to their end in one call, and pairs of connected streams.
 */
#ifndef TEST_STREAMS_H
#define TEST_STREAMS_H

#include <stdio.h>

#include <wok/io.h>
#include <wok/net.h>

#include "reactor/world.h"

static inline ssize_t do_read(struct world *world, wok_tcp_stream *stream, void *buffer,
                              size_t size) {
    struct wok_read future;
    wok_read_init(&future, stream, buffer, size);
    world_run(world, (void *)wok_read_poll, &future);
    return future.result;
}

static inline ssize_t do_write(struct world *world, wok_tcp_stream *stream, const void *buffer,
                               size_t size) {
    struct wok_write future;
    wok_write_init(&future, stream, buffer, size);
    world_run(world, (void *)wok_write_poll, &future);
    return future.result;
}

static inline ssize_t do_write_all(struct world *world, wok_tcp_stream *stream, const void *buffer,
                                   size_t size) {
    struct wok_write_all future;
    wok_write_all_init(&future, stream, buffer, size);
    world_run(world, (void *)wok_write_all_poll, &future);
    return future.result;
}

static inline int do_close(struct world *world, struct wok_descriptor *descriptor) {
    struct wok_close future;
    wok_close_init(&future, descriptor);
    world_run(world, (void *)wok_close_poll, &future);
    return future.result;
}

static inline int do_accept(struct world *world, wok_tcp_listener *listener, wok_tcp_stream **out) {
    struct wok_tcp_accept future;
    wok_tcp_accept_init(&future, listener, out);
    world_run(world, (void *)wok_tcp_accept_poll, &future);
    return future.result;
}

static inline int do_connect(struct world *world, const char *address, wok_tcp_stream **out) {
    struct wok_tcp_connect future;
    wok_tcp_connect_init(&future, address, out);
    world_run(world, (void *)wok_tcp_connect_poll, &future);
    return future.result;
}

struct pair {
    wok_tcp_stream *client, *server;
};

/* Listens on a free port and writes its address. */
static inline wok_tcp_listener *listen_anywhere(char address[WOK_ADDRESS_SIZE_MAX]) {
    wok_tcp_listener *listener = NULL;
    assert_int_equal(wok_tcp_listen("127.0.0.1:0", &listener), 0);
    assert_int_equal(wok_tcp_local_address(listener, address, WOK_ADDRESS_SIZE_MAX), 0);
    return listener;
}

static inline struct pair pair_open(struct world *world) {
    struct pair pair = {NULL, NULL};
    char address[WOK_ADDRESS_SIZE_MAX];
    wok_tcp_listener *listener = listen_anywhere(address);
    assert_int_equal(do_connect(world, address, &pair.client), 0);
    assert_int_equal(do_accept(world, listener, &pair.server), 0);
    assert_int_equal(do_close(world, listener), 0);
    return pair;
}

static inline void pair_close(struct world *world, struct pair pair) {
    assert_int_equal(do_close(world, pair.client), 0);
    assert_int_equal(do_close(world, pair.server), 0);
}

/* Runs a test in both worlds. */
#define IN_BOTH_WORLDS(test)                                                                       \
    static void test##_on_the_machine(void **state) {                                              \
        (void)state;                                                                               \
        struct world *world = world_real();                                                        \
        test(world);                                                                               \
        world_destroy(world);                                                                      \
    }                                                                                              \
    static void test##_in_simulation(void **state) {                                               \
        (void)state;                                                                               \
        for (uint64_t seed = 0; seed < 20; seed++) {                                               \
            struct world *world = world_simulated((struct wok__simulation_options){.seed = seed}); \
            test(world);                                                                           \
            world_destroy(world);                                                                  \
        }                                                                                          \
    }
#define BOTH(test) cmocka_unit_test(test##_on_the_machine), cmocka_unit_test(test##_in_simulation)

#endif
