// Functions that never await are async all the same.
// expect: 3 1 2
#include <stdio.h>
#include <wok/wok.h>

static async int add(int a, int b) {
    return a + b;
}

static async void store(int *where, int value) {
    *where = value;
}

async int main(void) {
    int a, b;
    await store(&a, 1);
    await store(&b, 2);
    printf("%d %d %d\n", await add(a, b), a, b);
    return 0;
}
