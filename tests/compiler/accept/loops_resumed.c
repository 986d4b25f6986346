// Goal: a loop that is resumed in the middle of a turn goes on as if nothing had happened: the rest of
// the turn, the step, the condition; whatever leaves the turn leaves the right loop.
// full
// expect: for 2 4 / 5 9 / 10 12 14 end 15
// expect: step 0 1 2 3 / 6
// expect: do 1 2 3 4 / 4
// expect: do condition 1 2 3 / 3
// expect: while 5 3 1 / -1
// expect: nested 11 21 22 31 33 / 110
// expect: triple 27 / 351
// expect: switch a1 b1 c2 d0 a1 / 5
// expect: goto 0 10 1 11 2 / 12
// expect: continue 0 2 4 6 / 4
// expect: out of three 123
// expect: return 42
// expect: cases 1 2 1 2 3 / 9
#include <stdio.h>
#include <wok/wok.h>

// Suspends every other time.
static async int later(int value) {
    static int count;
    if (count++ % 2 == 0)
        await wok_yield();
    return value;
}

static async void for_loop(void) {
    printf("for");
    int i;
    for (i = 0; i < 15; i++) {
        if (i % 5 == 0 && i)
            printf(" /");
        if (i % 5 == 1)
            continue;
        int twice = await later(i) * 2;
        if (twice % 5 == 1)
            continue;
        if (i % 5 == 3)
            continue;
        if (twice > 26 && await later(twice) > 100)
            break;
        if (i && (twice % 4 == 0 || i % 5 == 0 || twice == 18))
            printf(" %d", i + (twice == 16));
    }
    printf(" end %d\n", i);
}

static async void step_awaits(void) {
    int sum = 0;
    printf("step");
    for (int i = 0; i < 4; i = await later(i + 1)) {
        printf(" %d", i);
        sum += i;
        if (i == 2)
            continue;
        sum += await later(0);
    }
    printf(" / %d\n", sum);
}

static async void do_loops(void) {
    int n = 0;
    printf("do");
    do {
        n++;
        if (await later(n) == 2) {
            printf(" 2");
            continue;
        }
        printf(" %d", n);
    } while (n < 4);
    printf(" / %d\n", n);
    n = 0;
    printf("do condition");
    do
        printf(" %d", ++n);
    while (await later(n) < 3);
    printf(" / %d\n", n);
}

static async void while_loop(void) {
    int n = 7;
    printf("while");
    while ((n = await later(n - 2)) > 0) {
        const int shown = n;
        await later(1);
        printf(" %d", shown);
    }
    printf(" / %d\n", n);
}

static async void nested(void) {
    int sum = 0;
    printf("nested");
    for (int i = 1; i <= 3; i++) {
        int row = i * 10;
        await later(row);
        for (int k = 1; k <= 3; k++) {
            if (k > i)
                break;
            int cell = row + await later(k);
            if (i == 3 && k == 2)
                continue;
            printf(" %d", cell);
            sum += k;
        }
        sum += await later(row);
        sum += row / 10 * (i == 1);
        sum += i == 3 ? 41 : 0;
    }
    printf(" / %d\n", sum);
}

static async void triple(void) {
    int count = 0, sum = 0;
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++)
            for (int m = 0; m < 3; m++) {
                count++;
                sum += await later(i * 9 + k * 3 + m);
            }
    printf("triple %d / %d\n", count, sum);
}

static async void switches(void) {
    int n = 0;
    printf("switch");
    for (int i = 0; i < 5; i++) {
        switch (i) {
        case 0:
        case 4:
            printf(" a%d", await later(1));
            break;
        case 1: {
            int inner = await later(1);
            switch (inner) {
            case 1:
                await later(0);
                printf(" b%d", inner);
                break;
            default:
                printf(" never");
            }
            break;
        }
        case 2:
            n += await later(0);
            printf(" c");
            /* fallthrough */
        default:
            if (i == 2) {
                printf("%d", await later(2));
                n++;
                continue;
            }
            await later(3);
            printf(" d0");
        }
        n++;
    }
    printf(" / %d\n", n);
}

static async void goto_loop(void) {
    int n = 0;
    printf("goto");
again:
    printf(" %d", await later(n));
    if (n < 2) {
        n++;
        if (await later(n)) {
            n += 9;
            printf(" %d", n);
            n -= 9;
            goto again;
        }
    }
    printf(" / %d\n", n + 10);
}

static async void continues(void) {
    int n = 0;
    printf("continue");
    for (int i = 0; i < 8; i++) {
        await later(i);
        if (i & 1)
            continue;
        printf(" %d", i);
        n += await later(1);
    }
    printf(" / %d\n", n);
}

static async void out_of_three(void) {
    int found = 0;
    for (int i = 0;; i++)
        for (int k = 0; k < 10; k++) {
            int m = 0;
            while (await later(m) < 10) {
                if (i == 1 && k == 2 && m == 3) {
                    found = i * 100 + k * 10 + m;
                    await later(0);
                    goto out;
                }
                m++;
            }
        }
out:
    printf("out of three %d\n", found);
}

static async int returns(int limit) {
    for (int i = 0;; i++)
        for (int k = 0; k < 10; k++)
            if (await later(i * 10 + k) == limit)
                return await later(limit);
}

// A switch whose cases stand in a loop of its own.
static async void cases_in_loop(int n) {
    int sum = 0;
    printf("cases");
    switch (n % 3) {
        do {
        case 0:
            await later(0);
            /* fallthrough */
        case 2:
            sum += await later(1);
            printf(" 1");
            /* fallthrough */
        case 1:
            sum += await later(2);
            printf(" 2");
        } while ((n -= 3) > 0);
    }
    printf(" 3 / %d\n", sum + 3);
}

async int main(void) {
    await for_loop();
    await step_awaits();
    await do_loops();
    await while_loop();
    await nested();
    await triple();
    await switches();
    await goto_loop();
    await continues();
    await out_of_three();
    printf("return %d\n", await returns(42));
    await cases_in_loop(5);
    return 0;
}
