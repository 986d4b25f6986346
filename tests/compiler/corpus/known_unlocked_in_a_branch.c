// Dropped in the branch that awaits, kept in the one that does not.
#include "corpus.h"

static async int branch(pthread_mutex_t *mutex, int which) {
    struct guard held = guard_lock(mutex);
    if (which) {
        guard_unlock(&held);
        await nothing();
        return 0;
    }
    guard_unlock(&held);
    return 0;
}

async int main(void) {
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    return await spawn(branch(&mutex, 1)) + await spawn(branch(&mutex, 0));
}
