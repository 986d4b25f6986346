/* What the programs of this folder share: stand-ins for the types that rustc's tests are about. */
#ifndef CORPUS_H
#define CORPUS_H

#include <pthread.h>
#include <stddef.h>
#include <wok/wok.h>

/* Counted without atomics, so of one thread: what Rc is there. */
struct WOK_NOT_SEND counted {
    int count;
};

/* Changed through shared pointers without a lock: may move, must not be shared. Cell, RefCell. */
struct WOK_NOT_SYNC cell {
    int value;
};

/* A lock that is held: MutexGuard. */
struct WOK_NO_AWAIT guard {
    pthread_mutex_t *mutex;
};

struct pair {
    int first, second;
};

static inline struct counted counted_new(int count) {
    return (struct counted){count};
}

static inline int counted_use(struct counted *counted) {
    return counted->count++;
}

static inline void counted_drop(struct counted *counted) {
    counted->count = 0;
}

static inline int cell_read(const struct cell *cell) {
    return cell->value;
}

static inline struct guard guard_lock(pthread_mutex_t *mutex) {
    pthread_mutex_lock(mutex);
    return (struct guard){mutex};
}

static inline void guard_unlock(struct guard *guard) {
    pthread_mutex_unlock(guard->mutex);
}

static inline async int step(int value) {
    await wok_yield();
    return value;
}

static inline async void nothing(void) {
    await wok_yield();
}

static inline async int read_later(int *place) {
    await wok_yield();
    return *place;
}

#endif
