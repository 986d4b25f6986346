// The C way out of a function: one label that unlocks, the await after it.
#include "corpus.h"

static async int update(pthread_mutex_t *mutex, int *value) {
    int result = 0;
    pthread_mutex_lock(mutex);
    if (*value < 0) {
        result = -1;
        goto unlock;
    }
    ++*value;
unlock:
    pthread_mutex_unlock(mutex);
    await nothing();
    return result;
}

async int main(void) {
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    int value = 0;
    return await update(&mutex, &value);
}
