/*
 * Expressions: make every await a step, and keep the order of effects.
 *
 * lower__expression() is called on each expression once. Afterwards the node, printed with the notes
 * that lowering left, yields the value, and everything that had to run first has been emitted.
 */
#include "lower/internal.h"

void lower__refuse_await(struct lowering *lowering, struct node *node) {
    if (node->kind == NODE_AWAIT || node->kind == NODE_JOIN) {
        program_error(lowering->program, lowering->routine, DIAGNOSE_AWAIT_UNEVALUATED, node,
                      "await where nothing is evaluated");
        diagnose_help(lowering->program->diagnostics,
                      "await into a variable first, and use the variable here");
        return;
    }
    for (uint32_t i = 0; i < node->child_count; i++)
        lower__refuse_await(lowering, node->children[i]);
}

bool lower_is_place(const struct program *program, const struct node *node) {
    node = program_strip((struct node *)node);
    if (lower_note(node) && lower_note(node)->temporary)
        return true;
    switch (node->kind) {
    case NODE_NAME:
    case NODE_MEMBER:
    case NODE_INDEX:
        return true;
    case NODE_UNARY:
        return token_is(program->tokens, node->token, "*");
    default:
        return false;
    }
}

/* An expression whose parts have been computed has no effect left. */
bool lower__is_impure(struct lowering *lowering, const struct node *node) {
    const struct note *note = lower_note(node);
    if (note && (note->temporary || note->is_void))
        return false;
    if (note && note->instead)
        return lower__is_impure(lowering, note->instead);
    if (!(node->flags & NODE_IMPURE))
        return false;
    if (program_is_impure_itself(lowering->program, node))
        return true;
    for (uint32_t i = 0; i < node->child_count; i++)
        if (lower__is_impure(lowering, node->children[i]))
            return true;
    return false;
}

/* Braces are no value: each element is computed by itself, and the braces stay. */
static void spill_elements(struct lowering *lowering, struct node *list) {
    for (uint32_t i = 0; i < list->child_count; i++)
        if (lower__is_impure(lowering, list->children[i]))
            lower__spill(lowering, list->children[i]);
}

/* Computes the value now, into a temporary that stands for the node from here on. */
void lower__spill(struct lowering *lowering, struct node *node) {
    struct node *value = program_strip(node);
    const struct note *noted = lower_note(value);
    if (noted && (noted->temporary || noted->is_void))
        return;
    if (value->kind == NODE_INITIALISER_LIST || value->kind == NODE_DESIGNATED ||
        value->kind == NODE_COMPOUND_LITERAL) {
        spill_elements(lowering, value);
        return;
    }
    const struct oracle_type *type = program_type(lowering->program, value);
    if (type && (type->class == ORACLE_ARRAY || type->class == ORACLE_FUNCTION)) {
        lower__place(lowering, value);
        return;
    }
    if (lower__is_void(lowering, type, value)) {
        lower__step(lowering, STEP_EXPRESSION, value);
        lower__note(lowering, value)->is_void = true;
        return;
    }
    struct temporary *temporary = lower__temporary(lowering, type, value);
    if (!temporary)
        return;
    struct step *step = lower__step(lowering, STEP_SET, value);
    step->temporary = temporary;
    lower__note(lowering, value)->temporary = temporary;
}

/* A place keeps being a place: only the pointers and indices in it are computed now. */
void lower__place(struct lowering *lowering, struct node *node) {
    const struct tokens *tokens = lowering->program->tokens;
    switch (node->kind) {
    case NODE_PAREN:
        lower__place(lowering, node->children[0]);
        return;
    case NODE_NAME:
        return;
    case NODE_MEMBER:
        if (token_is(tokens, node->token, ".")) {
            lower__place(lowering, node->children[0]);
            return;
        }
        lower__expression(lowering, node->children[0]);
        if (lower__is_impure(lowering, node->children[0]))
            lower__spill(lowering, node->children[0]);
        return;
    case NODE_INDEX:
        lower__children(lowering, node, 0);
        for (uint32_t i = 0; i < node->child_count; i++)
            if (lower__is_impure(lowering, node->children[i]))
                lower__spill(lowering, node->children[i]);
        return;
    case NODE_UNARY:
        lower__expression(lowering, node->children[0]);
        if (token_is(tokens, node->token, "*") && lower__is_impure(lowering, node->children[0]))
            lower__spill(lowering, node->children[0]);
        return;
    default:
        lower__expression(lowering, node);
        if (lower__is_impure(lowering, node))
            lower__spill(lowering, node);
        return;
    }
}

