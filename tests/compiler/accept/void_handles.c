// Handles of void tasks and boxes are values: returned by plain functions, awaited where they stand.
// no-erase
// expect: 1 2 3 4
#include <stdio.h>
#include <wok/wok.h>

static async void say(const char *text) {
    await wok_yield();
    fputs(text, stdout);
}

static future(void) boxed_call(const char *text) {
    return box(say(text));
}

static future(void) boxed_block(const char *text) {
    return box(async_move ({ await say(text); }));
}

static task(void) started(const char *text) {
    return spawn(say(text));
}

async int main(void) {
    await spawn(say("1 "));
    await boxed_call("2 ");
    auto boxed = boxed_block("3 ");
    await spawn(boxed);
    await started("4\n");
    return 0;
}
