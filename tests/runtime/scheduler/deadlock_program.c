/*
 * Goal    When nothing can happen any more, the report says so, names each task that waits, for what and
 *         where, and who waits for whom in a circle; and it says nothing as long as anything can happen.
 * Method  Each case is this program again, whose standard error is compared with the lines written here
 *         (support/child.h). Cases that deadlock are ended by WOK_DEADLOCK=abort, so a missing
 *         report is a test that takes too long. The others wait longer than any look takes to come, for
 *         a timer, a socket, a signal, a process, a call on the pool, another thread, and end well.
 *         All of it with a monitor and without.
 */
#include <pthread.h>
#include <unistd.h>

#include "support/child.h"

#define QUIET_NS (300 * WOK_MS)

static struct wok_mutex one, other;
static struct wok_rwlock rwlock;
static wok_channel *values, *answers;

/* ---- cases that deadlock ---- */

static async void crossed_left(void) {
    await wok_mutex_lock(&one);
    defer wok_mutex_unlock(&one);
    await wok_sleep(5 * WOK_MS);
    await wok_mutex_lock(&other); // left
    wok_mutex_unlock(&other);
}

static async void lock_one(void) {
    await wok_mutex_lock(&one); // deep
    wok_mutex_unlock(&one);
}

static async void crossed_right(void) {
    await wok_mutex_lock(&other);
    defer wok_mutex_unlock(&other);
    await wok_sleep(5 * WOK_MS);
    await lock_one(); // right
}

static async int two_mutexes_crosswise(void) {
    auto left = spawn(crossed_left());
    auto right = spawn(crossed_right());
    await left; // main
    await right;
    return 0;
}

static async void recursive(void) {
    await wok_mutex_lock(&one);
    await lock_one(); // again
}

static async int a_mutex_twice(void) {
    join(await recursive(), await wok_sleep(1 * WOK_MS)); // join
    return 0;
}

static async int nobody_sends(void) {
    int value;
    values = wok_channel_create(sizeof value, 4);
    return await wok_receive(values, &value); // receive
}

static async void reader(void) {
    int value;
    await wok_rwlock_write(&rwlock);
    defer wok_rwlock_unlock(&rwlock);
    await wok_send(answers, &(int){1});
    while (await wok_receive(values, &value) == 0) // values
        await wok_send(answers, &value);
}

/* The reader has the lock that the writer needs before it sends. */
static async int lock_and_channel(void) {
    int value;
    values = wok_channel_create(sizeof value, 0);
    answers = wok_channel_create(sizeof value, 4);
    auto task = spawn(reader());
    await wok_receive(answers, &value);
    await wok_send(values, &value);
    await wok_receive(answers, &value);
    await wok_rwlock_write(&rwlock); // rwlock
    await task;
    return 0;
}

static async int a_leaked_sender(void) {
    int value = 0;
    wok_oneshot *oneshot = wok_oneshot_create(sizeof value);
    wok_token *token = wok_token_create(NULL);
    race { // race
        when (value = await wok_oneshot_receive(oneshot, &value)) { // oneshot
        }
        when (await wok_token_wait(token)) { // token
        }
    }
    return value;
}

static async void keeps_it(void) {
    await wok_mutex_lock(&one);
}

static async int a_holder_that_ended(void) {
    await spawn(keeps_it());
    await lock_one(); // kept
    return 0;
}

/* A plain thread that is asleep in the runtime cannot help either. */
static void *receives(void *unused) {
    int value;
    (void)unused;
    wok_block_on(wok_receive(values, &value));
    return NULL;
}

static async int a_thread_that_waits_too(void) {
    int value;
    pthread_t thread;
    values = wok_channel_create(sizeof value, 4);
    pthread_create(&thread, NULL, receives, NULL);
    return await wok_receive(values, &value); // thread
}

/* ---- cases that merely wait ---- */

static async int a_timer(void) {
    await wok_sleep(QUIET_NS);
    return 0;
}

