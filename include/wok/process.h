/*
 * <wok/process.h>: other programs.
 */
#ifndef WOK_PROCESS_H
#define WOK_PROCESS_H

#include <wok/io.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct wok_descriptor wok_process;

/* What one of the three standard streams of a new process is. */
enum wok_process_stream {
    WOK_PROCESS_INHERIT, /* ours */
    WOK_PROCESS_NULL,    /* /dev/null */
    WOK_PROCESS_PIPE,    /* a pipe, whose other end the caller gets */
};

/* Zero means the default everywhere but in the first three. */
struct wok_process_options {
    uint32_t size;            /* sizeof(struct wok_process_options) */
    const char *program;      /* looked for in PATH unless it holds a slash */
    char *const *arguments;   /* the first is its name; ends with NULL */
    char *const *environment; /* ends with NULL; NULL: ours */
    const char *folder;       /* where it begins; NULL: where we are */
    int new_group;            /* not 0: it leads a process group of its own, and gets no Ctrl-C */
    unsigned char streams[3]; /* enum wok_process_stream for input, output, errors */
};

struct wok_process_spawned {
    wok_process *process;
    struct wok_descriptor *streams[3]; /* our end of each that is a pipe; else NULL */
    int id;                            /* of the operating system */
};

/*
 * Start a program. No signal is blocked in it, and of our descriptors it has the standard streams and
 * those that do not close on exec.
 *
 * Result   0; not a future. It takes as long as the kernel needs to load the program.
 * Errors   -EINVAL: options. -ENOENT, -EACCES and any other error of execve(2). -EMFILE, -ENOMEM,
 *          -EAGAIN: no room for a process. -ENOSYS: a kernel before 5.3.
 * Owner    `process` is the caller's to end with wok_process_end, the streams with wok_close or
 *          wok_abandon. *out is unchanged on error.
 * Threads  Any.
 */
int wok_process_spawn(const struct wok_process_options *options, struct wok_process_spawned *out);

/*
 * Send it a signal. 0; -ESRCH: it has ended; -EBADF; -EINVAL. It never hits another process that has
 * got the same id.
 */
int wok_process_signal(wok_process *process, int signal);

/*
 * Give the handle back, for use in a defer: a process that still runs is killed (SIGKILL) and waited
 * for, which takes as long as the kernel needs to end it. NULL is fine.
 */
void wok_process_end(wok_process *process);

/*
 * Wait until the process has ended. Race it against wok_sleep for a time limit.
 *
 * Result   0, with *status as waitpid(2) tells it: WIFEXITED, WEXITSTATUS, WTERMSIG of <sys/wait.h>.
 *          Once: a second wait answers -ECHILD.
 * Errors   -ECHILD: SIGCHLD is ignored, or somebody else has waited for it. -EBADF. -ECANCELED: ended
 *          with wok_process_end while waiting. -ENOMEM.
 * Owner    `status` is lent until the future is over, and changes on success only.
 * Threads  Any.
 * Cancel   Synchronous. The process runs on, and may be waited for again.
 */
struct wok_process_wait {
    wok_process *process;
    struct wok_descriptor_wait wait;
    int *status;
    int result;
};
void wok_process_wait_init(struct wok_process_wait *self, wok_process *process, int *status);
enum wok_poll wok_process_wait_poll(struct wok_process_wait *self, struct wok_context *cx);
enum wok_poll wok_process_wait_cancel(struct wok_process_wait *self, struct wok_context *cx);
void wok_process_wait_drop(struct wok_process_wait *self);
WOK_CANCEL(restartable)
wok_async int wok_process_wait(wok_process *process, int *status)
    WOK_FUTURE(struct wok_process_wait, wok_process_wait_init, wok_process_wait_poll,
               wok_process_wait_cancel, wok_process_wait_drop);

#ifdef __cplusplus
}
#endif

#endif
