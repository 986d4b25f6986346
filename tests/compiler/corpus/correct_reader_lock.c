// A read lock for a copy, a write lock for the change, an await between.
#include "corpus.h"

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static struct pair shared;

static async int refresh(void) {
    pthread_rwlock_rdlock(&lock);
    struct pair copy = shared;
    pthread_rwlock_unlock(&lock);
    copy.first = await step(copy.first + 1);
    pthread_rwlock_wrlock(&lock);
    shared = copy;
    pthread_rwlock_unlock(&lock);
    return shared.first - 1;
}

async int main(void) {
    return await spawn(refresh());
}