/* Operands from left to right; what has an effect and precedes an await is computed before it. */
void lower__children(struct lowering *lowering, struct node *node, uint32_t from) {
    uint32_t last = 0;
    bool any = false;
    for (uint32_t i = from; i < node->child_count; i++)
        if (node->children[i]->flags & NODE_SUSPENDS) {
            last = i;
            any = true;
        }
    for (uint32_t i = from; i < node->child_count; i++) {
        struct node *child = node->children[i];
        lower__expression(lowering, child);
        if (any && i < last && lower__is_impure(lowering, child))
            lower__spill(lowering, child);
    }
}

/* The arguments of an async call run from left to right: C's call leaves their order open. */
void lower__call_arguments(struct lowering *lowering, struct node *call, uint32_t from) {
    struct node *pending = NULL;
    lower__children(lowering, call, from);
    for (uint32_t i = from; i < call->child_count; i++) {
        if (!lower__is_impure(lowering, call->children[i]))
            continue;
        if (pending)
            lower__spill(lowering, pending);
        pending = call->children[i];
    }
}

static void lower_assignment(struct lowering *lowering, struct node *node) {
    struct node *left = node->children[0], *right = node->children[1];
    if (right->flags & NODE_SUSPENDS)
        lower__place(lowering, left);
    else
        lower__expression(lowering, left);
    lower__expression(lowering, right);
}

static void set(struct lowering *lowering, struct temporary *temporary, struct node *value,
                bool is_truth) {
    if (!temporary) {
        lower__discarded(lowering, value);
        return;
    }
    lower__expression(lowering, value);
    struct step *step = lower__step(lowering, STEP_SET, value);
    step->temporary = temporary;
    step->is_truth = is_truth;
}

/* a && await b:  t = !!a; if (t) t = !!(await b); */
static void lower_logical(struct lowering *lowering, struct node *node) {
    struct node *left = node->children[0], *right = node->children[1];
    if (!(right->flags & NODE_SUSPENDS)) {
        lower__expression(lowering, left);
        lower__expression(lowering, right);
        return;
    }
    struct temporary *truth =
        lower__temporary(lowering, program_type(lowering->program, node), node);
    set(lowering, truth, left, /* is_truth */ true);
    struct step *step = lower__step(lowering, STEP_IF, node);
    step->temporary = truth;
    step->negated = token_is(lowering->program->tokens, node->token, "||");
    struct capture capture;
    lower__capture_begin(lowering, &capture);
    set(lowering, truth, right, /* is_truth */ true);
    step->first = lower__capture_end(lowering, &capture);
    lower__note(lowering, node)->temporary = truth;
}

static struct step *captured_set(struct lowering *lowering, struct temporary *temporary,
                                 struct node *value) {
    struct capture capture;
    lower__capture_begin(lowering, &capture);
    set(lowering, temporary, value, /* is_truth */ false);
    return lower__capture_end(lowering, &capture);
}

static struct temporary *temporary_unless_void(struct lowering *lowering, struct node *node) {
    const struct oracle_type *type = program_type(lowering->program, node);
    if (lower__is_void(lowering, type, node))
        return NULL;
    return lower__temporary(lowering, type, node);
}

static void stand_for(struct lowering *lowering, struct node *node, struct temporary *temporary) {
    struct note *note = lower__note(lowering, node);
    note->temporary = temporary;
    note->is_void = !temporary;
}

