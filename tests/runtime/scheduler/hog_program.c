/*
 * Goal    Tasks that keep every worker for long do not stop the others: timers fire, sockets are read,
 *         whichever worker's wheel and reactor they belong to; and what kept them is named.
 * Method  As many hogs as workers, and sixteen more in the queues, hold on for 600 ms each, first in a
 *         system call, then in a loop; beside them a task sleeps 5 ms at a time and a client talks to
 *         an echo server. Without help they would wait for ten hogs, one after the other; the worst
 *         gap of each has to stay far below that. How small it is depends on the machine, where loops
 *         compete with the rest for the processors, and others with all of them: it is printed, and
 *         below 100 ms where nothing else runs.
 * Workers 2
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <wok/wok.h>

enum { HOGS = 20 };
#define HOG_NS       (600 * WOK_MS)
#define CALL_GAP_NS  (1 * WOK_S)
#define LOOP_GAP_NS  (1 * WOK_S)

static atomic_bool stop;
static _Atomic uint64_t worst_tick_ns, worst_echo_ns;
static atomic_int hogs_run;

static void fail(const char *what) {
    fprintf(stderr, "%s\n", what);
    abort();
}

/* Each has one writer, besides who sets both back. */
static void note_gap(_Atomic uint64_t *worst, uint64_t since_ns) {
    uint64_t gap_ns = wok_now() - since_ns;
    if (gap_ns > atomic_load(worst))
        atomic_store(worst, gap_ns);
}

/* The calls that hold a worker; the compiler does not know that they block. */
static void hold_in_call(uint64_t duration_ns) {
    struct timespec time = {.tv_sec = 0, .tv_nsec = (long)duration_ns};
    clock_nanosleep(CLOCK_MONOTONIC, 0, &time, NULL);
}

static void hold_in_loop(uint64_t duration_ns) {
    for (uint64_t until_ns = wok_now() + duration_ns; wok_now() < until_ns;)
        ;
}

static async void hog(void (*hold)(uint64_t)) {
    await wok_yield();
    hold(HOG_NS);
    atomic_fetch_add(&hogs_run, 1);
}

static async void ticker(void) {
    while (!atomic_load(&stop)) {
        uint64_t began_ns = wok_now();
        await wok_sleep(5 * WOK_MS);
        note_gap(&worst_tick_ns, began_ns);
    }
}

static async void serve(wok_tcp_listener *listener) {
    wok_tcp_stream *stream;
    char buffer[64];
    if (await wok_tcp_accept(listener, &stream) < 0)
        fail("accept");
    for (;;) {
        ssize_t n = await wok_read(stream, buffer, sizeof buffer);
        if (n <= 0)
            break;
        if (await wok_write_all(stream, buffer, (size_t)n) < 0)
            fail("the server cannot write");
    }
    await wok_close(stream);
}

static async void talk(const char *address) {
    wok_tcp_stream *stream;
    char buffer[64];
    if (await wok_tcp_connect(address, &stream) < 0)
        fail("connect");
    while (!atomic_load(&stop)) {
        uint64_t began_ns = wok_now();
        if (await wok_write_all(stream, "hello", 5) < 0)
            fail("the client cannot write");
        if (await wok_read(stream, buffer, sizeof buffer) != 5)
            fail("the client cannot read");
        note_gap(&worst_echo_ns, began_ns);
        await wok_sleep(2 * WOK_MS);
    }
    await wok_close(stream);
}

static async void hold_everybody(const char *how, void (*hold)(uint64_t), uint64_t bound_ns) {
    task(void) hogs[HOGS];
    worst_tick_ns = worst_echo_ns = 0;
    atomic_store(&hogs_run, 0);
    for (int i = 0; i < HOGS; i++)
        hogs[i] = spawn(hog(hold));
    for (int i = 0; i < HOGS; i++)
        await hogs[i];
    printf("%s: the worst tick of 5 ms took %.1f ms, the worst echo %.1f ms\n", how,
           (double)worst_tick_ns / 1e6, (double)worst_echo_ns / 1e6);
    if (atomic_load(&hogs_run) != HOGS)
        fail("a hog did not run");
    if (worst_tick_ns == 0 || worst_tick_ns > bound_ns)
        fail("the ticker was held up");
    if (worst_echo_ns == 0 || worst_echo_ns > bound_ns)
        fail("the echo was held up");
}

async int main(void) {
    wok_tcp_listener *listener;
    char address[WOK_ADDRESS_SIZE_MAX];
    if (wok_tcp_listen("127.0.0.1:0", &listener) < 0 ||
        wok_tcp_local_address(listener, address, sizeof address) < 0)
        fail("listen");
    auto server = spawn(serve(listener));
    auto client = spawn(talk(address));
    auto ticks = spawn(ticker());
    await wok_sleep(50 * WOK_MS); /* descriptors and timers have their places */
    await hold_everybody("system calls", hold_in_call, CALL_GAP_NS);
    await hold_everybody("loops", hold_in_loop, LOOP_GAP_NS);
    atomic_store(&stop, true);
    await ticks;
    await client;
    await server;
    await wok_close(listener);
    return 0;
}
