// Parameters that decay, are const, unused, unnamed or register.
// expect: 6 60 8 2 5
#include <stdio.h>
#include <wok/wok.h>

static int twice(int value) {
    return 2 * value;
}

static async int sum(const int numbers[3]) {
    int total = 0;
    for (int i = 0; i < 3; i++) {
        await wok_yield();
        total += numbers[i];
    }
    return total;
}

static async int sum_rows(int rows[][3], int count) {
    int total = 0;
    for (int i = 0; i < count; i++)
        total += await sum(rows[i]);
    return total;
}

static async int apply(int function(int), int value) {
    await wok_yield();
    return function(value);
}

static async int constant(const int value, __attribute__((unused)) int unused) {
    await wok_yield();
    return value;
}

static async int counted(register int value, int *restrict target) {
    await wok_yield();
    *target = value;
    return *target;
}

async int main(void) {
    int numbers[3] = {1, 2, 3}, rows[2][3] = {{5, 10, 15}, {5, 10, 15}}, cell;
    int a = await sum(numbers), b = await sum_rows(rows, 2), c = await apply(twice, 4);
    printf("%d %d %d %d %d\n", a, b, c, await constant(2, 0), await counted(5, &cell));
    return 0;
}
