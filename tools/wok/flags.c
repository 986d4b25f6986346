/* wok lsp-flags: what an editor needs to read async C as the plain C that the words erase to. */
#include "wok.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The headers beside ../bin/wok. */
static bool find_headers(char path[PATH_MAX]) {
    char link[PATH_MAX], beside[PATH_MAX + 16];
    ssize_t length = readlink("/proc/self/exe", link, sizeof link - 1);
    if (length <= 0)
        return false;
    link[length] = '\0';
    char *slash = strrchr(link, '/');
    if (!slash)
        return false;
    *slash = '\0';
    snprintf(beside, sizeof beside, "%s/../include", link);
    return realpath(beside, path) != NULL;
}

/* A string of YAML in double quotes. */
static void put_quoted(const char *text) {
    putchar('"');
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            putchar('\\');
        putchar(*text);
    }
    putchar('"');
}

int wok_command_lsp_flags(int argc, char **argv) {
    (void)argv;
    char headers[PATH_MAX];
    if (argc > 0) {
        fputs("wok lsp-flags: it takes no arguments\n", stderr);
        return 2;
    }
    if (!find_headers(headers)) {
        fputs("wok lsp-flags: the headers are not in ../include of wok\n", stderr);
        return 1;
    }
    puts("# For clangd: put this into the file .clangd of your project.\n"
         "CompileFlags:\n"
         "  # Where wokcc stands before the compiler, the compiler alone is meant.\n"
         "  Compiler: /usr/bin/clang\n"
         "  Remove: [ccache, gcc, gcc-*, cc, clang, clang-*,\n"
         "           -Wwok*, -Wno-wok*, -Werror=wok*, -Wno-error=wok*]");
    fputs("  Add: [-isystem, ", stdout);
    put_quoted(headers);
    puts("]");
    return 0;
}
