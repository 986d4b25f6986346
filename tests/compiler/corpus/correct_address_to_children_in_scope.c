// The children of a scope get locals of its owner; they have ended when these go.
// no-erase
// expect: 12
#include "corpus.h"
#include <stdio.h>

static async int add(struct pair *pair, int n) {
    pair->first += n;
    await nothing();
    pair->second += n;
    return 0;
}

static async int in_each_turn(struct wok_scope *scope) {
    int sum = 0;
    for (int n = 1; n <= 3; n++) {
        struct pair pair = {0, 0};
        wok_scope_spawn(scope, add(&pair, n));
        if (await wok_scope_run(scope) < 0)
            return -1;
        sum += pair.first + pair.second;
    }
    return sum;
}

async int main(void) {
    WOK_SCOPE(scope);
    printf("%d\n", await in_each_turn(&scope));
    return 0;
}
