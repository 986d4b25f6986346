// Pointers to arrays, arrays of pointers, pointers to functions, several declarators at once.
// expect: 3 b 8 1 2 4
// expect: 7 9
#include <stdio.h>
#include <wok/wok.h>

static int twice(int value) {
    return 2 * value;
}

async int main(void) {
    int row[3] = {1, 2, 3}, (*pointer)[3] = &row;
    const char *names[2] = {"a", "b"}, **name = &names[1];
    int (*function)(int) = twice, (*table[2])(int) = {twice, twice};
    int a = 1, *b = &a, **c = &b, d = 2;
    await wok_yield();
    printf("%d %s %d %d %d %d\n", (*pointer)[2], *name, function(4), **c, d, table[1](2));
    extern int defined_below;
    int declared_here(int);
    await wok_yield();
    printf("%d %d\n", defined_below, declared_here(3));
    return 0;
}

int defined_below = 7;
int declared_here(int value);

int declared_here(int value) {
    return value * value;
}
