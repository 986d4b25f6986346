/*
 * Goal    When nothing can happen any more, the report says so, names each task that waits, for what and
 *         where, and who waits for whom in a circle; and it says nothing as long as anything can happen.
 * Method  Each case is this program again, with the case's name: its standard error is compared with the
 *         lines written here. "@mark" stands for the file and the line that ends with the comment of
 *         that name, "*" for an address. Cases that deadlock are ended by WOK_DEADLOCK=abort, so a missing
 *         report is a test that takes too long. The others wait longer than any look takes to come, for
 *         a timer, a socket, a signal, a process, a call on the pool, another thread, and end well.
 *         All of it with a monitor and without.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <wok/wok.h>

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

/* ---- the parent ---- */

typedef async int (*body)(void);

struct deadlock_case {
    const char *name;
    body run;
    const char *lines[16]; /* behind the first one; in any order, since tasks are found in any */
};

#define CASE(function, ...) { #function, function, { __VA_ARGS__ } }

#define IN_MAIN                                                                                    \
    "wok:   in main, at @entry (await run_one)", "wok:   in run_one, at @run (await a call)"

static const struct deadlock_case cases[] = {
    CASE(two_mutexes_crosswise,
         "wok: task * (crossed_left) waits for a mutex *, held by task * (crossed_right)",
         "wok:   in crossed_left, at @left (await wok_mutex_lock)",
         "wok: task * (crossed_right) waits for a mutex *, held by task * (crossed_left)",
         "wok:   in crossed_right, at @right (await lock_one)",
         "wok:   in lock_one, at @deep (await wok_mutex_lock)",
         "wok: task * (main) waits for task * (crossed_left)",
         IN_MAIN,
         "wok:   in two_mutexes_crosswise, at @main (await a task)",
         "wok: 2 of them wait for each other, in a cycle:",
         "wok:   task * (crossed_left) waits for a mutex *, held by task * (crossed_right)",
         "wok:   task * (crossed_right) waits for a mutex *, held by task * (crossed_left)"),
    CASE(a_mutex_twice, "wok: task * (main) waits for the branches of a join",
         IN_MAIN,
         "wok:   in a_mutex_twice, at @join (await join)",
         "wok:   branch 1 waits for a mutex *, held by task * (main)",
         "wok:   in a_mutex_twice, at @join (await recursive)",
         "wok:   in recursive, at @again (await lock_one)",
         "wok:   in lock_one, at @deep (await wok_mutex_lock)",
         "wok: one of them waits for itself:",
         "wok:   task * (main) waits for a mutex *, held by task * (main)"),
    CASE(nobody_sends,
         "wok: task * (main) waits for a value in a channel *, last sent by a plain thread, or nobody",
         IN_MAIN,
         "wok:   in nobody_sends, at @receive (await wok_channel_receive)"),
    CASE(lock_and_channel,
         "wok: task * (reader) waits for a value in a channel *, last sent by task * (main)",
         "wok:   in reader, at @values (await wok_channel_receive)",
         "wok: task * (main) waits for a read-write lock *, held by task * (reader)",
         IN_MAIN,
         "wok:   in lock_and_channel, at @rwlock (await wok_rwlock_write)",
         "wok: 2 of them wait for each other, in a cycle:",
         "wok:   task * (reader) waits for a value in a channel *, last sent by task * (main)",
         "wok:   task * (main) waits for a read-write lock *, held by task * (reader)"),
    CASE(a_leaked_sender, "wok: task * (main) waits for an arm of a race",
         IN_MAIN, "wok:   in a_leaked_sender, at @race (await race)",
         "wok:   branch 1 waits for the value of a oneshot *",
         "wok:   in a_leaked_sender, at @oneshot (await wok_oneshot_receive_of_size)",
         "wok:   branch 2 waits for a token to be cancelled",
         "wok:   in a_leaked_sender, at @token (await wok_token_wait)"),
    CASE(a_holder_that_ended,
         "wok: task * (main) waits for a mutex *, held by task *, which has ended",
         IN_MAIN,
         "wok:   in a_holder_that_ended, at @kept (await lock_one)",
         "wok:   in lock_one, at @deep (await wok_mutex_lock)"),
    CASE(a_thread_that_waits_too,
         "wok: task * (main) waits for a value in a channel *, last sent by a plain thread, or nobody",
         IN_MAIN,
         "wok:   in a_thread_that_waits_too, at @thread (await wok_channel_receive)",
         "wok: task * (wok_channel_receive) waits for a value in a channel *, last sent by a plain "
         "thread, or nobody",
         "wok:   in wok_channel_receive"),
};

static const struct deadlock_case waits[] = {
    CASE(a_timer),   CASE(a_thread_of_its_own), CASE(a_blocking_call),
    CASE(a_process), CASE(a_pipe),              CASE(a_signal),
};

enum { CASES = sizeof cases / sizeof *cases, WAITS = sizeof waits / sizeof *waits, TEXT = 16384 };

