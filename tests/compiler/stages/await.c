/* One await: what crosses it, and what does not. (golden c) */
#include <wok/task.h>

static async int add_later(int a, int b) {
    int sum = a + b, unused_after = a * b;
    sum += unused_after;
    await wok_yield();
    return sum;
}

async int two_calls(int n) {
    int first = await add_later(n, 1);
    return first + await add_later(n, 2);
}
