// A lock that was perhaps taken, tested, and given back where it was.
#include "corpus.h"

static async int attempt(pthread_mutex_t *mutex) {
    if (pthread_mutex_trylock(mutex) == 0) {
        pthread_mutex_unlock(mutex);
        await nothing();
        return 0;
    }
    await wok_sleep(1 * WOK_MS);
    return 1;
}

async int main(void) {
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    return await attempt(&mutex);
}
