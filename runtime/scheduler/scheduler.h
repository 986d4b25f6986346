/*
 * scheduler.h: runtimes and workers: which task runs next, and on which thread.
 *
 *     worker    slot (the task woken last) -> ring of 256 -> [overflow: injection]
 *               its local tasks, which nobody else may run (local.h)
 *               a timer wheel, a reactor, a heap of slabs
 *     runtime   the injection queues, the workers' sleep, a heap for all other threads
 *
 * A worker's turn: now and then look at the clock, and so at the timers and the reactor;
 * then run the task in the slot, else the oldest of the ring, else of the injection queues, else half
 * of another worker's ring; else sleep in the reactor until the next timer. Every other turn the
 * local tasks come before the ring.
 *
 * A task woken by a worker goes into its slot, where it runs next with warm caches; what was there
 * goes into the ring. A new task, one that waited for another to finish, and one whose timer fired go
 * into the ring. Nobody is woken for the slot's task: waking a parked core costs some 25 µs, more
 * than most polls. A sibling is woken for a backlog: when what stands in the queues will take this
 * worker longer than WOK__BACKLOG_NS. A worker that sleeps beside busy ones naps: it looks
 * again after a while, so a task behind an unexpectedly long poll is found. Where workers wait for
 * processors the backlog has to be longer: crowd.h.
 *
 * Fairness: every 61st turn the slot is passed over and an injection queue comes first; a chain of
 * tasks that wake each other through the slot is cut after 16.
 *
 * Seats. Wheel and reactor belong to a *seat*, of which there are as many as the runtime has workers.
 * Who sits there is the worker itself, and beside it a stand-in while the worker is inside one poll
 * for too long (monitor.h): another thread with a slot and a ring of its own, which serves the seat's
 * wheel and reactor. Who serves them holds the seat's lock `serving`, which is only ever tried.
 */
#ifndef WOK__SCHEDULER_SCHEDULER_H
#define WOK__SCHEDULER_SCHEDULER_H

#include <stdbool.h>

#include <wok/hooks.h>
#include <wok/runtime.h>
#include <wok/sync.h>

#include "platform/system.h"
#include "reactor/reactor.h"
#include "scheduler/histogram.h"
#include "scheduler/idle.h"
#include "scheduler/injection.h"
#include "scheduler/local.h"
#include "scheduler/queue.h"
#include "task/task.h"
#include "timer/wheel.h"

#define WOK__BACKLOG_NS      (30 * WOK_US)
#define WOK__TURNS_FAIR      61
#define WOK__TURNS_CLOCK     32
#define WOK__REACTOR_NS      (20 * WOK_US)
#define WOK__REACTOR_FULL_NS (2 * WOK_MS) /* when much is ready already */
#define WOK__SLOT_CHAIN_MAX  16
#define WOK__NAP_FIRST_NS    (2 * WOK_MS)
#define WOK__NAP_MAX_NS      (32 * WOK_MS)
#define WOK__SPIN_NS         (20 * WOK_US)
#define WOK__GAP_SHORT_NS    (60 * WOK_US) /* of which being woken takes two thirds */
#define WOK__STAND_INS_MAX   64u

/* One writer, the worker; anybody reads. */
struct wok__worker_counts {
    wok__atomic_u64 polls, spawns, finished, steals, parks, exhaustions;
};

