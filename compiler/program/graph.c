/*
 * The call graph of the file's async definitions, and its strongly connected components.
 *
 * A call along an edge between two components is acyclic: the callee's frame is embedded by value. A
 * call inside a component goes through the descriptor, so that recursion needs no infinite frame and
 * no C stack. Tarjan (1972); recursion is as deep as the longest chain of functions in one file.
 */
#include "program/internal.h"

struct tarjan {
    struct program *program;
    unsigned *index, *low; /* by position in program->routines; 0 = not visited */
    bool *on_stack;
    size_t *stack;
    size_t depth;
    unsigned next, components;
};

static size_t position_of(const struct program *program, const struct routine *routine) {
    for (size_t i = 0; i < program->routines.count; i++)
        if (program->routines.items[i] == routine)
            return i;
    return SIZE_MAX;
}

static void add_callee(struct program *program, struct routine *routine, struct routine *callee) {
    if (!callee->is_async || callee->is_leaf || !callee->definition)
        return;
    for (size_t i = 0; i < routine->callees.count; i++)
        if (routine->callees.items[i] == callee)
            return;
    array_push(program->arena, &routine->callees, callee);
}

/* A spawned or blocking call gets memory of its own: no edge. */
static void collect(struct program *program, struct routine *routine, struct node *node) {
    if (node->kind == NODE_SPAWN || node->kind == NODE_BOX || node->kind == NODE_BLOCK_ON ||
        node->kind == NODE_TRY_BLOCK_ON) {
        struct node *operand = program_strip(node->children[0]);
        for (uint32_t i = 1; operand->kind == NODE_CALL && i < operand->child_count; i++)
            collect(program, routine, operand->children[i]);
        return;
    }
    if (program_is_move_block(program, node)) {
        add_callee(program, routine, program->routine_at[node->first]);
        return;
    }
    if (node->kind == NODE_CALL) {
        struct node *callee = program_strip(node->children[0]);
        if (callee->kind == NODE_NAME && program->routine_at[callee->first])
            add_callee(program, routine, program->routine_at[callee->first]);
    }
    for (uint32_t i = 0; i < node->child_count; i++)
        collect(program, routine, node->children[i]);
}

static void finish_component(struct tarjan *tarjan, size_t root) {
    struct program *program = tarjan->program;
    size_t members = 0, at;
    tarjan->components++;
    do {
        at = tarjan->stack[--tarjan->depth];
        struct routine *routine = program->routines.items[at];
        tarjan->on_stack[at] = false;
        routine->component = tarjan->components;
        routine->order = (unsigned)program->ordered_count;
        if (routine->is_async && routine->definition && !routine->is_leaf)
            program->ordered[program->ordered_count++] = routine;
        members++;
    } while (at != root);
    struct routine *routine = program->routines.items[root];
    bool recursive = members > 1;
    for (size_t i = 0; i < routine->callees.count; i++)
        recursive |= routine->callees.items[i] == routine;
    for (size_t i = 0; recursive && i < program->routines.count; i++)
        if (program->routines.items[i]->component == tarjan->components)
            program->routines.items[i]->is_recursive = true;
}

static void visit(struct tarjan *tarjan, size_t at) {
    struct routine *routine = tarjan->program->routines.items[at];
    tarjan->index[at] = tarjan->low[at] = ++tarjan->next;
    tarjan->stack[tarjan->depth++] = at;
    tarjan->on_stack[at] = true;
    for (size_t i = 0; i < routine->callees.count; i++) {
        size_t to = position_of(tarjan->program, routine->callees.items[i]);
        if (!tarjan->index[to])
            visit(tarjan, to);
        if (tarjan->on_stack[to] && tarjan->low[to] < tarjan->low[at])
            tarjan->low[at] = tarjan->low[to];
    }
    if (tarjan->low[at] == tarjan->index[at])
        finish_component(tarjan, at);
}

void program__order(struct program *program) {
    size_t count = program->routines.count;
    struct tarjan tarjan = {
        .program = program,
        .index = arena_array(program->arena, unsigned, count + 1),
        .low = arena_array(program->arena, unsigned, count + 1),
        .on_stack = arena_array(program->arena, bool, count + 1),
        .stack = arena_array(program->arena, size_t, count + 1),
    };
    program->ordered = arena_array(program->arena, struct routine *, count + 1);
    for (size_t i = 0; i < count; i++)
        if (program->routines.items[i]->definition)
            collect(program, program->routines.items[i],
                    program->routines.items[i]->definition->node);
    for (size_t i = 0; i < count; i++)
        if (!tarjan.index[i])
            visit(&tarjan, i);
}
