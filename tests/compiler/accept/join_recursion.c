// A parallel sum by recursion: every level joins two calls of itself.
// expect: 5050
#include <stdio.h>
#include <wok/wok.h>

static async int sum(int low, int high) {
    if (low == high) {
        await wok_yield();
        return low;
    }
    int middle = (low + high) / 2, left, right;
    join(left = await sum(low, middle), right = await sum(middle + 1, high));
    return left + right;
}

async int main(void) {
    printf("%d\n", await sum(1, 100));
    return 0;
}
