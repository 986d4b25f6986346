// Falling off the end of main is status 0, as in C.
// expect: end
#include <stdio.h>
#include <wok/wok.h>

async int main(void) {
    await wok_yield();
    printf("end\n");
}
