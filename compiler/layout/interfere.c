/*
 * What is alive together.
 *
 *     char buffer[64];                       buffer  its address escapes: alive to the scope's end
 *     int n = await read(buffer);            child 1 from here until n is set
 *     await log(n);                          child 2 needs n only as an argument: n and child 2
 *     return n;                              ... are alive together only because of this line
 *
 * Things are variables, temporaries, what is awaited, and the result. The events of the flow graph
 * become points, each of which reads a thing or sets it; three bits are solved over the blocks:
 *
 *     live     backward: some way from here reads the thing before it is set anew
 *     holds    forward: some way to here gave it a value
 *     exists   forward: some way to here declared it, and has not left its scope since
 *
 * A thing whose address escapes, or that several branches share, is alive where it exists; any other where it
 * holds what is live. At each point the point's thing conflicts with all that is alive before it and
 * after it: so a write conflicts with what it would destroy even if nobody reads what it writes. In
 * one step, what is assigned inside the expression conflicts with what is read, since nobody knows which
 * comes first; and whatever is written does, if either is more than a machine word: a
 * struct is not copied onto a part of itself (rustc learnt that in rust#73137).
 *
 * A cached value is in the frame only at suspensions, so it conflicts only with what is alive there;
 * but an argument is there from the start, and stays while it is alive, so that one that is never
 * modified need not be stored. And while a cancellation unwinds, the frame is where it is.
 *
 * What the order of the graph does not show is in parallel.c: branches, blocks, literals.
 */
#include <string.h>

#include "layout/graph.h"

static void conflict_with_everything(struct graph *graph, size_t thing) {
    for (size_t other = 0; other < graph->numbers.count; other++)
        set_include(row(graph, thing), other);
}

struct thing_numbers layout__thing_numbers(const struct routine *routine) {
    const struct lowered *lowered = routine->lowered;
    struct thing_numbers numbers = {.temporaries = routine->variable_count};
    numbers.children = numbers.temporaries + lowered->temporaries.count;
    numbers.result = numbers.children + lowered->suspension_count;
    numbers.state = numbers.result + 1;
    numbers.branches = numbers.state + 1;
    numbers.literals = numbers.branches + lowered->bodies.count;
    numbers.count = numbers.literals + lowered->literals.count;
    return numbers;
}

/* ---- points ---- */

static void insert(struct graph *graph, struct flow_place place, struct point point) {
    struct inserted inserted = {place.event, point};
    struct block_facts *facts = &graph->blocks[place.block->number];
    array_push(graph->arena, &facts->inserted, inserted);
    size_t at = facts->inserted.count - 1;
    for (; at && facts->inserted.items[at - 1].event > place.event; at--)
        facts->inserted.items[at] = facts->inserted.items[at - 1];
    facts->inserted.items[at] = inserted;
}

/* Operands are read before the memory is written, unless it is written piece by piece. */
static bool is_built_in_place(const struct future *future) {
    return future->kind == FUTURE_CALL || (future->routine && future->routine->block);
}

static void insert_child(struct graph *graph, const struct suspension *suspension) {
    const struct child_range *range = &graph->flow->children[suspension->number - 1];
    const struct future *future = suspension->step->future;
    if (!future || future->kind == FUTURE_BLOCK)
        return;
    if (!range->end.block) { /* not in the graph: nobody knows what surrounds it */
        conflict_with_everything(graph, graph->numbers.children + suspension->number - 1);
        return;
    }
    const struct node *node = suspension->step->node;
    struct point end = {.reads = true, .node = node};
    if (future->kind == FUTURE_VARIABLE) {
        end.thing = future->variable->index;
        insert(graph, range->end, end);
        return;
    }
    end.thing = graph->numbers.children + suspension->number - 1;
    insert(graph, range->end, end);
    struct point begin = {.thing = end.thing, .sets = true, .gives = true, .node = node};
    begin.step = range->step;
    const struct block *block = block_of(graph, suspension);
    struct flow_place last = {block, block->events.count};
    insert(graph, is_built_in_place(future) ? range->begin : last, begin);
}

