/* A time limit on functions that block: one that is waited for, one that is left. See files.md. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <wok/wok.h>

struct call {
    _Atomic int may_end;
    int step;
};

/* It stands for something slow: nothing but `may_end` makes it return. */
static int take_long(void *argument) {
    struct call *call = argument;
    call->step = 1;
    while (!call->may_end)
        usleep(1000);
    call->step = 2;
    return 7;
}

static async void limit(struct call *call) {
    await wok_sleep(10 * WOK_MS);
    call->may_end = 1; /* too late for it: this arm has won */
}

/* Cancelling waits for the call, so its argument may live in this frame. */
static async void wait_for_it(struct call **where) {
    struct call call = {0, 0};
    defer printf("the call had come to step %d\n", call.step);
    *where = &call;
    (void)await wok_blocking(take_long, &call);
    printf("not printed: the limit comes first\n");
}

static async void limit_at(struct call **where) {
    await limit(*where);
}

static void clean_up(void *argument, int result) {
    printf("late: %d\n", result);
    fflush(stdout);
    free(argument);
}

async int main(void) {
    struct call *waited;
    race {
        when (await wait_for_it(&waited)) {
        }
        when (await limit_at(&waited)) {
            printf("the limit has passed, and the call is over\n");
        }
    }
    struct call *left = calloc(1, sizeof *left); /* the call's, from here on */
    if (!left)
        return 1;
    race {
        when (await wok_blocking_or_leave(take_long, left, clean_up)) {
            free(left);
        }
        when (await wok_sleep(10 * WOK_MS)) {
            printf("the limit has passed, and the call goes on\n");
            fflush(stdout);
            left->may_end = 1;
        }
    }
    return 0; /* the runtime's end waits for the call that was left */
}
