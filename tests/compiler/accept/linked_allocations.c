// Pointers into locals of a caller, held by a chain of callees across suspensions.
// full
// expect: 0 1 2 3 4 / 10
#include <stdio.h>
#include <wok/wok.h>

struct link {
    int value;
    struct link *next;
};

static async int walk(struct link *list) {
    int sum = 0;
    for (struct link *link = list; link; link = link->next) {
        await wok_yield();
        sum += link->value;
        printf("%d ", link->value);
    }
    return sum;
}

static async int chain(int depth, struct link *above) {
    struct link link = {depth, above};
    await wok_yield();
    return depth == 0 ? await walk(&link) : await chain(depth - 1, &link);
}

async int main(void) {
    printf("/ %d\n", await chain(4, NULL));
    return 0;
}
