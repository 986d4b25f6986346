// Locks that are not held where something is awaited, in the ways that programs write it.
// expect: 9
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <wok/wok.h>

static pthread_mutex_t first = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t second = PTHREAD_MUTEX_INITIALIZER;
static int shared;

static async void in_turn(void) {
    pthread_mutex_lock(&first);
    pthread_mutex_lock(&second);
    shared++;
    pthread_mutex_unlock(&second);
    pthread_mutex_unlock(&first);
    await wok_yield();
}

static async void each_turn(void) {
    for (int i = 0; i < 3; i++) {
        pthread_mutex_lock(&first);
        shared++;
        pthread_mutex_unlock(&first);
        await wok_yield();
    }
}

static async void deferred(void) {
    {
        pthread_mutex_lock(&first);
        defer pthread_mutex_unlock(&first);
        shared++;
    }
    await wok_yield();
}

// One condition around both: no path awaits with the lock, but only values show it.
static async void with_a_flag(bool threads) {
    if (threads)
        pthread_mutex_lock(&first);
    shared++;
    if (threads)
        pthread_mutex_unlock(&first);
    await wok_yield();
}

static async int early_out(bool full) {
    pthread_mutex_lock(&first);
    if (full) {
        pthread_mutex_unlock(&first);
        await wok_yield();
        return -1;
    }
    shared++;
    pthread_mutex_unlock(&first);
    await wok_yield();
    return 0;
}

static void leave_table(pthread_mutex_t *mutex) {
    pthread_mutex_unlock(mutex);
}

static async void by_a_function(void) {
    pthread_mutex_lock(&first);
    shared++;
    leave_table(&first);
    await wok_yield();
}

static void unlock_guard(pthread_mutex_t **mutex) {
    pthread_mutex_unlock(*mutex);
}

static async void by_cleanup(void) {
    {
        pthread_mutex_lock(&first);
        pthread_mutex_t *guard __attribute__((cleanup(unlock_guard))) = &first;
        shared += guard == &first;
    }
    await wok_yield();
}

async int main(void) {
    await in_turn();
    await each_turn();
    await deferred();
    await with_a_flag(true);
    await early_out(false);
    await early_out(true);
    await by_a_function();
    await by_cleanup();
    printf("%d\n", shared);
    return 0;
}
