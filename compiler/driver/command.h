/*
 * What a compiler's command line asks for: its goal, its inputs and their languages, and what each
 * other argument is about. Understands what gcc and clang have in common, and the differences that
 * matter to somebody who stands in front of them.
 */
#ifndef WOKCC_DRIVER_COMMAND_H
#define WOKCC_DRIVER_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "text/arena.h"

/* A NULL-terminated list of words: `items` can be given to execvp when finished. */
typedef ARRAY(const char *) word_list;

void words_push(struct arena *arena, word_list *words, const char *word);
/* Makes items[count] NULL and returns the items. */
const char *const *words_finish(struct arena *arena, word_list *words);

enum language {
    LANGUAGE_NONE, /* for the linker */
    LANGUAGE_C,
    LANGUAGE_C_PREPROCESSED, /* .i, -x cpp-output */
    LANGUAGE_OTHER,          /* C++, assembler, headers …: never touched */
};

enum argument_kind {
    ARGUMENT_COMMON, /* to every stage: -O2, -g, -std=…, -f…, -m…, -W… */
    ARGUMENT_INPUT,
    ARGUMENT_OUTPUT,       /* -o */
    ARGUMENT_LANGUAGE,     /* -x */
    ARGUMENT_GOAL,         /* -c -S -E -M -MM -fsyntax-only */
    ARGUMENT_PREPROCESS,   /* -I -D -U -include … */
    ARGUMENT_PREPROCESSED, /* how -E prints: -C -P -dD …; meaningless for every other goal */
    ARGUMENT_DEPENDENCY,   /* -MD -MMD -MF -MT -MQ -MP … */
    ARGUMENT_LINK,         /* -l -L -Wl, … */
    ARGUMENT_SAVE,         /* -save-temps */
};

struct argument {
    enum argument_kind kind;
    const char *name;       /* the option as the table spells it; for an input its file */
    const char *value;      /* joined or separate; NULL when it has none */
    const char *words[2];   /* as given: one word or two */
    enum language language; /* of an input */
    const char *forced;     /* the -x in force at an input, or NULL */
};

enum goal {
    GOAL_LINK,
    GOAL_OBJECT,       /* -c */
    GOAL_ASSEMBLY,     /* -S */
    GOAL_SYNTAX,       /* -fsyntax-only */
    GOAL_PREPROCESS,   /* -E */
    GOAL_DEPENDENCIES, /* -M, -MM */
    GOAL_QUERY,        /* --version, -print-…, -###, or no input at all */
};

struct command {
    struct arena *arena;
    word_list compiler; /* launchers such as ccache, then the compiler */
    word_list original; /* everything after the compiler, as given (response files unread) */
    word_list expanded; /* the same with response files read */
    ARRAY(struct argument) arguments;
    enum goal goal;
    const char *output;            /* -o, or NULL */
    const char *forced_at_end;     /* the -x that would apply to an appended input, or NULL */
    unsigned input_count, c_count; /* c_count: LANGUAGE_C and LANGUAGE_C_PREPROCESSED */
    bool has_other_source;         /* LANGUAGE_OTHER among the inputs */
    bool is_cplusplus;             /* the compiler takes .c files for C++ */
    bool is_shared, is_relocatable, has_no_libraries, has_wok_library;
    bool has_dependency_file;                        /* -MD or -MMD */
    bool has_dependency_name, has_dependency_target; /* -MF; -MT or -MQ */
    bool has_colour_choice;                          /* -fdiagnostics-color… */
};

/*
 * Reads `compiler` (NULL-terminated) and `arguments`. False after a message: an unreadable response
 * file, or an option without its value.
 */
bool command_read(struct arena *arena, const char *const *compiler, const char *const *arguments,
                  struct command *command);

/* The name that the compiler gives to what it makes of an input: `dir/a.c` with ".o" is `a.o`. */
const char *command_output_name(struct arena *arena, const char *file, const char *suffix);

/* Does this word name an input file of a compiler, by its suffix? Then it is no compiler. */
bool command_names_input(const char *word);
/* ccache and its like, which take the compiler as their first argument. */
bool command_names_launcher(const char *word);

#endif
