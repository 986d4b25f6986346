/*
 * Builds the graph from the steps. Only here is it known what follows what; what an expression does
 * is in expression.c, what a suspension does in suspend.c.
 *
 * builder->position is a token of the scope that the present step stands in. Only STEP_BLOCK and the
 * actions change it, and they begin new blocks, so that the scope of a block is that of its position.
 */
#include <string.h>

#include "analyze/internal.h"

struct block *builder__block(struct builder *builder) {
    struct block *block = arena_new(builder->arena, struct block);
    block->number = (unsigned)builder->flow->blocks.count;
    block->body = builder->body;
    block->position = builder->position;
    block->action = builder->action;
    block->unwinds = builder->unwinds;
    array_push(builder->arena, &builder->flow->blocks, block);
    return block;
}

void builder__edge(struct builder *builder, struct block *from, enum edge_kind kind,
                   struct block *to) {
    struct edge edge = {.kind = kind, .to = to};
    array_push(builder->arena, &from->edges, edge);
}

/* One of the two ways on from a condition. */
static void add_answer(struct builder *builder, struct block *from, struct block *to, int when) {
    struct edge edge = {.kind = EDGE_NEXT, .to = to, .when = when};
    array_push(builder->arena, &from->edges, edge);
}

void builder__continue_in(struct builder *builder, struct block *block) {
    builder__edge(builder, builder->block, EDGE_NEXT, block);
    builder->block = block;
}

void builder__end(struct builder *builder) {
    builder->block = builder__block(builder);
}

static void note_capture(struct builder *builder, const struct symbol *symbol) {
    for (struct branch_place *branch = builder->branch; branch; branch = branch->outer)
        if (flow_in_scope(symbol, branch->body->node->first) &&
            !builder->flow->captured_at[symbol->index])
            builder->flow->captured_at[symbol->index] = branch->body->node;
}

void builder__event(struct builder *builder, enum event_kind kind, struct symbol *symbol,
                    struct node *node) {
    if (symbol->is_static || symbol->is_extern)
        return;
    struct event event = {
        .kind = kind, .has_value = true, .step = builder->step, .symbol = symbol, .node = node};
    array_push(builder->arena, &builder->block->events, event);
    note_capture(builder, symbol);
}

void builder__temporary(struct builder *builder, enum event_kind kind, struct temporary *temporary,
                        struct node *node) {
    struct event event = {.kind = kind,
                          .has_value = true,
                          .step = builder->step,
                          .temporary = temporary,
                          .node = node};
    array_push(builder->arena, &builder->block->events, event);
}

struct flow_place builder__place(const struct builder *builder) {
    return (struct flow_place){builder->block, builder->block->events.count};
}

/* What people read of a block. */
static void show(struct builder *builder, struct node *node) {
    array_push(builder->arena, &builder->block->nodes, node);
}

static void build_if(struct builder *builder, struct step *step) {
    int truth = -1;
    if (step->temporary) {
        builder__temporary(builder, EVENT_USE, step->temporary, step->node);
    } else {
        builder__evaluate(builder, step->node);
        truth = builder__truth(builder, step->node);
        if (truth >= 0 && step->negated)
            truth = !truth;
    }
    struct block *condition = builder->block;
    int holds = step->negated ? -1 : 1;
    condition->condition = step->temporary ? NULL : step->node;
    builder->block = builder__block(builder);
    if (truth != 0)
        add_answer(builder, condition, builder->block, holds);
    builder__steps(builder, step->first);
    struct block *then_end = builder->block;
    struct block *after;
    if (step->second) {
        builder->block = builder__block(builder);
        if (truth != 1)
            add_answer(builder, condition, builder->block, -holds);
        builder__steps(builder, step->second);
        after = builder__block(builder);
        builder__edge(builder, builder->block, EDGE_NEXT, after);
    } else {
        after = builder__block(builder);
        if (truth != 1)
            add_answer(builder, condition, after, -holds);
    }
    builder__edge(builder, then_end, EDGE_NEXT, after);
    builder->block = after;
}

