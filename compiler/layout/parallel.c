/*
 * What is alive together although the order of the graph does not show it.
 *
 * Two branches of a join or race run at the same time: they conflict in everything that they hold, and
 * with all that is alive at their fork. A variable around them that just one of them uses is held by that
 * one. A block by reference stands in the graph where it is declared, but runs later: it conflicts with
 * whatever is alive while its variable exists. A compound literal lives as long as the scope around it.
 */
#include "layout/graph.h"

/* ---- what branches use of what is around them ---- */

static bool *user(const struct graph *graph, size_t variable, const struct body *body) {
    return &graph->users[variable * graph->routine->lowered->bodies.count + body->number];
}

void layout__find_users(struct graph *graph) {
    size_t count = graph->routine->variable_count * graph->routine->lowered->bodies.count;
    graph->users = arena_array(graph->arena, bool, count + 1);
    for (size_t i = 0; i < graph->flow->blocks.count; i++) {
        const struct block *block = graph->flow->blocks.items[i];
        for (size_t k = 0; k < block->events.count; k++) {
            const struct symbol *symbol = block->events.items[k].symbol;
            for (const struct body *body = block->body; symbol && body && body->outer;
                 body = body->outer)
                if (!node_is_inside(symbol->scope->node, body->node))
                    *user(graph, symbol->index, body) = true;
        }
    }
}

bool layout__is_used_at_once(const struct graph *graph, const struct symbol *symbol) {
    const struct lowered *lowered = graph->routine->lowered;
    size_t variable = symbol->index;
    if (program_is_handle(symbol) || symbol->class == VARIABLE_FUTURE)
        return true; /* what is awaited through it */
    for (size_t i = 1; i < lowered->bodies.count; i++) {
        const struct body *body = lowered->bodies.items[i];
        if (!*user(graph, variable, body))
            continue;
        if (body->is_block || !body->fork)
            return true;
        for (uint32_t k = 0; k < body->fork->branch_count; k++)
            if (body->fork->branches[k] != body && *user(graph, variable, body->fork->branches[k]))
                return true;
    }
    return false;
}

/* ---- what runs at the same time ---- */

static void add_members(struct graph *graph, const struct body *body, uint64_t *members) {
    const struct lowered *lowered = graph->routine->lowered;
    for (size_t i = 0; i < graph->routine->variable_count; i++)
        if (graph->symbols[i] &&
            (node_is_inside(graph->symbols[i]->scope->node, body->node) || *user(graph, i, body)))
            set_include(members, i);
    for (size_t i = 0; i < graph->flow->blocks.count; i++) {
        if (!lower_is_in_body(graph->flow->blocks.items[i]->body, body))
            continue;
        const struct block_facts *facts = &graph->blocks[i];
        for (size_t k = 0; k < facts->points.count; k++)
            if (facts->points.items[k].thing >= graph->numbers.temporaries)
                set_include(members, facts->points.items[k].thing);
    }
    for (size_t i = 1; i < lowered->bodies.count; i++) {
        const struct body *inner = lowered->bodies.items[i];
        if (!lower_is_in_body(inner, body))
            continue;
        if (inner != body)
            set_include(members, graph->numbers.branches + inner->number);
        for (size_t k = 0; k < inner->suspensions.count; k++)
            set_include(members, graph->numbers.children + inner->suspensions.items[k]->number - 1);
    }
    for (size_t i = 0; i < lowered->literals.count; i++)
        if (node_is_inside(lowered->literals.items[i], body->node))
            set_include(members, graph->numbers.literals + i);
}

/* Is what the variable holds before a race wanted by whoever wins in place of this branch? */
static bool outlives(const struct graph *graph, size_t variable,
                     const struct suspension *suspension, const struct body *branch) {
    if (suspension->step->kind != STEP_RACE)
        return false; /* of a join each branch comes to its end, and in the graph before the rest */
    const struct block *fork = block_of(graph, suspension);
    for (size_t i = 0; i < fork->edges.count; i++) {
        const struct block *to = fork->edges.items[i].to;
        if (to->body != branch && set_has(graph->blocks[to->number].live_in, variable))
            return true;
    }
    return false;
}

