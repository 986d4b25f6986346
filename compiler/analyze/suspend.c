/*
 * Where a graph suspends: the edge to the resumption, and the edge to what cancellation runs.
 *
 * A handle is moved when its await is over, in the block after; a future by value is moved when its
 * await begins, since a cancelled one is at its end too. In a race that makes the difference: each
 * arm starts with EVENT_LOSE for the futures of all other arms, but a handle was only lent.
 */
#include "analyze/internal.h"

static void run_body(struct builder *builder, struct action *action) {
    struct construct *construct = builder->construct;
    switch (action->kind) {
    case ACTION_DEFER:
        builder->construct = NULL;
        builder__steps(builder, action->body);
        builder->construct = construct;
        return;
    case ACTION_CLEANUP:
        builder__event(builder, EVENT_USE, action->variable, action->node);
        return;
    case ACTION_HANDLE:
        if (builder->unwinds || lower_runs_on_exit(action))
            builder__event(builder, EVENT_USE, action->variable, action->node);
        return;
    }
}

/* In blocks of its own, because it stands in a scope of its own. */
static void run_action(struct builder *builder, struct action *action) {
    uint32_t position = builder->position;
    struct action *outer_action = builder->action;
    builder->position = action->node->first;
    builder->action = action;
    builder__continue_in(builder, builder__block(builder));
    run_body(builder, action);
    builder->action = outer_action;
    builder->position = position;
    builder__continue_in(builder, builder__block(builder));
}

void builder__actions(struct builder *builder, struct action *from, const struct action *to) {
    for (struct action *action = from; action && action != to; action = action->outer)
        if (lower_runs_on_exit(action))
            run_action(builder, action);
}

/* The block that cancellation leads to where `action` is the innermost live one. */
static struct block *unwind(struct builder *builder, struct action *action,
                            struct branch_place *branch) {
    while (!action && branch) {
        action = branch->action;
        branch = branch->outer;
    }
    if (!action)
        return builder->flow->cancelled;
    for (size_t i = 0; i < builder->unwindings.count; i++)
        if (builder->unwindings.items[i].action == action)
            return builder->unwindings.items[i].block;
    struct builder outer = *builder;
    builder->unwinds = true;
    builder->branch = branch;
    builder->block = builder__block(builder);
    struct unwinding unwinding = {action, builder->block};
    array_push(builder->arena, &builder->unwindings, unwinding);
    run_action(builder, action);
    builder__edge(builder, builder->block, EDGE_NEXT, unwind(builder, action->outer, branch));
    builder->unwinds = outer.unwinds;
    builder->branch = outer.branch;
    builder->block = outer.block;
    return unwinding.block;
}

/* Ends the block with a suspension. What follows hangs on EDGE_NEXT edges from it. */
static struct block *suspend(struct builder *builder, struct suspension *suspension) {
    struct block *block = builder->block;
    block->suspension = suspension;
    builder__edge(builder, block, EDGE_CANCEL,
                  unwind(builder, suspension->action, builder->branch));
    return block;
}

static struct symbol *lent_handle(const struct builder *builder, const struct future *future) {
    switch (future->kind) {
    case FUTURE_TASK:
    case FUTURE_CANCEL:
    case FUTURE_JOIN:
        return builder__variable(builder, future->arguments[0]);
    default:
        return NULL;
    }
}

static void evaluate_operands(struct builder *builder, struct future *future) {
    switch (future->kind) {
    case FUTURE_VARIABLE:
    case FUTURE_BLOCK:
        builder__event(builder, EVENT_MOVE, future->variable, future->node);
        return;
    case FUTURE_JOIN:
        builder__evaluate(builder, future->arguments[1]);
        builder__evaluate(builder, future->arguments[0]);
        return;
    default:
        if (future->node->kind == NODE_ASYNC_BLOCK)
            builder__evaluate(builder, future->node);
        if (future->callee)
            builder__evaluate(builder, future->callee);
        for (uint32_t i = 0; i < future->argument_count; i++)
            builder__evaluate(builder, future->arguments[i]);
        return;
    }
}

/* A handle is zeroed where it stands, and a result stored, when the await is over. */
static void read_places_again(struct builder *builder, struct future *future) {
    bool is_join = future->kind == FUTURE_JOIN;
    if (is_join)
        builder__evaluate(builder, future->arguments[1]);
    if ((is_join || future->kind == FUTURE_TASK || future->kind == FUTURE_CANCEL) &&
        !builder__variable(builder, future->arguments[0]))
        builder__evaluate(builder, future->arguments[0]);
}

