/*
 * scheduler.h: runtimes and workers: which task runs next, and on which thread.
 *
 *     worker    slot (the task woken last) -> ring of 256 -> [overflow: injection]
 *               a timer wheel, a reactor, a heap of slabs
 *     runtime   the injection queue, the workers' sleep, a heap for all other threads
 *
 * A worker's turn: now and then look at the clock, and so at the timers and the reactor;
 * then run the task in the slot, else the oldest of the ring, else of the injection queue, else half
 * of another worker's ring; else sleep in the reactor until the next timer.
 *
 * A task woken by a worker goes into its slot, where it runs next with warm caches; what was there
 * goes into the ring. A new task, and one that waited for another to finish, goes into the ring. Nobody is woken for the slot's task: waking a parked core costs some 25 µs,
 * more than most polls. A sibling is woken for a backlog: when what stands in the ring will take
 * this worker longer than WOK__BACKLOG_NS. A worker that sleeps beside busy ones naps: it looks
 * again after a while, so a task behind an unexpectedly long poll is found.
 *
 * Fairness: every 61st turn the slot is passed over and the injection queue comes first; a chain of
 * tasks that wake each other through the slot is cut after 16.
 */
#ifndef WOK__SCHEDULER_SCHEDULER_H
#define WOK__SCHEDULER_SCHEDULER_H

#include <stdbool.h>

#include <wok/runtime.h>

#include "platform/system.h"
#include "reactor/reactor.h"
#include "scheduler/idle.h"
#include "scheduler/injection.h"
#include "scheduler/queue.h"
#include "task/task.h"
#include "timer/wheel.h"

#define WOK__BACKLOG_NS     (30 * WOK_US)
#define WOK__TURNS_FAIR     61
#define WOK__TURNS_CLOCK    32
#define WOK__REACTOR_NS     (20 * WOK_US)
#define WOK__SLOT_CHAIN_MAX 16
#define WOK__NAP_FIRST_NS   (2 * WOK_MS)
#define WOK__NAP_MAX_NS     (32 * WOK_MS)

/* One writer, the worker; anybody reads. */
struct wok__worker_counts {
    wok__atomic_u64 polls, spawns, finished, steals, parks;
};

/* O: its own thread only. A: atomic, any thread. */
struct wok__worker {
    struct wok_runtime *runtime;  /* const */
    uint32_t index;               /* const */
    bool alone;                   /* const: the only one of its runtime */
    struct wok__reactor *reactor; /* const */
    wok__atomic_pointer slot;     /* A: taken by exchange */
    struct wok__queue queue;      /* A: see queue.h */
    struct wok__wheel wheel;      /* A: see wheel.h */
    struct wok__heap heap;        /* see slab.h; this worker is its owner */
    wok__atomic_u32 turn;         /* written by its thread */
    uint32_t slot_chain;          /* O: turns in a row that came from the slot */
    struct wok_task *task;        /* O: the one that runs */
    bool yielded;                 /* O: it asks for another turn */
    bool searching;               /* O */
    uint64_t clock_ns;            /* O: the clock when it was last looked at while busy; 0: not */
    uint32_t clock_turn;          /* O: the turn in which that was */
    uint32_t clock_interval;      /* O: turns until the next look */
    uint64_t reactor_ns;          /* O: the clock at the last turn of the reactor while busy */
    uint64_t poll_ns;             /* O: what a poll takes, smoothed */
    uint64_t nap_ns;              /* O: how long to sleep beside busy workers */
    struct wok__worker_counts counts;
    struct wok__thread thread;
    bool has_thread; /* const while workers run */
};

enum wok__runtime_phase {
    WOK__RUNTIME_OPEN = 0, /* tasks may be spawned */
    WOK__RUNTIME_CLOSING,  /* no new tasks; those that there are finish, cancelled */
    WOK__RUNTIME_STOPPED,  /* workers leave their loops */
};

struct wok_runtime {
    struct wok__task_host host;  /* first: what task/ knows */
    uint32_t worker_count;       /* const */
    uint64_t shutdown_ns;        /* const: how long closing may take */
    struct wok__worker *workers; /* const */
    wok__atomic_u32 phase;       /* enum wok__runtime_phase, only ever goes up */
    wok__atomic_u32 poisoned;    /* 1: this is a copy of it in a forked child */
    struct wok__injection injection;
    struct wok__idle idle;
    struct wok__heap heap;                        /* shared: of the threads that are no workers */
    wok__atomic_u64 plain_spawns, plain_finished; /* of those threads */
    wok__atomic_u32 starting;                     /* spawns and wakes under way on plain threads */
    bool threads_started;                         /* by who owns the runtime */
    struct wok_runtime *next_made;                /* see instance/default.c */
};

/* Give `worker` its members; 0 or negative errno. */
int wok__worker_init(struct wok__worker *worker, struct wok_runtime *runtime, uint32_t index);
void wok__worker_finish(struct wok__worker *worker);

/*
 * Be the worker, on the calling thread, until `until` (looked at between turns) answers true.
 * The worker looks at least every `look_ns` (WOK__FOREVER: only when something happens).
 */
void wok__worker_run(struct wok__worker *worker, bool (*until)(void *argument), void *argument,
                     uint64_t look_ns);
bool wok__runtime_stopped(void *runtime);

/* The worker that this thread is, if it is one of this runtime; else NULL. */
static inline struct wok__worker *wok__worker_here(const struct wok_runtime *runtime) {
    struct wok__worker *worker = wok__current.worker;
    return worker && worker->runtime == runtime ? worker : NULL;
}

/* Whose wheel the calling thread's timers go into. */
static inline struct wok__worker *wok__worker_for_timers(struct wok_runtime *runtime) {
    struct wok__worker *worker = wok__worker_here(runtime);
    return worker ? worker : &runtime->workers[0];
}

/* The functions of struct wok__task_host. */
void wok__scheduler_submit(struct wok_runtime *runtime, struct wok_task *task);
void wok__scheduler_submit_behind(struct wok_runtime *runtime, struct wok_task *task);
struct wok__heap *wok__scheduler_heap(struct wok_runtime *runtime);

/* Wake one sleeping worker, unless somebody searches already. */
void wok__scheduler_wake_one(struct wok_runtime *runtime);
void wok__scheduler_wake_all(struct wok_runtime *runtime);

/* A task that asked for another turn, or was woken while it ran: behind all others. */
void wok__scheduler_requeue(struct wok__worker *worker, struct wok_task *task);

/* Aborts in a forked child, which has none of the runtime's threads. */
void wok__runtime_check_usable(struct wok_runtime *runtime);

/* Tasks that have not finished; exact when nothing runs. */
uint64_t wok__runtime_tasks_alive(const struct wok_runtime *runtime);

static inline void wok__count(wok__atomic_u64 *counter) {
    wok__store_relaxed(counter, wok__load_relaxed(counter) + 1);
}

#endif
