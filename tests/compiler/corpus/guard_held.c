// A guard of a lock is alive across the await, because its cleanup unlocks at the end.
#include "corpus.h"

static async int locked(pthread_mutex_t *mutex) {
    int result = 0;
    {
        struct guard held __attribute__((cleanup(guard_unlock))) = guard_lock(mutex); // note: is a `struct guard`, which is marked WOK_NO_AWAIT
        result++;
#ifdef TWIN
    }
    await nothing();
#else
        await nothing(); // error: E0404
        // says: `held` is alive across this await
    }
#endif
    return result - 1;
}

async int main(void) {
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    return await spawn(locked(&mutex));
}
