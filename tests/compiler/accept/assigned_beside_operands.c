// An operand that was kept across an await is read beside an assignment: neither has the other's bytes,
// because nobody knows which comes first.
// full
// expect: 1 19 20
// expect: 5 7 12
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

static int show(int left, int right) {
    printf("%d %d ", left, right);
    return left + right;
}

static async int beside(int number, long assigned) {
    int *place = &number;
    *place += 0;
    return show(await later(number == 19 ? 1 : 5), (int)(assigned = (long)await later(number)));
}

async int main(void) {
    printf("%d\n", await beside(19, 42));
    printf("%d\n", await beside(7, 43));
    return 0;
}
