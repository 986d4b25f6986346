// An array inside a struct decays to a pointer that is used after an await: the struct keeps its place.
// full
// expect: hello, hellO 7 9
#include <wok/wok.h>

#include <stdio.h>
#include <string.h>

struct text {
    char bytes[16];
    int rows[2][3];
    struct {
        int numbers[2];
    } inner;
};

static async int by_name(void) {
    struct text text;
    char *bytes = text.bytes;
    char *last = text.bytes + 4;
    int *row = text.rows[1];
    int *number = text.inner.numbers;
    strcpy(bytes, "hello");
    await wok_yield();
    printf("%s, ", bytes);
    *last = 'O';
    row[2] = 7;
    *number = 9;
    await wok_yield();
    printf("%s %d %d\n", text.bytes, text.rows[1][2], text.inner.numbers[0]);
    return 0;
}

async int main(void) {
    return await by_name();
}
