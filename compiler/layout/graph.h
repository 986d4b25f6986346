/*
 * graph.h: what interfere.c and parallel.c know of a routine while they find out what is alive together.
 */
#ifndef WOKCC_LAYOUT_GRAPH_H
#define WOKCC_LAYOUT_GRAPH_H

#include "layout/frame.h"
#include "layout/set.h"

struct point {
    size_t thing;
    bool reads, sets, gives;
    bool assigns; /* somewhere in an expression, so perhaps before other operands of it are read */
    uint32_t step;
    const struct node *node; /* NULL: its lines do not count */
};

/* A point that stands before an event of its block. */
struct inserted {
    size_t event;
    struct point point;
};

struct block_facts {
    ARRAY(struct inserted) inserted; /* in the order of their events */
    ARRAY(struct point) points;
    uint64_t *live_in, *live_out;
    uint64_t *exists_in, *exists_out, *holds_in, *holds_out;
};

struct graph {
    struct program *program;
    struct arena *arena;
    struct frame *frame;
    const struct flow *flow;
    const struct routine *routine;
    struct thing_numbers numbers;
    size_t word_count;
    struct block_facts *blocks;    /* by block number */
    const struct symbol **symbols; /* by index; NULL: not in the frame */
    uint64_t *framed;              /* in the frame wherever alive; not so: cached values */
    uint64_t *saved;  /* these, and the cached values: what is in it during unwinding */
    uint64_t *sticky; /* alive wherever it exists */
    bool *users; /* a matrix, variables by bodies: does a branch use what is declared around it? */
    uint64_t *lent;      /* used by branches, and not sticky */
    uint64_t *wide;      /* more than a machine word */
    uint64_t *polled;    /* awaited by value: read before anything else of its step */
    uint64_t *conflicts; /* a matrix over the things */
    uint64_t **alive_at; /* by suspension number - 1 */
    uint64_t **members;  /* by body number: what lives in a branch or block; NULL: [0] */
    uint64_t *alive;     /* scratch */
    unsigned *first_line, *last_line;
};

static inline bool unite(const struct graph *graph, uint64_t *set, const uint64_t *other) {
    uint64_t added = 0;
    for (size_t i = 0; i < graph->word_count; i++) {
        added |= other[i] & ~set[i];
        set[i] |= other[i];
    }
    return added != 0;
}

static inline uint64_t *new_set(const struct graph *graph) {
    return arena_array(graph->arena, uint64_t, graph->word_count);
}

static inline uint64_t *row(const struct graph *graph, size_t thing) {
    return graph->conflicts + thing * graph->word_count;
}

/* Each of `set` conflicts with each of `other`. */
static inline void conflict_all(struct graph *graph, const uint64_t *set, const uint64_t *other) {
    for (size_t i = 0; i < graph->word_count; i++)
        for (uint64_t bits = set[i]; bits; bits &= bits - 1)
            unite(graph, row(graph, i * 64 + (size_t)__builtin_ctzll(bits)), other);
}

static inline const struct block *block_of(const struct graph *graph,
                                           const struct suspension *suspension) {
    return graph->routine->analysis->live->sets[suspension->number - 1].block;
}

/* interfere.c: the line, if there is a node, counts to the lines between which the thing is alive. */
void layout__note_line(struct graph *graph, size_t thing, const struct node *node);

/* parallel.c: fills graph->users. */
void layout__find_users(struct graph *graph);
/* May it have values of two branches at once, or of a block that runs at any time? */
bool layout__is_used_at_once(const struct graph *graph, const struct symbol *symbol);
/* The conflicts of what runs at the same time; fills graph->members. */
void layout__walk_parallel(struct graph *graph);
/* The conflicts of compound literals, which are alive in the scope that they stand in. */
void layout__walk_literals(struct graph *graph);
/* What conflicts with another, that one conflicts with. */
void layout__symmetrise(struct graph *graph);

#endif
