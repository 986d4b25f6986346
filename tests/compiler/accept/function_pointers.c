// Async functions through pointers, typedefs, tables and struct members: an async trait.
// full
// expect: 7 12
// expect: add 5, multiply 6
// expect: cat meows, dog barks
#include <stdio.h>
#include <wok/wok.h>

typedef async int operation(int a, int b);

static async int add(int a, int b) {
    await wok_yield();
    return a + b;
}

static async int multiply(int a, int b) {
    await wok_yield();
    return a * b;
}

struct animal {
    const char *name;
    async const char *(*voice)(const struct animal *self);
};

static async const char *meow(const struct animal *self) {
    await wok_yield();
    return self->name[0] == 'c' ? "meows" : "?";
}

static async const char *bark(const struct animal *self) {
    await wok_yield();
    return self->name[0] == 'd' ? "barks" : "?";
}

static async int apply(async int (*f)(int, int), int a, int b) {
    return await f(a, b);
}

async int main(void) {
    async int (*f)(int, int) = add;
    int sum = await f(3, 4);
    f = multiply;
    printf("%d %d\n", sum, await f(3, 4));
    static operation *const table[] = {add, multiply};
    printf("add %d, multiply %d\n", await table[0](2, 3), await apply(table[1], 2, 3));
    struct animal cat = {"cat", meow}, dog = {"dog", bark};
    printf("%s %s, ", cat.name, await cat.voice(&cat));
    printf("%s %s\n", dog.name, await dog.voice(&dog));
    return 0;
}
