/*
 * deadlock.h: "nothing can happen any more", said when it is so.
 *
 * It is so when tasks wait and none of these is left, which could wake one:
 *
 *     a worker that runs, or a task in a queue      a timer
 *     somebody who waits for a descriptor           a call on the blocking pool
 *     a thread of the program's own
 *
 * Descriptors stand for sockets, signals, processes and files' changes alike. Threads are counted: the
 * process has so many, and those of this runtime (workers, monitor, stand-ins, the pool's, and those
 * asleep in block_on) are known; one that is left over could call wok_send, or hold a waker. That is
 * cheaper than counting wakers, and says more: a pointer to a channel is enough to wake who waits there.
 *
 * Nothing is counted or written for that while tasks run. The monitor looks when all workers have
 * slept for a while, or, where there is none, the worker that goes to sleep for ever. The look is
 * right because nothing moves meanwhile: every other worker waits in its reactor before and after it,
 * and has not come out of it in between; a runtime in which that is not so is looked at again. So is, a
 * few times, one that only other threads keep alive: they may end, or go to sleep in the runtime.
 */
#ifndef WOK__SCHEDULER_DEADLOCK_H
#define WOK__SCHEDULER_DEADLOCK_H

#include "scheduler/scheduler.h"

/*
 * By the monitor, when all workers sleep. Answers how long to wait before it looks again, unless a worker
 * wakes up; WOK__FOREVER: not at all.
 */
uint64_t wok__deadlock_look(struct wok_runtime *runtime);

/* By a worker of a runtime without monitor that is about to sleep for ever: how long to sleep instead. */
uint64_t wok__deadlock_look_before_sleep(struct wok__worker *worker);

#endif
