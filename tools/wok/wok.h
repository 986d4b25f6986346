/* The commands of `wok`: each takes its own arguments and returns the exit status. */
#ifndef WOK_TOOL_H
#define WOK_TOOL_H

/* `wok run [compiler options] file.c [arguments]`: compile it, run it, leave nothing behind. */
int wok_command_run(int argc, char **argv);

/* `wok lsp-flags`: a .clangd for this installation, on standard output. */
int wok_command_lsp_flags(int argc, char **argv);

/* `wok backtrace PID`, `wok backtrace PROGRAM CORE`: its tasks, where they stand, what they hold. */
int wok_command_backtrace(int argc, char **argv);

#endif