static void *sends(void *unused) {
    (void)unused;
    usleep(QUIET_NS / 1000);
    wok_block_on(wok_send(values, &(int){7}));
    return NULL;
}

static async int a_thread_of_its_own(void) {
    int value = 0;
    pthread_t thread;
    values = wok_channel_create(sizeof value, 4);
    pthread_create(&thread, NULL, sends, NULL);
    pthread_detach(thread);
    await wok_receive(values, &value);
    return value == 7 ? 0 : 1;
}

static int sleeps(void *unused) {
    (void)unused;
    usleep(QUIET_NS / 1000);
    return 0;
}

static async int a_blocking_call(void) {
    return await wok_blocking(sleeps, NULL);
}

/* Another process that ends after a while, told by a pipe, by its end, or by a signal. */
static int start(char *script, struct wok_process_spawned *out) {
    char *arguments[] = {"sh", "-c", script, NULL};
    struct wok_process_options options = {.size = sizeof options,
                                          .program = "/bin/sh",
                                          .arguments = arguments,
                                          .streams = {0, WOK_PROCESS_PIPE, 0}};
    return wok_process_spawn(&options, out);
}

static async int a_process(void) {
    struct wok_process_spawned child;
    int status;
    if (start("sleep 0.3", &child) < 0)
        return 1;
    defer wok_process_end(child.process);
    defer wok_abandon(child.streams[1]);
    return await wok_process_wait(child.process, &status);
}

static async int a_pipe(void) {
    struct wok_process_spawned child;
    char byte;
    if (start("sleep 0.3; echo x", &child) < 0)
        return 1;
    defer wok_process_end(child.process);
    defer wok_abandon(child.streams[1]);
    return await wok_read(child.streams[1], &byte, 1) == 1 ? 0 : 1;
}

static async int a_signal(void) {
    struct wok_process_spawned child;
    wok_signals *signals;
    char script[64];
    int numbers[] = {SIGUSR1};
    if (wok_signals_open(numbers, 1, &signals) < 0)
        return 1;
    defer wok_signals_close(signals);
    snprintf(script, sizeof script, "sleep 0.3; kill -USR1 %d", (int)getpid());
    if (start(script, &child) < 0)
        return 1;
    wok_abandon(child.streams[1]);
    int number = await wok_signals_next(signals);
    wok_process_end(child.process);
    return number == SIGUSR1 ? 0 : 1;
}

#define DEADLOCK(count)                                                                            \
    "wok: deadlock: nothing can wake the tasks that wait (" #count "): there is no timer, no I/O, "  \
    "no blocking call, no other thread",                                                           \
        "wok: aborted because of the deadlock (WOK_DEADLOCK)"

