/*
 * world.h: what stands around the modelled code: memory, a clock, a kernel with pollers, tasks to
 * run and somebody to run them.
 */
#ifndef WOK_MODEL_WORLD_H
#define WOK_MODEL_WORLD_H

#include "explorer/explorer.h"
#include "scheduler/scheduler.h"

/* A system table whose memory the explorer watches. Made anew by world_begin(). */
extern struct wok__system world_system;
extern struct wok_runtime world_runtime;
/* What its clock says. */
extern uint64_t world_clock_ns;

/* At the start of every model. Tasks that are submitted go to world_run(). */
void world_begin(void);

/*
 * A task that is ready when `events` of its wakers have been woken after world_event(), or, with
 * `events` 0, at its first poll. Its result is 42. QUEUED, and not submitted.
 */
struct wok_task *world_task(unsigned events, uint32_t flags);
/* The same of a task that the model makes itself: it counts as one to be run. */
struct wok_task *world_adopt(struct wok_task *task);
/* The next event of the task has happened; the caller then wakes. Relaxed: the wake has to publish. */
void world_event(void);
uint32_t world_events_seen(void);
/* Whether every task that was made has been freed. */
bool world_all_finished(void);
/* What to do as soon as that is so: to let those go who wait for more. */
void world_finish_lets_go(void (*let_go)(void));
/* From here on blocks of tasks stay, as in a slab, so that the heap can be walked; free them at the end. */
void world_keep_blocks(void);
void world_free_blocks(void);
/* A waker of the task that owns a reference. */
struct wok_waker world_waker(struct wok_task *task);

/* Plain; what cancels reads it. Written before a task is cancelled. */
extern uint32_t world_before_cancel;
/* From a poll: whether it asks for another turn. */
void world_yield_this_poll(bool yields);

/*
 * Be a worker: run what is submitted until every task that was made has gone. The hand-over
 * releases and acquires, as every queue does, and no more than that.
 */
void world_run(void *unused);

/* A waker that is no task's: world_wait_for_wake() ends when it has been woken as often as asked before. */
struct wok_waker world_flag_waker(unsigned which);
void world_wait_for_wake(unsigned which);

#endif
