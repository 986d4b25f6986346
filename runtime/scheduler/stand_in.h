/*
 * stand_in.h: threads that stand in for workers inside a poll that takes too long.
 *
 * A stand-in is a worker without a seat of its own. It sits down beside its ward, the worker that is
 * stuck, takes tasks from all queues like any worker, and serves the ward's wheel and reactor. When
 * the ward has come out of its poll, the stand-in gives what is in its own slot and ring away and
 * waits for the next ward; it is kept until the runtime ends, because its heap may hold tasks.
 *
 * Nothing changes owner: the ward's slot and ring are stolen from as always, its local tasks wait.
 * A stand-in may get stuck itself, and is then the ward of another one.
 *
 * At first a stand-in is *careful*, for 4 ms: it serves the seat, and runs what that wakes, but takes
 * nothing that stands in the queues already. There may be more of what its ward is stuck in, and it
 * should not be stuck itself before a timer has fired and a conversation of a few messages is over.
 *
 * Its thread hurries (thread_use.h) until it is found stuck: many wards may compute beside it.
 *
 *      IDLE --monitor: wok__stand_in_call--> CALLED --its thread--> STANDING --ward is back--> IDLE
 */
#ifndef WOK__SCHEDULER_STAND_IN_H
#define WOK__SCHEDULER_STAND_IN_H

#include "scheduler/scheduler.h"

enum wok__standing {
    WOK__STANDING_IDLE,
    WOK__STANDING_CALLED,
    WOK__STANDING_NOW,
    WOK__STANDING_OVER, /* the runtime has stopped; nothing comes after it */
};

/* By the monitor: have somebody stand in for `ward`. 0; -EAGAIN, -ENOMEM: nobody could be found. */
int wok__stand_in_call(struct wok_runtime *runtime, struct wok__worker *ward);

/* By a worker that comes out of a poll and finds itself stuck. */
void wok__stand_in_dismiss(struct wok__worker *worker);

/* After STOPPED, when there is no monitor any more: join and free them all. */
void wok__stand_ins_join(struct wok_runtime *runtime);
void wok__stand_ins_free(struct wok_runtime *runtime);

#endif
