/* What the files of analyze/ share while a graph is being built. */
#ifndef WOKCC_ANALYZE_INTERNAL_H
#define WOKCC_ANALYZE_INTERNAL_H

#include "analyze/flow.h"

/* Functions that do not return, by name: of the C library, and as declared in this file. */
struct endings {
    ARRAY(const char *) names;
};

/* What `break` and `continue` mean. */
struct construct {
    struct construct *outer;
    struct block *on_break, *on_continue; /* on_continue NULL: a switch */
    struct block *head;                   /* a switch: where its cases come from */
    bool has_default;
};

struct label {
    const char *name;
    struct block *block;
};

/* What cancellation runs from an action on: built once. */
struct unwinding {
    struct action *action;
    struct block *block;
};

struct builder {
    struct arena *arena;
    struct program *program;
    struct flow *flow;
    const struct endings *endings;
    struct body *body;
    struct block *block; /* the one that is being filled */
    struct construct *construct;
    struct block *leave; /* where a return of this body leads */
    uint32_t position;   /* a token of the innermost scope: of new blocks */
    ARRAY(struct unwinding) unwindings;
    ARRAY(struct label) labels;
    struct branch_place *branch; /* of the branch that is being built */
    struct action *action;       /* of the action that is being run; unwinding or not */
    bool unwinds;
    uint32_t step; /* the number of the present step */
};

/* Where a branch hangs: what cancelling it continues with. */
struct branch_place {
    struct branch_place *outer;
    struct body *body;
    struct action *action; /* of the join or race, in the outer body */
};

struct block *builder__block(struct builder *builder);
void builder__edge(struct builder *builder, struct block *from, enum edge_kind kind,
                   struct block *to);
/* Continue in `block`, with an edge from the present one. */
void builder__continue_in(struct builder *builder, struct block *block);
/* Nothing follows what was just added. */
void builder__end(struct builder *builder);
void builder__event(struct builder *builder, enum event_kind kind, struct symbol *symbol,
                    struct node *node);
void builder__temporary(struct builder *builder, enum event_kind kind, struct temporary *temporary,
                        struct node *node);
void builder__steps(struct builder *builder, struct step *step);
struct flow_place builder__place(const struct builder *builder);

/* expression.c: the events of an evaluation. */
void builder__evaluate(struct builder *builder, struct node *node);
/* The same, where the notes on the node itself speak of what is done here. */
void builder__evaluate_now(struct builder *builder, struct node *node);
void builder__declare(struct builder *builder, struct step *step);
/* Whatever a statement taken as written mentions, by its tokens. */
void builder__mention(struct builder *builder, struct node *node);
/* The variable that this expression names, or NULL. */
struct symbol *builder__variable(const struct builder *builder, struct node *node);
/* 1, 0, or -1 when it is no constant. A missing condition is true. */
int builder__truth(const struct builder *builder, struct node *condition);

/* suspend.c: awaits, joins, races, and what cancellation runs. */
void builder__call(struct builder *builder, struct step *step);
void builder__await(struct builder *builder, struct step *step);
void builder__join(struct builder *builder, struct step *step);
void builder__race(struct builder *builder, struct step *step);
/*
 * A block by reference, where it is built: as if it ran here. So a future that it awaits is taken
 * where the block stands; what it shares keeps one address, and is alive wherever it exists.
 */
void builder__block_body(struct builder *builder, struct body *body, struct action *action);
/* What leaving the scopes between the two runs. */
void builder__actions(struct builder *builder, struct action *from, const struct action *to);

/* ending.c */
void endings__read(struct endings *endings, const struct program *program);
bool endings__has(const struct endings *endings, const struct program *program,
                  const struct node *call);

/* live.c */
struct live *live__of(struct program *program, struct flow *flow);
/* The future or handle variable that is awaited there, or NULL. */
const struct symbol *live__awaited(const struct flow *flow, const struct suspension *suspension);

#endif
