// Children of a scope that work on a local of its owner, and children that these start in turn.
// no-erase
// expect: 7
#include "corpus.h"
#include <stdio.h>

static async void add(int *sum, int n) {
    await nothing();
    *sum += n;
}

static async void add_later(struct wok_scope *scope, int *sum) {
    await nothing();
    wok_scope_spawn(scope, add(sum, 4));
}

async int main(void) {
    int sum = 0;
    WOK_SCOPE(scope);
    for (int n = 1; n <= 2; n++)
        wok_scope_spawn(&scope, add(&sum, n));
    wok_scope_spawn(&scope, add_later(&scope, &sum));
    await wok_scope_run(&scope);
    printf("%d\n", sum);
    return 0;
}
