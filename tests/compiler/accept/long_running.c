// A hundred thousand suspensions in one function.
// expect: 5000050000
#include <stdio.h>
#include <wok/wok.h>

async int main(void) {
    long sum = 0;
    for (int i = 1; i <= 100000; i++) {
        await wok_yield();
        sum += i;
    }
    printf("%ld\n", sum);
    return 0;
}
