/*
 * Goal    No child outlives its scope, whichever way that ends; the first that fails is the reason; what
 *         a group's tasks answer comes in the order in which they end; a shield is run to its end; a
 *         cancelled token reaches all that are below it, and nobody else.
 * Method  Children that count themselves, and write to their owner's locals until they are over; scopes
 *         that are cancelled before and while they run, nested, with children that spawn children.
 */
#include <errno.h>

#include <wok/wok.h>

#include "support/expect.h"

static _Atomic int alive;

static void leave(void) {
    alive--;
}

/* Works for so many turns, and adds what it did to its owner's variable, at the end and when cancelled. */
static async int work(_Atomic int *sum, int turns, int result) {
    alive++;
    defer leave();
    for (int i = 0; i < turns; i++) {
        *sum += 1;
        await wok_yield();
    }
    return result;
}

static async void work_without_result(_Atomic int *sum) {
    alive++;
    defer leave();
    await wok_yield();
    *sum += 1;
}

/* ---- scope ---- */

static async void children_use_the_locals_of_their_owner(void) {
    _Atomic int sum = 0;
    WOK_SCOPE(scope);
    for (int i = 0; i < 20; i++)
        wok_scope_spawn(&scope, work(&sum, i, i));
    wok_scope_spawn(&scope, work_without_result(&sum));
    EXPECT_EQUAL(sum, 0); /* a recipe until it is run */
    EXPECT_EQUAL(await wok_scope_run(&scope), 0);
    EXPECT_EQUAL(sum, 191);
    EXPECT_EQUAL(alive, 0);
    wok_scope_spawn(&scope, work(&sum, 9, 0));
    EXPECT_EQUAL(await wok_scope_run(&scope), 0);
    EXPECT_EQUAL(sum, 200);
    EXPECT_EQUAL(await wok_scope_run(&scope), 0); /* of none */
}

static async void the_first_that_fails_is_the_reason(void) {
    _Atomic int sum = 0;
    WOK_SCOPE(scope);
    wok_scope_spawn(&scope, work(&sum, 1 << 30, 0));
    wok_scope_spawn(&scope, work(&sum, 3, -EIO));
    wok_scope_spawn(&scope, work(&sum, 1 << 30, -EPERM));
    EXPECT_EQUAL(await wok_scope_run(&scope), -EIO);
    EXPECT_EQUAL(alive, 0);
    wok_scope_spawn(&scope, work(&sum, 3, 0)); /* it is as new */
    EXPECT_EQUAL(await wok_scope_run(&scope), 0);
}

static async void fail_from_inside(struct wok_scope *scope) {
    await wok_yield();
    wok_scope_fail(scope, -ENOSPC);
    await wok_sleep(3600 * WOK_S);
}

static async void a_child_can_fail_the_scope(void) {
    _Atomic int sum = 0;
    WOK_SCOPE(scope);
    wok_scope_spawn(&scope, work(&sum, 1 << 30, 0));
    wok_scope_spawn(&scope, fail_from_inside(&scope));
    EXPECT_EQUAL(await wok_scope_run(&scope), -ENOSPC);
    EXPECT_EQUAL(alive, 0);
    wok_scope_fail(&scope, -EBUSY); /* before it runs: nothing begins */
    wok_scope_spawn(&scope, work(&sum, 1 << 30, 0));
    EXPECT_EQUAL(await wok_scope_run(&scope), -EBUSY);
    EXPECT_EQUAL(alive, 0);
}

static async int grow(struct wok_scope *scope, _Atomic int *sum, int depth) {
    alive++;
    defer leave();
    if (depth > 0) {
        wok_scope_spawn(scope, grow(scope, sum, depth - 1));
        await wok_yield();
        wok_scope_spawn(scope, grow(scope, sum, depth - 1));
    }
    *sum += 1;
    return 0;
}

static async void children_spawn_children(void) {
    _Atomic int sum = 0;
    WOK_SCOPE(scope);
    wok_scope_spawn(&scope, grow(&scope, &sum, 7));
    EXPECT_EQUAL(await wok_scope_run(&scope), 0);
    EXPECT_EQUAL(sum, 255);
    EXPECT_EQUAL(alive, 0);
}

