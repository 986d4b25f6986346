/* What the programs of this folder share: the notes of a message may lead here. */
#include <pthread.h>
#include <unistd.h>
#include <wok/wok.h>

struct table {
    pthread_mutex_t mutex;
    int count;
};

#define TAKE(table) pthread_mutex_lock(&(table)->mutex)
#define GIVE(table) pthread_mutex_unlock(&(table)->mutex)
