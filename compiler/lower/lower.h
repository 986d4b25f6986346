/*
 * The normal form: a function body as a tree of steps, in which an await is a step of its own and no
 * expression holds one.
 *
 *     x = g(1) + await f(2);      becomes      temporary 1 = g(1)           STEP_SET
 *                                              temporary 2 = await f(2)     STEP_AWAIT
 *                                              x = [1] + [2];               STEP_EXPRESSION
 *
 * Expressions stay nodes of the user's tree. Where a part of one was computed before, its node's note
 * says which temporary stands for it. Operands run from left to right; an operand with an effect that
 * an await follows is kept in a temporary; a pure one is read after the last await. `&&`, `||`, `?:`
 * and the comma become steps only where their right-hand side suspends.
 *
 * Exits (return, break, continue, goto, the end of a block) name the chain of unwinding actions that
 * is live before and after, so that printing an exit is: run the actions between, innermost first,
 * then jump.
 */
#ifndef WOKCC_LOWER_H
#define WOKCC_LOWER_H

#include "program/program.h"

/* A value that the normal form had to name. Lives in the frame, or is a local of sequential code. */
struct temporary {
    unsigned number; /* from 1, in the routine */
    const struct oracle_type *type;
    enum oracle_future_class handle; /* holds the handle of a task or box */
    enum residence residence;        /* decided by layout; NONE in sequential code */
    const struct body *home;         /* as a symbol's */
};

/* What lowering noted on an expression node (node->note). */
struct note {
    struct temporary *temporary; /* printed instead of the node */
    struct node *instead;        /* printed instead of the node: the right side of a comma */
    bool is_void;                /* its effect is over and it has no value */
    struct step *steps;    /* a statement expression that does not suspend: its lowered body */
    struct future *future; /* of spawn, box, block_on: what is started */
    struct body *body;     /* of an async block by reference */
    const char *storage;   /* a compound literal kept in the frame: its member */
    const struct oracle_type *storage_type;
};

/* Something to run when control leaves a scope, innermost first along `outer`. */
enum action_kind {
    ACTION_DEFER,   /* `body` */
    ACTION_CLEANUP, /* the function of `variable`'s cleanup attribute */
    ACTION_HANDLE,  /* detach the task in `variable`, if there is one, or drop the box, or an
                       unpolled future that holds such handles as arguments. Of a task,
                       on cancellation only: on other paths the checks saw that it was consumed */
};

struct action {
    enum action_kind kind;
    unsigned number; /* from 1, in the body */
    struct action *outer;
    struct step *body;
    struct symbol *variable;
    struct node *node; /* the defer or the declaration */
    struct body *owner;
};

enum step_kind {
    STEP_EXPRESSION, /* `node`; whatever its own note says, the node itself is evaluated here */
    STEP_TEMPORARY, /* `temporary` exists from here on (nothing to do where it lives in the frame) */
    STEP_SET,       /* `temporary` = `node`; with `is_truth`: = !!(node) */
    STEP_DECLARE,   /* `node` is a NODE_DECLARATION: locals and their initialisers */
    STEP_AWAIT,     /* `future`; its result to `temporary` (may be NULL) */
    STEP_CALL,      /* the same, of a callee that cannot suspend: no suspension */
    STEP_JOIN,      /* `branches` */
    STEP_RACE,      /* `branches`, whose `arm` is run for the winner */
    STEP_BLOCK,     /* `first`: the steps of a scope */
    STEP_IF,        /* `node` condition (with `negated`: !(node)), `first` then, `second` else;
                         with `temporary`: the condition is the temporary, not the node */
    STEP_WHILE,     /* a loop with C's own header: `node` is NODE_WHILE, NODE_DO or NODE_FOR (whose
                         init came before); `first` the body */
    STEP_LOOP,      /* for (;;): `first` the body, then `label` if continue needs one, `second` */
    STEP_BREAK_UNLESS, /* leave the innermost STEP_LOOP unless `node` */
    STEP_SWITCH,       /* `node` the value; `first` the body */
    STEP_CASE,         /* `node` NODE_CASE or NODE_DEFAULT: its label only */
    STEP_LABEL,        /* `name` */
    STEP_ASM,          /* `node`, as written */
    STEP_PRAGMA,       /* `name`: a line of its own, before `node` */
    STEP_RETURN,   /* `node` the value or NULL; actions from `from` to `to` (NULL) run between */
    STEP_BREAK,    /* actions from `from` up to `to`, then break */
    STEP_CONTINUE, /* the same, then continue, or goto `label` */
    STEP_GOTO,     /* the same, then goto `name` */
    STEP_LEAVE,    /* the end of a scope: actions from `from` up to `to` */
    STEP_ENTER,    /* `action` becomes live here */
};

struct step {
    enum step_kind kind;
    struct step *next;
    struct node *node; /* also gives the line */
    struct step *first, *second;
    struct temporary *temporary;
    struct future *future;
    struct suspension *suspension;
    struct body **branches; /* join, race */
    uint32_t branch_count;
    const char *name;
    const char *label;
    struct action *from, *to; /* of a declared block by reference: `from` is live around it */
    struct action *action;
    bool is_truth, negated;
};

/* A place where a body suspends. */
struct suspension {
    unsigned state;  /* from 1, in the body */
    unsigned number; /* from 1, in the routine: names the child's slot */
    struct step *step;
    struct action *action; /* the innermost live action */
    struct body *body;
};

/*
 * Code that becomes one C function: the routine's own body, or a branch of a join or race, or an
 * async block by reference, which are strands of their own but share the routine's frame.
 */
struct body {
    struct routine *routine;
    struct body *outer; /* NULL for the routine's own */
    unsigned number;    /* 0 for the routine's own, then from 1 */
    struct step *first;
    struct step *arm;  /* of a race: what the winner runs, in the outer body */
    struct step *fork; /* of a branch: its join or race; NULL: of a block or routine */
    bool is_block;     /* an async block: its strand has a place of its own in the frame */
    struct node *node;
    ARRAY(struct suspension *) suspensions;
    ARRAY(struct action *) actions;
};

struct lowered {
    struct routine *routine;
    ARRAY(struct body *) bodies; /* [0] is the routine's own */
    ARRAY(struct temporary *) temporaries;
    ARRAY(struct node *) literals; /* compound literals that live in the frame */
    unsigned suspension_count;
};

/* Is it the other body, or a branch or block in it, at any depth? */
bool lower_is_in_body(const struct body *inner, const struct body *outer);

/* Lowers every routine that has a definition; errors go to the program's diagnostics. */
void lower_program(struct program *program);
/* Awaits of callees that cannot suspend become calls; is there one? Then analysis has to run again. */
bool lower_plain_calls(struct program *program);
struct note *lower_note(const struct node *node); /* NULL if there is none */
/* Is this action run on the ways out that are no cancellation? */
bool lower_runs_on_exit(const struct action *action);
/* Does the expression name a place, from which a handle can be taken out? */
bool lower_is_place(const struct program *program, const struct node *node);

/* --print=steps: the normal form, indented. */
void lower_print(const struct program *program);

#endif
