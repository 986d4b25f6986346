// full
// Boxed futures: in variables, structs, arrays, parameters and results; awaited, spawned, raced.
// expect: 7
// expect: hello 1 2
// expect: 0 10 20 sum 30
// expect: made 42
// expect: chosen 2
// expect: left 4
// expect: spawned 9
// expect: void done
// expect: of a variable 5
// expect: slept
#include <stdio.h>
#include <wok/wok.h>

struct pair {
    int a, b;
};

typedef future(int) reply;

struct job {
    const char *name;
    future(struct pair) work;
    reply answer;
};

static int started;

static async int later(int value) {
    started++;
    await wok_yield();
    return value;
}

static async struct pair pair_later(int a, int b) {
    await wok_yield();
    return (struct pair){a, b};
}

static async void nothing(void) {
    await wok_yield();
    started = 0;
}

static future(int) make(int value) {
    return box(later(value));
}

static async int wait_for(future(int) one) {
    return await one;
}

static async future(int) make_later(int value) {
    await wok_yield();
    return box(later(value));
}

static async int sum_of(future(int) *parts, int count) {
    int sum = 0;
    for (int i = 0; i < count; i++) {
        int part = await parts[i];
        printf("%d ", part);
        sum += part;
    }
    return sum;
}

async int main(void) {
    auto seven = box(later(7));
    printf("%d\n", await seven);

    struct job job = {.name = "hello", .work = box(pair_later(1, 2)), .answer = make(40)};
    struct pair pair = await job.work;
    printf("%s %d %d\n", job.name, pair.a, pair.b);

    future(int) parts[3];
    for (int i = 0; i < 3; i++)
        parts[i] = box(later(i * 10));
    printf("sum %d\n", await sum_of(parts, 3));

    reply two = make(2);
    printf("made %d\n", await wait_for(two) + await job.answer);

    future(int) two_of[2] = {make(1), await make_later(2)};
    int chosen = await (started > 1000 ? two_of[0] : two_of[1]);
    printf("chosen %d\n", chosen);
    int left = await wait_for(two_of[0]) + await (started ? make(3) : make(4));
    printf("left %d\n", left);

    task(int) handle = spawn(make(4));
    auto other = box(later(5));
    int a = await handle, b = 0;
    join(b = await other, await wok_yield());
    printf("spawned %d\n", a + b);

    future(void) unit = box(nothing());
    await unit;
    printf("void %s\n", started ? "not done" : "done");

    auto cold = later(5);
    future(int) of_variable = box(cold);
    printf("of a variable %d\n", await of_variable);

    await box(wok_sleep(WOK_MS));
    printf("slept\n");
    return 0;
}