static const struct child_case cases[] = {
    CHILD_CASE(two_mutexes_crosswise, DEADLOCK(3),
         "wok: task * (crossed_left) waits for a mutex *, held by task * (crossed_right)",
         "wok:   in crossed_left, at @left (await wok_mutex_lock)",
         "wok: task * (crossed_right) waits for a mutex *, held by task * (crossed_left)",
         "wok:   in crossed_right, at @right (await lock_one)",
         "wok:   in lock_one, at @deep (await wok_mutex_lock)",
         "wok: task * (main) waits for task * (crossed_left)",
         CHILD_IN_MAIN,
         "wok:   in two_mutexes_crosswise, at @main (await a task)",
         "wok: 2 of them wait for each other, in a cycle:",
         "wok:   task * (crossed_left) waits for a mutex *, held by task * (crossed_right)",
         "wok:   task * (crossed_right) waits for a mutex *, held by task * (crossed_left)"),
    CHILD_CASE(a_mutex_twice, DEADLOCK(1),
         "wok: task * (main) waits for the branches of a join",
         CHILD_IN_MAIN,
         "wok:   in a_mutex_twice, at @join (await join)",
         "wok:   branch 1 waits for a mutex *, held by task * (main)",
         "wok:   in a_mutex_twice, at @join (await recursive)",
         "wok:   in recursive, at @again (await lock_one)",
         "wok:   in lock_one, at @deep (await wok_mutex_lock)",
         "wok: one of them waits for itself:",
         "wok:   task * (main) waits for a mutex *, held by task * (main)"),
    CHILD_CASE(nobody_sends, DEADLOCK(1),
         "wok: task * (main) waits for a value in a channel *, last sent by a plain thread, or nobody",
         CHILD_IN_MAIN,
         "wok:   in nobody_sends, at @receive (await wok_channel_receive)"),
    CHILD_CASE(lock_and_channel, DEADLOCK(2),
         "wok: task * (reader) waits for a value in a channel *, last sent by task * (main)",
         "wok:   in reader, at @values (await wok_channel_receive)",
         "wok: task * (main) waits for a read-write lock *, held by task * (reader)",
         CHILD_IN_MAIN,
         "wok:   in lock_and_channel, at @rwlock (await wok_rwlock_write)",
         "wok: 2 of them wait for each other, in a cycle:",
         "wok:   task * (reader) waits for a value in a channel *, last sent by task * (main)",
         "wok:   task * (main) waits for a read-write lock *, held by task * (reader)"),
    CHILD_CASE(a_leaked_sender, DEADLOCK(1),
         "wok: task * (main) waits for an arm of a race",
         CHILD_IN_MAIN, "wok:   in a_leaked_sender, at @race (await race)",
         "wok:   branch 1 waits for the value of a oneshot *",
         "wok:   in a_leaked_sender, at @oneshot (await wok_oneshot_receive_of_size)",
         "wok:   branch 2 waits for a token to be cancelled",
         "wok:   in a_leaked_sender, at @token (await wok_token_wait)"),
    CHILD_CASE(a_holder_that_ended, DEADLOCK(1),
         "wok: task * (main) waits for a mutex *, held by task *, which has ended",
         CHILD_IN_MAIN,
         "wok:   in a_holder_that_ended, at @kept (await lock_one)",
         "wok:   in lock_one, at @deep (await wok_mutex_lock)"),
    CHILD_CASE(a_thread_that_waits_too, DEADLOCK(2),
         "wok: task * (main) waits for a value in a channel *, last sent by a plain thread, or nobody",
         CHILD_IN_MAIN,
         "wok:   in a_thread_that_waits_too, at @thread (await wok_channel_receive)",
         "wok: task * (wok_channel_receive) waits for a value in a channel *, last sent by a plain "
         "thread, or nobody",
         "wok:   in wok_channel_receive"),
};

static const struct child_case waits[] = {
    CHILD_CASE(a_timer), CHILD_CASE(a_thread_of_its_own), CHILD_CASE(a_blocking_call),
    CHILD_CASE(a_process), CHILD_CASE(a_pipe), CHILD_CASE(a_signal),
};

enum { CASES = sizeof cases / sizeof *cases, WAITS = sizeof waits / sizeof *waits };

static bool is_deadlock(const char *name) {
    for (size_t i = 0; i < CASES; i++)
        if (strcmp(cases[i].name, name) == 0)
            return true;
    return false;
}

async int main(int argc, char **argv) {
    static const char *const poll_limits_ms[] = {"10", "0"}; /* with a monitor, and without */
    int failed = 0;
    if (argc > 1 && is_deadlock(argv[1]))
        return await child_be(cases, CASES, argv[1]); // entry
    if (argc > 1)
        return await child_be(waits, WAITS, argv[1]);
    setenv("WOK_DEADLOCK", "abort", 1);
    for (int with = 0; with < 2; with++) {
        setenv("WOK_POLL_LIMIT_MS", poll_limits_ms[with], 1);
        for (size_t i = 0; i < CASES; i++)
            failed += await child_run(__FILE__, &cases[i], -1);
        for (size_t i = 0; i < WAITS; i++)
            failed += await child_run(__FILE__, &waits[i], 0);
    }
    return failed;
}
