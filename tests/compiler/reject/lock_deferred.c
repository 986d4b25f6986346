// A lock that a defer gives back is held until the end of the scope.
#include <pthread.h>
#include <wok/wok.h>

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static int entries;

async int main(void) {
    {
        pthread_rwlock_wrlock(&lock);
        defer pthread_rwlock_unlock(&lock);
        entries++;
#ifndef TWIN
        await wok_yield(); // error: E0403
#endif
    }
    await wok_yield();
    return entries - 1;
}
