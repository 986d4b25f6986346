// The smallest async program: main awaits one call that never suspends.
// full
// expect: hello 42
#include <stdio.h>
#include <wok/wok.h>

async int answer(void) {
    return 42;
}

async int main(void) {
    printf("hello %d\n", await answer());
    return 0;
}
