// The same words with their prefix; what blocks capture: arrays, aligned and const variables,
// parameters, pointers, function pointers, variables that are shadowed where the block is awaited.
// expect: 11
// expect: 8190
// expect: 122
// expect: 11
// expect: 11
// shadows
#define WOK_NO_KEYWORDS
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wok/wok.h>
struct fixed { int a; int b; };
typedef wok_future(struct fixed) fixed_future;
typedef wok_task(int) worker;
struct pool { int count; wok_future(int) jobs[4]; worker workers[2]; fixed_future *more; };
static wok_async int later(int v) { wok_await wok_yield(); return v; }
static wok_async struct fixed fix(struct fixed f) { wok_await wok_yield(); struct fixed r = {f.a + 1, f.b + 1}; return r; }
static wok_async int shadow(int x) {
    int i = 10, *p = &i;
    auto b = wok_async({ *p += wok_await later(1); i + x; });
    {
        int i = 77; (void)i;
        int x = 99;
        (void)x;
        if (wok_await b != 10 + 1 + 5) return -1;
    }
    return i;
}
static wok_async int inside(int n) {
    int a = 0, c = 0;
    wok_join_all(
        a = wok_await wok_async({ int t = wok_await later(n); t * 2; }),
        ({ auto b = wok_async({ wok_await later(3) + n; }); c = wok_await b; }));
    wok_race {
        wok_when (({ auto b = wok_async({ wok_await later(7) + n; }); c += wok_await b; })) { c++; }
        wok_when (wok_await wok_sleep(5 * WOK_S)) { c = -100; }
    }
    while (wok_await wok_async_move({ wok_await later(n); }) > 0)
        n--;
    return a * 1000 + c * 10 + n;
}
static wok_async int captures(const struct fixed f, int (*op)(const char *), const char *s) {
    _Alignas(64) int big[4] = {1, 2, 3, 4};
    int matrix[2][2] = {{1, 2}, {3, 4}};
    const int k = 5;
    auto m = wok_async_move({
        int t = wok_await later(f.a + op(s));
        auto inner = wok_async({ t += wok_await later(matrix[1][1]); big[0] = 7; t; });
        int r = wok_await inner;
        r + big[0] + k + f.b;
    });
    big[0] = 100; matrix[1][1] = 100;
    return wok_await m + big[0];
}
static int length(const char *s) { return (int)strlen(s); }
static wok_async int pooled(void) {
    struct pool pool = {.count = 4};
    pool.more = malloc(2 * sizeof *pool.more);
    wok_defer free(pool.more);
    for (int i = 0; i < 4; i++) pool.jobs[i] = wok_box(later(i));
    for (int i = 0; i < 2; i++) pool.workers[i] = wok_spawn(pool.jobs[i]);
    for (int i = 0; i < 2; i++) pool.more[i] = wok_box(fix((struct fixed){i, i}));
    int sum = 0;
    for (int i = 0; i < 2; i++) {
        int w = wok_await pool.workers[i];
        int j = wok_await pool.jobs[i + 2];
        struct fixed f = wok_await pool.more[i];
        sum += w + j + f.a * f.b;
    }
    wok_await wok_await wok_async({ wok_box(later(1)); });
    return sum;
}
static wok_async int counter(void) {
    static int calls;
    auto b = wok_async({ calls += wok_await later(1); calls; });
    int x = wok_await b;
    return x + wok_await wok_async({ calls * 10; });
}
int plain(int n) { return wok_block_on(later(n)); }
wok_async int main(void) {
    int r = wok_await shadow(5); printf("%d\n", r);
    printf("%d\n", wok_await inside(4));
    struct fixed f = {1, 2};
    printf("%d\n", wok_await captures(f, length, "abc"));
    printf("%d\n", wok_await pooled());
    printf("%d\n", wok_await counter());
    return 0;
}
