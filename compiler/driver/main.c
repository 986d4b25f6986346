/*
 * wokcc: in front of a C compiler, or alone.
 *
 * For every C input: preprocess it with that compiler; when there is a word of async C in it, run the
 * stages and put the emitted C in its place, as already preprocessed input of the same name. Then the
 * compiler runs once, with the user's own command line otherwise. When no input holds a word, the
 * compiler gets the command exactly as it was, and takes our place as a process.
 *
 *     wokcc gcc -O2 -I. -c dir/a.c       gcc -O2 -x cpp-output /tmp/wokcc-1/0/a.i -x none -c
 */

#include "driver/build.h"
#include "driver/options.h"

int main(int argc, char **argv) {
    struct arena arena = {0};
    struct options options = {0};
    struct command command;
    word_list compiler = {0};
    const char *const *rest;
    int status = 1;
    (void)argc;
    switch (options_read(&arena, (const char *const *)argv + 1, &options, &compiler, &rest)) {
    case OPTIONS_DONE:
        status = 0;
        break;
    case OPTIONS_WRONG:
        break;
    case OPTIONS_GO:
        if (command_read(&arena, words_finish(&arena, &compiler), rest, &command))
            status = build(&arena, &options, &command);
    }
    arena_finish(&arena);
    return status;
}