/* O: its own thread only. A: atomic, any thread. S: who holds `serving` of the seat. */
struct wok__worker {
    struct wok_runtime *runtime;   /* const */
    uint32_t index;                /* const: of a seat, or above those of all seats */
    bool alone;                    /* const: no other thread ever takes its tasks */
    wok__atomic_u32 turn;          /* written by its thread */
    wok__atomic_u32 thread_number; /* written by its thread: see thread_use.h; 0: it has none */
    wok__atomic_u32 parked;        /* written by its thread: 1 while it is in no poll */
    wok__atomic_u32 stuck;         /* 1: the monitor found it in one poll for too long */
    struct wok__worker
        *home; /* whose seat it sits at; a stand-in's is the monitor's while it is IDLE */
    wok__atomic_u32 attention;  /* A: 1: something is to be looked at between two turns */
    uint32_t turns_left;        /* O: until the next look at the clock, or a fair turn */
    uint32_t slot_chain;        /* O: turns in a row that came from the slot */
    bool searching;             /* O */
    bool was_picked;            /* O: to search, by somebody with a backlog */
    bool others_move;           /* O: in a crowd: others have made turns during the last sleep */
    bool is_careful;            /* O: takes nothing that others have left, see stand_in.h */
    bool fair;                  /* O: this turn takes somebody else's task first */
    wok__atomic_pointer slot;   /* A: taken by exchange */
    wok__atomic_pointer task;   /* written by its thread: the one that runs */
    struct wok_context context; /* O: of every poll */
    struct wok_waker waker;     /* O: of the task that runs; the context's */
    struct wok__poll poll;      /* O: what the poll that runs leaves to be done */
    struct wok__local local;    /* see local.h */
    uint32_t fair_turn;         /* O: the next turn that is fair */
    uint32_t clock_turn;        /* O: the turn of the last look at the clock */
    uint32_t clock_interval;    /* O: turns until the next one */
    uint64_t clock_ns;          /* O: the clock when it was last looked at while busy; 0: not */
    uint64_t reactor_ns;        /* O: the clock at the last turn of the reactor while busy */
    uint64_t poll_ns;           /* O: what a poll takes, smoothed */
    uint64_t nap_ns;            /* O: how long to sleep beside busy workers */
    int spin_credit;            /* O: whether to spin before sleep, see worker.c */
    struct wok__worker_counts counts;
    struct wok__histogram poll_time, latency;
    uint64_t probe_ns;   /* O: when the probed place of the ring was last; 0: none is */
    uint32_t probe_tail; /* O: the place: behind the task that was last then */

    struct wok__queue queue; /* A: see queue.h */
    struct wok__heap heap;   /* see slab.h; this worker is its owner */
    struct wok__thread thread;
    bool has_thread; /* const while workers run */

    /* The seat; unused in a stand-in. */
    _Alignas(WOK__CACHE_LINE) wok__lock serving;
    wok__atomic_u32 left;         /* A: rung by who gives `serving` back */
    wok__atomic_u32 guests;       /* A: stand-ins that sit here too */
    struct wok__reactor *reactor; /* const; its turn: S */
    struct wok__wheel wheel;      /* A: see wheel.h; its advance: S */

    /* Of a stand-in, see stand_in.h. */
    uint64_t careful_ns;      /* O: until when it is careful */
    wok__atomic_pointer ward; /* written by the monitor before it runs */
    wok__atomic_u32 standing; /* enum wok__standing */
};

enum wok__runtime_phase {
    WOK__RUNTIME_OPEN = 0, /* tasks may be spawned */
    WOK__RUNTIME_DRAINING, /* by tasks only; they have been told to come to an end */
    WOK__RUNTIME_CLOSING,  /* no new tasks; those that there are finish, cancelled */
    WOK__RUNTIME_STOPPED,  /* workers leave their loops */
};

struct wok__monitor;

/* See deadlock.h. L: by the monitor, or without one under the lock. */
struct wok__deadlock {
    uint32_t mode;                /* const: enum wok_deadlock_mode */
    wok__atomic_u32 awaited_hint; /* see wok__descriptors_awaited */
    wok__lock lock;
    uint32_t other_threads; /* L: found by the last look */
    uint32_t doubts;        /* L: looks that found nothing else, since ... */
    uint64_t doubted;       /* L: ... so many polls */
    uint64_t reported;      /* L: the polls when it was reported; 0: never */
    uint64_t next_look_ns;  /* L */
};

struct wok_runtime {
    struct wok__task_host host;  /* first: what task/ knows */
    uint32_t worker_count;       /* const */
    struct wok__clock clock;     /* see clock.h */
    uint64_t grace_ns;           /* const: how long draining may take */
    uint64_t shutdown_ns;        /* const: how long closing may take */
    struct wok_notify closing;   /* those who wait to be told, see instance/closing.c */
    enum wok_reactor reactor;    /* const: which the seats get */
    uint64_t poll_limit_ns;      /* const: how long a poll may take; WOK__FOREVER: nobody looks */
    char name[32];               /* const; "": it has none */
    struct wok_hooks hooks;      /* const; size 0: it has none */
    struct wok__worker *workers; /* const: the seats */
    wok__atomic_u32 phase;       /* enum wok__runtime_phase, only ever goes up */
    wok__atomic_u32 poisoned;    /* 1: this is a copy of it in a forked child */
    struct wok__inboxes inboxes;
    struct wok__idle idle;
    struct wok__heap heap;                        /* shared: of the threads that are no workers */
    wok__atomic_u64 plain_spawns, plain_finished; /* of those threads */
    wok__atomic_u32 starting;                     /* spawns and wakes under way on plain threads */
    bool threads_started;                         /* by who owns the runtime */
    struct wok__monitor *monitor;                 /* const while workers run; NULL: there is none */
    wok__atomic_u32 stand_in_count;               /* written by the monitor */
    wok__atomic_u64 polls_over_limit;             /* written by the monitor */
    wok__atomic_u32 crowd_level;                  /* written by the monitor: crowd.h */
    wok__atomic_pointer stand_ins[WOK__STAND_INS_MAX]; /* the first stand_in_count are there */
    struct wok__deadlock deadlock;
    struct wok_runtime *next_made; /* see instance/default.c */
};

