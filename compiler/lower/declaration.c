/*
 * Declarations: variables come alive in the order written, each after its own initialiser's awaits.
 */
#include "lower/internal.h"

void lower__enter(struct lowering *lowering, enum action_kind kind, struct node *node,
                  struct symbol *variable, struct step *body) {
    struct action *action = arena_new(lowering->arena, struct action);
    action->kind = kind;
    action->node = node;
    action->variable = variable;
    action->body = body;
    action->outer = lowering->chain;
    action->owner = lowering->body;
    array_push(lowering->arena, &lowering->body->actions, action);
    action->number = (unsigned)lowering->body->actions.count;
    lowering->chain = action;
    lower__step(lowering, STEP_ENTER, node)->action = action;
}

/* auto x = f(…): the arguments are computed now, the frame is built in x, nothing runs. */
static void lower_future_variable(struct lowering *lowering, struct symbol *symbol,
                                  struct node *initialiser) {
    struct routine *callee = symbol->future_of;
    struct node *value = program_strip(initialiser);
    if (value->kind == NODE_COLD)
        value = program_strip(value->children[0]);
    if (symbol->block) {
        struct future *block = program_future(lowering->program, lowering->routine, value);
        lower__note(lowering, initialiser)->future = block;
        if (value->kind == NODE_ASYNC_BLOCK)
            lower__block_body(lowering, value);
        return;
    }
    bool visible = callee->is_leaf ||
                   (callee->definition &&
                    !(callee->is_recursive && callee->component == lowering->routine->component));
    if (!visible) {
        program_error(lowering->program, lowering->routine, DIAGNOSE_FUTURE_UNSIZED, initialiser,
                      "the size of the future `%s` is not known: %s `%s`", symbol->name,
                      callee->definition ? "it would contain itself through"
                                         : "this file does not define",
                      callee->name);
        diagnose_help(lowering->program->diagnostics,
                      "await the call where it stands, or spawn it");
        return;
    }
    struct future *future = program_future(lowering->program, lowering->routine, value);
    if (!future)
        return;
    lower__note(lowering, initialiser)->future = future;
    if (value->kind == NODE_CALL)
        lower__call_arguments(lowering, value, 1);
}

static void lower_initialiser(struct lowering *lowering, struct node *init) {
    uint32_t name = program_declared_name(init);
    struct symbol *symbol = name == NO_TOKEN ? NULL : lowering->program->symbol_at[name];
    if (init->child_count < 2 || init->children[1]->kind == NODE_NONE)
        return;
    if (symbol && symbol->kind == SYMBOL_VARIABLE && symbol->class == VARIABLE_FUTURE)
        lower_future_variable(lowering, symbol, init->children[1]);
    else
        lower__expression(lowering, init->children[1]);
}

static void enter_variable(struct lowering *lowering, struct node *declaration, struct node *init) {
    uint32_t name = program_declared_name(init);
    struct symbol *symbol = name == NO_TOKEN ? NULL : lowering->program->symbol_at[name];
    if (!symbol || symbol->kind != SYMBOL_VARIABLE || symbol->is_static || symbol->is_extern)
        return;
    if (symbol->cleanup)
        lower__enter(lowering, ACTION_CLEANUP, declaration, symbol, /* body */ NULL);
    if (program_is_handle(symbol) ||
        (symbol->class == VARIABLE_FUTURE && !symbol->block && symbol->future_of &&
         program_owns_arguments(symbol->future_of)))
        lower__enter(lowering, ACTION_HANDLE, declaration, symbol, /* body */ NULL);
}

/* Written apart when something has to happen between the variables. */
static bool is_split(const struct node *declaration) {
    return declaration->flags & (NODE_SUSPENDS | NODE_MANAGED);
}

static bool defines_tag(const struct node *specifiers) {
    for (uint32_t i = 0; i < specifiers->child_count; i++)
        if (specifiers->children[i]->kind == NODE_TAG &&
            (specifiers->children[i]->flags & NODE_IS_DEFINITION))
            return true;
    return false;
}

void lower__declaration(struct lowering *lowering, struct node *node) {
    lower__refuse_await(lowering, node->children[0]);
    if (!is_split(node) || node->child_count < 2) {
        for (uint32_t i = 1; i < node->child_count; i++)
            lower_initialiser(lowering, node->children[i]);
        lower__step(lowering, STEP_DECLARE, node);
        return;
    }
    if (node->child_count > 2 && defines_tag(node->children[0])) {
        program_error(
            lowering->program, lowering->routine, DIAGNOSE_UNSUPPORTED, node,
            "a type and several variables declared together, with an await, defer, future "
            "or handle among them, is not supported yet");
        diagnose_help(lowering->program->diagnostics, "declare the type on a line of its own");
        return;
    }
    for (uint32_t i = 1; i < node->child_count; i++) {
        lower_initialiser(lowering, node->children[i]);
        lower__step(lowering, STEP_DECLARE, node->children[i])->from = lowering->chain;
        enter_variable(lowering, node, node->children[i]);
    }
}