static void insert_all(struct graph *graph) {
    for (size_t i = 0; i < graph->routine->lowered->bodies.count; i++) {
        const struct body *body = graph->routine->lowered->bodies.items[i];
        for (size_t k = 0; k < body->suspensions.count; k++)
            insert_child(graph, body->suspensions.items[k]);
    }
    if (layout_is_merged(graph->routine))
        return; /* its result is written when all is over, by the shell around it */
    for (size_t i = 0; i < graph->flow->returns.count; i++) {
        const struct return_place *returns = &graph->flow->returns.items[i];
        struct point point = {
            .thing = graph->numbers.result, .sets = true, .gives = true, .step = returns->step};
        insert(graph, returns->place, point);
    }
    struct point end = {.thing = graph->numbers.result, .reads = true};
    insert(graph, (struct flow_place){graph->flow->finished, 0}, end);
}

static struct point point_of(const struct graph *graph, const struct event *event) {
    bool is_handle = event->symbol && program_is_handle(event->symbol);
    return (struct point){
        .thing = event->symbol ? event->symbol->index
                               : graph->numbers.temporaries + event->temporary->number - 1,
        .reads = event_reads(event),
        .sets = event_sets(event),
        .gives = event->kind != EVENT_DECLARE || event->has_value || is_handle,
        .step = event->step,
        .assigns = event->symbol && (event->kind == EVENT_SET || event->kind == EVENT_TOUCH),
        .node = event->node,
    };
}

static void read_points(struct graph *graph, const struct block *block) {
    struct block_facts *facts = &graph->blocks[block->number];
    size_t at = 0;
    for (size_t i = 0; i <= block->events.count; i++) {
        for (; at < facts->inserted.count && facts->inserted.items[at].event <= i; at++)
            array_push(graph->arena, &facts->points, facts->inserted.items[at].point);
        if (i == block->events.count)
            break;
        struct point point = point_of(graph, &block->events.items[i]);
        array_push(graph->arena, &facts->points, point);
    }
}

/* ---- the three bits ---- */

static bool step_back(const struct graph *graph, const struct block *block) {
    struct block_facts *facts = &graph->blocks[block->number];
    bool changed = false;
    for (size_t i = 0; i < block->edges.count; i++)
        changed |=
            unite(graph, facts->live_out, graph->blocks[block->edges.items[i].to->number].live_in);
    uint64_t *live = graph->alive;
    memcpy(live, facts->live_out, graph->word_count * sizeof *live);
    for (size_t i = facts->points.count; i-- > 0;) {
        const struct point *point = &facts->points.items[i];
        if (point->sets)
            set_exclude(live, point->thing);
        if (point->reads)
            set_include(live, point->thing);
    }
    return unite(graph, facts->live_in, live) || changed;
}

/* What is true at the end of a block stays so where its scope is not left. */
static bool carry(const struct graph *graph, const uint64_t *from, uint64_t *to,
                  uint32_t position) {
    bool changed = false;
    for (size_t i = 0; i < graph->word_count; i++)
        for (uint64_t bits = from[i] & ~to[i]; bits; bits &= bits - 1) {
            size_t thing = i * 64 + (size_t)__builtin_ctzll(bits);
            bool is_variable = thing < graph->routine->variable_count;
            if (is_variable && (!graph->symbols[thing] || position == NO_TOKEN ||
                                !flow_in_scope(graph->symbols[thing], position)))
                continue;
            set_include(to, thing);
            changed = true;
        }
    return changed;
}

static bool step_forward(const struct graph *graph, const struct block *block) {
    struct block_facts *facts = &graph->blocks[block->number];
    unite(graph, facts->exists_out, facts->exists_in);
    unite(graph, facts->holds_out, facts->holds_in);
    bool changed = false;
    for (size_t i = 0; i < block->edges.count; i++) {
        const struct block *to = block->edges.items[i].to;
        struct block_facts *next = &graph->blocks[to->number];
        changed |= carry(graph, facts->exists_out, next->exists_in, to->position);
        changed |= carry(graph, facts->holds_out, next->holds_in, to->position);
    }
    return changed;
}

static void solve(struct graph *graph) {
    const struct flow *flow = graph->flow;
    for (size_t i = 0; i < flow->blocks.count; i++) {
        struct block_facts *facts = &graph->blocks[i];
        for (size_t k = 0; k < facts->points.count; k++) {
            set_include(facts->exists_out, facts->points.items[k].thing);
            if (facts->points.items[k].gives)
                set_include(facts->holds_out, facts->points.items[k].thing);
        }
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = flow->blocks.count; i-- > 0;)
            changed |= step_back(graph, flow->blocks.items[i]);
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < flow->blocks.count; i++)
            changed |= step_forward(graph, flow->blocks.items[i]);
    }
}

