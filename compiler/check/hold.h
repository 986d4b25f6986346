/*
 * What the variables of a routine may hold, at one place in its graph: addresses of its own objects, and
 * tasks, futures and scopes to which such addresses were given. What follows from that is said by
 * escape.c and lend.c.
 */
#ifndef WOKCC_CHECK_HOLD_H
#define WOKCC_CHECK_HOLD_H

#include "analyze/flow.h"
#include "check/internal.h"

enum { OBJECTS_MAX = 64 };

/* Something that is gone at the end of a scope. */
struct object {
    const struct symbol *local; /* NULL: a compound literal, */
    const struct node *node;    /* this one */
    const struct node *scope;   /* in which it exists */
};

/* What a value may hold: sets of objects, a bit each. */
struct held {
    uint64_t addresses;    /* of objects, as the value itself or in it */
    uint64_t lent;         /* the same in the task or future that it stands for */
    struct node *argument; /* the one that lent it */
    bool is_boxed;         /* in a future that no task runs yet */
    uint64_t children;     /* of a scope or group: given to children that may still run */
    uint64_t gone;         /* those of them whose own scope has been left */
};

/* A field whose stores are being looked at: `s.x = s.x + 1` asks for it again, and learns nothing. */
struct asked {
    const struct asked *outer;
    const struct symbol *record;
    const char *name;
};

/* By what a scope or group got the address of an object: for messages. */
struct lending {
    const struct symbol *keeper; /* the variable that is the scope, or leads to it */
    unsigned object;
    struct node *argument;
    const struct node *scope; /* as it is written in the call */
    bool is_group;
    bool is_own; /* the keeper is the scope itself, a local variable */
};

struct escape {
    struct program *program;
    struct flow *flow;
    struct object objects[OBJECTS_MAX];
    unsigned object_count;
    struct held *before;             /* by block and variable */
    struct held *current;            /* by variable, in the block that is being run */
    size_t count;                    /* of variables: */
    const struct symbol **variables; /* by their index */
    bool *visited;                   /* by block */
    bool *is_due;                    /* by block: something new has come to it since it was run */
    bool reports;
    const struct asked *asked;
    ARRAY(const struct node *) reported;
    ARRAY(struct lending) lendings;
};

struct held escape__both(struct held left, struct held right);
/* What an expression's value may hold now. */
struct held escape__value(struct escape *escape, struct node *value);
/* The objects that a place may lie in. */
uint64_t escape__objects(struct escape *escape, struct node *place);
/* The innermost variable that a place is a part of, through `.` and arrays. */
const struct symbol *escape__whole(const struct escape *escape, struct node *place);
/* The local variable of the routine that a name refers to, or NULL. */
const struct symbol *escape__variable(const struct escape *escape, const struct node *name);
/* The name that a place begins with: `self` of `&self->peers[i]`; NULL if it begins otherwise. */
const struct node *escape__root(const struct node *place);
/*
 * Does the place belong to others: by way of a parameter, or at file scope? What a local pointer leads
 * to that came out of a call, as of malloc, may be this function's own.
 */
bool escape__is_of_others(const struct escape *escape, const struct node *place);
/* Of the arguments beside `argument`, itself among them, the one that holds this object now. */
struct node *escape__argument(struct escape *escape, struct node *argument, unsigned object);
/* Does this call build a future? */
bool escape__is_async_call(const struct program *program, const struct node *call);
/* Is this the first time that something is reported at the node? */
bool escape__report_at(struct escape *escape, const struct node *node);

/* lend.c: scopes and groups. */
void lend__call(struct escape *escape, struct node *call);
/* A future or handle in a variable is awaited, before the variable is empty. */
void lend__awaited(struct escape *escape, struct node *variable);
void lend__suspension(struct escape *escape, const struct suspension *suspension);
/* Returned, or stored where others find it. */
void lend__handed_on(struct escape *escape, struct node *value, const struct node *at);
/* Control goes from one block to another: scopes of variables may end. */
void lend__cross(struct escape *escape, const struct block *from, const struct block *to,
                 struct held *held, const struct symbol *keeper);

#endif
