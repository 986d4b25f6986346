// Over-aligned locals and struct members are aligned in the frame too, in tasks and callees.
// full
// expect: main 1 1
// expect: task 1
// expect: deep 1
#include <stdint.h>
#include <stdio.h>
#include <wok/wok.h>

struct wide {
    _Alignas(64) char bytes[64];
};

static async int is_aligned(void) {
    _Alignas(128) char here[3] = {1, 2, 3};
    await wok_yield();
    here[0]++;
    return (uintptr_t)here % 128 == 0 && here[0] == 2;
}

static async int deeper(int depth) {
    struct wide wide;
    int ok = (uintptr_t)&wide % 64 == 0;
    wide.bytes[0] = 1;
    await wok_yield();
    if (depth)
        ok &= await deeper(depth - 1);
    return ok && wide.bytes[0] == 1;
}

async int main(void) {
    _Alignas(64) int cell = 1;
    struct wide wide = {{1}};
    await wok_yield();
    printf("main %d %d\n", (uintptr_t)&cell % 64 == 0, (uintptr_t)&wide % 64 == 0);
    printf("task %d\n", await spawn(is_aligned()));
    printf("deep %d\n", await deeper(5));
    return 0;
}
