/*
 * current.h: what the running thread is, in this runtime.
 *
 * Thread-local; written by whoever makes this thread poll futures (a worker at its start, block_on
 * around its polls) and read by the futures being polled. Layers below cannot see the types.
 */
#ifndef WOK__PLATFORM_CURRENT_H
#define WOK__PLATFORM_CURRENT_H

#include <stdbool.h>

struct wok_runtime;
struct wok__worker;
struct wok__reactor;
struct wok__heap;
struct wok_task;
struct wok__deadline;

struct wok__current {
    struct wok_runtime *runtime;  /* whose futures this thread polls; NULL outside polls */
    struct wok__worker *worker;   /* NULL on a plain thread */
    struct wok__reactor *reactor; /* where operations started now live; a worker's own, or for
                                     block_on on a plain thread one of its runtime's */
    struct wok__heap *heap;       /* a worker's own; else NULL */
    struct wok_task *task;        /* on a plain thread, in block_on; a worker's is in the worker */
    bool is_visitor;              /* block_on: the reactor is a worker's, and this thread may end
                                     before what it had started there */
    struct wok__deadline *deadline; /* what is polled has to be over by then; NULL: it has not */
    void *blocking_call;            /* on a thread of a pool: what it runs; else NULL */
};

/* Initial-exec: read several times a poll, and a library's thread-local storage costs a call else. */
extern _Thread_local struct wok__current wok__current __attribute__((tls_model("initial-exec")));

#endif
