/*
 * The control-flow graph of a routine: basic blocks over the steps of its normal form, and in each
 * block, in order, what happens to the variables and temporaries.
 *
 *     auto egg = cook(1);            block 0   line 3  declares egg
 *     if (hungry)                              line 4  reads hungry          -> 1, 2
 *         await egg;                 block 1   line 5  moves egg, suspends   -> 3, cancelled
 *
 * One graph holds the routine's own body, the branches of its joins and races, the statement
 * expressions inside expressions, each defer once per exit that runs it and once for cancellation.
 * A block that suspends ends there: its edges are the resumption and the cancellation, which runs
 * the live actions, innermost first, and leads to `cancelled`.
 *
 * A join is a chain of its branches, since all of them run (EDGE_NEXT), and beside that a fork,
 * since they are alive together (EDGE_PARALLEL). A race is a fork to its branches; each leads to its
 * own arm.
 */
#ifndef WOKCC_ANALYZE_FLOW_H
#define WOKCC_ANALYZE_FLOW_H

#include "lower/lower.h"

enum event_kind {
    EVENT_DECLARE, /* the declaration is reached; `has_value`: and initialised */
    EVENT_USE,     /* its value is read */
    EVENT_SET,     /* it gets a whole new value; `has_value` false: none, as `= NULL` of a handle */
    EVENT_TOUCH,   /* a part of it is written, or its address is taken */
    EVENT_MOVE,    /* a future or handle is consumed or handed on; reads it too */
    EVENT_LOSE,    /* a future in a losing arm of a race: consumed without having been read here */
    EVENT_MAY_LOSE, /* a handle in a losing arm that may have been awaited already */
};

struct event {
    enum event_kind kind;
    bool has_value;
    uint32_t step;         /* equal for what one step does by itself, wherever it stands */
    struct symbol *symbol; /* one of the two */
    struct temporary *temporary;
    struct node *node; /* where; for `defer`s, the place inside it */
};

/* Of a value: does it count as read, as set? */
bool event_reads(const struct event *event);
bool event_sets(const struct event *event);

enum edge_kind { EDGE_NEXT, EDGE_PARALLEL, EDGE_CANCEL };

struct edge {
    enum edge_kind kind;
    struct block *to;
    int when; /* of a block with a condition: 1 taken if it holds, -1 if not; else 0 */
};

struct block {
    unsigned number; /* in the flow, from 0, in the order of the text */
    struct body *body;
    uint32_t position;          /* the token at which it begins; NO_TOKEN for the two ends */
    ARRAY(struct node *) nodes; /* for people; what counts are the events */
    ARRAY(struct event) events;
    ARRAY(struct node *) calls; /* NODE_CALLs, in the order in which they are made */
    ARRAY(struct edge) edges;
    struct suspension *suspension; /* it ends by suspending here */
    struct node *condition;        /* it ends by asking this; its edges say `when` */
    struct step *exit;             /* it ends with this return, break, continue or goto */
    struct action *action;         /* it is part of running this action */
    bool unwinds;                  /* and that because of cancellation */
    bool is_reachable;
};

/* A place between the events of a block: before events[event]. */
struct flow_place {
    const struct block *block;
    size_t event;
};

/* The memory of what is awaited is in use from the first operand to the reading of the result. */
struct child_range {
    uint32_t step;
    struct flow_place begin, end; /* begin.block NULL: a join, a race, or not in the graph */
};

/* A return with a value: its operands are read, the defers are still to run. */
struct return_place {
    struct flow_place place;
    uint32_t step;
};

struct flow {
    struct program *program;
    struct routine *routine;
    ARRAY(struct block *) blocks; /* [0] is the entry */
    struct block *finished, *cancelled;
    struct node **address_at;  /* by symbol index: where its address escapes, or NULL */
    struct node **captured_at; /* by symbol index: a join or race whose branch uses it, or NULL */
    struct child_range *children; /* by suspension->number - 1 */
    ARRAY(struct return_place) returns;
    uint32_t step_count;
};

struct live;

/* What this stage knows of one routine. */
struct analysis {
    struct flow *flow;
    struct live *live;
};

/* The flow and liveness of every lowered routine: routine->analysis. */
void analyze_program(struct program *program);
/* NULL for what was not lowered. */
struct flow *flow_of(const struct routine *routine);

/* --print=flow: a paragraph for each block. */
void flow_print(const struct program *program);

/* The variable that a declarator declares, or NULL. */
struct symbol *flow_declared(const struct routine *routine, const struct node *declarator);
/* Does this name stand where its value goes somewhere else: assigned, returned, passed, stored? */
bool flow_is_handed_on(const struct program *program, const struct node *name);
/* Is the variable visible at this token? */
bool flow_in_scope(const struct symbol *symbol, uint32_t position);
unsigned flow_line(const struct program *program, const struct node *node);

#endif
