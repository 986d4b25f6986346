/*
 * Where a body suspends: await, join, race.
 */
#include "lower/internal.h"

static bool may_suspend(struct lowering *lowering, struct node *node) {
    if (lowering->routine->is_async)
        return true;
    program_error(lowering->program, lowering->routine, DIAGNOSE_AWAIT_OUTSIDE, node,
                  "`%s` in `%s`, which is not an async function",
                  token_string(lowering->program->tokens, node->first), lowering->routine->name);
    diagnose_help(lowering->program->diagnostics,
                  "declare it `async`, or start the future with wok_block_on(…) or spawn(…)");
    return false;
}

static struct suspension *new_suspension(struct lowering *lowering, struct step *step) {
    enum { STATE_MAX = 65000 }; /* the frame's state is 16 bits wide */
    struct suspension *suspension = arena_new(lowering->arena, struct suspension);
    suspension->state = (unsigned)lowering->body->suspensions.count + 1;
    suspension->number = ++lowering->lowered->suspension_count;
    suspension->step = step;
    suspension->action = lowering->chain;
    suspension->body = lowering->body;
    step->suspension = suspension;
    array_push(lowering->arena, &lowering->body->suspensions, suspension);
    if (suspension->state == STATE_MAX)
        program_error(lowering->program, lowering->routine, DIAGNOSE_FRAME_TOO_LARGE, step->node,
                      "`%s` suspends at more than %d places", lowering->routine->name, STATE_MAX);
    return suspension;
}

/* A handle has to stay where it is until the await is over, because it is zeroed then. */
static void lower_handle(struct lowering *lowering, struct node *handle) {
    struct node *value = program_strip(handle);
    if (!lower_is_place(lowering->program, value)) {
        lower__expression(lowering, value);
        lower__spill(lowering, value);
    } else {
        lower__place(lowering, value);
    }
}

static void lower_arguments(struct lowering *lowering, struct future *future) {
    switch (future->kind) {
    case FUTURE_EMBEDDED:
    case FUTURE_LEAF:
    case FUTURE_CALL:
        lower__call_arguments(lowering, future->node, future->callee ? 0 : 1);
        return;
    case FUTURE_VARIABLE:
    case FUTURE_BLOCK:
        return;
    case FUTURE_BOX:
        lower__expression(lowering, future->arguments[0]);
        return;
    case FUTURE_JOIN:
        lower__expression(lowering, future->arguments[1]);
        if (lower__is_impure(lowering, future->arguments[1]))
            lower__spill(lowering, future->arguments[1]);
        lower_handle(lowering, future->arguments[0]);
        return;
    case FUTURE_TASK:
    case FUTURE_CANCEL:
        lower_handle(lowering, future->arguments[0]);
        return;
    }
}

/* The result of a function, which says itself whether it is a handle. */
static bool yields_handle(const struct future *future) {
    return future->routine || future->kind == FUTURE_CALL;
}

void lower__await(struct lowering *lowering, struct node *node, bool is_wanted) {
    struct note *note = lower__note(lowering, node);
    note->is_void = true;
    if (!may_suspend(lowering, node))
        return;
    struct future *future = program_future(lowering->program, lowering->routine, node->children[0]);
    if (!future)
        return;
    if (future->kind == FUTURE_BLOCK && !future->variable) {
        /* Awaited where it stands, it runs as a part of this body. */
        lower__value_block(lowering, future->block->children[0]->children[0], node);
        return;
    }
    lower_arguments(lowering, future);
    struct temporary *temporary = NULL;
    if (future->kind == FUTURE_BLOCK) { /* the block has left its value in the frame */
        const struct note *value = lower_note(future->block);
        note->temporary = value ? value->temporary : NULL;
        note->is_void = !note->temporary;
    } else if (is_wanted && future->result && future->result->class != ORACLE_VOID) {
        temporary = lower__temporary(lowering, future->result, node);
        if (temporary) /* what a task yields is a value, whatever the oracle calls its handle */
            temporary->handle = yields_handle(future) ? future->result->future : ORACLE_PLAIN;
        note->temporary = temporary;
        note->is_void = false;
    }
    struct step *step = lower__step(lowering, STEP_AWAIT, node);
    step->future = future;
    step->temporary = temporary;
    new_suspension(lowering, step);
}

/*
 *     for (int i = 0; i < n; i++) use(i);        for (int i = 0; i < n; i++) { await wok_preempt(); use(i); }
 *
 * Nobody has written the await, so that it has no node of its own: the loop's stands for it.
 */
