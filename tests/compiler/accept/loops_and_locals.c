// Variables around a loop's awaits: dead at the await but set again, only measured, shadowed, constant,
// arrays, literals, unnamed types, those of a defer; each has the value that it has in plain C.
// full
// expect: set again 0 1 2
// expect: measured 16 16
// expect: shadowed 100 100 1 10 / 100 100 2 20 / 5
// expect: global 7 1 8
// expect: constants 3 4 / 4 5
// expect: arrays abc 6 bcd 9
// expect: literals 1 2 3 4
// expect: unnamed 1 2 / 2 3
// expect: defers 1 1 2 4 4
// expect: expressions 2 4
// expect: types 3 1.5 1 x
// expect: parameters 5 6 7
// expect: branches 4 8 / 6
// shadows
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <wok/wok.h>

static int level = 7;
typedef int list;

static async int later(int value) {
    static int count;
    if (count++ % 2 == 0)
        await wok_yield();
    return value;
}

static async void set_again(void) {
    printf("set again");
    int outer;
    for (int i = 0; i < 3; i++) {
        int inner;
        outer = i;
        await later(outer);
        inner = await later(i);
        outer = inner;
        printf(" %d", outer);
    }
    printf("\n");
}

static async void measured(void) {
    printf("measured");
    for (int i = 0; i < 2; i++) {
        char buffer[16];
        await later(i);
        printf(" %zu", sizeof buffer);
    }
    printf("\n");
}

static async void shadowed(void) {
    int n = 0;
    printf("shadowed");
    for (int i = 1; i < 3; i++) {
        int n = i * 10;
        await later(n);
        {
            int n = 100;
            int i = await later(0) + n;
            if (i != n)
                printf(" never");
            n = i;
            await later(n);
            printf(" %d %d", n, i);
        }
        printf(" %d %d%s", i, n, i < 2 ? " /" : "");
    }
    n += 5;
    printf(" / %d\n", n);
}

// The local is declared at the top of the machine: the other `level` must not be hidden, nor the type.
static async void global(void) {
    printf("global %d", level);
    {
        int level = await later(0), list = await later(1);
        for (int i = 0; i < 3; i++)
            level += await later(list) * 0;
        printf(" %d", level + list);
    }
    level++;
    list last = level;
    await later(last);
    printf(" %d\n", last);
}

static async void constants(void) {
    printf("constants");
    for (int i = 0; i < 2; i++) {
        const int base = i + 3;
        const int next = await later(base) + 1;
        const struct {
            int a;
        } pair = {await later(base)};
        printf(" %d %d%s", pair.a, next, i ? "\n" : " /");
    }
}

static async void arrays(void) {
    printf("arrays");
    for (int i = 0; i < 2; i++) {
        char text[4] = "abc";
        int numbers[] = {i + 1, i + 2, await later(i + 3)};
        for (int k = 0; k < 3; k++)
            text[k] += (char)await later(i);
        int sum = 0;
        for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++)
            sum += numbers[k];
        printf(" %s %d", text, sum);
    }
    printf("\n");
}

struct pair {
    int a, b;
};

static async int second(const struct pair *pair) {
    int sum = pair->a;
    await later(0);
    return sum - pair->a + pair->b;
}

static async void literals(void) {
    printf("literals");
    for (int i = 0; i < 2; i++) {
        const struct pair *kept = &(struct pair){i * 2 + 1, i * 2 + 2};
        await later(0);
        printf(" %d", kept->a);
        printf(" %d", await second(kept));
    }
    printf("\n");
}

static async void unnamed(void) {
    printf("unnamed");
    for (int i = 0; i < 2; i++) {
        struct {
            int a, b;
        } value;
        await later(i);
        value.a = i + 1;
        value.b = value.a + 1;
        printf(" %d %d%s", value.a, value.b, i ? "\n" : " /");
    }
}

static async void defers(void) {
    int n = 0;
    printf("defers");
    for (int i = 0; i < 3; i++) {
        int mine = i + 1;
        defer {
            int copy = mine;
            printf(" %d", copy + (n > 2));
        }
        n += await later(1);
        if (i == 2)
            break;
        if (await later(n) == 2)
            continue;
        printf(" %d", n);
    }
    printf(" %d\n", n + 1 - (n > 9));
    (void)n;
}

static async void expressions(void) {
    printf("expressions");
    for (int i = 1; i < 3; i++) {
        int twice = ({
            int once = i;
            await later(once);
            once * 2;
        });
        printf(" %d", twice);
    }
    printf("\n");
}

static async void types(void) {
    bool is_set = false;
    double half = 0;
    char letter = 'a';
    enum colour { RED, GREEN } colour = RED;
    for (enum colour turn = RED; turn <= GREEN; turn++) {
        is_set = !is_set || await later(1);
        half += await later(1) * 0.75;
        letter = turn == GREEN ? 'x' : letter;
        colour += (enum colour)(1 + await later(0));
    }
    printf("types %d %g %d %c\n", (int)colour + 1, half, is_set, letter);
}

static async void parameters(int first, const int step, char *restrict text) {
    for (int i = 0; i < 3; i++) {
        sprintf(text + strlen(text), " %d", first);
        first += await later(step);
    }
}

// A branch is another C function: what it only measures must be known there.
static async void branches(int first) {
    int left = 0, right = 0, turns = 0;
    struct pair *pointer = &(struct pair){0};
    for (turns = 0; turns < 3; turns++) {
        join(left = await later((int)sizeof turns), right = await later((int)sizeof *pointer));
        first += await later(turns);
    }
    printf("branches %d %d / %d\n", left, right, first);
}

async int main(void) {
    char text[32] = "";
    await set_again();
    await measured();
    await shadowed();
    await global();
    await constants();
    await arrays();
    await literals();
    await unnamed();
    await defers();
    await expressions();
    await types();
    await parameters(5, 1, text);
    printf("parameters%s\n", text);
    await branches(3);
    return 0;
}
