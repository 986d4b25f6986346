// A compound literal keeps its bytes while a race behind it decides who wins: in the block of the
// race, in one around it, and where the race stands in a loop.
// expect: 1237
// expect: 5 6 7 8
// expect: 20 21 1
// expect: 20 21 2
#include <stdio.h>
#include <wok/wok.h>

static async int step(int n) {
    await wok_yield();
    return n;
}

static async int digits(int n) {
    int *held = (int[]){n, n + 1, n + 2, n + 3};
    int got = 0, other = 0;
    race {
        when (got = await step(2))
            other = 1;
        when (other = await step(3))
            got = 7;
    }
    return held[0] * 1000 + held[1] * 100 + held[2] * 10 + held[3] + got + other;
}

union word {
    unsigned bytes[4];
    double other;
};

static async int bytes_of(unsigned n) {
    union word *word = &(union word){.bytes = {n, n + 1, n + 2, n + 3}};
    switch (n) {
    case 5:
        race {
            when (await step(3))
                break;
            when (await step(4))
                return 1;
        }
        printf("never\n");
        break;
    default:
        break;
    }
    return printf("%u %u %u %u\n", word->bytes[0], word->bytes[1], word->bytes[2], word->bytes[3]);
}

static async int turns(int n) {
    for (int turn = 1; turn < 3; turn++) {
        short *pair = (short[]){(short)n, (short)(n + 1)};
        int late = 0;
        race {
            when (await step(turn)) {
            }
            when (late = await step(9)) {
            }
        }
        printf("%d %d %d\n", pair[0], pair[1], turn + late);
    }
    return 0;
}

async int main(void) {
    printf("%d\n", await digits(1));
    await bytes_of(5);
    return await turns(20);
}
