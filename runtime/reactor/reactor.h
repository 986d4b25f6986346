/*
 * reactor.h: where a worker waits, and where operations wait with it.
 *
 * The contract is completion-shaped: a future starts an operation (operation.h), and its waker is
 * called when the operation can give its result; whether the kernel did the work meanwhile or only
 * said that it can be done now is the back end's affair. This file is the other side: what the
 * scheduler needs.
 *
 * One reactor per worker. Who may call what:
 *   create, destroy   the owner of the runtime; destroy when no thread can be in turn or interrupt
 *   turn              one thread at a time (whoever holds the right to serve this worker)
 *   interrupt         any thread, at any time
 *
 * Whoever polls futures on a thread sets wok__current.reactor (platform/current.h) around the poll.
 */
#ifndef WOK__REACTOR_REACTOR_H
#define WOK__REACTOR_REACTOR_H

#include <stdbool.h>
#include <stdint.h>

#include "platform/system.h"

struct wok__reactor;

/* How many events a turn delivers at most; with a ring so many of its and so many of the poller's. */
enum { WOK__REACTOR_BATCH_MAX = 128 };

/* Returns 0 and the reactor in *out, or negative errno: -ENOMEM, -EMFILE, -ENFILE, -ENOSPC. */
int wok__reactor_create(struct wok__system *system, struct wok__reactor **out);
/*
 * The same with a ring, in which the kernel performs what it can; the rest goes by readiness. Also
 * -ENOSYS, -EPERM and -EACCES: the kernel has none, or does not let us.
 */
int wok__reactor_create_with_ring(struct wok__system *system, struct wok__reactor **out);
bool wok__reactor_has_ring(struct wok__reactor *reactor);

/*
 * Nobody waits for a descriptor that lives here. Those that are still open go on without a home, and
 * get another with their next wait. NULL is fine.
 */
void wok__reactor_destroy(struct wok__reactor *reactor);

/*
 * Wait until something happened, but at most `timeout_ns` (0: only look; WOK__FOREVER: no limit),
 * and call the wakers of what happened: of a batch at most. The rest stays with the kernel, in order, for
 * the next turn, which then does not wait. Returns how many wakers it called, or negative errno (a failure
 * of the poller itself; nothing is lost by trying again).
 *
 * Returns early, with 0, when interrupted. An interrupt that comes while no turn is waiting makes
 * the next turn that would wait return at once; so "look at the queues, then turn" cannot miss one.
 * Work published before interrupt() is seen after the turn it ended.
 */
int wok__reactor_turn(struct wok__reactor *reactor, uint64_t timeout_ns);

/*
 * Whether a thread waits in the kernel now, or is about to, or comes from it and has not delivered
 * anything yet. Acquire: what it did before its turn.
 */
bool wok__reactor_is_waiting(const struct wok__reactor *reactor);

/* Whether operations are under way that the kernel performs by itself. Any thread. */
bool wok__reactor_has_operations(struct wok__reactor *reactor);

/* End the turn that waits, or the next one. Costs a system call only when one is waiting. */
void wok__reactor_interrupt(struct wok__reactor *reactor);

/* Counted since creation; exact enough for statistics, readable by any thread. */
struct wok__reactor_counts {
    uint64_t turns;       /* calls of turn */
    uint64_t waits;       /* those that asked the kernel to wait */
    uint64_t events;      /* descriptors reported ready */
    uint64_t completions; /* operations of the ring that have ended */
    uint64_t interrupts;  /* system calls made by interrupt */
};
void wok__reactor_count(const struct wok__reactor *reactor, struct wok__reactor_counts *counts);

/* The table it was created with. */
struct wok__system *wok__reactor_system(const struct wok__reactor *reactor);

/* That of the runtime that polls on this thread; outside of polls, the machine's. */
struct wok__system *wok__system_here(void);

/* How many descriptors are open through this table. */
uint64_t wok__descriptors_open(struct wok__system *system);

/*
 * Whether anybody waits for a descriptor of this table, so that the kernel may yet wake something. Any
 * thread. *hint, 0 at first, is where to look first the next time: of descriptors that wait long, one
 * look is enough.
 */
bool wok__descriptors_awaited(struct wok__system *system, uint32_t *hint);

#endif
