// The place is in a macro, of this file or of a header: people see the line where they wrote it.
#include "settle.h"

#define HOLD(table) pthread_mutex_lock(&(table)->mutex)
#define REST(n) await wok_sleep((n) * WOK_MS)
#define FORGET(call)                                                                               \
    do {                                                                                           \
        call;                                                                                      \
    } while (0)

static async int count_up(struct table *table) {
    HOLD(table);
    REST(1);
    pthread_mutex_unlock(&table->mutex);
    TAKE(table);
    await wok_yield();
    GIVE(table);
    return await rest_and_count(table);
}

static async int forget(struct table *table) {
    FORGET(rest_and_count(table));
    return table->count;
}

async int main(void) {
    static struct table table = {PTHREAD_MUTEX_INITIALIZER, 0};
    return await count_up(&table) + await forget(&table);
}
