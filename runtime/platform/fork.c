/*
 * fork.c: see fork.h.
 */
#include "platform/fork.h"

#include <pthread.h>

int wok__at_fork_in_child(void (*handler)(void)) {
    return -pthread_atfork(/* prepare */ NULL, /* parent */ NULL, handler);
}
