// Who wants the lock stops a worker, and the task may go on in a thread that must not unlock.
// says: the lock `&table.mutex` is held across this await
#include <pthread.h>
#include <wok/wok.h>

static struct {
    pthread_mutex_t mutex;
    int entries;
} table = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static async int add(void) {
    pthread_mutex_lock(&table.mutex);
    int entries = ++table.entries;
#ifdef TWIN
    pthread_mutex_unlock(&table.mutex);
    await wok_yield();
#else
    await wok_yield(); // error: E0403
    pthread_mutex_unlock(&table.mutex);
#endif
    return entries - 1;
}

async int main(void) {
    return await add();
}
