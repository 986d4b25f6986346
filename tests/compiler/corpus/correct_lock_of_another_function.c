// A function whose name says that it unlocks; the await comes behind it.
#include "corpus.h"

struct store {
    pthread_mutex_t mutex;
    int value;
};

static void store_lock(struct store *store) {
    pthread_mutex_lock(&store->mutex);
}

static void store_unlock(struct store *store) {
    pthread_mutex_unlock(&store->mutex);
}

static async int change(struct store *store) {
    store_lock(store);
    store->value++;
    store_unlock(store);
    await nothing();
    return store->value - 1;
}

async int main(void) {
    static struct store store = {.mutex = PTHREAD_MUTEX_INITIALIZER};
    return await change(&store);
}
