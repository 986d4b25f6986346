/*
 * <wok/runtime.h>: runtimes: the threads that run tasks.
 *
 * Most programs never name one. `async int main` runs on the default runtime, with the main thread
 * as its first worker; a plain thread that blocks on a future, or spawns one, starts the default
 * runtime if there is none.
 *
 * Two words of the language run a future from a plain function (see <wok/async.h>):
 *
 *   T wok_block_on(f(…))              run it to its end on this thread and yield its result. A
 *                                     future that was cancelled, or had no memory, is a fatal check
 *                                     that names the place.
 *   int wok_try_block_on(f(…), &out)  the form that asks: 0 and the result, or -ECANCELED, -ENOMEM,
 *                                     -ESHUTDOWN; `out` changes on 0 only.
 *
 * On a worker's thread both abort with a message, because they would stop that worker; inside an
 * async function they are compile errors.
 *
 * WOK_WORKERS in the environment is the default runtime's number of workers, 1 to 256. Without it:
 * as many as the CPUs that the process is really given (affinity, cgroup quota). With 1, and
 * `async int main`, there is no other thread, and the order in which tasks run is always the same.
 *
 * WOK_POLL_LIMIT_MS is how long a poll may take, in ms, before it is reported and another thread
 * stands in; 0: nobody looks. Without it: 10, except with WOK_WORKERS=1, where nobody looks.
 *
 * WOK_REACTOR is how workers wait for the kernel: uring, epoll, or auto, which is what it is without
 * it. See docs/guide/reactor.md.
 *
 * WOK_GRACE_MS and WOK_SHUTDOWN_MS are how long a shutdown waits: for tasks to come to an end by
 * themselves, and for those that it has cancelled then, in ms. Without them: 0 and 10000.
 *
 * WOK_DEADLOCK is what happens when nothing can happen any more: see enum wok_deadlock_mode.
 */
#ifndef WOK_RUNTIME_H
#define WOK_RUNTIME_H

#include <stddef.h>
#include <stdint.h>

#include <wok/sync.h>

