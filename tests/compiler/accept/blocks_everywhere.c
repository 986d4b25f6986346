// Async blocks of every shape: loops, switches, gotos and defers in them, void and empty ones, ones
// that make handles, that recurse, that are moved, boxed and spawned.
// expect: 117
// expect: 100
// expect: 3
// expect: 22213 11 9
// expect: 1 2
// expect: 24
#include <stdio.h>
#include <stdlib.h>
#include <wok/wok.h>
static async int later(int v) { await wok_yield(); return v; }
static async void quiet(void) { await wok_yield(); }
struct node { int v; struct node *next; };
/* block as last expression of another block; a block in a loop with continue inside */
static async int f(int n) {
    int total = 0;
    for (int i = 0; i < n; i++) {
        auto one = async({
            int s = 0;
            for (int k = 0; k < 5; k++) {
                if (k == i) continue;
                if (k == 4) break;
                s += await later(k);
            }
            switch (i) { case 0: s += 100; break; default: s += await later(1); }
            s;
        });
        total += await one;
    }
    return total;
}
/* void block, empty block, block of a declaration only */
static async void h(void) {
    auto a = cold(async({ await quiet(); }));
    auto b = cold(async({ }));
    auto c = cold(async_move({ int x = 1; (void)x; }));
    await a; await b; await c;
    task(void) t = spawn(async_move({ await quiet(); }));
    await t;
    future(void) v = box(async_move({ await quiet(); }));
    await v;
    wok_detach(spawn(async_move({ free(NULL); })));
    auto nest = cold(async({ auto in = cold(async({ int z = await later(2); free(NULL); (void)z; })); await in; int r = await async({ await later(3); }); (void)r; }));
    await nest;
}
/* recursion through a block */
static async int depth(int n) {
    if (!n) return 0;
    auto sub = async({ await depth(n - 1); });
    return 1 + await sub;
}
/* const, volatile, pointer captures; parameter capture; block returning a pointer */
static async struct node *mk(const int v, struct node *const next) {
    volatile int w = v;
    return await async_move({ struct node *n = malloc(sizeof *n); n->v = w + v - v; n->next = next; await wok_yield(); n; });
}
/* block with defer and goto inside */
static async int k(int n) {
    int log = 0;
    auto b = async({
        int i = 0;
        defer log = log * 10 + 1;
    again:
        { defer log = log * 10 + 2; await wok_yield(); }
        if (++i < n) goto again;
        i;
    });
    int r = await b;
    return log * 10 + r;
}
/* block yielding a handle */
static async int m(void) {
    auto b = async({ spawn(later(5)); });
    task(int) t = await b;
    auto c = async_move({ box(later(6)); });
    future(int) q = await c;
    return await t + await q;
}
/* cold block moved and boxed */
static async int o(int x) {
    auto b = async_move({ await later(x); });
    auto d = b;
    future(int) e = box(d);
    task(int) s = spawn(e);
    return await s;
}
/* handles array dropped in struct, null box check, box in conditional */
static async int p(int x) {
    future(int) b = x ? box(later(1)) : box(later(2));
    int got = 0;
    race { when (got = await b) {} when (await wok_sleep(10 * WOK_S)) {} }
    return got;
}
static async int q(void) {
    int a[4] = {1, 2, 3, 4};
    auto b = cold(async({ for (int i = 0; i < 4; i++) a[i] = await later(a[i] * 2); }));
    auto c = cold(async({ for (int i = 3; i >= 0; i--) a[i] += await later(1); }));
    join(await b, await c);
    return a[0] + a[1] + a[2] + a[3];
}
async int main(void) {
    printf("%d\n", await f(3));
    await h();
    printf("%d\n", await depth(100));
    struct node *n = await mk(3, NULL); printf("%d\n", n->v); free(n);
    printf("%d %d %d\n", await k(3), await m(), await o(9));
    printf("%d %d\n", await p(1), await p(0));
    printf("%d\n", await q());
    return 0;
}
