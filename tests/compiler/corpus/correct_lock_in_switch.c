// A switch whose cases lock and unlock by themselves.
#include "corpus.h"

static async int serve(pthread_mutex_t *mutex, int *state) {
    for (;;) {
        switch (*state) {
        case 0:
            pthread_mutex_lock(mutex);
            *state = 1;
            pthread_mutex_unlock(mutex);
            break;
        case 1:
            await nothing();
            pthread_mutex_lock(mutex);
            *state = 2;
            pthread_mutex_unlock(mutex);
            continue;
        default:
            return 0;
        }
        await nothing();
    }
}

async int main(void) {
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    int state = 0;
    return await serve(&mutex, &state);
}
