/* One input, read the way its compiler would read it: preprocessed by that compiler. */
#ifndef WOKCC_DRIVER_PREPROCESS_H
#define WOKCC_DRIVER_PREPROCESS_H

#include "driver/command.h"
#include "driver/locate.h"
#include "driver/process.h"

struct preprocessed {
    struct buffer text;
    struct buffer messages; /* what the preprocessor had to say; not yet shown */
    int status;             /* its exit status */
};

/*
 * `standard_input` is a descriptor with the text when the input is `-`. Writes the dependency file
 * that -MD or -MMD asks for, with the names that the whole command would have given.
 */
void preprocess(const struct command *command, const struct argument *input,
                const struct location *location, int standard_input, struct held_signals *held,
                struct preprocessed *result);

/* The words that choose the compiler view and find its headers. */
void preprocess_push_view(struct arena *arena, word_list *words, const struct location *location);

#endif
