// Held across the await inside the block that locks; the one behind the block is fine.
#include "corpus.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static int counter;

static async int wrong_mutex(void) {
    {
        pthread_mutex_lock(&mutex); // note: taken here
#ifndef TWIN
        await step(1); // error: E0403
        // says: the lock `&mutex` is held across this await
#endif
        counter++;
        pthread_mutex_unlock(&mutex);
    }
    await step(2);
    return counter - 1;
}

async int main(void) {
    return await spawn(wrong_mutex());
}
