// Forty live scalars of different sizes around a suspension in a loop: none is lost or mixed up.
// expect: 820 -820
#include <stdio.h>
#include <wok/wok.h>

#define EACH(X)                                                                                    \
    X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12) X(13) X(14) X(15) X(16) X(17)    \
    X(18) X(19) X(20) X(21) X(22) X(23) X(24) X(25) X(26) X(27) X(28) X(29) X(30) X(31) X(32)       \
    X(33) X(34) X(35) X(36) X(37) X(38) X(39) X(40)

async int main(void) {
#define X(n)                                                                                       \
    char c##n = n;                                                                                 \
    long l##n = -n;
    EACH(X)
#undef X
    for (int i = 0; i < 3; i++)
        await wok_yield();
    long sum = 0, negative = 0;
#define X(n)                                                                                       \
    sum += c##n;                                                                                   \
    negative += l##n;
    EACH(X)
#undef X
    printf("%ld %ld\n", sum, negative);
    return 0;
}
