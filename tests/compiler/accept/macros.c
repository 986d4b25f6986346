// Words that come out of macros, and macros around awaits.
// expect: 5 7
// expect: min 2
#include <stdio.h>
#include <wok/wok.h>

#define GET(value) await later(value)
#define TRY(expression)                                                                            \
    do {                                                                                           \
        int status_ = (expression);                                                                \
        if (status_)                                                                               \
            return status_;                                                                        \
    } while (0)
#define MIN(a, b) ((a) < (b) ? (a) : (b))

static async int later(int value) {
    await wok_yield();
    return value;
}

static async int tried(int value) {
    TRY(GET(0));
    TRY(await later(value));
    return -1;
}

async int main(void) {
    int a = GET(5), b = await tried(7);
    printf("%d %d\n", a, b);
    printf("min %d\n", MIN(await later(2), 3));
    return 0;
}
