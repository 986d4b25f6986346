/*
 * monitor.h: a thread that notices when a worker is inside one poll for too long.
 *
 * It looks at every worker's turn counter, which workers count up anyway, twice in the time that a
 * poll may take. A counter that stands still while its worker is not parked is a poll that goes on:
 * the monitor writes where, and calls a stand-in (stand_in.h). Workers pay nothing for that but two
 * stores around a sleep. When all workers have slept for a while it looks whether anything can ever
 * happen again (deadlock.h), and sleeps too; the first worker that wakes up wakes it.
 */
#ifndef WOK__SCHEDULER_MONITOR_H
#define WOK__SCHEDULER_MONITOR_H

#include "scheduler/scheduler.h"

/* 0, or why there is no thread: -EAGAIN, -ENOMEM. Before the workers' threads. */
int wok__monitor_start(struct wok_runtime *runtime, uint64_t limit_ns);

/* End its thread: no stand-in is called any more. Then, when no worker runs, give its memory back.
 * Both are fine without a monitor. */
void wok__monitor_stop(struct wok_runtime *runtime);
void wok__monitor_free(struct wok_runtime *runtime);

/* A worker comes back from its sleep and has said that it is not parked. */
void wok__monitor_notice(struct wok__monitor *monitor);

#endif
