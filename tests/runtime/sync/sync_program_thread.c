/* The plain threads of sync_program.c: the same names block here. And what looks behind the scenes. */
#define WOK_CALLER
#include "sync/crowd.h"

#include "platform/wait.h"

int count_waiting(uint32_t *lock, struct wok_wait *const *list) {
    int count = 0;
    wok__lock_acquire(wok__lock_in_u32(lock));
    for (const struct wok_wait *wait = *list; wait; wait = wait->next == *list ? NULL : wait->next)
        count++;
    wok__lock_release(wok__lock_in_u32(lock));
    return count;
}

void *step_thread(void *argument) {
    struct crowd *crowd = argument;
    for (int i = 0; i < STEPS; i++) {
        wok_mutex_lock(&crowd->mutex);
        crowd->by_mutex++;
        wok_mutex_unlock(&crowd->mutex);
        wok_semaphore_acquire(&crowd->semaphore, 1);
        crowd->by_semaphore++;
        wok_semaphore_release(&crowd->semaphore, 1);
        wok_rwlock_write(&crowd->rwlock);
        crowd->by_rwlock++;
        wok_rwlock_unlock(&crowd->rwlock);
    }
    return NULL;
}