/* The line of this file that ends with "// mark". */
static int line_of(const char *mark, size_t mark_length) {
    FILE *file = fopen(__FILE__, "r");
    char text[256], wanted[64];
    int line = 0, found = 0;
    snprintf(wanted, sizeof wanted, "// %.*s\n", (int)mark_length, mark);
    while (file && fgets(text, sizeof text, file)) {
        const char *at = strstr(text, wanted);
        line++;
        if (at && strlen(at) == strlen(wanted))
            found = line;
    }
    if (file)
        fclose(file);
    return found;
}

/* With the marks replaced by their places. */
static void expand(const char *pattern, char *out, size_t size) {
    const char *mark = strchr(pattern, '@');
    size_t length = mark ? strcspn(mark + 1, " ") : 0;
    if (!mark)
        snprintf(out, size, "%s", pattern);
    else
        snprintf(out, size, "%.*s%s:%d%s", (int)(mark - pattern), pattern, __FILE__,
                 line_of(mark + 1, length), mark + 1 + length);
}

/* A line without its addresses. */
static void flatten(const char *line, size_t length, char *out, size_t size) {
    size_t to = 0;
    for (size_t i = 0; i < length && to + 1 < size; i++) {
        bool is_address = line[i] == '0' && i + 1 < length && line[i + 1] == 'x';
        out[to++] = is_address ? '*' : line[i];
        if (is_address)
            i += 1 + strspn(line + i + 2, "0123456789abcdef");
    }
    out[to] = '\0';
}

/* How often each expected line was said, and nothing else was. */
static bool matches(const struct deadlock_case *one_case, const char *said) {
    char wanted[16][512];
    bool seen[16] = {false};
    int count = 0, lines = 0;
    for (; one_case->lines[count]; count++)
        expand(one_case->lines[count], wanted[count], sizeof wanted[count]);
    for (const char *at = said; *at; lines++) {
        char line[512];
        size_t length = strcspn(at, "\n");
        flatten(at, length, line, sizeof line);
        at += length + (at[length] == '\n');
        for (int i = 0; i < count; i++) {
            if (seen[i] || strcmp(wanted[i], line) != 0)
                continue;
            seen[i] = true;
            break;
        }
    }
    bool all = lines == (count ? count + 2 : 0); /* a first line, and that it aborts */
    for (int i = 0; i < count; i++) {
        if (!seen[i])
            fprintf(stderr, "%s: not said: %s\n", one_case->name, wanted[i]);
        all &= seen[i];
    }
    return all;
}

static async int read_all(struct wok_descriptor *from, char *text, size_t size) {
    size_t length = 0;
    ssize_t got;
    while (length + 1 < size && (got = await wok_read(from, text + length, size - 1 - length)) > 0)
        length += (size_t)got;
    text[length] = '\0';
    return 0;
}

static async int run_case(const struct deadlock_case *one_case, const char *poll_limit_ms) {
    char *said = malloc(TEXT);
    defer free(said);
    char *arguments[] = {"deadlock_program", (char *)one_case->name, NULL};
    struct wok_process_options options = {.size = sizeof options,
                                          .program = "/proc/self/exe",
                                          .arguments = arguments,
                                          .streams = {0, 0, WOK_PROCESS_PIPE}};
    struct wok_process_spawned child;
    int status = 0;
    setenv("WOK_POLL_LIMIT_MS", poll_limit_ms, 1);
    if (wok_process_spawn(&options, &child) < 0)
        return 1;
    defer wok_process_end(child.process);
    defer wok_abandon(child.streams[2]);
    await read_all(child.streams[2], said, TEXT);
    await wok_process_wait(child.process, &status);
    bool ended_well = one_case->lines[0] ? WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT
                                         : WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (ended_well && matches(one_case, said))
        return 0;
    fprintf(stderr, "%s (WOK_POLL_LIMIT_MS=%s): status %x, it said:\n%s\n", one_case->name,
            poll_limit_ms, (unsigned)status, said);
    return 1;
}

static async int run_one(const char *name) {
    for (int i = 0; i < CASES; i++)
        if (strcmp(cases[i].name, name) == 0)
            return await cases[i].run(); // run
    for (int i = 0; i < WAITS; i++)
        if (strcmp(waits[i].name, name) == 0)
            return await waits[i].run();
    return 2;
}

async int main(int argc, char **argv) {
    static const char *const poll_limits_ms[] = {"10", "0"}; /* with a monitor, and without */
    int failed = 0;
    if (argc > 1)
        return await run_one(argv[1]); // entry
    setenv("WOK_DEADLOCK", "abort", 1);
    for (int with = 0; with < 2; with++) {
        for (int i = 0; i < CASES; i++)
            failed += await run_case(&cases[i], poll_limits_ms[with]);
        for (int i = 0; i < WAITS; i++)
            failed += await run_case(&waits[i], poll_limits_ms[with]);
    }
    return failed;
}
