/*
 * wok run: the program is built in a temporary folder, which is removed before it starts: from then
 * on the program is held open by a descriptor, and wok has become it. Its standard streams, signals
 * and exit status are its own.
 */
#include "wok.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static int fail(const char *what, int error) {
    fprintf(stderr, "wok: %s: %s\n", what, strerror(error));
    return 1;
}

/* wokcc beside this program; by name when we cannot tell where we are. */
static void find_wokcc(char path[PATH_MAX]) {
    ssize_t length = readlink("/proc/self/exe", path, PATH_MAX - 1);
    if (length > 0) {
        path[length] = '\0';
        char *slash = strrchr(path, '/');
        if (slash && slash + sizeof "/wokcc" < path + PATH_MAX) {
            strcpy(slash, "/wokcc");
            if (access(path, X_OK) == 0)
                return;
        }
    }
    strcpy(path, "wokcc");
}

/* The first argument that is a C file; what stands before it goes to the compiler. -1 = none. */
static int find_source(int argc, char **argv) {
    for (int i = 0; i < argc; i++) {
        size_t length = strlen(argv[i]);
        if (length > 2 && strcmp(argv[i] + length - 2, ".c") == 0)
            return i;
    }
    return -1;
}

static int wait_for(pid_t pid) {
    int status;
    while (waitpid(pid, &status, 0) < 0) {
        if (errno != EINTR)
            return fail("wokcc", errno);
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* The compiler runs with the signal mask that we were started with. */
static int run_compiler(char **words, const sigset_t *mask) {
    pid_t pid;
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, mask);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    int error = posix_spawnp(&pid, words[0], NULL, &attributes, words, environ);
    posix_spawnattr_destroy(&attributes);
    return error ? fail(words[0], error) : wait_for(pid);
}

/* wokcc -O2 -g OPTIONS FILE -o PROGRAM */
static int compile(int option_count, char **options, char *source, char *program,
                   const sigset_t *mask) {
    char wokcc[PATH_MAX];
    find_wokcc(wokcc);
    char **words = calloc((size_t)option_count + 7, sizeof *words);
    if (!words)
        return fail("wokcc", ENOMEM);
    int count = 0;
    words[count++] = wokcc;
    words[count++] = "-O2";
    words[count++] = "-g";
    for (int i = 0; i < option_count; i++)
        words[count++] = options[i];
    words[count++] = source;
    words[count++] = "-o";
    words[count++] = program;
    int status = run_compiler(words, mask);
    free(words);
    return status;
}

/* argv[0] is the source's name: what the user would recognise in a message. */
static int become(int program, char **argv) {
    fexecve(program, argv, environ);
    return fail(argv[0], errno);
}

/* Compiles and opens the program, and removes every trace of it. Returns the exit status. */
static int build(int source, char **argv, const sigset_t *mask, int *descriptor) {
    char folder[PATH_MAX], program[PATH_MAX + 8];
    const char *parent = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/wok-run-XXXXXX", parent && *parent ? parent : "/tmp");
    if (!mkdtemp(folder))
        return fail(folder, errno);
    snprintf(program, sizeof program, "%s/program", folder);
    int status = compile(source, argv, argv[source], program, mask);
    if (status == 0 && (*descriptor = open(program, O_RDONLY | O_CLOEXEC)) < 0)
        status = fail(program, errno);
    unlink(program);
    rmdir(folder);
    return status;
}

int wok_command_run(int argc, char **argv) {
    int source = find_source(argc, argv), descriptor = -1;
    sigset_t ending, mask;
    if (source < 0) {
        fputs("wok run: which C file? `wok run file.c [arguments]`\n", stderr);
        return 2;
    }
    if (access(argv[source], R_OK) < 0)
        return fail(argv[source], errno);
    /* A signal that would end us waits until the folder is gone. */
    sigemptyset(&ending);
    sigaddset(&ending, SIGHUP);
    sigaddset(&ending, SIGINT);
    sigaddset(&ending, SIGQUIT);
    sigaddset(&ending, SIGTERM);
    sigprocmask(SIG_BLOCK, &ending, &mask);
    int status = build(source, argv, &mask, &descriptor);
    sigprocmask(SIG_SETMASK, &mask, NULL);
    return status ? status : become(descriptor, argv + source);
}
