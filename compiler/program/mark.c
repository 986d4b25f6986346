/*
 * Bottom-up facts about the nodes of a body: where it suspends, what has effects, and which blocks
 * are managed, that is, whose locals must survive outside of a C scope.
 */
#include "program/internal.h"

static bool is_volatile_variable(const struct program *program, const struct node *name) {
    const struct symbol *symbol = program->symbol_at[name->first];
    if (!symbol || symbol->kind != SYMBOL_VARIABLE || !symbol->declaration->child_count)
        return false;
    return symbol->declaration->children[0]->flags & (NODE_IS_VOLATILE | NODE_IS_ATOMIC);
}

static unsigned own_flags(const struct program *program, const struct node *node) {
    switch (node->kind) {
    case NODE_AWAIT:
    case NODE_JOIN:
    case NODE_RACE:
        return NODE_SUSPENDS | NODE_IMPURE | NODE_MANAGED;
    case NODE_CALL:
    case NODE_POSTFIX:
    case NODE_ASSIGN:
    case NODE_VA_ARG:
    case NODE_STATEMENT_EXPRESSION:
    case NODE_SPAWN:
    case NODE_BOX:
    case NODE_BLOCK_ON:
    case NODE_TRY_BLOCK_ON:
    case NODE_DETACH:
        return NODE_IMPURE;
    case NODE_UNARY:
        return token_is(program->tokens, node->token, "++") ||
                       token_is(program->tokens, node->token, "--")
                   ? NODE_IMPURE
                   : 0;
    case NODE_NAME:
        return is_volatile_variable(program, node) ? NODE_IMPURE : 0;
    case NODE_DEFER:
    case NODE_ASYNC_BLOCK: /* another function reads the locals around it, or their types */
        return NODE_MANAGED;
    default:
        return 0;
    }
}

bool program_is_impure_itself(const struct program *program, const struct node *node) {
    return own_flags(program, node) & NODE_IMPURE;
}

/* A declaration of a future, a handle or a cleanup variable asks its block to be managed. */
static unsigned declaration_flags(const struct program *program, const struct node *node) {
    for (uint32_t i = 1; i < node->child_count; i++) {
        uint32_t name = program_declared_name(node->children[i]);
        const struct symbol *symbol = name == NO_TOKEN ? NULL : program->symbol_at[name];
        if (symbol && symbol->kind == SYMBOL_VARIABLE &&
            (symbol->class != VARIABLE_PLAIN || symbol->cleanup))
            return NODE_MANAGED;
    }
    return 0;
}

static bool is_loop(const struct node *node) {
    return node->kind == NODE_WHILE || node->kind == NODE_DO || node->kind == NODE_FOR;
}

void program__mark(struct program *program, struct node *node, bool is_preempted) {
    unsigned flags = own_flags(program, node);
    if (is_preempted && is_loop(node)) /* it may give way at each turn */
        flags |= NODE_SUSPENDS | NODE_IMPURE | NODE_MANAGED;
    if (node->kind == NODE_DECLARATION)
        flags |= declaration_flags(program, node);
    for (uint32_t i = 0; i < node->child_count; i++) {
        struct node *child = node->children[i];
        if (program_is_move_block(program, node))
            break; /* marked as a function of its own */
        program__mark(program, child, is_preempted && node->kind != NODE_DEFER);
        unsigned inherited = child->flags & (NODE_SUSPENDS | NODE_MANAGED | NODE_IMPURE);
        if (node->kind == NODE_DEFER)
            inherited &= ~(unsigned)NODE_SUSPENDS;
        if (node->kind == NODE_ASYNC_BLOCK)
            inherited &= ~(unsigned)(NODE_SUSPENDS | NODE_IMPURE); /* nothing runs here */
        if (node->kind == NODE_UNEVALUATED || node->kind == NODE_TYPEOF ||
            node->kind == NODE_FUNCTION)
            inherited = 0;
        flags |= inherited;
    }
    /* A defer cannot run inside an expression: such a statement expression becomes steps too. */
    if (node->kind == NODE_STATEMENT_EXPRESSION && (flags & NODE_MANAGED))
        flags |= NODE_SUSPENDS;
    node->flags |= flags;
}
