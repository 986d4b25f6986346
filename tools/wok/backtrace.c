/*
 * wok backtrace: the tasks of a running process or of a core file. The work is done by gdb with our
 * script (tools/gdb/wok.py); this finds both and says what is missing.
 */
#include "wok.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ../share/wok/gdb/wok.py of this program. */
static bool find_script(char path[PATH_MAX]) {
    static const char behind[] = "/../share/wok/gdb/wok.py";
    ssize_t length = readlink("/proc/self/exe", path, PATH_MAX - sizeof behind);
    if (length <= 0)
        return false;
    path[length] = '\0';
    char *slash = strrchr(path, '/');
    if (!slash)
        return false;
    strcpy(slash, behind);
    return access(path, R_OK) == 0;
}

static bool is_number(const char *text) {
    return *text && text[strspn(text, "0123456789")] == '\0';
}

int wok_command_backtrace(int argc, char **argv) {
    bool is_process = argc == 1 && is_number(argv[0]);
    if (!is_process && argc != 2) {
        fputs("usage: wok backtrace PID\n       wok backtrace PROGRAM CORE\n", stderr);
        return 2;
    }
    char script[PATH_MAX];
    if (!find_script(script)) {
        fputs("wok: share/wok/gdb/wok.py is not where wok was installed\n", stderr);
        return 1;
    }
    char *words[] = {"gdb",
                     "-batch",
                     "-nx",
                     "-q",
                     "-iex",
                     "set debuginfod enabled off",
                     "-x",
                     script,
                     "-ex",
                     "wok tasks",
                     is_process ? "-p" : argv[0],
                     is_process ? argv[0] : argv[1],
                     NULL};
    execvp(words[0], words);
    fprintf(stderr, "wok: gdb: %s\n", strerror(errno));
    return 1;
}
