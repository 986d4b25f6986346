// Plain functions, tables and statics beside async ones in one file, calling each other.
// expect: plain 4, async 9, table 16
#include <stdio.h>
#include <wok/wok.h>

static int square(int n) {
    return n * n;
}

static async int square_later(int n) {
    await wok_yield();
    return square(n);
}

static int (*const plain_table[])(int) = {square};

static int plain(void) {
    for (int i = 0;; i++)
        if (square(i) > 3)
            return square(i);
}

async int main(void) {
    printf("plain %d, async %d, table %d\n", plain(), await square_later(3), plain_table[0](4));
    return 0;
}
