// Locks that are held across an await, by whatever way: tried, taken by a helper, in a loop that is
// left early, by goto. Each function has its twin: the same with the lock given back before.
// flags: -Wno-attributes -Wno-unknown-attributes
// says: the lock `&one` is held across this await
#include <wok/wok.h>

#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdio.h>
#include <threads.h>

static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t both = PTHREAD_RWLOCK_INITIALIZER;
static mtx_t eleven;
static sem_t permits;

struct table {
    pthread_mutex_t mutex;
    int count;
};

#ifdef TWIN
#define GIVE_BACK(statement) statement
#else
#define GIVE_BACK(statement)
#endif

static async int tried_in_condition(void) {
    if (pthread_mutex_trylock(&one) == 0) {
        GIVE_BACK(pthread_mutex_unlock(&one));
        await wok_yield(); // error: E0403 (unless TWIN)
        GIVE_BACK(pthread_mutex_lock(&one));
        pthread_mutex_unlock(&one);
    }
    return 0;
}

static async int tried_and_left(int wanted) {
    if (!wanted || pthread_mutex_trylock(&one))
        return -1;
    GIVE_BACK(pthread_mutex_unlock(&one));
    await wok_yield(); // error: E0403 (unless TWIN)
    GIVE_BACK(pthread_mutex_lock(&one));
    pthread_mutex_unlock(&one);
    return 0;
}

static async int tried_before(void) {
    int error = mtx_trylock(&eleven);
    if (error != thrd_success)
        return error;
    GIVE_BACK(mtx_unlock(&eleven));
    await wok_yield(); // error: E0403 (unless TWIN)
    GIVE_BACK(mtx_lock(&eleven));
    mtx_unlock(&eleven);
    return 0;
}

static async int left_by_break(int turns) {
    for (int i = 0;; i++) {
        pthread_mutex_lock(&one);
        if (i >= turns)
            break;
        pthread_mutex_unlock(&one);
        await wok_yield();
    }
    GIVE_BACK(pthread_mutex_unlock(&one));
    await wok_yield(); // error: E0403 (unless TWIN)
    GIVE_BACK(pthread_mutex_lock(&one));
    pthread_mutex_unlock(&one);
    return 0;
}

static async int cleaned_up_late(int fails) {
    int result = 0;
    pthread_rwlock_rdlock(&both);
    if (fails) {
        result = -1;
        goto out;
    }
    result = 1;
out:
    GIVE_BACK(pthread_rwlock_unlock(&both));
    await wok_yield(); // error: E0403 (unless TWIN)
    GIVE_BACK(pthread_rwlock_rdlock(&both));
    pthread_rwlock_unlock(&both);
    return result;
}

static void enter(struct table *table) {
    pthread_mutex_lock(&table->mutex);
}

static void leave(struct table *table) {
    pthread_mutex_unlock(&table->mutex);
}

static async int by_helpers(struct table *table) {
    enter(table);
    table->count++;
    GIVE_BACK(leave(table));
    await wok_yield(); // error: E0403 (unless TWIN)
    GIVE_BACK(enter(table));
    leave(table);
    return 0;
}

static async int of_a_stream(void) {
    flockfile(stdout);
    putchar_unlocked('.');
    GIVE_BACK(funlockfile(stdout));
    await wok_yield(); // error: E0403 (unless TWIN)
    GIVE_BACK(flockfile(stdout));
    funlockfile(stdout);
    return 0;
}

// A semaphore that goes back in the same function is a lock.
static async int permitted(void) {
    while (sem_trywait(&permits) != 0)
        await wok_yield();
    sem_post(&permits);
    sem_wait(&permits);
    GIVE_BACK(sem_post(&permits));
    await wok_yield(); // error: E0403 (unless TWIN)
    GIVE_BACK(sem_wait(&permits));
    sem_post(&permits);
    return 0;
}

static struct table whole;
static bool attempt(int why, struct table *table) __attribute__((__try_acquire_capability__(1)));
static void seize(int why) __attribute__((acquire_capability(whole)));
static void release(struct table *table) __attribute__((release_capability(table)));
static void release_whole(void) __attribute__((release_capability(whole)));

static bool attempt(int why, struct table *table) {
    return why && table->count++ == 0;
}

static void release(struct table *table) {
    table->count--;
}

static async int by_attributes(struct table *table) {
    if (!attempt(1, table))
        return -1;
    GIVE_BACK(release(table));
    await wok_yield(); // error: E0403 (unless TWIN)
    return 0;
}

static void seize(int why) {
    whole.count += why;
}

static void release_whole(void) {
    whole.count--;
}

static async int by_an_attribute_about_a_variable(void) {
    seize(1);
    GIVE_BACK(release_whole());
    await wok_yield(); // error: E0403 (unless TWIN)
    GIVE_BACK(seize(1));
    release_whole();
    return 0;
}

static async int in_a_switch(int what) {
    switch (what) {
    case 1:
        pthread_mutex_lock(&one);
        GIVE_BACK(pthread_mutex_unlock(&one));
        await wok_yield(); // error: E0403 (unless TWIN)
        GIVE_BACK(pthread_mutex_lock(&one));
        pthread_mutex_unlock(&one);
        break;
    default:
        await wok_yield();
    }
    return 0;
}

static async int between_branches(void) {
    pthread_mutex_lock(&one);
    GIVE_BACK(pthread_mutex_unlock(&one));
    join(await wok_yield(), await wok_yield()); // error: E0403 (unless TWIN)
    GIVE_BACK(pthread_mutex_lock(&one));
    pthread_mutex_unlock(&one);
    return 0;
}

async int main(void) {
    static struct table table = {PTHREAD_MUTEX_INITIALIZER, 0};
    await tried_in_condition();
    await tried_and_left(1);
    await tried_before();
    await left_by_break(2);
    await cleaned_up_late(0);
    await by_helpers(&table);
    await of_a_stream();
    await permitted();
    await by_attributes(&table);
    await by_an_attribute_about_a_variable();
    await in_a_switch(1);
    return await between_branches();
}