#ifdef __cplusplus
extern "C" {
#endif

struct wok_hooks;

/* `size` first, so that the struct can grow; zero means the default everywhere. */
struct wok_runtime_options {
    uint32_t size;                /* sizeof(struct wok_runtime_options) */
    uint32_t workers;             /* threads, at most 256; 0: WOK_WORKERS, or the CPUs given */
    /* How long destroy waits for tasks that it has cancelled; 0: WOK_SHUTDOWN_MS, or ten seconds. */
    uint64_t shutdown_timeout_ns;
    /*
     * How long a poll may take before it is reported on standard error, with the line, and another
     * thread stands in for its worker; 0: WOK_POLL_LIMIT_MS, or 10 ms; WOK_NEVER: nobody looks.
     */
    uint64_t poll_limit_ns;
    const char *name;  /* of its threads, in debuggers and reports; NULL: none. It is copied. */
    uint32_t reactor;  /* enum wok_reactor; 0: WOK_REACTOR, or automatic */
    uint32_t deadlock; /* enum wok_deadlock_mode */
    /* How long tasks may go on before destroy cancels them; 0: WOK_GRACE_MS, or not at all. */
    uint64_t shutdown_grace_ns;
    const struct wok_hooks *hooks; /* see <wok/hooks.h>; NULL: none. Copied. */
};

/*
 * What happens when tasks wait and nothing is left that could wake one of them: no timer, no I/O, no
 * blocking call, no thread of the program's own (one that blocks in the runtime, as wok_block_on does, is
 * known and does not count). The report names each task, what it waits for and where, and cycles among
 * them; it is written once, until a task runs again. Looking costs nothing while tasks run.
 */
enum wok_deadlock_mode {
    WOK_DEADLOCK_BY_ENVIRONMENT = 0, /* WOK_DEADLOCK=off, report, suspect or abort; else report */
    WOK_DEADLOCK_OFF,                /* nothing */
    WOK_DEADLOCK_REPORT,             /* a report on standard error */
    WOK_DEADLOCK_SUSPECT, /* the same, also when there are threads that could wake a task */
    WOK_DEADLOCK_ABORT,   /* a report, then abort() */
};

enum wok_reactor {
    WOK_REACTOR_AUTO = 1, /* io_uring where the kernel has it and lets us, else epoll */
    WOK_REACTOR_URING,    /* io_uring, or no runtime */
    WOK_REACTOR_EPOLL,
};

#define WOK_NEVER UINT64_MAX

/*
 * Make a runtime. It has no thread yet. `options` may be NULL.
 *
 * Errors   -EINVAL (options, the environment), -ENOMEM, -EMFILE, -ENFILE. With io_uring asked
 *          for: -ENOSYS (the kernel has none), -EPERM and -EACCES (it does not let us). *out is set on
 *          success only.
 * Owner    The caller destroys it.
 */
int wok_runtime_create(const struct wok_runtime_options *options, struct wok_runtime **out);

/*
 * Give every worker a thread of its own. Afterwards wok_runtime_spawn_future and
 * wok_runtime_block_on_future may be called from any plain thread. Not together with run.
 *
 * Errors   -EAGAIN or -ENOMEM when a thread could not be made; -EALREADY.
 */
int wok_runtime_start(struct wok_runtime *runtime);

/*
 * Run a future as a task of this runtime, with the calling thread as the first worker; the other
 * workers get threads. Returns when that task has finished. What it spawned goes on as far as the
 * other workers can take it on; the rest waits for the next call, or for destroy.
 *
 * `cold`, `size`: an unpolled future of the type, see <wok/generated.h>. `result` may be NULL.
 * Returns  0, with result_size bytes written to `result`; -ECANCELED; -ENOMEM; -EAGAIN.
 * Threads  One at a time, a plain one; aborts on a worker.
 */
int wok_runtime_run_future(struct wok_runtime *runtime, const struct wok_future_type *type,
                           const void *cold, size_t size, void *result);

/*
 * Poll a future on the calling plain thread until it is finished. Returns as above, or -ESHUTDOWN.
 * Its timers and descriptors are served by the first worker: the runtime must have been started, or
 * be in run on another thread.
 */
int wok_runtime_block_on_future(struct wok_runtime *runtime, const struct wok_future_type *type,
                                const void *cold, size_t size, void *result);

struct wok_task;

/* Start a task from any thread; the handle is never NULL, see wok_spawn_future. */
struct wok_task *wok_runtime_spawn_future(struct wok_runtime *runtime,
                                          const struct wok_future_type *type, const void *cold,
                                          size_t size);

/*
 * Shut down, in phases:
 *
 *   grace     if the runtime has one: wok_runtime_closing is over, plain threads start no new tasks
 *             (-ESHUTDOWN), and tasks go on until they have ended or the time is over
 *   cancel    nobody starts new tasks; every task is cancelled and runs its defers
 *   end       the threads end, all memory goes back
 *
 * If tasks are left when the time of the second is over they are named on standard error, each with its
 * async backtrace and what it waits for; their memory, and that of the runtime, is kept. NULL is fine.
 *
 * Returns  0, or -ETIMEDOUT when tasks were left.
 * Threads  A plain one, which is the first worker meanwhile if that has no thread. Nobody else may
 *          use the runtime any more, except that a thread in block_on sees -ECANCELED.
 */
int wok_runtime_destroy(struct wok_runtime *runtime);

struct wok_runtime_closing {
    struct wok_notify_wait wait;
};
void wok_runtime_closing_init(struct wok_runtime_closing *self);
enum wok_poll wok_runtime_closing_poll(struct wok_runtime_closing *self, struct wok_context *cx);
enum wok_poll wok_runtime_closing_cancel(struct wok_runtime_closing *self, struct wok_context *cx);
void wok_runtime_closing_drop(struct wok_runtime_closing *self);

/*
 * Wait until the runtime shuts down: for those who then come to an end by themselves, in the time of
 * grace. Without one they are cancelled here, like everybody.
 *
 *     race {
 *         when (error = await wok_tcp_accept(listener, &connection)) { … }
 *         when (await wok_runtime_closing()) { break; }          // no new connections
 *     }
 *
 * Cancel   Synchronous.
 */
WOK_CANCEL(restartable)
wok_async void wok_runtime_closing(void)
    WOK_FUTURE(struct wok_runtime_closing, wok_runtime_closing_init, wok_runtime_closing_poll,
               wok_runtime_closing_cancel, wok_runtime_closing_drop);

/* All counted since the runtime was made, unless said otherwise. */
struct wok_statistics {
    uint32_t size;              /* sizeof(struct wok_statistics), written by the caller */
    uint32_t workers;           /* now */
    uint64_t tasks_alive;       /* now: spawned and not finished */
    uint64_t spawns;            /* tasks started */
    uint64_t polls;             /* of tasks */
    uint64_t steals;            /* tasks that a worker took from another one's queue */
    uint64_t parks;             /* times that a worker went to sleep */
    uint64_t timers_alive;      /* now */
    uint64_t descriptors_open;  /* now */
    uint64_t task_bytes_mapped; /* now: memory for tasks, touched or not */
};

/*
 * Read the figures of a runtime; they are of slightly different moments. Any thread.
 * Returns 0; -EINVAL for a size that is not known.
 */
int wok_runtime_statistics(struct wok_runtime *runtime, struct wok_statistics *statistics);

/* The same of the calling thread's runtime, else of the default one; -ENOENT if there is none. */
int wok_statistics_read(struct wok_statistics *statistics);

#ifdef __cplusplus
}
#endif

#endif
