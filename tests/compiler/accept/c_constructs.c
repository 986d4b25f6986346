// Locals, temporaries and results of every kind of type, across awaits.
// expect: 5 7 hi
// expect: 16
// expect: 253 2.000
// expect: 10
// expect: 6 10 1 Hello const 5 6 6 24 1
// expect: 6 10 1 Hello const 9 6 7 24 1
// expect: 50 44
// expect: 1
// expect: 8 x main
// expect: freed 1
// shadows
#include <wok/wok.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
static async int id(int x) { if (x & 1) await wok_yield(); return x; }
struct big { int a[10]; const int k; char *s; };
static async struct big mk(int n) { struct big b = {.a = {[3] = await id(n)}, .k = 7, .s = "hi"}; await wok_yield(); return b; }
static async int names(int cold, int header, int self, int frame, int cx) {
    int arguments = cold, result = header, state = await id(self);
    for (int self = 0; self < 2; self++) { int cold = self; arguments += cold; await wok_yield(); }
    return arguments + result + state + frame + cx;
}
static async unsigned char small(unsigned char c) { return c + await id(3); }
static async double dbl(double d) { double e = d * 2; await wok_yield(); return e / 3; }
static async int pragmas(int n) {
    int s = 0;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-variable"
    for (int i = 0; i < n; i++) { int unused; s += await id(i); }
#pragma GCC diagnostic pop
    return s;
}
enum color { RED = 3, GREEN };
static async int locals(enum color c) {
    enum { A = 5, B } e = B;
    typedef struct { int x, y; } pair;
    struct node { struct node *next; int v; } n1 = {NULL, 1}, n2 = {&n1, 2};
    pair p = {1, 2}, *q = &p;
    static int calls = A;
    union { int i; float f; } u = {.f = 1.0f};
    char str[] = "hello", *sp = str;
    const char *const cs = "const";
    volatile int vol = 4;
    int m[2][3] = {{1, 2, 3}, {4, 5, 6}};
    int (*row)[3] = &m[1];
    int (*fp)(const char *, ...) = printf;
    await wok_yield();
    calls++;
    q->x += await id(9);
    sp[0] = 'H';
    switch (c) { case RED: vol += await id(1); break; case GREEN: vol += A; }
    fp("%d %d %d %s %s %d %d %d %d %d\n", e, p.x, n2.next->v, str, cs, vol, (*row)[2], calls, (int)sizeof m, u.i != 0);
    return 0;
}
static async int cond(int a) {
    int r = a > 2 ? await id(a) : a < 0 ? -1 : await id(a + 1);
    r += (a && await id(0)) || !await id(1);
    int arr[4] = {await id(1), [2] = await id(3)};
    r += arr[await id(2)]++ + ({ int t = await id(5); t * 2; });
    do { if (r > 50) break; r += 10; continue; } while (await id(r) < 40);
    for (int i = await id(0), j = await id(3); await id(i) < j; i += await id(1)) { if (i == 1) continue; r += i; }
    while (await id(0)) abort();
    return r;
}
static async void nothing(void) { return; }
static async void *ptr(void *p) { await nothing(); return p; }
async int main(int argc, char **argv) {
    struct big b = await mk(5);
    printf("%d %d %s\n", b.a[3], b.k, b.s);
    printf("%d\n", await names(1, 2, 3, 4, 5));
    printf("%d %.3f\n", await small(250), await dbl(3));
    printf("%d\n", await pragmas(5));
    await locals(RED); await locals(GREEN);
    printf("%d %d\n", await cond(5), await cond(-1));
    printf("%d\n", await ptr(&b) == &b);
    char *copy = strdup(argv[0] ? "x" : "y");
    defer { free(copy); printf("freed %d\n", argc); }
    struct timespec_like { long a; } *tl = &(struct timespec_like){ .a = await id(8) };
    await nothing();
    printf("%ld %s %s\n", tl->a, copy, __func__);
    return 0;
}
