/*
 * process_real.c: processes of the machine: posix_spawn, and a pidfd to wait with.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <wok/process.h>

#include "platform/system.h"
#include "platform/system_real.h"

extern char **environ;

#ifndef P_PIDFD
#define P_PIDFD 3
#endif

static void close_ends(const int ends[3]) {
    for (int i = 0; i < 3; i++)
        if (ends[i] >= 0)
            close(ends[i]);
}

/* Our end alone is non-blocking: each end of a pipe is a description of its own. */
static int open_pipe(int stream, int *ours, int *theirs) {
    int pair[2];
    if (pipe2(pair, O_CLOEXEC) < 0)
        return -errno;
    *ours = pair[stream == 0];
    *theirs = pair[stream != 0];
    return fcntl(*ours, F_SETFL, O_NONBLOCK) < 0 ? -errno : 0;
}

static int add_stream(posix_spawn_file_actions_t *actions, int stream, int kind, int *ours,
                      int *theirs) {
    int error = 0;
    switch (kind) {
    case WOK_PROCESS_NULL:
        return -posix_spawn_file_actions_addopen(actions, stream, "/dev/null",
                                                 stream == 0 ? O_RDONLY : O_WRONLY, 0);
    case WOK_PROCESS_PIPE:
        error = open_pipe(stream, ours, theirs);
        return error ? error : -posix_spawn_file_actions_adddup2(actions, *theirs, stream);
    default:
        return 0;
    }
}

/* The threads that call this block all signals; the new program is to begin with none blocked. */
static int set_attributes(posix_spawnattr_t *attributes, const struct wok__process_plan *plan) {
    sigset_t none;
    sigemptyset(&none);
    short flags = POSIX_SPAWN_SETSIGMASK;
    int error = posix_spawnattr_setsigmask(attributes, &none);
    if (!error && plan->new_group) {
        flags |= POSIX_SPAWN_SETPGROUP;
        error = posix_spawnattr_setpgroup(attributes, 0);
    }
    return error ? -error : -posix_spawnattr_setflags(attributes, flags);
}

static int spawn_with(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes,
                      const struct wok__process_plan *plan, int ends[3], pid_t *id) {
    int theirs[3] = {-1, -1, -1};
    int error = set_attributes(attributes, plan);
    for (int i = 0; i < 3 && error == 0; i++)
        error = add_stream(actions, i, plan->streams[i], &ends[i], &theirs[i]);
    if (error == 0 && plan->folder)
        error = -posix_spawn_file_actions_addchdir_np(actions, plan->folder);
    if (error == 0)
        error = -posix_spawnp(id, plan->program, actions, attributes, plan->arguments,
                              plan->environment ? plan->environment : environ);
    close_ends(theirs);
    return error;
}

/* The child is ours and has not been waited for, so its id cannot be another's yet. */
static int open_process(pid_t id) {
    long process = syscall(SYS_pidfd_open, id, 0);
    if (process >= 0)
        return (int)process;
    int error = -errno;
    kill(id, SIGKILL);
    while (waitpid(id, NULL, 0) < 0 && errno == EINTR) {
    }
    return error;
}

int wok__real_process_spawn(struct wok__system *system, const struct wok__process_plan *plan,
                            int *id, int ends[3]) {
    (void)system;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    pid_t child = 0;
    ends[0] = ends[1] = ends[2] = -1;
    int error = posix_spawn_file_actions_init(&actions);
    if (error)
        return -error;
    error = -posix_spawnattr_init(&attributes);
    if (error == 0) {
        error = spawn_with(&actions, &attributes, plan, ends, &child);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    int process = error == 0 ? open_process(child) : error;
    if (process < 0)
        close_ends(ends);
    else
        *id = (int)child;
    return process;
}

/* siginfo tells it in parts; put together as waitpid does. */
static int status_of(const siginfo_t *info) {
    if (info->si_code == CLD_EXITED)
        return (info->si_status & 0xff) << 8;
    return info->si_status | (info->si_code == CLD_DUMPED ? 0x80 : 0);
}

int wok__real_process_wait(struct wok__system *system, int process, int *status) {
    (void)system;
    siginfo_t info = {.si_pid = 0};
    if (waitid((idtype_t)P_PIDFD, (id_t)process, &info, WEXITED | WNOHANG) < 0)
        return -errno;
    if (info.si_pid == 0)
        return -EAGAIN;
    *status = status_of(&info);
    return 0;
}

int wok__real_process_signal(struct wok__system *system, int process, int signal) {
    (void)system;
    return syscall(SYS_pidfd_send_signal, process, signal, NULL, 0) < 0 ? -errno : 0;
}

void wok__real_process_end(struct wok__system *system, int process) {
    siginfo_t info;
    wok__real_process_signal(system, process, SIGKILL);
    while (waitid((idtype_t)P_PIDFD, (id_t)process, &info, WEXITED) < 0 && errno == EINTR) {
    }
    close(process);
}
