// Warnings of the C compiler arrive at the user's line, after a suspension in a loop.
// flags: -Wall -Werror
#include <stdio.h>
#include <wok/wok.h>

async int main(void) {
    for (int i = 0; i < 2; i++) {
        await wok_yield();
#ifdef TWIN
        printf("%d\n", i);
#else
        printf("%s\n", i); // compiler-error
#endif
    }
    return 0;
}
