// The guard is dropped by hand in the same scope as the await.
#include "corpus.h"

static async int unlocked(pthread_mutex_t *mutex) {
    struct guard held = guard_lock(mutex);
    guard_unlock(&held);
    await nothing();
    return 0;
}

async int main(void) {
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    return await spawn(unlocked(&mutex));
}
