/*
 * Running the compiler: its output captured or not, its exit status passed on, and signals that end
 * us passed to it first, so that nothing is left behind.
 */
#ifndef WOKCC_DRIVER_PROCESS_H
#define WOKCC_DRIVER_PROCESS_H

#include <signal.h>

#include "text/buffer.h"

/* Signals that ask us to end, held back while there is something to clean up. */
struct held_signals {
    sigset_t before;
    int received; /* the first that came while a child was running; 0 = none */
};

void signals_hold(struct held_signals *held);
/* Lets them act again: does not return if one came meanwhile. */
void signals_release(struct held_signals *held);

struct process {
    const char *const *words; /* NULL-terminated; the first is looked up in PATH */
    int input;                /* becomes standard input; -1 = ours */
    struct buffer *output;    /* initialised; NULL = ours */
    struct buffer *errors;    /* initialised; NULL = ours */
};

/*
 * Run to the end. Returns its exit status, 128 + n if signal n ended it, and 127 after a message if
 * it could not be started. Signals are to be held.
 */
int process_run(const struct process *process, struct held_signals *held);

/* Become that program. `input` as above. Returns only after a message, with 127. */
int process_replace(const char *const *words, int input);

#endif
