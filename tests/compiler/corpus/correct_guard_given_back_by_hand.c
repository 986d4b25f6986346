// A guard without cleanup, given back before the await, made again behind it.
#include "corpus.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

async int main(void) {
    struct guard held = guard_lock(&mutex);
    guard_unlock(&held);
    await nothing();
    held = guard_lock(&mutex);
    guard_unlock(&held);
    return 0;
}
