// GNU statement expressions that await inside, as values and as arguments.
// expect: 6
// expect: 15 1
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    int sum = ({
        int total = 0;
        for (int i = 1; i <= 3; i++)
            total += await later(i);
        total;
    });
    printf("%d\n", sum);
    printf("%d %d\n", ({ int t = await later(7); 2 * t + 1; }), ({ await later(1); }));
    return 0;
}
