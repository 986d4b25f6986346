// A future polled beside another one in a loop, under a lock that is let go in time.
#include "corpus.h"

static pthread_mutex_t entity = PTHREAD_MUTEX_INITIALIZER;

async int main(void) {
    int received = 0, turns = 0;
    while (received < 3 && turns++ < 10) {
        int value = 0;
        pthread_mutex_lock(&entity);
        int before = received;
        pthread_mutex_unlock(&entity);
        race {
            when (value = await step(1)) { received += value; }
            when (await wok_sleep(10 * WOK_S)) { break; }
        }
        if (received == before)
            return 1;
    }
    return received - 3;
}
