// Address-taken locals keep their address while in scope, across any number of suspensions.
// full
// expect: same 1, value 10
// expect: array same 1, sum 60
// expect: element 2 = 7
#include <stdio.h>
#include <wok/wok.h>

static int *kept;
static int *kept_array;

static async void add_through(int *target, int by) {
    for (int i = 0; i < by; i++) {
        await wok_yield();
        ++*target;
    }
}

async int main(void) {
    int value = 5;
    kept = &value;
    await add_through(&value, 5);
    printf("same %d, value %d\n", kept == &value, value);
    int numbers[3] = {10, 20, 30};
    kept_array = numbers;
    await wok_yield();
    printf("array same %d, sum %d\n", kept_array == numbers, numbers[0] + numbers[1] + numbers[2]);
    int *second = &numbers[2];
    await wok_yield();
    *second = 7;
    printf("element 2 = %d\n", numbers[2]);
    return 0;
}
