// Unlocked in both branches before each of them awaits.
#include "corpus.h"

static async int choose(pthread_mutex_t *mutex, int which) {
    pthread_mutex_lock(mutex);
    if (which) {
        pthread_mutex_unlock(mutex);
        return await step(0);
    } else {
        pthread_mutex_unlock(mutex);
        await nothing();
    }
    return 0;
}

async int main(void) {
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    return await choose(&mutex, 1) + await choose(&mutex, 0);
}
