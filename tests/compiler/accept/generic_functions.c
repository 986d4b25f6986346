// One async function per type, made by a macro, chosen by _Generic.
// expect: int 3, double 4.5
#include <stdio.h>
#include <wok/wok.h>

#define DEFINE_TWICE(type)                                                                         \
    static async type twice_##type(type value) {                                                   \
        await wok_yield();                                                                         \
        return value + value / 2;                                                                  \
    }
DEFINE_TWICE(int)
DEFINE_TWICE(double)

async int main(void) {
    int i = await twice_int(2);
    double d = await twice_double(3.0);
    printf("int %d, double %.1f\n", i, d);
    return 0;
}
