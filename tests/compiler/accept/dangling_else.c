// Statements without braces: if and else with awaits, loops, empty statements.
// flags: -Wno-dangling-else
// expect: a d f g
#include <stdio.h>
#include <wok/wok.h>

static async int say(const char *what, int value) {
    await wok_yield();
    printf("%s", what);
    return value;
}

async int main(void) {
    int yes = 1, no = 0;
    if (yes)
        await say("a ", 0);
    else
        await say("b ", 0);
    if (yes)
        if (no)
            await say("c ", 0);
        else
            await say("d ", 0);
    for (int i = 0; i < 2; i++)
        if (no)
            await say("e ", 0);
    do
        await say("f ", 0);
    while (no);
    while (await say("", 0))
        ;
    if (await say("g\n", 1)) {
    } else
        await say("h ", 0);
    return 0;
}
