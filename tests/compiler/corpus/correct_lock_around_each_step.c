// Locked and unlocked again between the awaits of a loop, on every way through it.
#include "corpus.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int total;

static async int add(int count) {
    for (int i = 0; i < count; i++) {
        pthread_mutex_lock(&mutex);
        if (total > 100) {
            pthread_mutex_unlock(&mutex);
            break;
        }
        total++;
        pthread_mutex_unlock(&mutex);
        await nothing();
    }
    return total - count;
}

async int main(void) {
    return await spawn(add(3));
}
