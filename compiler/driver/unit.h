/*
 * One translation unit through all the stages: preprocessed text in, C out. Knows nothing of command
 * lines, files or processes.
 */
#ifndef WOKCC_DRIVER_UNIT_H
#define WOKCC_DRIVER_UNIT_H

#include <stdbool.h>
#include <stddef.h>

#include "diagnose/diagnose.h"
#include "program/program.h"
#include "text/buffer.h"

struct unit_options {
    const char *text; /* preprocessed, NUL-terminated, with line markers */
    size_t length;
    const char *main_file;             /* the name the user gave */
    const char *const *language_flags; /* -std=… and what else the C parser has to know */
    size_t language_flag_count;
    unsigned print; /* enum print: the stages that print their answer. Without PRINT_C (and
                              if there are any) nothing is emitted */
    const struct diagnose_levels *levels; /* which findings are errors, warnings, or nothing */
    enum diagnose_format format;          /* of the diagnostics */
    bool erase;                           /* the sequential program instead of the compiled one */
    enum residence_rule residence_rule;
    bool garbles;         /* dead bytes of frames are overwritten at each suspension */
    enum backend backend; /* how the compiled one is made */
};

enum unit_answer {
    UNIT_PLAIN,   /* not a word of async C in it: the text is as good as it was */
    UNIT_EMITTED, /* `output` is what the compiler gets */
    UNIT_PRINTED, /* the answers asked for are on standard output */
    UNIT_WRONG,   /* errors were reported */
};

/* Every text that async C can stand in holds this pragma: <wok/async.h> puts it there. */
bool unit_may_have_words(const char *text, size_t length);

/* Appends to `output`, which is initialised and decides the arena of everything. */
enum unit_answer compile_unit(const struct unit_options *options, struct buffer *output);

#endif
