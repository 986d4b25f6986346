// The lock is the business of a plain function, which is done with it when it returns.
#include "corpus.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static int next_number(void) {
    static int number;
    pthread_mutex_lock(&mutex);
    int result = number++;
    pthread_mutex_unlock(&mutex);
    return result;
}

async int main(void) {
    int first = next_number();
    await nothing();
    return next_number() - first - 1;
}
