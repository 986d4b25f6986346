// A struct that promises to be safe keeps what it holds from being looked at.
#include "corpus.h"

struct WOK_SEND pool {
    struct counted *free_list;
    pthread_mutex_t mutex;
};

static async int take(struct pool *pool) {
    await nothing();
    pthread_mutex_lock(&pool->mutex);
    int empty = pool->free_list == NULL;
    pthread_mutex_unlock(&pool->mutex);
    return empty - 1;
}

async int main(void) {
    static struct pool pool = {NULL, PTHREAD_MUTEX_INITIALIZER};
    return await spawn(take(&pool));
}
