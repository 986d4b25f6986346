// asm statements with operands that live in the frame.
// expect: 42
#include <stdio.h>
#include <wok/wok.h>

async int main(void) {
    int value = 41;
    await wok_yield();
    __asm__ volatile("addl $1, %0" : "+r"(value) : : "cc");
    __asm__ volatile("" ::: "memory");
    await wok_yield();
    printf("%d\n", value);
    return 0;
}
