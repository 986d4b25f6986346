// The call behind await: in parentheses, through members, tables, dereferences, returned pointers.
// expect: 1 2 3 4 5 6
#include <stdio.h>
#include <wok/wok.h>

typedef async int (*getter)(int);

static async int later(int value) {
    await wok_yield();
    return value;
}

static getter choose(void) {
    return later;
}

static async getter choose_later(void) {
    await wok_yield();
    return later;
}

struct object {
    struct {
        getter get;
    } methods[2];
};

async int main(void) {
    struct object object = {.methods = {{later}, {later}}}, *p = &object;
    getter get = later;
    int a = await (later(1)), b = await (*get)(2), c = await p->methods[1].get(3);
    int d = await choose()(4), e = await (await choose_later())(5);
    int f = await ((getter)get)(6);
    printf("%d %d %d %d %d %d\n", a, b, c, d, e, f);
    return 0;
}
