// async void: awaited as a statement, in a comma, in a for step; bare return.
// expect: a b c d e
#include <stdio.h>
#include <wok/wok.h>

static async void say(const char *what) {
    await wok_yield();
    printf("%s", what);
    if (what[0] == 'z')
        return;
    printf(" ");
}

static async void early(int stop) {
    if (stop)
        return;
    await say("never");
}

async int main(void) {
    await say("a");
    int n = (await say("b"), 1);
    for (int i = 0; i < n; i++, await say("d"))
        await say("c");
    await early(1);
    await say("e");
    printf("\n");
    return 0;
}
