// A variable-length array in a scope that does not await is plain C.
// expect: 6
#include <stdio.h>
#include <wok/wok.h>

static int sum(int n) {
    int values[n], total = 0;
    for (int i = 0; i < n; i++)
        values[i] = i;
    for (int i = 0; i < n; i++)
        total += values[i];
    return total;
}

async int main(void) {
    int n = 4;
    await wok_yield();
    int total = sum(n);
    await wok_yield();
    printf("%d\n", total);
    return 0;
}
