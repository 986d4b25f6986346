// A static inline async function in a header that two files include.
// expect: 4 16
#include <stdio.h>
#include <wok/wok.h>

#include "square.h"

async int main(void) {
    int four = await square_later(2);
    printf("%d %d\n", four, await fourth_power(2));
    return 0;
}