/* Runs a scope around its own local, which must not be gone while a child lives. */
static async int run_scope(int children, _Atomic int *begun) {
    _Atomic int sum = 0;
    WOK_SCOPE(scope);
    for (int i = 0; i < children; i++)
        wok_scope_spawn(&scope, work(&sum, 1 << 30, 0));
    wok_scope_spawn(&scope, grow(&scope, &sum, 4));
    *begun = 1;
    int result = await wok_scope_run(&scope);
    *begun = 2;
    return result;
}

static async void cancelling_the_owner_ends_the_children_first(void) {
    for (int turns = 0; turns < 20; turns++) {
        _Atomic int begun = 0;
        auto owner = spawn(run_scope(5, &begun));
        for (int i = 0; i < turns; i++)
            await wok_yield();
        EXPECT_EQUAL(await wok_cancel(owner), -ECANCELED);
        EXPECT_EQUAL(alive, 0);
        EXPECT(begun < 2);
    }
}

static async void a_lost_race_ends_the_children_first(void) {
    _Atomic int begun = 0;
    int result = 1;
    race {
        when(result = await run_scope(5, &begun)) {
            EXPECT(!"it has no end");
        }
        when(await wok_sleep(2 * WOK_MS)) {
            EXPECT_EQUAL(alive, 0);
        }
    }
    EXPECT(result == 1);
}

/* Its children are scopes; cancelling goes down, and what they lend to each other stays until they end. */
static async int nest(int depth, _Atomic int *begun) {
    WOK_SCOPE(scope);
    wok_scope_spawn(&scope, run_scope(2, begun));
    if (depth > 0)
        wok_scope_spawn(&scope, nest(depth - 1, begun));
    return await wok_scope_run(&scope);
}

static async void scopes_nest(void) {
    _Atomic int begun = 0;
    auto owner = spawn(nest(4, &begun));
    for (int i = 0; i < 12; i++)
        await wok_yield();
    EXPECT_EQUAL(await wok_cancel(owner), -ECANCELED);
    EXPECT_EQUAL(alive, 0);
}

static async void children_that_never_begin_are_forgotten(void) {
    _Atomic int sum = 0;
    {
        WOK_SCOPE(scope);
        for (int i = 0; i < 5; i++)
            wok_scope_spawn(&scope, work(&sum, 1, 0));
    }
    await wok_yield();
    EXPECT(sum == 0 && alive == 0);
}

static async void blocks_can_be_children(void) {
    int counts[4] = {0}, *at = counts;
    WOK_SCOPE(scope);
    for (int i = 0; i < 4; i++)
        wok_scope_spawn(&scope, async_move({
            await wok_yield();
            at[i] = i;
        }));
    EXPECT_EQUAL(await wok_scope_run(&scope), 0);
    EXPECT_EQUAL(counts[0] + counts[1] + counts[2] + counts[3], 6);
}

/* ---- group ---- */

static async int sleep_and_answer(int steps) {
    alive++;
    defer leave();
    for (int i = 0; i < steps; i++)
        await wok_sleep(2 * WOK_MS);
    return steps;
}

static async void a_group_answers_in_the_order_of_ending(void) {
    wok_group *group = wok_group_create();
    defer wok_group_destroy(group);
    for (int i = 8; i > 0; i--)
        EXPECT_EQUAL(wok_group_spawn(group, sleep_and_answer(4 * i)), 0);
    int result = 0, last = 0;
    for (int i = 1; i <= 8; i++) {
        EXPECT_EQUAL(await wok_group_next(group, &result), 0);
        if (expect_one_worker())
            EXPECT_EQUAL(result, 4 * i);
        last += result;
    }
    EXPECT_EQUAL(last, 4 * 36);
    EXPECT_EQUAL(await wok_group_next(group, &result), -ENOENT);
    EXPECT_EQUAL(wok_group_spawn(group, sleep_and_answer(1)), 0);
    EXPECT_EQUAL(wok_group_spawn(group, sleep_and_answer(1 << 20)), 0);
    long wrong;
    EXPECT_EQUAL(await wok_group_next(group, &wrong), -EINVAL);
    race {
        when(result = await wok_group_next(group, &last)) {
            EXPECT(!"it sleeps");
        }
        when(await wok_sleep(WOK_MS)) {
        }
    }
}

