/*
 * tail [-n LINES] FILE…: print the last lines of files, and what is appended to them, for ever. A file
 * that is replaced, cut, or made only later is followed by its name.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <wok/sync.h>
#include <wok/wok.h>

#include "follow.h"

static int usage(void) {
    fprintf(stderr, "usage: tail [-n LINES] FILE...\n"
                    "Print the last LINES (10) of each file, and what is appended, until Ctrl-C.\n");
    return 2;
}

/* One of them failing for good ends all. */
static async int follow_all(struct follow *follows, size_t count) {
    int error = 0;
    task(int) *tasks = calloc(count, sizeof *tasks);
    if (!tasks)
        return -ENOMEM;
    defer free(tasks);
    for (size_t i = 0; i < count; i++)
        tasks[i] = spawn(follow_run(&follows[i]));
    for (size_t i = 0; i < count; i++) {
        int answer = await tasks[i];
        error = error ? error : answer;
    }
    return error;
}

async int main(int argc, char **argv) {
    /* Tasks still use them while the runtime shuts down. */
    static struct output output;
    static struct follow *follows;
    uint64_t lines = 10;
    int first = 1, error = 0;
    if (argc > 2 && strcmp(argv[1], "-n") == 0) {
        char *end;
        lines = strtoull(argv[2], &end, 10);
        if (argv[2][0] < '0' || argv[2][0] > '9' || *end)
            return usage();
        first = 3;
    }
    if (first >= argc || argv[first][0] == '-')
        return usage();
    size_t count = (size_t)(argc - first);
    follows = calloc(count, sizeof *follows);
    wok_signals *signals;
    error = follows ? wok_signals_open((int[]){SIGINT, SIGTERM}, 2, &signals) : -ENOMEM;
    if (error) {
        fprintf(stderr, "tail: cannot begin: %s\n", strerror(-error));
        return 1;
    }
    output.has_headers = count > 1;
    for (size_t i = 0; i < count; i++)
        follows[i] = (struct follow){.path = argv[first + (int)i], .lines = lines, .output = &output};
    race {
        when (error = await follow_all(follows, count)) {
        }
        when (await wok_signals_next(signals)) {
            error = 0;
        }
    }
    wok_signals_close(signals);
    return error ? 1 : 0;
}
