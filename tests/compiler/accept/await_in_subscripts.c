// Array index, pointer arithmetic, assignment targets: the index is taken before the value.
// expect: 30 20
// expect: i v -> 7
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

static int index_of(int value) {
    printf("i ");
    return value;
}

static async int value_of(int value) {
    await wok_yield();
    printf("v ");
    return value;
}

async int main(void) {
    int numbers[] = {10, 20, 30};
    int *p = numbers;
    printf("%d %d\n", numbers[await later(2)], *(p + await later(1)));
    numbers[index_of(1)] = await value_of(7);
    printf("-> %d\n", numbers[1]);
    return 0;
}