/* ---- conflicts in the order of the graph ---- */

static const uint64_t *framed_in(const struct graph *graph, const struct block *block) {
    return block->unwinds ? graph->saved : graph->framed;
}

/* At one point of a block. */
struct facts {
    uint64_t *live, *exists, *holds;
};

static void find_alive(const struct graph *graph, uint64_t *alive, const struct facts *at,
                       const uint64_t *framed) {
    for (size_t i = 0; i < graph->word_count; i++) {
        uint64_t sticky = graph->sticky[i];
        alive[i] = ((at->exists[i] & sticky) | (at->live[i] & at->holds[i] & ~sticky)) & framed[i];
    }
}

void layout__note_line(struct graph *graph, size_t thing, const struct node *node) {
    if (!node)
        return;
    unsigned line = flow_line(graph->program, node);
    if (!graph->first_line[thing] || line < graph->first_line[thing])
        graph->first_line[thing] = line;
    if (line > graph->last_line[thing])
        graph->last_line[thing] = line;
}

/* Where a thing first appears in a block that it was not in before, it is gone again going back. */
struct arrivals {
    bool *exists, *holds; /* by point */
};

static struct arrivals find_arrivals(const struct graph *graph, const struct block_facts *facts) {
    size_t count = facts->points.count + 1;
    struct arrivals arrivals = {arena_array(graph->arena, bool, count),
                                arena_array(graph->arena, bool, count)};
    uint64_t *exists = new_set(graph), *holds = new_set(graph);
    unite(graph, exists, facts->exists_in);
    unite(graph, holds, facts->holds_in);
    for (size_t i = 0; i < facts->points.count; i++) {
        const struct point *point = &facts->points.items[i];
        arrivals.exists[i] = !set_has(exists, point->thing);
        arrivals.holds[i] = point->gives && !set_has(holds, point->thing);
        set_include(exists, point->thing);
        if (point->gives)
            set_include(holds, point->thing);
    }
    return arrivals;
}

static void walk_points(struct graph *graph, const struct block *block, struct facts *at) {
    struct block_facts *facts = &graph->blocks[block->number];
    struct arrivals arrivals = find_arrivals(graph, facts);
    const uint64_t *framed = framed_in(graph, block);
    uint64_t *alive = graph->alive;
    for (size_t i = facts->points.count; i-- > 0;) {
        const struct point *point = &facts->points.items[i];
        if (set_has(framed, point->thing))
            unite(graph, row(graph, point->thing), alive);
        if (point->sets)
            set_exclude(at->live, point->thing);
        if (point->reads)
            set_include(at->live, point->thing);
        if (arrivals.exists[i])
            set_exclude(at->exists, point->thing);
        if (arrivals.holds[i])
            set_exclude(at->holds, point->thing);
        find_alive(graph, alive, at, framed);
        if (set_has(framed, point->thing))
            unite(graph, row(graph, point->thing), alive);
        layout__note_line(graph, point->thing, point->node);
    }
}

static void walk_block(struct graph *graph, const struct block *block) {
    const struct block_facts *facts = &graph->blocks[block->number];
    struct facts at = {new_set(graph), new_set(graph), new_set(graph)};
    unite(graph, at.live, facts->live_out);
    unite(graph, at.exists, facts->exists_out);
    unite(graph, at.holds, facts->holds_out);
    find_alive(graph, graph->alive, &at, framed_in(graph, block));
    conflict_all(graph, graph->alive, graph->alive);
    if (block->suspension)
        unite(graph, graph->alive_at[block->suspension->number - 1], graph->alive);
    walk_points(graph, block, &at);
    conflict_all(graph, graph->alive, graph->alive);
}

