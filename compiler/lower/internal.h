/* What the files of lower/ share. */
#ifndef WOKCC_LOWER_INTERNAL_H
#define WOKCC_LOWER_INTERNAL_H

#include "lower/lower.h"

/* A loop or switch that break or continue may leave. */
struct exit_target {
    struct exit_target *outer;
    struct action *chain; /* live where the loop stands */
    bool is_switch;
    const char *continue_label; /* where continue goes when C's own would skip a step */
    bool continue_used;
};

struct pending_goto {
    struct step *step;
};

struct label_place {
    const char *name;
    struct action *chain;
};

struct lowering {
    struct program *program;
    struct arena *arena;
    struct routine *routine;
    struct lowered *lowered;
    struct body *body;
    struct step **tail;   /* where the next step is linked */
    struct step *last;    /* the step before it, NULL at the beginning of a list */
    struct action *chain; /* the innermost live action */
    struct exit_target *exits;
    bool is_managed; /* the innermost scope's locals live in the frame */
    bool is_in_defer;
    ARRAY(struct pending_goto) gotos;
    ARRAY(struct label_place) labels;
    unsigned label_count;
};

struct step *lower__step(struct lowering *lowering, enum step_kind kind, struct node *node);
struct note *lower__note(struct lowering *lowering, struct node *node);
/* Has the expression, which is of this type, no value? The handle of a void future is one. */
bool lower__is_void(struct lowering *lowering, const struct oracle_type *type,
                    const struct node *node);
struct temporary *lower__temporary(struct lowering *lowering, const struct oracle_type *type,
                                   struct node *node);

/* await.c: at the beginning of a loop's turn, in a function that is preempted: it may give way. */
void lower__turn(struct lowering *lowering, struct node *loop);

/* The steps emitted between begin and end become a list of their own. */
struct capture {
    struct step **tail;
    struct step *first;
};
void lower__capture_begin(struct lowering *lowering, struct capture *capture);
struct step *lower__capture_end(struct lowering *lowering, struct capture *capture);

/* expression.c: emit what has to run before, and leave a node that can be printed. */
void lower__expression(struct lowering *lowering, struct node *node);
/* The same for a statement: its value is not wanted, and what remains of it is emitted. */
void lower__discarded(struct lowering *lowering, struct node *node);
void lower__children(struct lowering *lowering, struct node *node, uint32_t from);

void lower__call_arguments(struct lowering *lowering, struct node *call, uint32_t from);
/* Nothing in this subtree is evaluated: an await in it is an error. */
void lower__refuse_await(struct lowering *lowering, struct node *node);

/* await.c */
void lower__await(struct lowering *lowering, struct node *node, bool is_wanted);
void lower__join(struct lowering *lowering, struct node *node);
void lower__race(struct lowering *lowering, struct node *node);
/* An async block by reference becomes a body of its own. */
void lower__block_body(struct lowering *lowering, struct node *node);
/* A handle as a place: what has effects in it is computed now. */
void lower__place(struct lowering *lowering, struct node *node);
void lower__spill(struct lowering *lowering, struct node *node);
bool lower__is_impure(struct lowering *lowering, const struct node *node);

/* statement.c */
void lower__statement(struct lowering *lowering, struct node *node);
/* What becomes of the value of a block's last expression. */
enum block_value { VALUE_NONE, VALUE_KEPT, VALUE_RETURNED };
/* The statements of a block, and its end. The value is kept in the temporary (NULL: it is void). */
void lower__block(struct lowering *lowering, struct node *block, enum block_value value,
                  struct temporary *temporary);
/* The same, where the block's value stands for the node. */
void lower__value_block(struct lowering *lowering, struct node *block, struct node *value_of);

/* declaration.c */
void lower__declaration(struct lowering *lowering, struct node *node);
void lower__enter(struct lowering *lowering, enum action_kind kind, struct node *node,
                  struct symbol *variable, struct step *body);

#endif
