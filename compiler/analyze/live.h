/*
 * Which values are alive at each suspension: what a frame has to hold there.
 *
 * A variable is alive if some path from the suspension reads it before it gets a new value, where
 * the paths of cancellation count too (a defer that uses a variable keeps it alive at every
 * suspension inside its scope). A variable whose address escapes, or that a branch of a join or race
 * uses, is alive wherever it exists, because it keeps one address.
 *
 * Inside a branch the answer is for that branch and what follows it; what its siblings hold at the
 * same time stands at their own suspensions.
 */
#ifndef WOKCC_ANALYZE_LIVE_H
#define WOKCC_ANALYZE_LIVE_H

#include "analyze/flow.h"

enum live_reason {
    LIVE_AWAITED,  /* the future or handle that is awaited here */
    LIVE_ADDRESS,  /* its address escapes at `node` */
    LIVE_CAPTURED, /* used in a branch of the join or race at `node` */
    LIVE_USE,      /* read next at `node` */
    LIVE_DEFER,    /* read by the defer at `node` */
    LIVE_CLEANUP,  /* cleaned up, as its declaration at `node` says */
    LIVE_HANDLE,   /* a handle declared at `node`: detached if the task is cancelled */
};

struct live_value {
    struct symbol *symbol; /* one of the two */
    struct temporary *temporary;
    enum live_reason reason; /* these two by live_explain() */
    struct node *node;
};

struct live_set {
    struct suspension *suspension;   /* NULL where it cannot be reached in the graph */
    const struct block *block;       /* which ends with it */
    ARRAY(struct live_value) values; /* variables in order of declaration, then temporaries */
};

struct live {
    struct flow *flow;
    struct live_set *sets; /* by suspension->number - 1 */
    unsigned count;
};

/* NULL when the routine was not analyzed. */
const struct live_set *live_at(const struct suspension *suspension);

/* Why the value is alive there; finding out takes a walk over the graph. */
void live_explain(const struct flow *flow, const struct live_set *set, struct live_value *value);

/* Does it matter that the value is spoken of here? */
struct live_filter {
    bool (*counts)(const void *data, const struct node *node);
    const void *data;
};

/*
 * The nearest place after the suspension that speaks of the value, if what it holds now can be reached
 * from there: narrower than being alive, because an escaped address alone does not count. NULL: none.
 * Places that the filter (NULL: none) passes over are no end of the search.
 */
struct node *live_mentioned_later(const struct flow *flow, const struct live_set *set,
                                  const struct live_value *value, const struct live_filter *filter);

/* --print=live */
void live_print(const struct program *program);

#endif
