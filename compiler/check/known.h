/* What is known of functions by their name, and by marks and attributes on their declarations. */
#ifndef WOKCC_CHECK_KNOWN_H
#define WOKCC_CHECK_KNOWN_H

#include "program/program.h"

enum known_kind {
    KNOWN_LOCK,
    KNOWN_UNLOCK,
    KNOWN_BLOCKS,
    KNOWN_STATIC,
    KNOWN_ENVIRONMENT,
    KNOWN_THREAD,
};

enum known_condition { KNOWN_ALWAYS, KNOWN_IF_ZERO, KNOWN_UNLESS_ZERO };

struct known {
    const char *name;
    enum known_kind kind;
    enum known_condition condition; /* on `argument` */
    unsigned argument;              /* of a lock: which names it */
    const char *advice;             /* NULL: none */
    const char *capability;         /* the attribute's own argument, for a lock that takes none */
};

/* One for a program: what its declarations say. */
struct knowledge {
    struct program *program;
    ARRAY(struct known) declared;
    ARRAY(const char *) thread_variables; /* _Thread_local ones of file scope */
    bool changes_environment;             /* setenv and its like are called somewhere */
};

void knowledge_read(struct knowledge *knowledge, struct program *program);
/* What is known of this call under this heading, its condition being met; else NULL. */
const struct known *known_call(const struct knowledge *knowledge, const struct node *call,
                               enum known_kind kind);
/* The name that is called, if it is called by name and no local variable; else NULL. */
const char *known_callee(const struct program *program, const struct node *call);
bool known_is_thread_variable(const struct knowledge *knowledge, const struct node *name);

#endif