/* The condition of a loop, and where its two answers lead. */
static void build_condition(struct builder *builder, struct node *condition, struct block *if_true,
                            struct block *if_false) {
    int truth = builder__truth(builder, condition);
    if (condition->kind != NODE_NONE) {
        show(builder, condition);
        builder__evaluate(builder, condition);
        builder->block->condition = condition;
    }
    if (truth != 0)
        add_answer(builder, builder->block, if_true, 1);
    if (truth != 1)
        add_answer(builder, builder->block, if_false, -1);
}

static void build_body(struct builder *builder, struct construct *construct, struct step *first) {
    construct->outer = builder->construct;
    builder->construct = construct;
    builder__steps(builder, first);
    builder->construct = construct->outer;
}

static void build_do(struct builder *builder, struct step *step) {
    struct block *body = builder__block(builder), *condition = builder__block(builder);
    struct construct construct = {.on_break = builder__block(builder), .on_continue = condition};
    builder__continue_in(builder, body);
    build_body(builder, &construct, step->first);
    builder__continue_in(builder, condition);
    build_condition(builder, step->node->children[1], body, construct.on_break);
    builder->block = construct.on_break;
}

static void build_while(struct builder *builder, struct step *step) {
    struct node *node = step->node;
    if (node->kind == NODE_DO) {
        build_do(builder, step);
        return;
    }
    bool is_for = node->kind == NODE_FOR;
    struct block *head = builder__block(builder), *body = builder__block(builder);
    struct block *increment = is_for ? builder__block(builder) : head;
    struct construct construct = {.on_break = builder__block(builder), .on_continue = increment};
    builder__continue_in(builder, head);
    build_condition(builder, node->children[is_for ? 1 : 0], body, construct.on_break);
    builder->block = body;
    build_body(builder, &construct, step->first);
    if (is_for) {
        builder__continue_in(builder, increment);
        if (node->children[2]->kind != NODE_NONE) {
            show(builder, node->children[2]);
            builder__evaluate(builder, node->children[2]);
        }
    }
    builder__edge(builder, builder->block, EDGE_NEXT, head);
    builder->block = construct.on_break;
}

static void build_loop(struct builder *builder, struct step *step) {
    struct block *head = builder__block(builder);
    struct construct construct = {.on_continue = builder__block(builder),
                                  .on_break = builder__block(builder)};
    builder__continue_in(builder, head);
    build_body(builder, &construct, step->first);
    builder__continue_in(builder, construct.on_continue);
    build_body(builder, &construct, step->second);
    builder__edge(builder, builder->block, EDGE_NEXT, head);
    builder->block = construct.on_break;
}

static void build_break_unless(struct builder *builder, struct step *step) {
    struct block *next = builder__block(builder);
    build_condition(builder, step->node, next, builder->construct->on_break);
    builder->block = next;
}

static void build_switch(struct builder *builder, struct step *step) {
    builder__evaluate(builder, step->node);
    struct construct construct = {.on_break = builder__block(builder), .head = builder->block};
    builder__end(builder);
    build_body(builder, &construct, step->first);
    builder__continue_in(builder, construct.on_break);
    if (!construct.has_default)
        builder__edge(builder, construct.head, EDGE_NEXT, construct.on_break);
}

static void build_case(struct builder *builder, struct step *step) {
    struct construct *construct = builder->construct;
    while (construct && !construct->head)
        construct = construct->outer;
    builder__continue_in(builder, builder__block(builder));
    if (!construct)
        return;
    builder__edge(builder, construct->head, EDGE_NEXT, builder->block);
    construct->has_default |= step->node->kind == NODE_DEFAULT;
}

static struct block *label_block(struct builder *builder, const char *name) {
    for (size_t i = 0; i < builder->labels.count; i++)
        if (strcmp(builder->labels.items[i].name, name) == 0)
            return builder->labels.items[i].block;
    struct label label = {name, builder__block(builder)};
    array_push(builder->arena, &builder->labels, label);
    return label.block;
}

