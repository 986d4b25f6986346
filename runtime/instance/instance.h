/*
 * instance.h: what the files of instance/ share.
 */
#ifndef WOK__INSTANCE_INSTANCE_H
#define WOK__INSTANCE_INSTANCE_H

#include "scheduler/scheduler.h"

/* wok_runtime_create on a system table that the caller keeps: the simulation, or one with faults. */
int wok__runtime_create_on(struct wok__system *system, const struct wok_runtime_options *options,
                           struct wok_runtime **out);

/* Finish the workers and free all; also of a runtime that is half made. */
void wok__runtime_free(struct wok_runtime *runtime);

/*
 * Before and after making a task. enter answers whether new tasks are allowed, which tasks may go on
 * making for a while when a shutdown has begun; leave follows in either case. Plain threads are counted, because who closes the runtime has to wait for them; a
 * worker is known to be there as long as its task has not finished.
 */
static inline bool wok__runtime_enter(struct wok_runtime *runtime,
                                      const struct wok__worker *worker) {
    if (!worker) {
        wok__fetch_add_relaxed(&runtime->starting, 1);
        wok__fence_seq_cst(); /* pairs with close_tasks */
    }
    uint32_t phase = wok__load_relaxed(&runtime->phase);
    return phase == WOK__RUNTIME_OPEN || (worker && phase == WOK__RUNTIME_DRAINING);
}

static inline void wok__runtime_leave(struct wok_runtime *runtime,
                                      const struct wok__worker *worker) {
    if (!worker)
        wok__fetch_sub_release(&runtime->starting, 1); /* pairs with all_over in shutdown.c */
}

/* A task with a handle, watched if the runtime has hooks; NULL: no memory, and the cold future is still
 * the caller's. */
struct wok_task *wok__runtime_make_task(struct wok_runtime *runtime,
                                        const struct wok_future_type *type, const void *cold,
                                        size_t size, uint32_t flags);

/* The runtime is DRAINING from now on, and who waits for that is told. */
void wok__runtime_tell_closing(struct wok_runtime *runtime);

/* Start threads for the workers from `first` on. */
int wok__runtime_start_threads(struct wok_runtime *runtime, uint32_t first);

/* The default runtime, started if there is none; NULL with a reason in *error. */
struct wok_runtime *wok__default_runtime(int *error);
/* The one that there is, or NULL. */
struct wok_runtime *wok__default_runtime_if_any(void);
/* run_main makes its own the default one, and takes it back. */
void wok__default_runtime_set(struct wok_runtime *runtime);

/* Poisons `runtime` in a forked child while it is in this list. */
void wok__runtimes_add(struct wok_runtime *runtime);
void wok__runtimes_remove(struct wok_runtime *runtime);

#endif
