// The same name in nested scopes is a different variable, each alive across awaits.
// full
// expect: 3 2 1
// expect: 10 20 1
// expect: loop 0 100 1 101
// expect: siblings 5 six
// shadows
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

static async int nested(int x) {
    {
        int x = 2;
        await wok_yield();
        {
            int x = 3;
            await wok_yield();
            printf("%d ", x);
        }
        printf("%d ", x);
    }
    await wok_yield();
    printf("%d\n", x);
    return x;
}

async int main(void) {
    int x = await nested(1);
    int y = ({ int x = await later(10); x; }), z = ({ int x = await later(20); x; });
    printf("%d %d %d\n", y, z, x);
    printf("loop");
    for (int i = 0; i < 2; i++) {
        int x = i;
        await wok_yield();
        for (int i = 100 + x; i < 101 + x; i++) {
            await wok_yield();
            printf(" %d %d", x, i);
        }
    }
    printf("\nsiblings");
    {
        int value = 5;
        await wok_yield();
        printf(" %d", value);
    }
    {
        const char *value = "six";
        await wok_yield();
        printf(" %s\n", value);
    }
    return 0;
}