static void build_label(struct builder *builder, struct step *step) {
    struct block *block = label_block(builder, step->name);
    block->position = builder->position;
    builder__continue_in(builder, block);
}

/* Runs the actions that the exit crosses, and goes there. */
static void build_exit(struct builder *builder, struct step *step, struct block *target) {
    builder__actions(builder, step->from, step->to);
    builder->block->exit = step;
    if (target)
        builder__edge(builder, builder->block, EDGE_NEXT, target);
    builder__end(builder);
}

static void build_return(struct builder *builder, struct step *step) {
    if (step->node->kind != NODE_RETURN)
        builder__evaluate(builder, step->node);
    if (step->is_truth) {
        struct return_place place = {builder__place(builder), builder->step};
        array_push(builder->arena, &builder->flow->returns, place);
    }
    build_exit(builder, step, builder->leave);
}

static void build_break(struct builder *builder, struct step *step) {
    build_exit(builder, step, builder->construct ? builder->construct->on_break : NULL);
}

static void build_continue(struct builder *builder, struct step *step) {
    struct construct *construct = builder->construct;
    while (construct && !construct->on_continue)
        construct = construct->outer;
    build_exit(builder, step, construct ? construct->on_continue : NULL);
}

static bool declares(const struct flow *flow, const struct node *scope) {
    for (size_t i = 0; i < flow->routine->symbols.count; i++)
        if (flow->routine->symbols.items[i]->scope->node == scope)
            return true;
    return false;
}

static void build_scope(struct builder *builder, struct step *step) {
    if (!declares(builder->flow, step->node)) {
        builder__steps(builder, step->first);
        return;
    }
    uint32_t position = builder->position;
    builder->position = step->node->first;
    builder__continue_in(builder, builder__block(builder));
    builder__steps(builder, step->first);
    builder->position = position;
    builder__continue_in(builder, builder__block(builder));
}

static void build_set(struct builder *builder, struct step *step) {
    const struct note *note = lower_note(step->node);
    if (note && note->temporary == step->temporary)
        builder__evaluate_now(builder, step->node);
    else
        builder__evaluate(builder, step->node);
    builder__temporary(builder, EVENT_SET, step->temporary, step->node);
}

/* Steps that say something to people; of the actions, only a defer is in the text. */
static bool is_shown(const struct step *step) {
    if (step->kind == STEP_ENTER)
        return step->action->kind == ACTION_DEFER;
    return step->kind != STEP_BLOCK && step->kind != STEP_LOOP && step->kind != STEP_WHILE &&
           step->kind != STEP_LEAVE && step->kind != STEP_BREAK_UNLESS &&
           step->kind != STEP_TEMPORARY && step->kind != STEP_CASE && step->kind != STEP_LABEL;
}

static void build_one(struct builder *builder, struct step *step) {
    if (is_shown(step))
        show(builder, step->node);
    switch (step->kind) {
    case STEP_EXPRESSION:
        builder__evaluate_now(builder, step->node);
        return;
    case STEP_SET:
        build_set(builder, step);
        return;
    case STEP_DECLARE:
        builder__declare(builder, step);
        return;
    case STEP_CALL:
        builder__call(builder, step);
        return;
    case STEP_AWAIT:
        builder__await(builder, step);
        return;
    case STEP_JOIN:
        builder__join(builder, step);
        return;
    case STEP_RACE:
        builder__race(builder, step);
        return;
    case STEP_BLOCK:
        build_scope(builder, step);
        return;
    case STEP_IF:
        build_if(builder, step);
        return;
    case STEP_WHILE:
        build_while(builder, step);
        return;
    case STEP_LOOP:
        build_loop(builder, step);
        return;
    case STEP_BREAK_UNLESS:
        build_break_unless(builder, step);
        return;
    case STEP_SWITCH:
        build_switch(builder, step);
        return;
    case STEP_CASE:
        build_case(builder, step);
        return;
    case STEP_LABEL:
        build_label(builder, step);
        return;
    case STEP_PRAGMA:
        return;
    case STEP_ASM:
        builder__mention(builder, step->node);
        return;
    case STEP_RETURN:
        build_return(builder, step);
        return;
    case STEP_BREAK:
        build_break(builder, step);
        return;
    case STEP_CONTINUE:
        build_continue(builder, step);
        return;
    case STEP_GOTO:
        build_exit(builder, step, label_block(builder, step->name));
        return;
    case STEP_LEAVE:
        builder__actions(builder, step->from, step->to);
        return;
    case STEP_ENTER:
    case STEP_TEMPORARY:
        return;
    }
}

