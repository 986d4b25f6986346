// Local types with attributes, without names, inside each other.
// expect: 5 2 9 5 20 7
#include <wok/wok.h>
#include <stdio.h>
static async int id(int x) { if (x & 1) await wok_yield(); return x; }
async int main(void) {
    struct __attribute__((packed)) odd { char c; int i; } o = {1, await id(2)};
    struct { char c; long l; } __attribute__((packed)) u = {3, 4};
    struct empty {} e[2];
    enum { X = 4, Y } y = Y;
    struct outer { struct inner { int z; } in; union { int a; float f; }; enum { Q = 9 } q; } v = {{5}, {6}, Q};
    struct inner w = {await id(7)};
    (void)e;
    printf("%d %d %d %d %d %d\n", (int)sizeof o, o.i, (int)sizeof u, y, v.in.z + v.a + v.q, w.z);
    return 0;
}
