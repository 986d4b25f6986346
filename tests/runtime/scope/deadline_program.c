/*
 * Goal    A deadline is in force for all that runs below it: the function, the tasks that it spawns, those
 *         that they spawn, in scopes and groups; the earliest counts; beside it nothing is touched; and
 *         what was in time is as without.
 * Method  Trees of tasks that sleep for hours under short deadlines: every defer has run afterwards, the
 *         statuses are those documented, and each level says which deadline it sees. Then with every
 *         allocation failing in turn.
 */
#include <errno.h>

#include <wok/wok.h>

#include "instance/instance.h"
#include "platform/fault.h"
#include "support/expect.h"

static _Atomic int begun, ended;

static async int leaf(int hours) {
    begun++;
    defer ended++;
    await wok_sleep((uint64_t)hours * 3600 * WOK_S);
    return hours;
}

static void reset(void) {
    begun = ended = 0;
}

static async int in_time(int *result) {
    EXPECT(wok_deadline_point() > wok_now() && wok_deadline_point() < wok_now() + 3600 * WOK_S);
    task(int) child = spawn(leaf(0));
    *result = 1 + await leaf(0) + await child;
    return 0;
}

static async void tree(int depth) {
    begun++;
    defer ended++;
    EXPECT(wok_deadline_point() != UINT64_MAX);
    if (depth == 0) {
        await wok_sleep(3600 * WOK_S);
        return;
    }
    WOK_SCOPE(scope);
    wok_scope_spawn(&scope, tree(depth - 1));
    wok_scope_spawn(&scope, tree(depth - 1));
    (void)await wok_scope_run(&scope);
}

/* They are nobody's, and end all the same. */
static async void detaches(void) {
    for (int i = 0; i < 4; i++)
        wok_detach(spawn(leaf(i + 1)));
    await wok_sleep(3600 * WOK_S);
}

/* Its own deadline is later than the one around it. */
static async void note_point(uint64_t *point) {
    await wok_yield();
    *point = wok_deadline_point();
    await wok_sleep(3600 * WOK_S);
}

static async int earliest(uint64_t *inner, uint64_t *outer) {
    *outer = wok_deadline_point();
    return await wok_deadline(3600 * WOK_S, note_point(inner));
}

static async void all_ended(void) {
    while (ended < begun)
        await wok_sleep(WOK_MS);
}

static async void under_deadlines(void) {
    int result = 0, first = 1, second = 1;
    EXPECT(wok_deadline_point() == UINT64_MAX);
    EXPECT_EQUAL(await wok_deadline(60 * WOK_S, in_time(&result)), 0);
    EXPECT_EQUAL(result, 1);
    EXPECT(wok_deadline_point() == UINT64_MAX);

    reset();
    EXPECT_EQUAL(await wok_deadline(20 * WOK_MS, tree(3)), -ETIMEDOUT);
    await all_ended();
    EXPECT(ended == begun && begun <= 15);

    reset();
    EXPECT_EQUAL(await wok_deadline(20 * WOK_MS, detaches()), -ETIMEDOUT);
    await all_ended();
    EXPECT_EQUAL(ended, begun);

    uint64_t inner = 0, outer = 0, aside = 0;
    EXPECT_EQUAL(await wok_deadline(20 * WOK_MS, earliest(&inner, &outer)), -ETIMEDOUT);
    EXPECT(inner == outer && outer != UINT64_MAX && outer != 0);

    /* Two at a time in one task, and something beside them. */
    reset();
    join(first = await wok_deadline(10 * WOK_MS, note_point(&inner)),
         second = await wok_deadline(30 * WOK_MS, note_point(&outer)),
         ({ await wok_sleep(WOK_MS); aside = wok_deadline_point(); }));
    EXPECT_EQUAL(first, -ETIMEDOUT);
    EXPECT_EQUAL(second, -ETIMEDOUT);
    EXPECT(inner < outer && outer != UINT64_MAX && aside == UINT64_MAX);
}

/* The status of a task that had to end; the asker has a later deadline than the asked. */
static async int spawn_and_hand_out(wok_channel *handles) {
    task(int) child = spawn(leaf(1));
    int error = await wok_send(handles, &child);
    return error;
}

static async void statuses(void) {
    int result = 7;
    wok_channel *handles = wok_channel_create(sizeof(wok_task_handle), 1);
    EXPECT_EQUAL(await wok_deadline(20 * WOK_MS, spawn_and_hand_out(handles)), 0);
    task(int) child;
    EXPECT_EQUAL(await wok_receive(handles, &child), 0);
    EXPECT_EQUAL(await wok_join(child, &result), -ETIMEDOUT);
    EXPECT_EQUAL(result, 7);
    wok_channel_destroy(handles);
}

static async int all(void) {
    await under_deadlines();
    await statuses();
    /* Cancelled from outside, before its time. */
    reset();
    int late = wok_timeout(10 * WOK_MS, await wok_deadline(3600 * WOK_S, tree(2)));
    EXPECT_EQUAL(late, -ETIMEDOUT);
    EXPECT_EQUAL(ended, begun);
    return 0;
}

/* ---- without memory ---- */

static async int some(void) {
    int error = await wok_deadline(5 * WOK_MS, tree(2));
    await all_ended();
    return error;
}

static void without_memory(void) {
    struct wok__faults faults;
    wok__faults_init(&faults, wok__system_real());
    uint64_t calls = 1;
    for (uint64_t nth = 0; nth <= calls; nth++) {
        struct wok_runtime *runtime;
        struct wok_runtime_options options = {.size = sizeof options};
        int result = 0;
        reset();
        if (nth > 0)
            wok__faults_plan(&faults, WOK__CALL_ALLOCATE, nth, -ENOMEM, /* for_ever */ false);
        if (wok__runtime_create_on(&faults.table, &options, &runtime) == 0) {
            if (wok_runtime_start(runtime) == 0) {
                wok__default_runtime_set(runtime);
                int failed = wok_try_block_on(some(), &result);
                wok__default_runtime_set(NULL);
                EXPECT(failed == 0 || failed == -ENOMEM);
                EXPECT(result == -ETIMEDOUT ||
                       (nth > 0 && (failed || result == -ENOMEM || result == 0)));
            }
            EXPECT_EQUAL(wok_runtime_destroy(runtime), 0);
            EXPECT_EQUAL(ended, begun);
        }
        if (nth == 0)
            calls = wok__faults_calls(&faults, WOK__CALL_ALLOCATE);
        wok__faults_clear(&faults);
    }
}

int main(void) {
    int result = 1;
    EXPECT_EQUAL(wok_try_block_on(all(), &result), 0);
    EXPECT_EQUAL(result, 0);
    without_memory();
    return 0;
}