void builder__steps(struct builder *builder, struct step *step) {
    uint32_t outer = builder->step;
    for (; step; step = step->next) {
        builder->step = ++builder->flow->step_count;
        build_one(builder, step);
    }
    builder->step = outer;
}

static struct block *end_block(struct builder *builder) {
    struct block *block = builder__block(builder);
    block->position = NO_TOKEN;
    return block;
}

/* Without recursion: a straight line of awaits is as deep as it is long. */
static void mark_reachable(struct arena *arena, struct flow *flow) {
    struct block **stack = arena_array(arena, struct block *, flow->blocks.count);
    size_t depth = 0;
    stack[depth++] = flow->blocks.items[0];
    flow->blocks.items[0]->is_reachable = true;
    while (depth) {
        const struct block *block = stack[--depth];
        for (size_t i = 0; i < block->edges.count; i++) {
            struct block *to = block->edges.items[i].to;
            if (to->is_reachable)
                continue;
            to->is_reachable = true;
            stack[depth++] = to;
        }
    }
}

static struct flow *build(struct program *program, struct routine *routine,
                          const struct endings *endings) {
    struct flow *flow = arena_new(program->arena, struct flow);
    flow->program = program;
    flow->routine = routine;
    flow->address_at = arena_array(program->arena, struct node *, routine->variable_count + 1);
    flow->captured_at = arena_array(program->arena, struct node *, routine->variable_count + 1);
    flow->children =
        arena_array(program->arena, struct child_range, routine->lowered->suspension_count + 1);
    struct builder builder = {
        .arena = program->arena,
        .program = program,
        .flow = flow,
        .endings = endings,
        .body = routine->lowered->bodies.items[0],
        .position = routine->definition->node->first,
    };
    builder.block = builder__block(&builder);
    flow->finished = builder.leave = end_block(&builder);
    flow->cancelled = end_block(&builder);
    for (size_t i = 0; i < routine->symbols.count; i++) {
        struct symbol *symbol = routine->symbols.items[i];
        if (symbol->kind == SYMBOL_VARIABLE && symbol->is_parameter)
            builder__event(&builder, EVENT_DECLARE, symbol, symbol->declaration);
    }
    builder__steps(&builder, builder.body->first);
    builder__edge(&builder, builder.block, EDGE_NEXT, flow->finished);
    mark_reachable(program->arena, flow);
    return flow;
}

void analyze_program(struct program *program) {
    struct endings endings = {0};
    endings__read(&endings, program);
    for (size_t i = 0; i < program->routines.count; i++) {
        struct routine *routine = program->routines.items[i];
        if (!routine->definition || !routine->lowered || routine->is_broken)
            continue;
        routine->analysis = arena_new(program->arena, struct analysis);
        routine->analysis->flow = build(program, routine, &endings);
        routine->analysis->live = live__of(program, routine->analysis->flow);
    }
}

struct flow *flow_of(const struct routine *routine) {
    return routine->analysis ? routine->analysis->flow : NULL;
}

struct symbol *flow_declared(const struct routine *routine, const struct node *declarator) {
    for (size_t i = 0; i < routine->symbols.count; i++)
        if (routine->symbols.items[i]->declarator == declarator)
            return routine->symbols.items[i];
    return NULL;
}

bool flow_in_scope(const struct symbol *symbol, uint32_t position) {
    const struct node *scope = symbol->scope->node;
    return scope->first <= position && position < scope->end;
}

unsigned flow_line(const struct program *program, const struct node *node) {
    return source_place(program->source, node_begin_offset(program->tokens, node)).line;
}
