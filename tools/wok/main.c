/* wok: the command for people who use wok. What it does is in one file a command. */
#include "wok.h"

#include <stdio.h>
#include <string.h>

static const char HELP[] =
    "usage: wok COMMAND [arguments]\n"
    "\n"
    "  run [OPTIONS] FILE.c [arguments]\n"
    "              compile the file with wokcc and run it with these arguments.\n"
    "              OPTIONS before the file go to the compiler: wok run -O0 -fsanitize=address a.c\n"
    "  backtrace PID, backtrace PROGRAM CORE\n"
    "              where each task of a process or core file stands, and what its variables hold\n"
    "  lsp-flags   a .clangd for your project: editors then read async C without false errors\n"
    "  version     which wok this is\n"
    "  help        this text\n"
    "\n"
    "environment: WOKCC_CC (the C compiler behind wokcc), WOK_WORKERS (threads of the program)\n";

static int command_version(int argc, char **argv) {
    (void)argc;
    (void)argv;
    puts("wok " WOK_VERSION);
    return 0;
}

static int command_help(int argc, char **argv) {
    (void)argc;
    (void)argv;
    fputs(HELP, stdout);
    return 0;
}

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
} commands[] = {
    {"run", wok_command_run},
    {"backtrace", wok_command_backtrace},
    {"lsp-flags", wok_command_lsp_flags},
    {"version", command_version},
    {"--version", command_version},
    {"help", command_help},
    {"--help", command_help},
    {"-h", command_help},
};

int main(int argc, char **argv) {
    if (argc < 2) {
        fputs(HELP, stderr);
        return 2;
    }
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 2, argv + 2);
    }
    fprintf(stderr, "wok: there is no command '%s'; `wok help` lists them\n", argv[1]);
    return 2;
}