void lower__turn(struct lowering *lowering, struct node *loop) {
    if (!lowering->routine->is_preempted || lowering->is_in_defer)
        return;
    struct routine *routine = program_find(lowering->program, "wok_preempt");
    if (!routine) {
        program_error(lowering->program, lowering->routine, DIAGNOSE_MARK_MISPLACED, loop,
                      "a loop of `%s`, which is WOK_PREEMPT, and wok_preempt is not declared",
                      lowering->routine->name);
        diagnose_help(lowering->program->diagnostics, "include <wok/task.h>");
        return;
    }
    struct future *future = arena_new(lowering->arena, struct future);
    *future = (struct future){
        .kind = FUTURE_LEAF, .node = loop, .routine = routine, .result = routine->result};
    struct step *step = lower__step(lowering, STEP_AWAIT, loop);
    step->future = future;
    new_suspension(lowering, step);
}

/* A body of its own: no action of the outer body is live in it. Ended by end_body. */
static struct body *begin_body(struct lowering *lowering, struct node *node,
                               struct lowering *outer) {
    struct body *body = arena_new(lowering->arena, struct body);
    *outer = *lowering;
    body->routine = lowering->routine;
    body->outer = lowering->body;
    body->number = (unsigned)lowering->lowered->bodies.count;
    body->node = node;
    array_push(lowering->arena, &lowering->lowered->bodies, body);
    lowering->body = body;
    lowering->tail = &body->first;
    lowering->chain = NULL;
    lowering->exits = NULL;
    return body;
}

static void end_body(struct lowering *lowering, const struct lowering *outer) {
    lowering->body = outer->body;
    lowering->tail = outer->tail;
    lowering->last = NULL;
    lowering->chain = outer->chain;
    lowering->exits = outer->exits;
}

static struct body *lower_branch(struct lowering *lowering, struct node *node) {
    struct lowering outer;
    struct body *body = begin_body(lowering, node, &outer);
    lower__discarded(lowering, node);
    end_body(lowering, &outer);
    return body;
}

/* Its value is kept in a temporary of the frame, read by whoever awaits it. */
void lower__block_body(struct lowering *lowering, struct node *node) {
    struct node *block = node->children[0]->children[0];
    const struct oracle_type *type = program_type(lowering->program, node);
    bool has_value = block->child_count &&
                     block->children[block->child_count - 1]->kind == NODE_EXPRESSION &&
                     !lower__is_void(lowering, type, node);
    struct temporary *temporary = has_value ? lower__temporary(lowering, type, node) : NULL;
    struct note *note = lower__note(lowering, node);
    note->temporary = temporary;
    note->is_void = !temporary;
    struct lowering outer;
    note->body = begin_body(lowering, node, &outer);
    note->body->is_block = true;
    lower__block(lowering, block, VALUE_KEPT, temporary);
    end_body(lowering, &outer);
}

static void new_fork(struct lowering *lowering, struct step *step, struct body **branches) {
    step->branches = branches;
    step->branch_count = step->node->child_count;
    for (uint32_t i = 0; i < step->branch_count; i++)
        branches[i]->fork = step;
    new_suspension(lowering, step);
}

void lower__join(struct lowering *lowering, struct node *node) {
    lower__note(lowering, node)->is_void = true;
    if (!may_suspend(lowering, node) || !node->child_count)
        return;
    struct body **branches = arena_array(lowering->arena, struct body *, node->child_count);
    for (uint32_t i = 0; i < node->child_count; i++)
        branches[i] = lower_branch(lowering, node->children[i]);
    new_fork(lowering, lower__step(lowering, STEP_JOIN, node), branches);
}

void lower__race(struct lowering *lowering, struct node *node) {
    if (!may_suspend(lowering, node) || !node->child_count)
        return;
    struct body **branches = arena_array(lowering->arena, struct body *, node->child_count);
    for (uint32_t i = 0; i < node->child_count; i++)
        branches[i] = lower_branch(lowering, node->children[i]->children[0]);
    new_fork(lowering, lower__step(lowering, STEP_RACE, node), branches);
    for (uint32_t i = 0; i < node->child_count; i++) {
        struct capture capture;
        lower__capture_begin(lowering, &capture);
        lower__statement(lowering, node->children[i]->children[1]);
        branches[i]->arm = lower__capture_end(lowering, &capture);
    }
}
