/*
 * Statements: C's own structure is kept wherever no header of it suspends.
 *
 * A loop whose condition or step suspends becomes `for (;;)` with the condition as steps of its body;
 * `continue` then goes to a label before the steps that C would have run.
 */
#include <string.h>

#include "lower/internal.h"

static struct step *captured(struct lowering *lowering, struct node *statement) {
    struct capture capture;
    lower__capture_begin(lowering, &capture);
    lower__statement(lowering, statement);
    return lower__capture_end(lowering, &capture);
}

static bool is_exit(const struct step *step) {
    return step && (step->kind == STEP_RETURN || step->kind == STEP_BREAK ||
                    step->kind == STEP_CONTINUE || step->kind == STEP_GOTO);
}

/* The end of a scope; where an exit stands last, it has run the actions already. */
static void leave(struct lowering *lowering, struct node *node, struct action *to) {
    if (lowering->chain == to)
        return;
    if (is_exit(lowering->last)) {
        lowering->chain = to;
        return;
    }
    struct step *step = lower__step(lowering, STEP_LEAVE, node);
    step->from = lowering->chain;
    step->to = to;
    lowering->chain = to;
}

static void return_value(struct lowering *lowering, struct node *node, struct node *value);

/* The value of a statement expression, or of an async block: that of its last statement. */
static void lower_last_value(struct lowering *lowering, struct node *expression,
                             enum block_value value, struct temporary *temporary) {
    if (value == VALUE_RETURNED) {
        return_value(lowering, expression, expression);
        return;
    }
    if (!temporary) {
        lower__discarded(lowering, expression);
        return;
    }
    lower__expression(lowering, expression);
    lower__step(lowering, STEP_SET, expression)->temporary = temporary;
}

/* Pragmas between statements keep their place. */
static void lower_pragmas(struct lowering *lowering, uint32_t from, struct node *before) {
    const struct tokens *tokens = lowering->program->tokens;
    for (uint32_t token = from; token < before->first; token++)
        if (tokens->items[token].kind == TOKEN_DIRECTIVE && tokens->items[token].length > 7 &&
            strncmp(token_text(tokens, token), "#pragma", 7) == 0 &&
            strncmp(token_text(tokens, token), "#pragma wok ", 12) != 0)
            lower__step(lowering, STEP_PRAGMA, before)->name = token_string(tokens, token);
}

static struct node *last_expression(const struct node *block) {
    struct node *last = block->child_count ? block->children[block->child_count - 1] : NULL;
    return last && last->kind == NODE_EXPRESSION ? last : NULL;
}

void lower__value_block(struct lowering *lowering, struct node *block, struct node *value_of) {
    struct temporary *temporary = NULL;
    const struct oracle_type *type = program_type(lowering->program, value_of);
    if (last_expression(block) && !lower__is_void(lowering, type, value_of))
        temporary = lower__temporary(lowering, type, value_of);
    struct note *note = lower__note(lowering, value_of);
    note->temporary = temporary;
    note->is_void = !temporary;
    lower__block(lowering, block, VALUE_KEPT, temporary);
}

void lower__block(struct lowering *lowering, struct node *block, enum block_value value,
                  struct temporary *temporary) {
    struct node *last = value == VALUE_NONE ? NULL : last_expression(block);
    struct step *step = lower__step(lowering, STEP_BLOCK, block);
    struct action *chain = lowering->chain;
    bool was_managed = lowering->is_managed;
    struct capture capture;
    lower__capture_begin(lowering, &capture);
    lowering->is_managed = block->flags & NODE_MANAGED;
    uint32_t from = block->first;
    for (uint32_t i = 0; i < block->child_count; i++) {
        lower_pragmas(lowering, from, block->children[i]);
        from = block->children[i]->end;
        if (block->children[i] == last)
            lower_last_value(lowering, last->children[0], value, temporary);
        else
            lower__statement(lowering, block->children[i]);
    }
    leave(lowering, block, chain);
    lowering->is_managed = was_managed;
    step->first = lower__capture_end(lowering, &capture);
}

static void push_exit(struct lowering *lowering, struct exit_target *target, bool is_switch) {
    *target = (struct exit_target){
        .outer = lowering->exits, .chain = lowering->chain, .is_switch = is_switch};
    lowering->exits = target;
}

static void break_unless(struct lowering *lowering, struct node *condition) {
    if (condition->kind == NODE_NONE)
        return;
    lower__expression(lowering, condition);
    lower__step(lowering, STEP_BREAK_UNLESS, condition);
}

static struct step *begin_loop(struct lowering *lowering, struct node *node,
                               struct exit_target *target, struct capture *capture,
                               bool needs_label) {
    struct step *step = lower__step(lowering, STEP_LOOP, node);
    push_exit(lowering, target, /* is_switch */ false);
    if (needs_label)
        target->continue_label =
            arena_format(lowering->arena, "wok__continue_%u", ++lowering->label_count);
    lower__capture_begin(lowering, capture);
    return step;
}

