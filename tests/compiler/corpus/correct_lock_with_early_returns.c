// Every early return unlocks; the await stands behind the last unlock.
#include "corpus.h"

struct table {
    pthread_mutex_t mutex;
    int entries, closed;
};

static async int insert(struct table *table) {
    pthread_mutex_lock(&table->mutex);
    if (table->closed) {
        pthread_mutex_unlock(&table->mutex);
        return -1;
    }
    if (table->entries == 10) {
        pthread_mutex_unlock(&table->mutex);
        return -2;
    }
    int index = table->entries++;
    pthread_mutex_unlock(&table->mutex);
    await nothing();
    return index;
}

async int main(void) {
    static struct table table = {.mutex = PTHREAD_MUTEX_INITIALIZER};
    return await spawn(insert(&table));
}
