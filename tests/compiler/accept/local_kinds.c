// Arrays, unions, bit-fields, const, volatile, anonymous members: all keep their values.
// expect: abc 3
// expect: 1 5 -2
// expect: 42 43
// expect: 65 A
// expect: 1 2 3
#include <stdio.h>
#include <string.h>
#include <wok/wok.h>

async int main(void) {
    char text[8] = "ab";
    await wok_yield();
    strcat(text, "c");
    const size_t length = strlen(text);
    await wok_yield();
    printf("%s %zu\n", text, length);

    struct {
        unsigned a : 1, b : 3;
        int c : 4;
    } bits = {1, 5, -2};
    await wok_yield();
    printf("%d %d %d\n", bits.a, bits.b, bits.c);

    const int fixed = 42;
    volatile int moving = 42;
    await wok_yield();
    moving++;
    printf("%d %d\n", fixed, moving);

    union {
        int number;
        char letter;
    } either = {.number = 65};
    await wok_yield();
    printf("%d %c\n", either.number, either.letter);

    struct {
        int x;
        union {
            int y;
            float f;
        };
        struct {
            int z;
        };
    } anonymous = {.x = 1, .y = 2, .z = 3};
    await wok_yield();
    printf("%d %d %d\n", anonymous.x, anonymous.y, anonymous.z);
    return 0;
}
