// async main takes the arguments of the program, and they outlive suspensions.
// args: one two
// expect: 3 one two
#include <stdio.h>
#include <wok/wok.h>

async int main(int argc, char **argv) {
    await wok_yield();
    printf("%d", argc);
    for (int i = 1; i < argc; i++) {
        await wok_yield();
        printf(" %s", argv[i]);
    }
    printf("\n");
    return 0;
}
