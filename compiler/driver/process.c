#include "driver/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static const int ending[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};

static void ending_signals(sigset_t *set) {
    sigemptyset(set);
    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++)
        sigaddset(set, ending[i]);
}

void signals_hold(struct held_signals *held) {
    sigset_t set;
    ending_signals(&set);
    sigaddset(&set, SIGCHLD); /* so that the signal descriptor sees it */
    held->received = 0;
    sigprocmask(SIG_BLOCK, &set, &held->before);
}

void signals_release(struct held_signals *held) {
    if (held->received)
        raise(held->received); /* acts when the mask is restored */
    sigprocmask(SIG_SETMASK, &held->before, NULL);
}

static int not_started(const char *name, int error) {
    fprintf(stderr, "wokcc: cannot run '%s': %s\n", name, strerror(error));
    return 127;
}

/* The pipes and the signal descriptor of one running child. -1 = closed or not there. */
struct running {
    pid_t pid;
    int output, errors, signals;
};

static int open_pipe(posix_spawn_file_actions_t *actions, int target, int *reader, int *writer) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        return -errno;
    posix_spawn_file_actions_adddup2(actions, ends[1], target);
    *reader = ends[0];
    *writer = ends[1];
    return 0;
}

static void close_if_open(int *descriptor) {
    if (*descriptor >= 0)
        close(*descriptor);
    *descriptor = -1;
}

/* The child starts with the signal mask that we were started with. */
static int spawn(const struct process *process, const struct held_signals *held,
                 posix_spawn_file_actions_t *actions, pid_t *pid) {
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setsigmask(&attributes, &held->before);
    int error = posix_spawnp(pid, process->words[0], actions, &attributes,
                             (char *const *)(uintptr_t)process->words, environ);
    posix_spawnattr_destroy(&attributes);
    return -error;
}

static int start(const struct process *process, const struct held_signals *held,
                 struct running *running) {
    posix_spawn_file_actions_t actions;
    int output_writer = -1, errors_writer = -1, error = 0;
    sigset_t set;
    *running = (struct running){-1, -1, -1, -1};
    ending_signals(&set);
    sigaddset(&set, SIGCHLD);
    posix_spawn_file_actions_init(&actions);
    if (process->input >= 0)
        posix_spawn_file_actions_adddup2(&actions, process->input, STDIN_FILENO);
    if (process->output)
        error = open_pipe(&actions, STDOUT_FILENO, &running->output, &output_writer);
    if (!error && process->errors)
        error = open_pipe(&actions, STDERR_FILENO, &running->errors, &errors_writer);
    if (!error && (running->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK)) < 0)
        error = -errno;
    if (!error)
        error = spawn(process, held, &actions, &running->pid);
    posix_spawn_file_actions_destroy(&actions);
    close_if_open(&output_writer);
    close_if_open(&errors_writer);
    return error;
}

static void read_some(int *descriptor, struct buffer *text) {
    char chunk[65536];
    ssize_t size = read(*descriptor, chunk, sizeof chunk);
    if (size > 0)
        buffer_append(text, chunk, (size_t)size);
    else if (size == 0 || errno != EINTR)
        close_if_open(descriptor);
}

/* A request to end goes to the child; we end after it. */
static void read_signals(struct running *running, struct held_signals *held) {
    struct signalfd_siginfo info;
    while (read(running->signals, &info, sizeof info) == (ssize_t)sizeof info) {
        if (info.ssi_signo == SIGCHLD)
            continue;
        if (!held->received)
            held->received = (int)info.ssi_signo;
        kill(running->pid, (int)info.ssi_signo);
    }
}

/* Until the child has ended and its pipes are read empty. */
static int finish(const struct process *process, struct held_signals *held,
                  struct running *running) {
    int status = 0;
    bool ended = false;
    while (!ended || running->output >= 0 || running->errors >= 0) {
        if (!ended && waitpid(running->pid, &status, WNOHANG) == running->pid) {
            ended = true;
            continue;
        }
        struct pollfd polled[] = {{running->signals, POLLIN, 0},
                                  {running->output, POLLIN, 0},
                                  {running->errors, POLLIN, 0}};
        if (poll(polled, 3, -1) < 0)
            continue;
        if (polled[0].revents && !ended)
            read_signals(running, held);
        if (polled[1].revents)
            read_some(&running->output, process->output);
        if (polled[2].revents)
            read_some(&running->errors, process->errors);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int process_run(const struct process *process, struct held_signals *held) {
    struct running running;
    int error = start(process, held, &running);
    int status = error ? not_started(process->words[0], -error) : finish(process, held, &running);
    close_if_open(&running.output);
    close_if_open(&running.errors);
    close_if_open(&running.signals);
    return status;
}

int process_replace(const char *const *words, int input) {
    if (input >= 0)
        dup2(input, STDIN_FILENO);
    execvp(words[0], (char *const *)(uintptr_t)words);
    return not_started(words[0], errno);
}