/* Ends the body; what `second` holds runs before the next turn, also after a continue. */
static void end_loop(struct lowering *lowering, struct step *step, struct exit_target *target,
                     struct capture *capture) {
    step->first = lower__capture_end(lowering, capture);
    if (target->continue_used)
        step->label = target->continue_label;
    lowering->exits = target->outer;
}

/* A turn of a loop that is C's own. */
static struct step *captured_turn(struct lowering *lowering, struct node *loop,
                                  struct node *statement) {
    struct capture capture;
    lower__capture_begin(lowering, &capture);
    lower__turn(lowering, loop);
    lower__statement(lowering, statement);
    return lower__capture_end(lowering, &capture);
}

static void lower_while(struct lowering *lowering, struct node *node) {
    struct node *condition = node->children[0];
    struct exit_target target;
    if (condition->flags & NODE_SUSPENDS) {
        struct capture capture;
        struct step *step = begin_loop(lowering, node, &target, &capture, /* needs_label */ false);
        break_unless(lowering, condition);
        lower__turn(lowering, node);
        lower__statement(lowering, node->children[1]);
        end_loop(lowering, step, &target, &capture);
        return;
    }
    lower__expression(lowering, condition);
    struct step *step = lower__step(lowering, STEP_WHILE, node);
    push_exit(lowering, &target, /* is_switch */ false);
    step->first = captured_turn(lowering, node, node->children[1]);
    lowering->exits = target.outer;
}

static void lower_do(struct lowering *lowering, struct node *node) {
    struct node *condition = node->children[1];
    struct exit_target target;
    if (condition->flags & NODE_SUSPENDS) {
        struct capture capture;
        struct step *step = begin_loop(lowering, node, &target, &capture, /* needs_label */ true);
        lower__turn(lowering, node);
        lower__statement(lowering, node->children[0]);
        end_loop(lowering, step, &target, &capture);
        lower__capture_begin(lowering, &capture);
        break_unless(lowering, condition);
        step->second = lower__capture_end(lowering, &capture);
        return;
    }
    struct step *step = lower__step(lowering, STEP_WHILE, node);
    push_exit(lowering, &target, /* is_switch */ false);
    step->first = captured_turn(lowering, node, node->children[0]);
    lowering->exits = target.outer;
    lower__expression(lowering, condition);
}

static void lower_for_loop(struct lowering *lowering, struct node *node) {
    struct node *condition = node->children[1], *increment = node->children[2];
    struct exit_target target;
    if ((condition->flags | increment->flags) & NODE_SUSPENDS) {
        struct capture capture;
        struct step *step = begin_loop(lowering, node, &target, &capture, /* needs_label */ true);
        break_unless(lowering, condition);
        lower__turn(lowering, node);
        lower__statement(lowering, node->children[3]);
        end_loop(lowering, step, &target, &capture);
        if (increment->kind == NODE_NONE)
            return;
        lower__capture_begin(lowering, &capture);
        lower__discarded(lowering, increment);
        step->second = lower__capture_end(lowering, &capture);
        return;
    }
    if (condition->kind != NODE_NONE)
        lower__expression(lowering, condition);
    if (increment->kind != NODE_NONE)
        lower__expression(lowering, increment);
    struct step *step = lower__step(lowering, STEP_WHILE, node);
    push_exit(lowering, &target, /* is_switch */ false);
    step->first = captured_turn(lowering, node, node->children[3]);
    lowering->exits = target.outer;
}

/* The init part stands before the loop, in a scope around both. */
static void lower_for(struct lowering *lowering, struct node *node) {
    struct node *init = node->children[0];
    struct step *step = lower__step(lowering, STEP_BLOCK, node);
    struct action *chain = lowering->chain;
    bool was_managed = lowering->is_managed;
    struct capture capture;
    lower__capture_begin(lowering, &capture);
    lowering->is_managed = node->flags & NODE_MANAGED;
    if (init->kind == NODE_DECLARATION || init->kind == NODE_STATIC_ASSERT)
        lower__declaration(lowering, init);
    else if (init->kind != NODE_NONE)
        lower__discarded(lowering, init->kind == NODE_EXPRESSION ? init->children[0] : init);
    lower_for_loop(lowering, node);
    leave(lowering, node, chain);
    lowering->is_managed = was_managed;
    step->first = lower__capture_end(lowering, &capture);
}

static void lower_switch(struct lowering *lowering, struct node *node) {
    struct exit_target target;
    lower__expression(lowering, node->children[0]);
    struct step *step = lower__step(lowering, STEP_SWITCH, node->children[0]);
    push_exit(lowering, &target, /* is_switch */ true);
    step->first = captured(lowering, node->children[1]);
    lowering->exits = target.outer;
}

static void lower_if(struct lowering *lowering, struct node *node) {
    lower__expression(lowering, node->children[0]);
    struct step *step = lower__step(lowering, STEP_IF, node->children[0]);
    step->first = captured(lowering, node->children[1]);
    if (node->child_count > 2 && node->children[2]->kind != NODE_NONE)
        step->second = captured(lowering, node->children[2]);
}

