/*
 * Goal    Whatever splice(2) and pipe(2) refuse, the caller is told, and nothing is left open; where
 *         there are no pipes, a copy does without.
 * Method  Futures polled by hand, with faults before the machine's table.
 */
#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include <wok/splice.h>
#include <wok/unix_socket.h>

#include "net/streams.h"
#include "reactor/late.h"

#define DO(world, operation, ...)                                                                  \
    ({                                                                                             \
        struct operation future_done;                                                              \
        operation##_init(&future_done, __VA_ARGS__);                                               \
        world_run(world, (void *)operation##_poll, &future_done);                                  \
        future_done.result;                                                                        \
    })

static void errors_of_splice_are_told(void **state) {
    static const int errors[] = {EBADF, EINVAL, ENOMEM, ESPIPE, EPIPE, ECONNRESET};
    (void)state;
    struct world *world = world_real();
    struct wok_splice *splice;
    wok_unix_socket *pair[2];
    char bytes[4];
    assert_int_equal(wok_unix_pair(pair), 0);
    assert_int_equal(wok_splice_open(0, &splice), 0);
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        assert_int_equal(do_write_all(world, pair[0], "soup", 4), 4);
        wok__faults_plan(&world->faults, WOK__CALL_SPLICE, 1, -errors[i], false);
        assert_int_equal(DO(world, wok_splice_from, splice, pair[1], 4), -errors[i]);
        assert_int_equal(wok_splice_held(splice), 0);
        wok__faults_plan(&world->faults, WOK__CALL_SPLICE, 1, -EINTR, false);
        assert_int_equal(DO(world, wok_splice_from, splice, pair[1], 4), 4);
        wok__faults_plan(&world->faults, WOK__CALL_SPLICE, 1, -errors[i], false);
        assert_int_equal(DO(world, wok_splice_to, splice, pair[1]), -errors[i]);
        assert_int_equal(wok_splice_held(splice), 4);
        wok__faults_plan(&world->faults, WOK__CALL_SPLICE, 1, -EINTR, false);
        assert_int_equal(DO(world, wok_splice_to, splice, pair[1]), 4);
        assert_int_equal(do_read(world, pair[0], bytes, 4), 4);
    }
    wok__faults_clear(&world->faults);
    wok_splice_close(splice);
    wok_abandon(pair[0]);
    wok_abandon(pair[1]);
    world_destroy(world);
}

static void a_pipe_may_be_refused(void **state) {
    static const int errors[] = {EMFILE, ENFILE, ENOMEM};
    (void)state;
    struct world *world = world_real();
    struct wok_splice *splice = NULL;
    int before = dup(0);
    close(before);
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
        wok__faults_plan(&world->faults, WOK__CALL_PIPE, 1, -errors[i], false);
        assert_int_equal(wok_splice_open(1 << 20, &splice), -errors[i]);
    }
    wok__faults_plan(&world->faults, WOK__CALL_ALLOCATE, 1, -ENOMEM, false);
    assert_int_equal(wok_splice_open(0, &splice), -ENOMEM);
    assert_null(splice);
    int after = dup(0);
    close(after);
    assert_int_equal(before, after);
    world_destroy(world);
}

/* A full target is waited for, not the source; and what waits is woken by the target alone. */
static void a_full_target_is_waited_for(void **state) {
    (void)state;
    struct world *world = world_real();
    struct wok_splice *splice;
    struct pair from = pair_open(world), to = pair_open(world);
    static char bytes[65536], heard[65536];
    assert_int_equal(wok_splice_open(sizeof bytes, &splice), 0);
    assert_int_equal(wok_socket_buffers(to.client, 5000, 0), 0);
    assert_int_equal(wok_socket_buffers(to.server, 0, 5000), 0);
    struct wok_splice_to out;
    struct strand strand, *only = &strand;
    enum wok_poll answer = WOK_READY;
    size_t sent = 0, got = 0;
    while (answer == WOK_READY) {
        if (wok_splice_held(splice) == 0) {
            assert_true(do_write(world, from.client, bytes, sizeof bytes) > 0);
            assert_true(DO(world, wok_splice_from, splice, from.server, sizeof bytes) > 0);
        }
        wok_splice_to_init(&out, splice, to.client);
        strand_init(&strand, (void *)wok_splice_to_poll, &out);
        answer = strand_poll(&strand);
        sent += answer == WOK_READY ? (size_t)out.result : 0;
    }
    while (got < sent) {
        ssize_t count = do_read(world, to.server, heard, sizeof heard);
        assert_true(count > 0);
        got += (size_t)count;
    }
    world_run_all(world, &only, 1);
    assert_true(out.result > 0);
    wok_splice_close(splice);
    pair_close(world, from);
    pair_close(world, to);
    world_destroy(world);
}

/* What a cancelled read of the ring has left with the descriptor stands before what comes next. */
static void late_bytes_come_first(void **state) {
    (void)state;
    struct world *world = world_real();
    struct wok_splice *splice;
    struct pair pair = pair_open(world);
    static char late[5000], moved[6000];
    memset(late, 'l', sizeof late);
    assert_int_equal(wok_splice_open(0, &splice), 0);
    assert_int_equal(do_write_all(world, pair.client, "next", 4), 4);
    wok__late_add_bytes(world_system(world), &pair.server->late, late, sizeof late);
    wok__fetch_or_release(&pair.server->word, WOK__LATE);
    size_t size = 0;
    while (size < sizeof late + 4) {
        assert_true(DO(world, wok_splice_from, splice, pair.server, 6000) > 0);
        ssize_t count;
        while ((count = wok_splice_take(splice, moved + size, sizeof moved - size)) > 0)
            size += (size_t)count;
    }
    assert_int_equal(size, sizeof late + 4);
    assert_memory_equal(moved, late, sizeof late);
    assert_memory_equal(moved + sizeof late, "next", 4);
    wok_splice_close(splice);
    pair_close(world, pair);
    world_destroy(world);
}

static void there_are_none_in_a_simulation(void **state) {
    (void)state;
    struct world *world = world_simulated((struct wok__simulation_options){.seed = 1});
    struct wok_splice *splice = NULL;
    assert_int_equal(wok_splice_open(0, &splice), -EOPNOTSUPP);
    assert_null(splice);
    world_destroy(world);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_of_splice_are_told),      cmocka_unit_test(a_pipe_may_be_refused),
        cmocka_unit_test(a_full_target_is_waited_for),    cmocka_unit_test(late_bytes_come_first),
        cmocka_unit_test(there_are_none_in_a_simulation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
