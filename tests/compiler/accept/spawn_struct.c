// Tasks with large arguments and large results, and a task of a void function.
// expect: 4950 199
// expect: void done
#include <stdio.h>
#include <wok/wok.h>

struct big {
    int values[100];
};

static async struct big add_to_all(struct big big, int by) {
    await wok_yield();
    for (int i = 0; i < 100; i++)
        big.values[i] += by;
    return big;
}

static async void set(int *where) {
    await wok_yield();
    *where = 1;
}

async int main(void) {
    struct big big;
    for (int i = 0; i < 100; i++)
        big.values[i] = i;
    auto handle = spawn(add_to_all(big, 100));
    int sum = 0;
    for (int i = 0; i < 100; i++)
        sum += big.values[i];
    struct big more = await handle;
    printf("%d %d\n", sum, more.values[99]);
    static int done;
    task(void) setter = spawn(set(&done));
    await setter;
    printf("void %s\n", done ? "done" : "not done");
    return 0;
}
