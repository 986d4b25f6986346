/*
 * Goal    Without memory, what tasks do with each other fails with -ENOMEM, or fails its task; nothing
 *         hangs, nothing is lost that was sent, all memory goes back, and afterwards all is as before.
 * Method  A scenario of each of these: scopes, groups, tokens, shields; channels of every capacity,
 *         oneshots, broadcasts, watches; readers and writers. It runs on a runtime whose allocations
 *         are counted, once for each allocation with that one failing, and once more with all from that
 *         one on; the same for pages. What was allocated and what was given back is compared.
 */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include <wok/wok.h>

#include "instance/instance.h"
#include "platform/system.h"
#include "support/expect.h"

/* ---- the scenarios: 0, or -ENOMEM ---- */

static async int add(int *sum, int value) {
    await wok_yield();
    *sum += value;
    return 0;
}

static async int scopes(void) {
    int sums[3] = {0, 0, 0};
    WOK_SCOPE(scope);
    for (int i = 0; i < 3; i++)
        wok_scope_spawn(&scope, add(&sums[i], i));
    int error = await wok_scope_run(&scope);
    EXPECT(error == -ENOMEM || (error == 0 && sums[1] + sums[2] == 3));
    return error;
}

static async int value_of(int value) {
    await wok_yield();
    return value;
}

static async int groups(void) {
    int sum = 0, value, error = 0;
    wok_group *group = wok_group_create();
    if (!group)
        return -ENOMEM;
    defer wok_group_destroy(group);
    for (int i = 1; i <= 3; i++)
        if (wok_group_spawn(group, value_of(i)) < 0)
            error = -ENOMEM;
    for (;;) {
        int status = await wok_group_next(group, &value);
        if (status == -ENOENT)
            break;
        EXPECT(status == 0 || status == -ENOMEM);
        sum += status == 0 ? value : 0;
        error = status < 0 ? status : error;
    }
    EXPECT(error || sum == 6);
    return error;
}

static async void listen(wok_token *token, int *reason) {
    *reason = await wok_token_wait(token);
}

static async int tokens(void) {
    int reason = 0;
    wok_token *root = wok_token_create(NULL), *below = root ? wok_token_create(root) : NULL;
    defer wok_token_release(root);
    defer wok_token_release(below);
    if (!below)
        return -ENOMEM;
    WOK_SCOPE(scope);
    wok_scope_spawn(&scope, listen(below, &reason));
    wok_token_cancel(root, -EIO);
    int error = await wok_scope_run(&scope);
    EXPECT(error == -ENOMEM || reason == -EIO);
    return error;
}

static async int shields(void) {
    int sum = 0;
    int error = await wok_shield(add(&sum, 5));
    EXPECT(error == -ENOMEM || sum == 5);
    return error;
}

/* So many values are received as have been sent. */
static async void send_all(wok_channel *channel, int *sent, int *failed) {
    defer wok_channel_close(channel);
    for (int value = 0; value < 100; value++) {
        int error = await wok_send(channel, &value);
        EXPECT(error == 0 || error == -ENOMEM);
        *sent += error == 0;
        *failed += error < 0;
    }
}

static async int channels(size_t capacity) {
    int sent = 0, failed = 0, received = 0, value, last = -1;
    wok_channel *channel = wok_channel_create(sizeof value, capacity);
    if (!channel)
        return -ENOMEM;
    defer wok_channel_destroy(channel);
    WOK_SCOPE(scope);
    wok_scope_spawn(&scope, send_all(channel, &sent, &failed));
    int error = 0;
    join(({
             error = await wok_scope_run(&scope);
             wok_channel_close(channel); /* a sender that was never there has not */
         }),
         ({
             while (await wok_receive(channel, &value) == 0) {
                 EXPECT(value > last);
                 last = value;
                 received++;
             }
         }));
    EXPECT(error == -ENOMEM || (error == 0 && received == sent && sent + failed == 100));
    return error < 0 || failed ? -ENOMEM : 0;
}

