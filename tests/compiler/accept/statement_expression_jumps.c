// Leaving a statement expression by continue and return, with awaits around.
// no-erase
// expect: 1 3
// expect: early 2
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

#define TRY(call)                                                                                  \
    ({                                                                                             \
        int try_ = (call);                                                                         \
        if (try_ < 0)                                                                              \
            return -try_;                                                                          \
        try_;                                                                                      \
    })

static async int steps(int fail_at) {
    int sum = 0;
    for (int i = 0; i < 4; i++)
        sum += TRY(await later(i == fail_at ? -i : i));
    return 100 + sum;
}

async int main(void) {
    for (int i = 0; i < 4; i++) {
        int odd = ({
            int value = await later(i);
            if (value % 2 == 0)
                continue;
            value;
        });
        printf("%d%s", odd, odd == 1 ? " " : "\n");
    }
    int status = await steps(2);
    printf("early %d\n", status);
    return 0;
}
