// Handles of pointer and struct results, moved between variables, kept in structs and arrays.
// expect: hello 1 2
// expect: 3 4 5
#include <stdio.h>
#include <wok/wok.h>

struct pair {
    int a, b;
};

struct slot {
    int used;
    task(const char *) text;
    task(struct pair) pair;
};

static async const char *text_later(const char *text) {
    await wok_yield();
    return text;
}

static async struct pair pair_later(int a, int b) {
    await wok_yield();
    return (struct pair){a, b};
}

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    struct slot slots[1] = {{.used = 1}};
    slots[0].text = spawn(text_later("hello"));
    slots[0].pair = spawn(pair_later(1, 2));
    const char *text = await slots[0].text;
    struct pair pair = await slots[0].pair;
    printf("%s %d %d\n", text, pair.a, pair.b);
    task(int) several[3];
    for (int i = 0; i < 3; i++)
        several[i] = spawn(later(3 + i));
    int a = await several[0], b = await several[1], c = await several[2];
    printf("%d %d %d\n", a, b, c);
    return 0;
}