static async int of_16(void) {
    return await channels(16);
}
static async int rendezvous(void) {
    return await channels(0);
}
static async int unbounded(void) {
    return await channels(WOK_UNBOUNDED);
}

static async void answer(wok_oneshot *oneshot) {
    wok_oneshot_send(oneshot, &(int){42});
    await wok_yield();
}

/* Who could not be started gives the sender's end back here. */
static async int oneshots(void) {
    int value = 0;
    wok_oneshot *oneshot = wok_oneshot_create(sizeof value);
    if (!oneshot)
        return -ENOMEM;
    defer wok_oneshot_drop_receiver(oneshot);
    task(void) task = spawn(answer(oneshot));
    int status = await wok_join(task, NULL);
    if (status < 0)
        wok_oneshot_drop_sender(oneshot);
    int error = await wok_oneshot_receive(oneshot, &value);
    EXPECT(status < 0 ? error == -EPIPE : error == 0 && value == 42);
    return status;
}

static async int broadcasts(void) {
    int value = 7, heard = 0;
    struct wok_subscription subscription;
    wok_broadcast *broadcast = wok_broadcast_create(sizeof value, 4);
    if (!broadcast)
        return -ENOMEM;
    defer wok_broadcast_destroy(broadcast);
    wok_subscribe(broadcast, &subscription);
    int error = wok_broadcast_send(broadcast, &value);
    wok_broadcast_close(broadcast);
    int end = await wok_broadcast_receive(&subscription, &heard);
    EXPECT(error == -ENOMEM ? end == -EPIPE : error == 0 && end == 0 && heard == 7);
    return error;
}

static async int watches(void) {
    int value = 1, seen = 0;
    uint64_t version = 1;
    wok_watch *watch = wok_watch_create(&value);
    if (!watch)
        return -ENOMEM;
    defer wok_watch_destroy(watch);
    value = 2;
    EXPECT_EQUAL(wok_watch_set(watch, &value), 0);
    EXPECT_EQUAL(await wok_watch_changed(watch, &version, &seen), 0);
    EXPECT_EQUAL(seen, 2);
    return 0;
}

static char copied[64];
static size_t copied_length;

static async ssize_t keep(void *unused, const void *bytes, size_t size) {
    (void)unused;
    await wok_yield();
    memcpy(copied + copied_length, bytes, size);
    copied_length += size;
    return (ssize_t)size;
}

static async int streams(void) {
    static const struct wok_writer_type keeper = {keep};
    char text[] = "one\ntwo\n", memory[8], *line;
    struct wok_reader reader;
    struct wok_writer writer;
    copied_length = 0;
    wok_reader_of_bytes(&reader, text, sizeof text - 1);
    wok_writer_init(&writer, &keeper, NULL, memory, sizeof memory);
    ssize_t length = await wok_reader_line(&reader, &line);
    EXPECT(length == -ENOMEM || (length == 3 && strcmp(line, "one") == 0));
    int64_t all = await wok_copy(&reader, &writer, WOK_UNLIMITED);
    EXPECT(all == -ENOMEM || all == 4);
    int error = await wok_writer_flush(&writer);
    EXPECT(error == -ENOMEM || (copied_length == 4 && memcmp(copied, "two\n", 4) == 0));
    return length < 0 || all < 0 || error < 0 ? -ENOMEM : 0;
}

static const struct {
    const char *name;
    async int (*run)(void);
} scenarios[] = {
    {"scopes", scopes},         {"groups", groups},       {"tokens", tokens},
    {"shields", shields},       {"of_16", of_16},         {"rendezvous", rendezvous},
    {"unbounded", unbounded},   {"oneshots", oneshots},   {"broadcasts", broadcasts},
    {"watches", watches},       {"streams", streams},
};

enum { SCENARIOS = sizeof scenarios / sizeof *scenarios };

