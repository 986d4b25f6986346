/*
 * backtrace.h: where a task stands, read from outside.
 *
 * The tables of compiled functions say for each state which line suspended there, and what it awaits:
 * so the chain of frames from the task's own function inwards is its stack. Nothing of a task is
 * touched for that: all is read as peek.h reads, so a task may run, end and be freed meanwhile.
 *
 * Of a task that runs, a line is where its function was suspended last, because a frame learns its
 * state only when it suspends: awaits that were ready at once leave no trace, and a callee that has
 * finished since may still be listed, until something else has its bytes. Who asks looks twice whether
 * it is still the same poll.
 */
#ifndef WOK__TASK_BACKTRACE_H
#define WOK__TASK_BACKTRACE_H

#include <stdint.h>

#include "task/task.h"

struct wok__backtrace_line {
    char function[64];
    char file[96];  /* "": not known */
    char child[64]; /* what it awaits; "": not known, or it was never suspended */
    uint32_t line;  /* of the await; before the first suspension, of the function */
    bool was_suspended;
    uint16_t kind; /* enum wok_suspension_kind of what it awaits; 0: none. Of a hand-written */
    const void *awaited; /* future: LEAF, and where itself is; else where that is */
    const char *frame;
    const struct wok_suspension *point; /* of the function's table; NULL: not known */
};

/* From the task's own function inwards. Returns how many lines there are, at most `capacity`. */
uint32_t wok__backtrace(const struct wok_task *task, struct wok__backtrace_line *lines,
                        uint32_t capacity);

/*
 * A backtrace that ends in a join or race, whose line is `line`, goes on in its branches, from index 0
 * on. Answers as above; 0: that branch has ended; -1: there is none of this index.
 */
int wok__backtrace_branch(const struct wok__backtrace_line *line, uint32_t index,
                          struct wok__backtrace_line *lines, uint32_t capacity);

/* The name that the task has been given, else its function's; cut short at `size`. */
bool wok__peek_task_name(const struct wok_task *task, char *name, size_t size);

#endif
