// __int128, _Complex, long double and vectors of the compiler as locals.
// expect: 18446744073709551616 = 1 0
// expect: 3.0 4.0 2.5
// expect: 1 4 9 16
#include <complex.h>
#include <stdio.h>
#include <wok/wok.h>

typedef int four __attribute__((vector_size(16)));

async int main(void) {
    unsigned __int128 wide = (unsigned __int128)1 << 64;
    double _Complex z = 3.0 + 4.0 * _Complex_I;
    long double l = 2.5L;
    four v = {1, 2, 3, 4};
    await wok_yield();
    v *= v;
    await wok_yield();
    printf("18446744073709551616 = %d %d\n", (int)(wide >> 64), (int)wide);
    printf("%.1f %.1f %.1Lf\n", creal(z), cimag(z), l);
    printf("%d %d %d %d\n", v[0], v[1], v[2], v[3]);
    return 0;
}