static async int run_scenario(int which) {
    return await scenarios[which].run();
}

/* ---- what is counted ---- */

enum call { ALLOCATE, MAP_PAGES, CALLS };

static _Atomic long blocks; /* allocated and not given back */
static _Atomic unsigned long made[CALLS];
static _Atomic unsigned long first_to_fail[CALLS], last_to_fail[CALLS]; /* counted as in `made`; 0: none */
static struct wok__system counting;

static bool fails(enum call call) {
    unsigned long number = ++made[call];
    return first_to_fail[call] && number >= first_to_fail[call] && number <= last_to_fail[call];
}
static void *counting_allocate(struct wok__system *system, size_t size) {
    (void)system;
    void *memory =
        fails(ALLOCATE) ? NULL : wok__system_real()->allocate(wok__system_real(), size);
    blocks += memory != NULL;
    return memory;
}
static void *counting_allocate_aligned(struct wok__system *system, size_t alignment, size_t size) {
    (void)system;
    void *memory = fails(ALLOCATE) ? NULL
                                   : wok__system_real()->allocate_aligned(wok__system_real(),
                                                                          alignment, size);
    blocks += memory != NULL;
    return memory;
}
static void counting_release(struct wok__system *system, void *memory) {
    (void)system;
    blocks -= memory != NULL;
    wok__system_real()->release(wok__system_real(), memory);
}
static void *counting_pages_map(struct wok__system *system, size_t size, size_t alignment) {
    (void)system;
    return fails(MAP_PAGES) ? NULL
                            : wok__system_real()->pages_map(wok__system_real(), size, alignment);
}

/* The runtime's own beginning is not what is tested: test_faults.c does. */
static int run_once(int which, enum call call, unsigned long nth, bool for_ever,
                    unsigned long *calls) {
    struct wok_runtime *runtime;
    struct wok_runtime_options options = {.size = sizeof options};
    int result = 0;
    EXPECT_EQUAL(wok__runtime_create_on(&counting, &options, &runtime), 0);
    EXPECT_EQUAL(wok_runtime_start(runtime), 0);
    wok__default_runtime_set(runtime);
    unsigned long before = made[call];
    last_to_fail[call] = for_ever ? ULONG_MAX : before + nth;
    first_to_fail[call] = nth ? before + nth : 0;
    int status = wok_try_block_on(run_scenario(which), &result);
    first_to_fail[call] = 0;
    *calls = made[call] - before;
    EXPECT(status == 0 || status == -ENOMEM);
    if (nth) /* afterwards it works, on the same runtime */
        EXPECT_EQUAL(wok_block_on(run_scenario(which)), 0);
    wok__default_runtime_set(NULL);
    EXPECT_EQUAL(wok_runtime_destroy(runtime), 0);
    EXPECT_EQUAL(blocks, 0);
    return status < 0 ? status : result;
}

static int fail_each(int which, enum call call, bool for_ever) {
    unsigned long calls, ignored;
    int failed = 0;
    EXPECT_EQUAL(run_once(which, call, 0, for_ever, &calls), 0);
    for (unsigned long nth = 1; nth <= calls; nth++) {
        int result = run_once(which, call, nth, for_ever, &ignored);
        EXPECT(result == 0 || result == -ENOMEM);
        failed += result < 0;
    }
    return failed;
}

int main(void) {
    wok__system_fill_real(&counting);
    counting.allocate = counting_allocate;
    counting.allocate_aligned = counting_allocate_aligned;
    counting.release = counting_release;
    counting.pages_map = counting_pages_map;
    for (int which = 0; which < SCENARIOS; which++) {
        int failed = 0;
        for (int for_ever = 0; for_ever < 2; for_ever++)
            failed += fail_each(which, ALLOCATE, for_ever) + fail_each(which, MAP_PAGES, for_ever);
        printf("%s: %d failures\n", scenarios[which].name, failed);
    }
    return 0;
}
