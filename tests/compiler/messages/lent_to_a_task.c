// The address of a local variable leaves with a task: where it was given, whose it is, where it is let go.
#include "shared.h"

static async int count(struct table *table, int by) {
    await wok_yield();
    return table->count += by;
}

async int main(void) {
    struct table table = {PTHREAD_MUTEX_INITIALIZER, 0};
    auto counting = spawn(count(&table,
                                1 +
                                    2));
    await wok_yield();
    wok_detach(counting);
    return 0;
}