static async void the_tasks_of_a_group_end_with_it(void) {
    for (int turns = 0; turns < 10; turns++) {
        wok_group *group = wok_group_create();
        for (int i = 0; i < 10; i++)
            EXPECT_EQUAL(wok_group_spawn(group, sleep_and_answer(i % 2 ? 1 << 20 : 0)), 0);
        for (int i = 0; i < turns; i++)
            await wok_yield();
        wok_group_destroy(group);
        while (alive)
            await wok_sleep(WOK_MS);
    }
    wok_group_destroy(NULL);
}

/* ---- shield ---- */

static async void commit(int *step) {
    *step = 1;
    await wok_sleep(2 * WOK_MS);
    *step = 2;
}

static async int commit_shielded(int *step) {
    int error = await wok_shield(commit(step));
    await wok_yield();
    *step = 3;
    return error;
}

static async void what_is_shielded_is_run_to_its_end(void) {
    static int step;
    EXPECT_EQUAL(await commit_shielded(&step), 0);
    EXPECT_EQUAL(step, 3);
    step = 0;
    auto task = spawn(commit_shielded(&step));
    while (*(volatile int *)&step == 0)
        await wok_sleep(WOK_MS / 4);
    EXPECT_EQUAL(await wok_cancel(task), -ECANCELED);
    EXPECT_EQUAL(step, 2);
    step = 0;
    race {
        when(await wok_yield()) {
        }
        when(await commit_shielded(&step)) {
        }
    }
    EXPECT_EQUAL(step, 2);
}

/* ---- token ---- */

static async int listen(wok_token *token) {
    alive++;
    defer leave();
    return await wok_token_wait(token);
}

static async void a_token_reaches_all_below_it(void) {
    wok_token *root = wok_token_create(NULL), *left = wok_token_create(root);
    wok_token *right = wok_token_create(root), *leaf = wok_token_create(left);
    task(int) tasks[40];
    for (int i = 0; i < 40; i++)
        tasks[i] = spawn(listen(i % 2 ? leaf : right));
    while (alive < 40)
        await wok_yield();
    wok_token_cancel(left, -ETIMEDOUT);
    for (int i = 1; i < 40; i += 2)
        EXPECT_EQUAL(await tasks[i], -ETIMEDOUT);
    EXPECT_EQUAL(wok_token_reason(root), 0);
    EXPECT_EQUAL(wok_token_reason(right), 0);
    EXPECT_EQUAL(alive, 20);
    wok_token *late = wok_token_create(leaf);
    EXPECT_EQUAL(await wok_token_wait(late), -ETIMEDOUT);
    for (int i = 0; i < 10; i += 2)
        EXPECT_EQUAL(await wok_cancel(tasks[i]), -ECANCELED);
    wok_token_cancel(root, -ECANCELED);
    wok_token_cancel(root, -EIO); /* the first one counts */
    for (int i = 10; i < 40; i += 2)
        EXPECT_EQUAL(await tasks[i], -ECANCELED);
    EXPECT_EQUAL(wok_token_reason(leaf), -ETIMEDOUT);
    wok_token_release(root);
    wok_token_release(left);
    wok_token_release(late);
    wok_token_release(wok_token_share(right));
    wok_token_release(leaf);
    wok_token_release(right);
    wok_token_release(NULL);
}

async int main(void) {
    await children_use_the_locals_of_their_owner();
    await the_first_that_fails_is_the_reason();
    await a_child_can_fail_the_scope();
    await children_spawn_children();
    await cancelling_the_owner_ends_the_children_first();
    await a_lost_race_ends_the_children_first();
    await scopes_nest();
    await children_that_never_begin_are_forgotten();
    await blocks_can_be_children();
    await a_group_answers_in_the_order_of_ending();
    await the_tasks_of_a_group_end_with_it();
    await what_is_shielded_is_run_to_its_end();
    await a_token_reaches_all_below_it();
    printf("ok\n");
    return 0;
}
