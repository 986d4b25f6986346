// Recursion with locals on both sides of the recursive await.
// full
// expect: fib 610
// expect: ackermann 125
// expect: hanoi 255
#include <stdio.h>
#include <wok/wok.h>

static async int fib(int n) {
    if (n < 2)
        return n;
    int left = await fib(n - 1);
    return left + await fib(n - 2);
}

static async int ackermann(int m, int n) {
    if (m == 0)
        return n + 1;
    if (n == 0)
        return await ackermann(m - 1, 1);
    return await ackermann(m - 1, await ackermann(m, n - 1));
}

static async int hanoi(int n, char from, char to, char via) {
    if (n == 0)
        return 0;
    int moves = await hanoi(n - 1, from, via, to);
    if (n == 3)
        await wok_yield();
    moves++;
    return moves + await hanoi(n - 1, via, to, from);
}

async int main(void) {
    printf("fib %d\n", await fib(15));
    printf("ackermann %d\n", await ackermann(3, 4));
    printf("hanoi %d\n", await hanoi(8, 'a', 'b', 'c'));
    return 0;
}
