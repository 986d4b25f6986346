// A function that awaits calls one that holds a guard for its whole length, and does not.
#include "corpus.h"

static int count_up(pthread_mutex_t *mutex, int *count) {
    struct guard held __attribute__((cleanup(guard_unlock))) = guard_lock(mutex);
    (void)held;
    return ++*count;
}

async int main(void) {
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    static int count;
    int first = count_up(&mutex, &count);
    await nothing();
    return count_up(&mutex, &count) - first - 1;
}