/* An await that cannot suspend. */
void builder__call(struct builder *builder, struct step *step) {
    evaluate_operands(builder, step->future);
    if (step->temporary)
        builder__temporary(builder, EVENT_SET, step->temporary, step->node);
}

void builder__await(struct builder *builder, struct step *step) {
    struct child_range *child = &builder->flow->children[step->suspension->number - 1];
    child->step = builder->step;
    child->begin = builder__place(builder);
    evaluate_operands(builder, step->future);
    struct block *block = suspend(builder, step->suspension);
    builder->block = builder__block(builder);
    builder__edge(builder, block, EDGE_NEXT, builder->block);
    read_places_again(builder, step->future);
    struct symbol *handle = lent_handle(builder, step->future);
    if (handle)
        builder__event(builder, EVENT_MOVE, handle, program_strip(step->future->arguments[0]));
    if (step->temporary)
        builder__temporary(builder, EVENT_SET, step->temporary, step->node);
    child->end = builder__place(builder);
}

struct branch_end {
    struct block *begin, *end;
    size_t first_block, end_block; /* in flow->blocks */
};

static struct branch_end build_branch(struct builder *builder, struct body *body,
                                      struct action *action) {
    struct builder outer = *builder;
    struct branch_place place = {builder->branch, body, action};
    struct branch_end branch = {.first_block = builder->flow->blocks.count};
    builder->body = body;
    builder->construct = NULL;
    builder->branch = &place;
    branch.begin = builder->block = builder__block(builder);
    branch.end = builder->leave = builder__block(builder);
    builder__steps(builder, body->first);
    builder__edge(builder, builder->block, EDGE_NEXT, branch.end);
    branch.end_block = builder->flow->blocks.count;
    builder->body = outer.body;
    builder->construct = outer.construct;
    builder->branch = outer.branch;
    builder->leave = outer.leave;
    return branch;
}

void builder__block_body(struct builder *builder, struct body *body, struct action *action) {
    struct block *before = builder->block;
    struct branch_end block = build_branch(builder, body, action);
    builder__edge(builder, before, EDGE_NEXT, block.begin);
    builder->block = builder__block(builder);
    builder__edge(builder, block.end, EDGE_NEXT, builder->block);
}

void builder__join(struct builder *builder, struct step *step) {
    struct block *fork = suspend(builder, step->suspension), *end = fork;
    struct block *after = builder__block(builder);
    for (uint32_t i = 0; i < step->branch_count; i++) {
        struct branch_end branch =
            build_branch(builder, step->branches[i], step->suspension->action);
        builder__edge(builder, end, EDGE_NEXT, branch.begin);
        if (i > 0)
            builder__edge(builder, fork, EDGE_PARALLEL, branch.begin);
        if (i + 1 < step->branch_count)
            builder__edge(builder, branch.end, EDGE_PARALLEL, after);
        end = branch.end;
    }
    builder__edge(builder, end, EDGE_NEXT, after);
    builder->block = after;
}

/* The futures that a losing branch consumed, and the handles it may have. */
static void lose(struct builder *builder, const struct branch_end *branch, struct step *step,
                 const struct body *body) {
    for (size_t i = branch->first_block; i < branch->end_block; i++) {
        struct block *block = builder->flow->blocks.items[i];
        for (size_t j = 0; j < block->events.count; j++) {
            struct event event = block->events.items[j];
            if (event.kind != EVENT_MOVE || !flow_in_scope(event.symbol, step->node->first))
                continue;
            if (event.symbol->class != VARIABLE_TASK)
                builder__event(builder, EVENT_LOSE, event.symbol, event.node);
            else if (body->suspensions.count > 1)
                builder__event(builder, EVENT_MAY_LOSE, event.symbol, event.node);
        }
    }
}

void builder__race(struct builder *builder, struct step *step) {
    struct block *fork = suspend(builder, step->suspension);
    struct branch_end *branches =
        arena_array(builder->arena, struct branch_end, step->branch_count);
    for (uint32_t i = 0; i < step->branch_count; i++) {
        branches[i] = build_branch(builder, step->branches[i], step->suspension->action);
        builder__edge(builder, fork, EDGE_NEXT, branches[i].begin);
    }
    struct block *after = builder__block(builder);
    for (uint32_t i = 0; i < step->branch_count; i++) {
        builder->block = builder__block(builder);
        builder__edge(builder, branches[i].end, EDGE_NEXT, builder->block);
        for (uint32_t j = 0; j < step->branch_count; j++)
            if (j != i)
                lose(builder, &branches[j], step, step->branches[j]);
        builder__steps(builder, step->branches[i]->arm);
        builder__edge(builder, builder->block, EDGE_NEXT, after);
    }
    builder->block = after;
}
