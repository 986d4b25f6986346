/*
 * Goal: whatever suspension a task is cancelled at, it releases what it holds, each thing once, the
 * last one taken first, and runs no other line.
 *
 * Method: the program defines body(). This file runs it again and again as a task: let it take k
 * turns, cancel it, look at the ledgers; k grows until the body comes to its end by itself. Things
 * are malloc'ed, so that a leak checker sees what a ledger does not.
 */
#ifndef CANCEL_H
#define CANCEL_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <wok/wok.h>

enum { LEDGER_SIZE = 64, TURNS_MAX = 2000 };

/* What one strand holds; the last entry is to be released first. Only that strand touches it. */
struct ledger {
    int count;
    int *things[LEDGER_SIZE];
};

static _Atomic int things_alive;
static _Atomic int body_finished;

static inline void fail(const char *what) {
    fprintf(stderr, "cancel: %s\n", what);
    abort();
}

static inline int *take(struct ledger *ledger) {
    int *thing = malloc(sizeof *thing);
    if (!thing || ledger->count == LEDGER_SIZE)
        fail("no room");
    *thing = ledger->count;
    ledger->things[ledger->count++] = thing;
    things_alive++;
    return thing;
}

static inline void give(struct ledger *ledger, int *thing) {
    if (ledger->count == 0)
        fail("released twice");
    if (ledger->things[ledger->count - 1] != thing)
        fail("released out of order");
    if (*thing != ledger->count - 1)
        fail("overwritten");
    ledger->count--;
    free(thing);
    things_alive--;
}

/* What one turn is; a body that sleeps defines it before the include. */
#ifndef CANCEL_TURN
#define CANCEL_TURN wok_yield()
#endif

static async void body(void);

static async void body_to_its_end(void) {
    await body();
    body_finished = 1;
}

/* Tasks that the body left behind may need a few turns more. */
static async void settle(void) {
    for (int i = 0; things_alive && i < TURNS_MAX; i++)
        await wok_sleep(WOK_MS / 10);
    if (things_alive)
        fail("something was never released");
}

/* Cancel after `turns` turns; true if the body had come to its end before. */
static async int cancelled_after(int turns) {
    body_finished = 0;
    task(void) handle = spawn(body_to_its_end());
    for (int i = 0; i < turns; i++)
        await CANCEL_TURN;
    int finished = body_finished;
    int status = await wok_cancel(handle);
    if (status != 0 && status != -ECANCELED)
        fail("wok_cancel answers neither 0 nor -ECANCELED");
    if ((status == 0) != body_finished)
        fail("wok_cancel does not say what happened");
    await settle();
    return finished;
}

async int main(void) {
    int turns = 0;
    while (!await cancelled_after(turns))
        if (++turns > TURNS_MAX)
            fail("the body does not end");
    printf("cancelled at each of %d suspensions\n", turns);
    return 0;
}

#endif