static void lower_conditional(struct lowering *lowering, struct node *node) {
    struct node *then = node->children[1], *otherwise = node->children[2];
    lower__expression(lowering, node->children[0]);
    if (!((then->flags | otherwise->flags) & NODE_SUSPENDS)) {
        lower__expression(lowering, then);
        lower__expression(lowering, otherwise);
        return;
    }
    struct temporary *result = temporary_unless_void(lowering, node);
    struct step *step = lower__step(lowering, STEP_IF, node->children[0]);
    step->first = captured_set(lowering, result, then);
    step->second = captured_set(lowering, result, otherwise);
    stand_for(lowering, node, result);
}

/* a ?: await b:  t = a; if (!t) t = await b; */
static void lower_conditional_gnu(struct lowering *lowering, struct node *node) {
    struct node *otherwise = node->children[1];
    if (!(otherwise->flags & NODE_SUSPENDS)) {
        lower__children(lowering, node, 0);
        return;
    }
    struct temporary *result = temporary_unless_void(lowering, node);
    set(lowering, result, node->children[0], /* is_truth */ false);
    struct step *step = lower__step(lowering, STEP_IF, node);
    step->temporary = result;
    step->negated = true;
    step->first = captured_set(lowering, result, otherwise);
    stand_for(lowering, node, result);
}

static void lower_comma(struct lowering *lowering, struct node *node) {
    lower__discarded(lowering, node->children[0]);
    lower__expression(lowering, node->children[1]);
    lower__note(lowering, node)->instead = node->children[1];
}

/* ({ … }): inline when it suspends; else its lowered body is printed in place. */
static void lower_statement_expression(struct lowering *lowering, struct node *node) {
    struct node *block = node->children[0];
    if (node->flags & NODE_SUSPENDS) {
        lower__value_block(lowering, block, node);
        return;
    }
    struct capture capture;
    lower__capture_begin(lowering, &capture);
    lower__block(lowering, block, VALUE_NONE, /* temporary */ NULL);
    struct step *steps = lower__capture_end(lowering, &capture);
    lower__note(lowering, node)->steps = steps->first;
}

static bool climbs_to_address(const struct lowering *lowering, const struct node *node) {
    const struct node *parent = node->parent;
    while (parent && (parent->kind == NODE_PAREN || parent->kind == NODE_INDEX ||
                      (parent->kind == NODE_MEMBER &&
                       token_is(lowering->program->tokens, parent->token, "."))))
        parent = parent->parent;
    return parent && parent->kind == NODE_UNARY &&
           token_is(lowering->program->tokens, parent->token, "&");
}

/* A literal whose address may be kept lives as long as its block: in the frame if the block does. */
static void lower_compound_literal(struct lowering *lowering, struct node *node) {
    lower__expression(lowering, node->children[1]);
    if (!lowering->is_managed || !lowering->routine->is_async)
        return;
    const struct oracle_type *type = program_type(lowering->program, node);
    bool is_array = type && type->class == ORACLE_ARRAY;
    if (!is_array && !climbs_to_address(lowering, node))
        return;
    if (!type || !type->spelling) {
        program_error(lowering->program, lowering->routine, DIAGNOSE_UNSUPPORTED, node,
                      "the address of a compound literal of an unnamed type is not supported yet");
        return;
    }
    struct note *note = lower__note(lowering, node);
    array_push(lowering->arena, &lowering->lowered->literals, node);
    note->storage = arena_format(lowering->arena, "literal_%zu", lowering->lowered->literals.count);
    note->storage_type = type;
}

static bool may_start(struct lowering *lowering, struct node *node, const struct future *future) {
    struct program *program = lowering->program;
    const char *word = token_string(program->tokens, node->first);
    switch (future->kind) {
    case FUTURE_TASK:
    case FUTURE_CANCEL:
    case FUTURE_JOIN:
        program_error(program, lowering->routine, DIAGNOSE_AWAIT_NOT_FUTURE, future->node,
                      "`%s` of %s", word,
                      future->kind == FUTURE_TASK ? "a task, which has started already"
                                                  : "a wait for a task");
        diagnose_help(program->diagnostics, "await it, in an async function");
        return false;
    case FUTURE_BLOCK:
        program_error(program, lowering->routine, DIAGNOSE_BLOCK_ESCAPES, future->node,
                      "`%s` of a block by reference, which cannot outlive its scope", word);
        diagnose_help(program->diagnostics,
                      "write async_move ({ … }): it takes the values that it uses along");
        return false;
    case FUTURE_BOX:
        if (node->kind != NODE_BOX)
            return true;
        program_error(program, lowering->routine, DIAGNOSE_AWAIT_NOT_FUTURE, future->node,
                      "box of a future that is boxed already");
        diagnose_help(program->diagnostics, "leave out the box");
        return false;
    default:
        return true;
    }
}

