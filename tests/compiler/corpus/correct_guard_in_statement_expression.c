// A guard that lives inside a statement expression is gone when that is done.
#include "corpus.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int shared;

async int main(void) {
    int seen = ({
        struct guard held __attribute__((cleanup(guard_unlock))) = guard_lock(&mutex);
        (void)held;
        shared;
    });
    await nothing();
    return seen;
}
