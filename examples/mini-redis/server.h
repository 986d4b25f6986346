/*
 * What all connections share.
 *
 * `lock` is a pthread mutex, held for one batch of commands and never across an await: commands are
 * short. So the store needs no locks of its own, and a command is atomic, however many workers there
 * are.
 */
#ifndef MINI_REDIS_SERVER_H
#define MINI_REDIS_SERVER_H

#include <pthread.h>

#include "append.h"
#include "store.h"
#include "subscribe.h"

struct server {
    pthread_mutex_t lock;
    struct store store;       /* under lock */
    struct channels channels; /* under lock */
    struct append append;     /* its own lock, see append.h */
    uint64_t commands;        /* under lock */
    _Atomic unsigned connections;
    unsigned connections_max;
};

#endif
