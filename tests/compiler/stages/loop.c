/* Awaits in the condition and the body of a loop, a local per turn, && with an await on its right. (golden c) */
#include <wok/task.h>

static async int ready(int n) {
    await wok_yield();
    return n < 3;
}

async int count(int limit) {
    int n = 0;
    while (n < limit && await ready(n)) {
        int square = n * n;
        await wok_yield();
        n += square ? 1 : 2;
    }
    return n;
}
