/*
 * Goal    In a crowd (crowd.h) what a worker leaves to the others is run, whoever sleeps: no task is
 *         lost, none waits much longer than the 2 ms that it may be left.
 * Method  The runtime is told that there is a crowd. Pairs of tasks on all workers answer each other
 *         through sockets and timers, with pauses in which everybody falls asleep; now and then a task
 *         holds its worker for 5 ms.
 *
 * Workers 2 3
 */
#include <stdatomic.h>
#include <stdio.h>

#include <wok/wok.h>

#include "instance/instance.h"
#include "scheduler/crowd.h"
#include "support/expect.h"

enum { PAIRS = 24, ROUNDS = 150 };

static atomic_ullong longest_ns;

static uint64_t now_ns(void) {
    struct wok__system *system = wok__system_real();
    return system->now(system);
}

static async void answer(wok_unix_socket *stream) {
    char byte;
    while (await wok_read(stream, &byte, 1) == 1)
        EXPECT(await wok_write_all(stream, &byte, 1) == 1);
    await wok_close(stream);
}

static async void ask(wok_unix_socket *stream, int number) {
    char byte = 'a';
    for (int i = 0; i < ROUNDS; i++) {
        uint64_t begin_ns = now_ns();
        EXPECT(await wok_write_all(stream, &byte, 1) == 1);
        EXPECT(await wok_read(stream, &byte, 1) == 1);
        uint64_t took_ns = now_ns() - begin_ns;
        if (took_ns > atomic_load(&longest_ns))
            atomic_store(&longest_ns, took_ns);
        if ((i + number) % 7 == 0)
            await wok_sleep((uint64_t)(number + 1) * 20 * WOK_US);
        if ((i + number) % 50 == 0)
            for (uint64_t start_ns = now_ns(); now_ns() - start_ns < 5 * WOK_MS;)
                wok__spin_pause();
    }
    await wok_close(stream);
}

static void crowd(struct wok_runtime *runtime) {
    wok__store_relaxed(&runtime->crowd_level, WOK__CROWD_LEVEL_MAX);
}

async int main(void) {
    struct wok_runtime *runtime = wok__current.runtime;
    task(void) asking[PAIRS];
    task(void) answering[PAIRS];
    crowd(runtime);
    for (int i = 0; i < PAIRS; i++) {
        wok_unix_socket *pair[2];
        EXPECT(wok_unix_pair(pair) == 0);
        asking[i] = spawn(ask(pair[0], i));
        answering[i] = spawn(answer(pair[1]));
    }
    for (int i = 0; i < PAIRS; i++) {
        await asking[i];
        await answering[i];
    }
    EXPECT(atomic_load(&longest_ns) < 5 * WOK_S); /* a lost task would wait for ever */
    return 0;
}
