// switch on an await, awaits in the cases, fall through, default, and a nested switch.
// full
// expect: one two default three-a three-b
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

static async void show(int value, int inner) {
    switch (await later(value)) {
    case 1:
        await wok_yield();
        printf("one ");
        /* fallthrough */
    case 2:
        await wok_yield();
        printf("two ");
        break;
    case 3:
        switch (await later(inner)) {
        case 'a':
            await wok_yield();
            printf("three-a ");
            break;
        case 'b':
            printf("three-b");
            break;
        }
        break;
    default:
        await wok_yield();
        printf("default ");
    }
}

async int main(void) {
    await show(1, 0);
    await show(99, 0);
    await show(3, 'a');
    await show(3, 'b');
    printf("\n");
    return 0;
}
