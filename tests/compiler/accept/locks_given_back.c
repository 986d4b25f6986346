// Locks that are not held at any await, in ways that a careless check takes for held ones.
// wokcc: -Werror=wok -Wno-wok-blocking-call
// flags: -Wno-attributes -Wno-unknown-attributes
// expect: 14
#include <wok/wok.h>

#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdio.h>

static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER, two = PTHREAD_MUTEX_INITIALIZER;

struct node {
    pthread_mutex_t mutex;
    struct node *next;
};

static async int locked_sometimes(bool shared) {
    if (shared)
        pthread_mutex_lock(&one);
    if (shared)
        pthread_mutex_unlock(&one);
    await wok_yield();
    return 1;
}

static async int tried_in_vain(void) {
    pthread_mutex_lock(&two);
    int held = pthread_mutex_trylock(&two) == 0;
    pthread_mutex_unlock(&two);
    if (pthread_mutex_trylock(&one) != 0) {
        await wok_yield();
        return 0;
    }
    pthread_mutex_unlock(&one);
    await wok_yield();
    return 1 + held;
}

static async int tried_until_taken(void) {
    while (pthread_mutex_trylock(&one) != 0)
        await wok_yield();
    pthread_mutex_unlock(&one);
    await wok_yield();
    return 1;
}

static async int answer_asked_twice(void) {
    int error = pthread_mutex_trylock(&one);
    if (!error)
        pthread_mutex_unlock(&one);
    if (!error)
        await wok_yield();
    return 1;
}

static async int hand_over_hand(struct node *node) {
    int count = 0;
    pthread_mutex_lock(&node->mutex);
    while (node->next) {
        struct node *next = node->next;
        pthread_mutex_lock(&next->mutex);
        pthread_mutex_unlock(&node->mutex);
        node = next;
        count++;
    }
    pthread_mutex_unlock(&node->mutex);
    await wok_yield();
    return count;
}

static async int by_another_name(void) {
    pthread_mutex_t *mutex = &one;
    pthread_mutex_lock(mutex);
    pthread_mutex_unlock(&one);
    await wok_yield();
    return 1;
}

static async int another_lock(struct node *node) {
    for (int i = 0; i < 2; i++, node = node->next) {
        pthread_mutex_lock(&node->mutex);
        pthread_mutex_unlock(&node->mutex);
        await wok_yield();
    }
    return 1;
}

static void unlock_all(void) {
    pthread_mutex_unlock(&one);
}

static void finish(int why) {
    if (why)
        pthread_mutex_unlock(&one);
}

static async int by_helpers(void) {
    pthread_mutex_lock(&one);
    unlock_all();
    await wok_yield();
    pthread_mutex_lock(&one);
    finish(1);
    await wok_yield();
    return 1;
}

static async int in_a_scope_of_its_own(void) {
    for (int i = 0; i < 2; i++) {
        {
            pthread_mutex_lock(&one);
            defer pthread_mutex_unlock(&one);
            if (i == 1)
                continue;
        }
        await wok_yield();
    }
    return 1;
}

static async int by_goto(int fails) {
    pthread_mutex_lock(&one);
    if (fails)
        goto unlock;
    pthread_mutex_unlock(&one);
    await wok_yield();
    return 1;
unlock:
    pthread_mutex_unlock(&one);
    await wok_yield();
    return 2;
}

static void unlock(pthread_mutex_t **mutex) {
    pthread_mutex_unlock(*mutex);
}

static async int by_cleanup(void) {
    {
        __attribute__((cleanup(unlock))) pthread_mutex_t *guard = &one;
        pthread_mutex_lock(guard);
    }
    await wok_yield();
    return 1;
}

// A semaphore that others give back is no lock.
static async int counted(sem_t *permits) {
    sem_wait(permits);
    await wok_yield();
    return 1;
}

static async int if_ever(bool wanted) {
    bool taken = wanted && pthread_mutex_lock(&one) == 0;
    if (taken)
        pthread_mutex_unlock(&one);
    else
        await wok_yield();
    return 1;
}

async int main(void) {
    static struct node nodes[3] = {{PTHREAD_MUTEX_INITIALIZER, &nodes[1]},
                                   {PTHREAD_MUTEX_INITIALIZER, &nodes[2]},
                                   {PTHREAD_MUTEX_INITIALIZER, NULL}};
    sem_t permits;
    sem_init(&permits, 0, 1);
    int sum = await locked_sometimes(true) + await tried_in_vain() + await tried_until_taken();
    sum += await answer_asked_twice() + await hand_over_hand(nodes) + await by_another_name();
    sum += await another_lock(nodes) + await by_helpers() + await in_a_scope_of_its_own();
    sum += await by_goto(0) + await by_cleanup() + await counted(&permits) + await if_ever(false);
    printf("%d\n", sum);
    return 0;
}
