/* What is known of functions by their name, and by marks and attributes on their declarations. */
#ifndef WOKCC_CHECK_KNOWN_H
#define WOKCC_CHECK_KNOWN_H

#include "program/program.h"

enum known_kind {
    KNOWN_LOCK,
    KNOWN_TRY_LOCK,
    KNOWN_UNLOCK,
    KNOWN_BLOCKS,
    KNOWN_STATIC,
    KNOWN_ENVIRONMENT,
    KNOWN_THREAD,
    KNOWN_LOSES,
};

/* On an argument; of what tries to take a lock, on its answer; of what takes one, on the function. */
enum known_condition {
    KNOWN_ALWAYS,
    KNOWN_IF_ZERO,
    KNOWN_UNLESS_ZERO,
    KNOWN_IF_STDIN,
    KNOWN_IF_GIVEN_BACK
};

/* What is lost when a call is cancelled, from little to much. */
enum known_loss { LOSS_OF_NOTHING, LOSS_OF_PLACE, LOSS_OF_DATA };

struct known {
    const char *name;
    enum known_kind kind;
    enum known_condition condition;
    unsigned argument;      /* of a lock: which names it */
    const char *advice;     /* NULL: none */
    const char *capability; /* of a lock that no argument names: its name */
    const char *helper;     /* what a function of this file calls that makes it such a one */
    enum known_loss loss;   /* KNOWN_LOSES */
    uint32_t token;         /* of the mark or attribute in the file */
    bool is_of_library;     /* … which is one of libwok's or the system's headers */
};

/* One for a program: what its declarations say. */
struct knowledge {
    struct program *program;
    ARRAY(struct known) declared;
    ARRAY(const char *) thread_variables; /* _Thread_local ones of file scope */
    bool changes_environment;             /* setenv and its like are called somewhere */
    signed char
        *is_system; /* by entry of known.def: a system header declares it: 1, -1, 0: not asked */
};

void knowledge_read(struct knowledge *knowledge, struct program *program);
/* What is known of this call under this heading, its condition being met; else NULL. */
const struct known *known_call(const struct knowledge *knowledge, const struct node *call,
                               enum known_kind kind);
/* The entry of known.def for a function that a system header declares, whatever its condition. */
const struct known *known_of_library(const struct knowledge *knowledge, const char *name,
                                     enum known_kind kind);
size_t known_library_count(void);
/* The WOK_CANCEL mark of a function, or NULL. */
const struct known *known_loss_of(const struct knowledge *knowledge, const char *name);
/* The name that is called, if it is called by name and no local variable; else NULL. */
const char *known_callee(const struct program *program, const struct node *call);
bool known_is_thread_variable(const struct knowledge *knowledge, const struct node *name);

#endif