/* Give `worker` its members; 0 or negative errno. `seat`: with a wheel and a reactor. */
int wok__worker_init(struct wok__worker *worker, struct wok_runtime *runtime, uint32_t index,
                     bool seat);
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

/* The worker that polls, if what is polled has its task's own waker; else NULL. */
static inline struct wok__worker *wok__worker_polling(const struct wok_context *cx) {
    struct wok__worker *worker = wok__current.worker;
    if (!worker)
        return NULL;
    bool is_its_task = cx->waker == &worker->waker ||
                       (cx->waker->data == worker->waker.data && wok__is_task_waker(cx->waker));
    return is_its_task ? worker : NULL;
}

/* Whose seat's wheel the calling thread's timers go into. */
static inline struct wok__worker *wok__worker_for_timers(struct wok_runtime *runtime) {
    struct wok__worker *worker = wok__worker_here(runtime);
    return worker ? worker : &runtime->workers[0];
}

/* All workers, stand-ins too: from 0 to the count, which only grows. Acquire: what is below it. */
static inline uint32_t wok__runtime_worker_count(const struct wok_runtime *runtime) {
    return runtime->worker_count + wok__load_acquire(&runtime->stand_in_count);
}

static inline struct wok__worker *wok__runtime_worker(const struct wok_runtime *runtime,
                                                      uint32_t index) {
    if (index < runtime->worker_count)
        return &runtime->workers[index];
    return wok__load_relaxed(&runtime->stand_ins[index - runtime->worker_count]);
}

/* The functions of struct wok__task_host. */
void wok__scheduler_submit(struct wok_runtime *runtime, struct wok_task *task);
void wok__scheduler_submit_behind(struct wok_runtime *runtime, struct wok_task *task);
void wok__scheduler_submit_list(struct wok_runtime *runtime, struct wok_task *first);
struct wok__heap *wok__scheduler_heap(struct wok_runtime *runtime);
struct wok_task *wok__scheduler_here(void);

/* The same as submit_behind for a new task; `worker` is the calling thread's, or NULL. */
void wok__scheduler_start(struct wok_runtime *runtime, struct wok__worker *worker,
                          struct wok_task *task);

/* Wake one sleeping worker, unless somebody searches already. */
void wok__scheduler_wake_one(struct wok_runtime *runtime);
void wok__scheduler_wake_all(struct wok_runtime *runtime);

/* A task that asked for another turn, or was woken while it ran: behind all others. */
void wok__scheduler_requeue(struct wok__worker *worker, struct wok_task *task);

/* What the worker has in its slot and ring: to where everybody finds it. */
void wok__scheduler_give_away(struct wok__worker *worker);

/* Aborts in a forked child, which has none of the runtime's threads. */
void wok__runtime_fail_poisoned(void);
static inline void wok__runtime_check_usable(const struct wok_runtime *runtime) {
    if (__builtin_expect(wok__load_relaxed(&runtime->poisoned), 0))
        wok__runtime_fail_poisoned();
}

/* Call `visit` with every block that may hold a task: where the word is not 0 one lives, or has just
 * gone. It must not free any. */
void wok__runtime_walk_tasks(struct wok_runtime *runtime,
                             void (*visit)(void *block, void *argument), void *argument);

/* Tasks that have not finished; exact when nothing runs. */
uint64_t wok__runtime_tasks_alive(const struct wok_runtime *runtime);

/* See crowd.h. */
static inline bool wok__is_crowd(const struct wok__worker *worker) {
    return wok__load_relaxed(&worker->runtime->crowd_level) != 0;
}

/* Whether so many tasks are enough to wake somebody for them. */
static inline bool wok__is_backlog(const struct wok__worker *worker, uint64_t tasks) {
    uint64_t limit_ns = WOK__BACKLOG_NS << wok__load_relaxed(&worker->runtime->crowd_level);
    return tasks * worker->poll_ns >= limit_ns;
}

static inline void wok__count(wok__atomic_u64 *counter) {
    wok__store_relaxed(counter, wok__load_relaxed(counter) + 1);
}

#endif