/* A wide value is not written over what the same step reads. */
static void walk_steps(struct graph *graph) {
    size_t count = graph->flow->step_count + 1;
    uint64_t **reads = arena_array(graph->arena, uint64_t *, count);
    for (int pass = 0; pass < 2; pass++)
        for (size_t b = 0; b < graph->flow->blocks.count; b++) {
            const struct block_facts *facts = &graph->blocks[b];
            const uint64_t *framed = framed_in(graph, graph->flow->blocks.items[b]);
            for (size_t i = 0; i < facts->points.count; i++) {
                const struct point *point = &facts->points.items[i];
                if (!point->step || !set_has(framed, point->thing))
                    continue;
                if (!pass && point->reads) {
                    if (!reads[point->step])
                        reads[point->step] = new_set(graph);
                    set_include(reads[point->step], point->thing);
                }
                if (!pass || !point->gives || point->reads || !reads[point->step])
                    continue;
                for (size_t w = 0; w < graph->word_count; w++) {
                    bool is_child = point->thing >= graph->numbers.children &&
                                    point->thing < graph->numbers.result;
                    uint64_t mask = set_has(graph->wide, point->thing) && !is_child
                                        ? ~(uint64_t)0
                                        : graph->wide[w];
                    if (point->assigns)
                        mask |= ~graph->polled[w];
                    row(graph, point->thing)[w] |= reads[point->step][w] & mask;
                }
            }
        }
}

/* ---- suspensions ---- */

static void add_cached(struct graph *graph, const struct live_set *set, uint64_t *alive) {
    for (size_t i = 0; i < set->values.count; i++) {
        const struct live_value *value = &set->values.items[i];
        const struct symbol *symbol = value->symbol;
        if (symbol && set_has(graph->lent, symbol->index))
            continue; /* alive here as it is everywhere: where the graph says so */
        enum residence residence = symbol ? symbol->residence : value->temporary->residence;
        if (residence_has_slot(residence))
            set_include(alive, symbol ? symbol->index
                                      : graph->numbers.temporaries + value->temporary->number - 1);
    }
}

static void walk_suspensions(struct graph *graph) {
    const struct live *live = graph->routine->analysis->live;
    for (size_t i = 0; i < live->count; i++) {
        if (!live->sets[i].suspension)
            continue;
        uint64_t *alive = graph->alive_at[i];
        add_cached(graph, &live->sets[i], alive);
        conflict_all(graph, alive, alive);
        for (size_t thing = 0; thing < graph->numbers.count; thing++)
            if (set_has(alive, thing))
                layout__note_line(graph, thing, live->sets[i].suspension->step->node);
    }
}

/* ---- the whole ---- */

static void note_thing(struct graph *graph, size_t thing, enum residence residence,
                       const struct oracle_type *type) {
    if (residence == RESIDENCE_FRAME)
        set_include(graph->framed, thing);
    if (residence_has_slot(residence))
        set_include(graph->saved, thing);
    if (thing == graph->numbers.result && !type)
        return;
    struct oracle_extent extent = layout__extent(type);
    if (!type || extent.size < 0 || extent.size > 8 || type->class == ORACLE_RECORD ||
        type->class == ORACLE_ARRAY)
        set_include(graph->wide, thing);
}

static void note_variable(struct graph *graph, const struct symbol *symbol) {
    size_t thing = symbol->index;
    graph->symbols[thing] = symbol;
    note_thing(graph, thing, symbol->residence, symbol->type);
    if (symbol->class == VARIABLE_FUTURE)
        set_include(graph->wide, thing);
    if (symbol->block || (symbol->is_parameter && symbol->residence == RESIDENCE_CACHED))
        set_include(graph->framed, thing);
    if (symbol->block || graph->flow->address_at[thing] || symbol->is_shared ||
        (graph->flow->captured_at[thing] && layout__is_used_at_once(graph, symbol)))
        set_include(graph->sticky, thing);
    else if (graph->flow->captured_at[thing])
        set_include(graph->lent, thing);
}

/* Of what is awaited by value only the result is read, and nothing after it. */
static void note_words(struct graph *graph, const struct body *body) {
    for (size_t i = 0; i < body->suspensions.count; i++) {
        const struct suspension *suspension = body->suspensions.items[i];
        const struct future *future = suspension->step->future;
        if (future && (future->kind == FUTURE_EMBEDDED || future->kind == FUTURE_LEAF)) {
            set_exclude(graph->wide, graph->numbers.children + suspension->number - 1);
            set_include(graph->polled, graph->numbers.children + suspension->number - 1);
        }
    }
}