/* The strands, the winner, what is alive around them, and in turn what each of them holds. */
static void walk_fork(struct graph *graph, const struct suspension *suspension) {
    const struct step *step = suspension->step;
    uint64_t *around = new_set(graph), *inside = new_set(graph);
    unite(graph, around, graph->alive_at[suspension->number - 1]);
    if (step->kind == STEP_RACE)
        set_include(around, graph->numbers.children + suspension->number - 1);
    for (uint32_t i = 0; i < step->branch_count; i++)
        set_include(around, graph->numbers.branches + step->branches[i]->number);
    conflict_all(graph, around, around);
    /* What one branch alone uses it holds as its own: in the order of the graph, as far as it goes. */
    for (uint32_t i = 0; i < step->branch_count; i++)
        for (size_t k = 0; k < graph->routine->variable_count; k++)
            if (set_has(graph->lent, k) && *user(graph, k, step->branches[i]) &&
                !outlives(graph, k, suspension, step->branches[i]))
                set_exclude(around, k);
    for (uint32_t i = 0; i < step->branch_count; i++) {
        const uint64_t *members = graph->members[step->branches[i]->number];
        conflict_all(graph, members, around);
        conflict_all(graph, members, inside);
        unite(graph, inside, members);
    }
}

/* A block by reference runs at any time while a variable holds it. */
static void walk_block_body(struct graph *graph, const struct body *body) {
    uint64_t *around = new_set(graph), *itself = new_set(graph);
    set_include(itself, graph->numbers.branches + body->number);
    for (size_t i = 0; i < graph->routine->variable_count; i++) {
        const struct symbol *symbol = graph->symbols[i];
        const struct note *note = symbol && symbol->block ? lower_note(symbol->block) : NULL;
        if (note && note->body == body)
            unite(graph, around, row(graph, i));
    }
    conflict_all(graph, itself, around);
    conflict_all(graph, itself, graph->members[body->number]);
    conflict_all(graph, graph->members[body->number], around);
}

void layout__symmetrise(struct graph *graph) {
    for (size_t a = 0; a < graph->numbers.count; a++)
        for (size_t i = 0; i < graph->word_count; i++)
            for (uint64_t bits = row(graph, a)[i]; bits; bits &= bits - 1)
                set_include(row(graph, i * 64 + (size_t)__builtin_ctzll(bits)), a);
}

void layout__walk_parallel(struct graph *graph) {
    const struct lowered *lowered = graph->routine->lowered;
    for (size_t i = 1; i < lowered->bodies.count; i++) {
        graph->members[i] = new_set(graph);
        add_members(graph, lowered->bodies.items[i], graph->members[i]);
    }
    for (size_t i = 0; i < lowered->bodies.count; i++) {
        const struct body *body = lowered->bodies.items[i];
        for (size_t k = 0; k < body->suspensions.count; k++)
            if (!body->suspensions.items[k]->step->future)
                walk_fork(graph, body->suspensions.items[k]);
    }
    /* Once for what is around each of the blocks, and once for them among each other. */
    for (int pass = 0; pass < 2; pass++) {
        layout__symmetrise(graph);
        for (size_t i = 1; i < lowered->bodies.count; i++)
            if (lowered->bodies.items[i]->is_block)
                walk_block_body(graph, lowered->bodies.items[i]);
    }
}

/* ---- compound literals: alive in the scope they stand in ---- */

static bool declares(const struct routine *routine, const struct node *scope) {
    for (size_t i = 0; i < routine->symbols.count; i++)
        if (routine->symbols.items[i]->scope->node == scope)
            return true;
    return false;
}

/* The innermost scope around it whose extent the graph's positions show. */
static const struct node *visible_scope(const struct routine *routine, const struct node *node) {
    while (node->parent && !declares(routine, node))
        node = node->parent;
    return node;
}

void layout__walk_literals(struct graph *graph) {
    const struct lowered *lowered = graph->routine->lowered;
    for (size_t k = 0; k < lowered->literals.count; k++) {
        size_t thing = graph->numbers.literals + k;
        const struct node *scope = visible_scope(graph->routine, lowered->literals.items[k]);
        for (size_t i = 0; i < graph->flow->blocks.count; i++) {
            const struct block *block = graph->flow->blocks.items[i];
            if (block->position == NO_TOKEN || block->position < scope->first ||
                block->position >= scope->end)
                continue;
            const struct block_facts *facts = &graph->blocks[i];
            unite(graph, row(graph, thing), facts->exists_in);
            for (size_t p = 0; p < facts->points.count; p++)
                set_include(row(graph, thing), facts->points.items[p].thing);
            unite(graph, row(graph, thing), facts->live_in);
            if (block->suspension) /* around what a race holds, too */
                set_include(graph->alive_at[block->suspension->number - 1], thing);
        }
        for (size_t other = 0; other < lowered->literals.count; other++)
            set_include(row(graph, thing), graph->numbers.literals + other);
        for (size_t b = 1; b < lowered->bodies.count; b++)
            set_include(row(graph, thing), graph->numbers.branches + b);
        layout__note_line(graph, thing, lowered->literals.items[k]);
    }
}
