/*
 * crowd.h: what tasks (sync_program.c) and plain threads (in a file without async words) fight for.
 */
#ifndef WOK_TEST_CROWD_H
#define WOK_TEST_CROWD_H

#include <wok/sync.h>

enum { CROWD = 16, STEPS = 200, THREADS = 2 };

struct crowd {
    struct wok_mutex mutex;
    struct wok_semaphore semaphore;
    struct wok_rwlock rwlock;
    long by_mutex, by_semaphore, by_rwlock; /* plain: what the locks are for */
};

void *step_thread(void *crowd);

/* How many nodes there are in a list, looked at under its lock. */
int count_waiting(uint32_t *lock, struct wok_wait *const *list);

#endif