static void lower_started(struct lowering *lowering, struct node *node) {
    struct future *future = program_future(lowering->program, lowering->routine, node->children[0]);
    struct node *operand = program_strip(node->children[0]);
    if (!future || !may_start(lowering, node, future))
        return;
    lower__note(lowering, node)->future = future;
    if (future->kind == FUTURE_BOX)
        lower__expression(lowering, future->arguments[0]);
    if (operand->kind == NODE_COLD)
        operand = program_strip(operand->children[0]);
    if (operand->kind == NODE_CALL)
        lower__call_arguments(lowering, operand, future->callee ? 0 : 1);
    if (node->kind == NODE_TRY_BLOCK_ON)
        lower__expression(lowering, node->children[1]);
}

static void refuse_selected_await(struct lowering *lowering, struct node *node) {
    if (node->kind == NODE_GENERIC && (node->children[0]->flags & NODE_SUSPENDS))
        lower__refuse_await(lowering, node->children[0]);
    else if (node->flags & NODE_SUSPENDS)
        program_error(lowering->program, lowering->routine, DIAGNOSE_UNSUPPORTED, node,
                      "await inside %s is not supported yet",
                      node->kind == NODE_GENERIC ? "_Generic" : "__builtin_choose_expr");
    else
        lower__children(lowering, node, 0);
}

void lower__expression(struct lowering *lowering, struct node *node) {
    switch (node->kind) {
    case NODE_NAME:
        return;
    case NODE_AWAIT:
        lower__await(lowering, node, /* is_wanted */ true);
        return;
    case NODE_JOIN:
        lower__join(lowering, node);
        return;
    case NODE_UNEVALUATED:
    case NODE_TYPE_NAME:
        lower__refuse_await(lowering, node);
        return;
    case NODE_ASSIGN:
        lower_assignment(lowering, node);
        return;
    case NODE_LOGICAL:
        lower_logical(lowering, node);
        return;
    case NODE_CONDITIONAL:
        lower_conditional(lowering, node);
        return;
    case NODE_CONDITIONAL_GNU:
        lower_conditional_gnu(lowering, node);
        return;
    case NODE_COMMA:
        if (node->flags & NODE_SUSPENDS)
            lower_comma(lowering, node);
        else
            lower__children(lowering, node, 0);
        return;
    case NODE_STATEMENT_EXPRESSION:
        lower_statement_expression(lowering, node);
        return;
    case NODE_COMPOUND_LITERAL:
        lower_compound_literal(lowering, node);
        return;
    case NODE_SPAWN:
    case NODE_BOX:
    case NODE_BLOCK_ON:
    case NODE_TRY_BLOCK_ON:
        lower_started(lowering, node);
        return;
    case NODE_GENERIC:
    case NODE_CHOOSE:
        refuse_selected_await(lowering, node);
        return;
    case NODE_ASYNC_BLOCK: /* nothing runs where it stands */
        return;
    default:
        lower__children(lowering, node, 0);
        return;
    }
}

void lower__discarded(struct lowering *lowering, struct node *node) {
    struct node *value = program_strip(node);
    if (value->kind == NODE_AWAIT)
        lower__await(lowering, value, /* is_wanted */ false);
    else
        lower__expression(lowering, value);
    const struct note *note = lower_note(value);
    while (note && note->instead) {
        value = program_strip(note->instead);
        note = lower_note(value);
    }
    if (note && (note->temporary || note->is_void))
        return;
    lower__step(lowering, STEP_EXPRESSION, value);
}