static void lower_break(struct lowering *lowering, struct node *node) {
    struct exit_target *target = lowering->exits;
    if (!target)
        return; /* out of a branch or a defer: an error of the checks; elsewhere of the C compiler */
    struct step *step = lower__step(lowering, STEP_BREAK, node);
    step->from = lowering->chain;
    step->to = target->chain;
}

static void lower_continue(struct lowering *lowering, struct node *node) {
    struct exit_target *target = lowering->exits;
    while (target && target->is_switch)
        target = target->outer;
    if (!target)
        return;
    struct step *step = lower__step(lowering, STEP_CONTINUE, node);
    step->from = lowering->chain;
    step->to = target->chain;
    step->label = target->continue_label;
    target->continue_used = true;
}

static void return_value(struct lowering *lowering, struct node *node, struct node *value) {
    const struct oracle_type *result = lowering->routine->result;
    if (value && result && result->class == ORACLE_VOID) {
        lower__discarded(lowering, value); /* return g(); where both are void */
        value = NULL;
    } else if (value) {
        lower__expression(lowering, value);
    }
    struct step *step = lower__step(lowering, STEP_RETURN, value ? value : node);
    step->from = lowering->chain;
    step->is_truth = value != NULL;
}

static void lower_return(struct lowering *lowering, struct node *node) {
    bool has_value = node->child_count && node->children[0]->kind != NODE_NONE;
    return_value(lowering, node, has_value ? node->children[0] : NULL);
}

static void lower_goto(struct lowering *lowering, struct node *node) {
    struct step *step = lower__step(lowering, STEP_GOTO, node);
    step->name = token_string(lowering->program->tokens, node->name);
    step->from = lowering->chain;
    struct pending_goto pending = {step};
    array_push(lowering->arena, &lowering->gotos, pending);
}

static void lower_label(struct lowering *lowering, struct node *node) {
    struct step *step = lower__step(lowering, STEP_LABEL, node);
    step->name = token_string(lowering->program->tokens, node->name);
    struct label_place place = {step->name, lowering->chain};
    array_push(lowering->arena, &lowering->labels, place);
    if (node->child_count)
        lower__statement(lowering, node->children[0]);
}

static void lower_case(struct lowering *lowering, struct node *node) {
    lower__step(lowering, STEP_CASE, node);
    struct node *statement = node->children[node->child_count - 1];
    if (statement->kind != NODE_NONE)
        lower__statement(lowering, statement);
}

/* The body's own scopes end inside it; the actions around it are not its business. */
static void lower_defer(struct lowering *lowering, struct node *node) {
    struct lowering outer = *lowering;
    lowering->chain = NULL;
    lowering->exits = NULL;
    lowering->is_in_defer = true;
    struct step *body = captured(lowering, node->children[0]);
    lowering->is_in_defer = outer.is_in_defer;
    lowering->chain = outer.chain;
    lowering->exits = outer.exits;
    lower__enter(lowering, ACTION_DEFER, node, /* variable */ NULL, body);
}

void lower__statement(struct lowering *lowering, struct node *node) {
    switch (node->kind) {
    case NODE_NONE:
        return;
    case NODE_EMPTY:
        if (node->end - node->first > 1) /* an attribute: fallthrough */
            lower__step(lowering, STEP_ASM, node);
        return;
    case NODE_BLOCK:
        lower__block(lowering, node, VALUE_NONE, /* temporary */ NULL);
        return;
    case NODE_DECLARATION:
        lower__declaration(lowering, node);
        return;
    case NODE_EXPRESSION:
        lower__discarded(lowering, node->children[0]);
        return;
    case NODE_IF:
        lower_if(lowering, node);
        return;
    case NODE_SWITCH:
        lower_switch(lowering, node);
        return;
    case NODE_WHILE:
        lower_while(lowering, node);
        return;
    case NODE_DO:
        lower_do(lowering, node);
        return;
    case NODE_FOR:
        lower_for(lowering, node);
        return;
    case NODE_GOTO:
        lower_goto(lowering, node);
        return;
    case NODE_BREAK:
        lower_break(lowering, node);
        return;
    case NODE_CONTINUE:
        lower_continue(lowering, node);
        return;
    case NODE_RETURN:
        lower_return(lowering, node);
        return;
    case NODE_LABEL:
        lower_label(lowering, node);
        return;
    case NODE_CASE:
    case NODE_DEFAULT:
        lower_case(lowering, node);
        return;
    case NODE_RACE:
        lower__race(lowering, node);
        return;
    case NODE_DEFER:
        lower_defer(lowering, node);
        return;
    default: /* asm, static_assert, __label__, computed goto: as written */
        for (uint32_t i = 0; i < node->child_count; i++)
            lower__expression(lowering, node->children[i]);
        lower__step(lowering, STEP_ASM, node);
        return;
    }
}
