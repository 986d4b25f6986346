// A local lent to a child of a scope: where it was given, whose it is, where the scope is, where it is run.
#include "shared.h"

static async int count(struct table *table, int by) {
    await wok_yield();
    return table->count += by;
}

static async void leave_a_child(struct wok_scope *scope, int early) {
    struct table table = {PTHREAD_MUTEX_INITIALIZER, 0};
    wok_scope_spawn(scope, count(&table, 1));
    if (early)
        return;
    await wok_scope_run(scope);
}

async int main(void) {
    static struct table all = {PTHREAD_MUTEX_INITIALIZER, 0};
    WOK_SCOPE(scope);
    for (int i = 0; i < 3; i++) {
        struct table table = {PTHREAD_MUTEX_INITIALIZER, i};
        wok_scope_spawn(&scope, count(&all, i));
        wok_scope_spawn(&scope, count(&table, i));
    }
    await leave_a_child(&scope, 0);
    return await wok_scope_run(&scope);
}
