// Async functions in another file: through their descriptors, in and out, with recursion across.
// full
// expect: 7 other
// expect: ping-pong 100
#include <stdio.h>
#include <wok/wok.h>

#include "other.h"

async int ping(int n) {
    return n == 0 ? 0 : 1 + await pong(n - 1);
}

async int main(void) {
    printf("%d %s\n", await other_add(3, 4), (await other_text()).text);
    printf("ping-pong %d\n", await ping(100));
    return 0;
}
