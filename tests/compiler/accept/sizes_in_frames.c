// sizeof and typeof of locals that live in the frame, arrays whose size comes from the initialiser.
// expect: 6 hello 12 3
// expect: 4 8 b
// expect: 20 5
#include <stdio.h>
#include <wok/wok.h>

async int main(void) {
    char text[] = "hello";
    int numbers[] = {1, 2, 3};
    await wok_yield();
    printf("%zu %s %zu %d\n", sizeof text, text, sizeof numbers, numbers[2]);
    const char *const names[] = {"a", "b"};
    __typeof__(numbers[0]) copy = numbers[0];
    long long wide = 1;
    await wok_yield();
    printf("%zu %zu %s\n", sizeof copy, sizeof wide, names[1]);
    int gaps[] = {[4] = 5};
    await wok_yield();
    printf("%zu %d\n", sizeof(gaps), gaps[sizeof gaps / sizeof *gaps - 1]);
    return 0;
}
