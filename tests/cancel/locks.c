// suspensions: 9
// Locks held and waited for: whoever is cancelled, the lock goes on to the next, and nobody hangs.
#include "cancel.h"

struct locks {
    struct wok_mutex mutex;
    struct wok_rwlock rwlock;
    struct wok_semaphore semaphore;
    struct wok_condition condition;
    struct wok_barrier barrier;
    int filled;
};

static async void hold(struct locks *locks, struct ledger *ledger) {
    await wok_mutex_lock(&locks->mutex);
    defer wok_mutex_unlock(&locks->mutex);
    int *thing = take(ledger);
    defer give(ledger, thing);
    await wok_yield();
    while (!locks->filled)
        await wok_condition_wait(&locks->condition, &locks->mutex);
    await wok_rwlock_read(&locks->rwlock);
    defer wok_rwlock_unlock(&locks->rwlock);
    await wok_semaphore_acquire(&locks->semaphore, 2);
    defer wok_semaphore_release(&locks->semaphore, 2);
    await wok_yield();
}

static async void fill(struct locks *locks, struct ledger *ledger) {
    await wok_mutex_lock(&locks->mutex);
    defer wok_mutex_unlock(&locks->mutex);
    int *thing = take(ledger);
    defer give(ledger, thing);
    await wok_rwlock_write(&locks->rwlock);
    defer wok_rwlock_unlock(&locks->rwlock);
    await wok_yield();
    locks->filled = 1;
    wok_condition_broadcast(&locks->condition);
}

static async void meet(struct locks *locks) {
    await wok_barrier_wait(&locks->barrier);
}

/* Everything is free again, however the body ended. */
static void look(struct locks *locks) {
    if (wok_mutex_try_lock(&locks->mutex) != 0 || wok_rwlock_try_write(&locks->rwlock) != 0 ||
        wok_semaphore_permits(&locks->semaphore) != 2 || locks->barrier.arrived != 0)
        fail("something is still held");
}

static async void body(void) {
    struct ledger first = {0}, second = {0}, third = {0};
    struct locks locks = {.semaphore = WOK_SEMAPHORE_INIT(2), .barrier = WOK_BARRIER_INIT(2)};
    defer look(&locks);
    join(await hold(&locks, &first), await hold(&locks, &second), await fill(&locks, &third));
    join(await meet(&locks), ({
             await wok_yield();
             await meet(&locks);
         }));
}
