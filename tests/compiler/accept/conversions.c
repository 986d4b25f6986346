// Arguments, results and assignments convert as in C: at calls, returns and stores.
// full
// expect: 3.0 3 1 -1 200
// expect: 2.5 3.0 7
// expect: 4464 -56 1
// expect: null 1
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <wok/wok.h>

static async double as_double(double value) {
    await wok_yield();
    return value;
}

static async int truncated(double value) {
    await wok_yield();
    return value;
}

static async bool as_bool(int value) {
    await wok_yield();
    return value;
}

static async signed char as_char(int value) {
    await wok_yield();
    return value;
}

static async unsigned char as_byte(unsigned char value) {
    await wok_yield();
    return value;
}

static async int later(int value) {
    await wok_yield();
    return value;
}

static async const void *as_pointer(const void *pointer) {
    await wok_yield();
    return pointer;
}

async int main(void) {
    int yes = 1, no = 0;
    unsigned char big = (unsigned char)456;
    printf("%.1f %d %d %d %d\n", await as_double(3), await truncated(3.9), await as_bool(256),
           await as_char(255), await as_byte(big));
    printf("%.1f %.1f %d\n", no ? await later(1) : 2.5, yes ? await later(3) : 2.5,
           (int)(await later(7) + 0.5));
    uint16_t narrow = await later(70000);
    signed char wrapped = 100;
    wrapped += await later(100);
    unsigned one = (unsigned)await later(-1) > 0u;
    printf("%u %d %u\n", narrow, wrapped, one);
    const char *text = "x";
    const char *none = no ? await as_pointer(text) : NULL;
    printf("%s %d\n", none ? none : "null", await as_pointer(NULL) == NULL);
    return 0;
}