static void note_things(struct graph *graph) {
    const struct routine *routine = graph->routine;
    for (size_t i = 0; i < routine->symbols.count; i++) {
        const struct symbol *symbol = routine->symbols.items[i];
        if (symbol->kind == SYMBOL_VARIABLE && !symbol->is_static && !symbol->is_extern)
            note_variable(graph, symbol);
    }
    for (size_t i = 0; i < routine->lowered->temporaries.count; i++) {
        const struct temporary *temporary = routine->lowered->temporaries.items[i];
        note_thing(graph, graph->numbers.temporaries + i, temporary->residence, temporary->type);
    }
    for (size_t i = graph->numbers.children; i < graph->numbers.result; i++) {
        set_include(graph->framed, i);
        set_include(graph->wide, i);
    }
    for (size_t i = 0; i < routine->lowered->bodies.count; i++)
        note_words(graph, routine->lowered->bodies.items[i]);
    note_thing(graph, graph->numbers.result, RESIDENCE_FRAME, routine->result);
    for (size_t i = graph->numbers.branches; i < graph->numbers.count; i++)
        set_include(graph->framed, i);
    unite(graph, graph->saved, graph->framed);
}

static void allocate(struct graph *graph) {
    size_t blocks = graph->flow->blocks.count;
    graph->blocks = arena_array(graph->arena, struct block_facts, blocks);
    for (size_t i = 0; i < blocks; i++) {
        struct block_facts *facts = &graph->blocks[i];
        uint64_t **sets[] = {&facts->live_in,    &facts->live_out, &facts->exists_in,
                             &facts->exists_out, &facts->holds_in, &facts->holds_out};
        for (size_t k = 0; k < sizeof sets / sizeof sets[0]; k++)
            *sets[k] = new_set(graph);
    }
    size_t count = graph->numbers.count, suspensions = graph->routine->analysis->live->count;
    graph->symbols = arena_array(graph->arena, const struct symbol *, count);
    graph->framed = new_set(graph);
    graph->saved = new_set(graph);
    graph->sticky = new_set(graph);
    graph->lent = new_set(graph);
    graph->wide = new_set(graph);
    graph->polled = new_set(graph);
    graph->alive = new_set(graph);
    graph->conflicts = arena_array(graph->arena, uint64_t, count * graph->word_count);
    graph->alive_at = arena_array(graph->arena, uint64_t *, suspensions + 1);
    for (size_t i = 0; i < suspensions; i++)
        graph->alive_at[i] = new_set(graph);
    graph->members = arena_array(graph->arena, uint64_t *, graph->routine->lowered->bodies.count);
    graph->first_line = arena_array(graph->arena, unsigned, count);
    graph->last_line = arena_array(graph->arena, unsigned, count);
}

/* From things to slots. */
static void hand_over(struct graph *graph) {
    struct frame *frame = graph->frame;
    size_t count = frame->slots.count;
    frame->alive_at = graph->alive_at;
    frame->members = graph->members;
    frame->lent = graph->lent;
    frame->word_count = count / 64 + 1;
    frame->conflicts = arena_array(graph->arena, uint64_t, (count + 1) * frame->word_count);
    for (size_t a = 0; a < count; a++) {
        struct slot *slot = &frame->slots.items[a];
        slot->first_line = graph->first_line[slot->thing];
        slot->last_line = graph->last_line[slot->thing];
        for (size_t b = 0; b < count; b++)
            if (b != a && set_has(row(graph, slot->thing), frame->slots.items[b].thing))
                frame->conflicts[a * frame->word_count + b / 64] |= (uint64_t)1 << b % 64;
    }
}

void layout__interfere(struct program *program, struct frame *frame) {
    struct graph graph = {.program = program,
                          .arena = program->arena,
                          .frame = frame,
                          .flow = flow_of(frame->routine),
                          .routine = frame->routine,
                          .numbers = layout__thing_numbers(frame->routine)};
    graph.word_count = graph.numbers.count / 64 + 1;
    allocate(&graph);
    layout__find_users(&graph);
    note_things(&graph);
    insert_all(&graph);
    for (size_t i = 0; i < graph.flow->blocks.count; i++)
        read_points(&graph, graph.flow->blocks.items[i]);
    solve(&graph);
    for (size_t i = 0; i < graph.flow->blocks.count; i++)
        walk_block(&graph, graph.flow->blocks.items[i]);
    walk_steps(&graph);
    walk_suspensions(&graph);
    layout__walk_literals(&graph);
    layout__symmetrise(&graph);
    layout__walk_parallel(&graph);
    conflict_with_everything(&graph, graph.numbers.state);
    if (frame->routine->is_main) /* 0 from the start */
        conflict_with_everything(&graph, graph.numbers.result);
    layout__symmetrise(&graph);
    hand_over(&graph);
}
