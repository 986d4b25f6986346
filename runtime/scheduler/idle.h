/*
 * idle.h: who sleeps, who searches, and whom to wake.
 *
 * A worker without work searches (at most one does), then sleeps in its reactor. Who makes work
 * that others should take wakes one sleeper, unless somebody searches already; a searcher that has
 * found something wakes the next. So wake-ups spread one by one, and a lone task costs none.
 *
 * No work is stranded, because both sides write, fence, and then look:
 *     producer   push the task;      fence;  anybody searching? nobody: wake a sleeper
 *     searcher   stop searching,
 *                enter the sleepers; fence;  look at all queues once more
 */
#ifndef WOK__SCHEDULER_IDLE_H
#define WOK__SCHEDULER_IDLE_H

#include <stdbool.h>

#include "platform/atomic.h"
#include "platform/wait.h"

#define WOK__WORKERS_MAX 256u

struct wok__idle {
    wok__lock lock;
    wok__atomic_u32 searching;                /* 0 or 1 searchers, and those woken to become one */
    wok__atomic_u32 sleeping;                 /* how many bits are set below; written under lock */
    uint64_t sleepers[WOK__WORKERS_MAX / 64]; /* under lock */
};

/* Become the searcher. False: there is one. */
bool wok__idle_search_begin(struct wok__idle *idle);
void wok__idle_search_end(struct wok__idle *idle);

/* Enter the sleepers; the caller then fences (inside) and looks at the queues once more. */
void wok__idle_sleep_begin(struct wok__idle *idle, uint32_t worker);
/* True: the worker was picked by wok__idle_pick and is the searcher now. */
bool wok__idle_sleep_end(struct wok__idle *idle, uint32_t worker);

/* A sleeper to wake, which counts as the searcher from now on; -1: none is needed, or there. */
int wok__idle_pick(struct wok__idle *idle);

#endif
