/* wokcc's own options, which stand before the compiler's command line. */
#ifndef WOKCC_DRIVER_OPTIONS_H
#define WOKCC_DRIVER_OPTIONS_H

#include <stdbool.h>

#include "diagnose/diagnose.h"
#include "driver/command.h"
#include "program/program.h"

/* The stages that can print their answer, in the order in which they run. */
enum print {
    PRINT_MARKS = 1u << 0, /* the words and where they stand */
    PRINT_TREE = 1u << 1,  /* the syntax tree */
    PRINT_STEPS = 1u << 2, /* the normal form */
    PRINT_FLOW = 1u << 3,  /* the control-flow graph */
    PRINT_LIVE = 1u << 4,  /* what is alive at each await */
    PRINT_FRAME = 1u << 5, /* each frame's slots */
    PRINT_C = 1u << 6,     /* the C that the compiler gets */
};

enum library_choice { LIBRARY_AUTOMATIC, LIBRARY_STATIC, LIBRARY_SHARED, LIBRARY_NONE };

struct options {
    unsigned print; /* enum print */
    bool erase;
    enum backend backend;
    enum residence_rule residence_rule; /* --residence=cost|frame|cached, not for users */
    bool garbles;                       /* --garble, for tests: see emit/garble.c */
    struct diagnose_levels levels;
    enum diagnose_format format; /* of the diagnostics */
    enum library_choice library;
};

enum options_answer { OPTIONS_GO, OPTIONS_DONE, OPTIONS_WRONG };

/*
 * Reads our options from the NULL-terminated words and finds the compiler behind them. DONE after
 * --help or --version, WRONG after a message.
 */
enum options_answer options_read(struct arena *arena, const char *const *words,
                                 struct options *options, word_list *compiler,
                                 const char *const **rest);

#endif
