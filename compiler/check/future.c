/*
 * Calls of async functions, future variables and handles, where the place alone decides:
 * E0101 a call that goes nowhere, E0104 a handle that is dropped at once, E0105 a future used as a
 * value, E0107 a future variable assigned again.
 */
#include "check/internal.h"

/* Inside sizeof, typeof and the like nothing is built. */
static bool is_unevaluated(const struct node *node) {
    for (const struct node *parent = node->parent; parent; node = parent, parent = parent->parent) {
        if (parent->kind == NODE_UNEVALUATED || parent->kind == NODE_TYPEOF)
            return true;
        if (parent->kind == NODE_GENERIC && node == parent->children[0])
            return true;
    }
    return false;
}

/* The node that says what happens with this operand: past parentheses and cold(). */
static struct node *user_of(const struct node *node, const struct node **operand) {
    struct node *parent = node->parent;
    while (parent && (parent->kind == NODE_PAREN || parent->kind == NODE_COLD)) {
        node = parent;
        parent = parent->parent;
    }
    *operand = node;
    return parent;
}

static bool is_inferred(const struct node *init) {
    return init->kind == NODE_INIT_DECLARATOR && init->parent &&
           init->parent->kind == NODE_DECLARATION &&
           init->parent->children[0]->flags & NODE_IS_AUTO;
}

static bool takes_future(const struct node *user, const struct node *operand) {
    if (!user)
        return false;
    switch (user->kind) {
    case NODE_AWAIT:
    case NODE_SPAWN:
    case NODE_BOX:
    case NODE_BLOCK_ON:
    case NODE_TRY_BLOCK_ON:
        return operand == user->children[0];
    case NODE_INIT_DECLARATOR:
        return is_inferred(user) && operand == user->children[1];
    default:
        return false;
    }
}

static bool is_async_call(struct checker *checker, const struct node *call) {
    struct program *program = checker->program;
    const struct node *callee = program_strip(call->children[0]);
    if (callee->kind == NODE_NAME) {
        if (program->routine_at[callee->first])
            return true;
        bool is_known = oracle_is_expression(program->oracle,
                                             node_begin_offset(program->tokens, callee),
                                             node_end_offset(program->tokens, callee));
        if (!program->symbol_at[callee->first] && !is_known)
            return false;
    }
    const struct oracle_type *const *parameters = NULL;
    size_t count = 0;
    const struct node *spelled = call->children[0];
    return oracle_async_callee(program->oracle, node_begin_offset(program->tokens, spelled),
                               node_end_offset(program->tokens, spelled), &parameters, &count);
}

static void help_with_call(struct checker *checker, const struct node *call) {
    const char *text = check__text(checker->program, call);
    bool is_async = checker->routine->is_async;
    if (is_async)
        check__help(checker, "write `await %s`, or spawn(…) it as a task of its own", text);
    else
        check__help(checker, "write `wok_block_on(%s)`, or spawn(…) it as a task of its own", text);
    check__fix_around(checker->program, call, is_async ? "await " : "wok_block_on(",
                      is_async ? NULL : ")");
}

/* f = g(): reported at the f. */
static bool is_assigned_to_future(const struct program *program, const struct node *user) {
    if (!user || user->kind != NODE_ASSIGN)
        return false;
    const struct node *left = program_strip(user->children[0]);
    const struct symbol *symbol = left->kind == NODE_NAME ? program->symbol_at[left->first] : NULL;
    return symbol && symbol->kind == SYMBOL_VARIABLE && symbol->class == VARIABLE_FUTURE;
}

static void check_call(struct checker *checker, struct node *call) {
    if (!is_async_call(checker, call) || is_unevaluated(call))
        return;
    const struct node *operand;
    struct node *user = user_of(call, &operand);
    if (is_assigned_to_future(checker->program, user))
        return;
    if (takes_future(user, operand)) {
        const struct node *callee = program_strip(call->children[0]);
        if (user->kind != NODE_INIT_DECLARATOR || checker->program->routine_at[callee->first])
            return;
        check__error(checker, DIAGNOSE_FUTURE_UNSIZED, call,
                     "the size of this future is not known: it is called through a pointer");
        check__help(checker, "await the call where it stands, or spawn it");
        return;
    }
    check__error(checker, DIAGNOSE_CALL_NOT_AWAITED, call,
                 "calling `%s` builds a future, which is neither awaited, spawned nor stored: "
                 "nothing runs",
                 check__text(checker->program, call->children[0]));
    help_with_call(checker, call);
}

static void check_block(struct checker *checker, struct node *block) {
    const struct node *operand;
    const struct node *user = user_of(block, &operand);
    bool is_shared = !program_is_move_block(checker->program, block);
    if (is_shared && check__around(block, NODE_DEFER)) {
        check__error(checker, DIAGNOSE_AWAIT_IN_DEFER, block, "a block by reference in a defer");
        check__help(checker, "it cannot be awaited there; write spawn(async_move ({ … }))");
    } else if (!takes_future(user, operand)) {
        check__error(checker, DIAGNOSE_CALL_NOT_AWAITED, block,
                     "an async block is a future, which is neither awaited, spawned nor stored: "
                     "nothing runs");
        check__help(checker, "await it, or write `auto block = %s`, or spawn(async_move ({ … }))",
                    check__text(checker->program, block));
    }
}

/* wok_cancel(t) and wok_join(t, &r) are futures too. */
static void check_task_future(struct checker *checker, struct node *node) {
    const struct node *operand;
    const struct node *user = user_of(node, &operand);
    if (user && user->kind != NODE_INIT_DECLARATOR && takes_future(user, operand))
        return;
    check__error(checker, DIAGNOSE_CALL_NOT_AWAITED, node,
                 "`%s` is a future: without an await it does nothing",
                 check__text(checker->program, node));
    help_with_call(checker, node);
}

static bool is_cast_to_void(const struct program *program, const struct node *cast) {
    const struct node *type = cast->children[0];
    return type->end == type->first + 1 && token_is(program->tokens, type->first, "void");
}

static struct node *statement_expression_of(const struct node *statement) {
    struct node *block = statement->parent;
    if (!block || block->kind != NODE_BLOCK || !block->parent ||
        block->parent->kind != NODE_STATEMENT_EXPRESSION ||
        block->children[block->child_count - 1] != statement)
        return NULL;
    return block->parent;
}

/* Does nobody look at this expression's value? */
static bool is_dropped(const struct program *program, const struct node *node) {
    for (const struct node *parent = node->parent; parent; node = parent, parent = parent->parent) {
        switch (parent->kind) {
        case NODE_PAREN:
            continue;
        case NODE_COMMA:
            if (node == parent->children[0])
                return true;
            continue;
        case NODE_CONDITIONAL:
            if (node == parent->children[0])
                return false;
            continue;
        case NODE_CAST:
            return is_cast_to_void(program, parent);
        case NODE_EXPRESSION: {
            const struct node *value = statement_expression_of(parent);
            if (!value)
                return true;
            parent = value;
            continue;
        }
        case NODE_FOR:
            return node == parent->children[0] || node == parent->children[2];
        case NODE_JOIN:
            return true;
        case NODE_WHEN:
            return node == parent->children[0];
        default:
            return false;
        }
    }
    return false;
}

/* Calls and awaits whose value is a handle. */
static bool makes_handle(const struct program *program, const struct node *node) {
    if (node->kind == NODE_SPAWN || node->kind == NODE_BOX)
        return true;
    if (node->kind == NODE_CALL) {
        const struct node *callee = program_strip(node->children[0]);
        bool is_async = callee->kind == NODE_NAME && program->routine_at[callee->first];
        return !is_async && program_handle(program, node);
    }
    return program_handle(program, node) != ORACLE_PLAIN;
}

static void check_dropped_handle(struct checker *checker, struct node *node) {
    if (!is_dropped(checker->program, node) || !makes_handle(checker->program, node))
        return;
    if (program_handle(checker->program, node) == ORACLE_BOXED) {
        check__error(checker, DIAGNOSE_FUTURE_UNUSED, node,
                     "this boxed future is dropped unpolled");
        check__help(checker, "await it, spawn it, or keep it: `auto boxed = %s`",
                    check__text(checker->program, node));
        return;
    }
    check__error(checker, DIAGNOSE_HANDLE_UNUSED, node, "the handle of this task is dropped");
    check__help(checker, "to let the task run on alone, write `wok_detach(%s)`",
                check__text(checker->program, node));
    check__fix_around(checker->program, node, "wok_detach(", ")");
}

static void check_future_name(struct checker *checker, struct node *name) {
    const struct symbol *symbol = checker->program->symbol_at[name->first];
    if (!symbol || symbol->kind != SYMBOL_VARIABLE || symbol->class != VARIABLE_FUTURE)
        return;
    const struct node *operand;
    const struct node *user = user_of(name, &operand);
    if (takes_future(user, operand))
        return;
    if (user && user->kind == NODE_ASSIGN && operand == user->children[0]) {
        check__error(checker, DIAGNOSE_FUTURE_REDEFINED, name,
                     "the future `%s` is assigned a second time", symbol->name);
        check__note(checker->program, symbol->declarator, "declared here");
        check__help(checker, "declare another variable with auto");
        return;
    }
    check__error(
        checker, DIAGNOSE_FUTURE_COPIED, name,
        "the future `%s` is used as a value: a future by value can be awaited, spawned, or "
        "moved by `auto other = %s`, nothing else",
        symbol->name, symbol->name);
    check__note(checker->program, symbol->declarator, "declared here");
    if (symbol->block)
        check__help(checker, "a block by reference stays where its variables are; to pass it on, "
                             "write box(async_move ({ … }))");
    else
        check__help(checker,
                    "its result is `await %s`; to pass the future on, make a future(T) by box(…)",
                    symbol->name);
}

void check__future_node(struct checker *checker, struct node *node) {
    switch (node->kind) {
    case NODE_CALL:
        check_call(checker, node);
        check_dropped_handle(checker, node);
        return;
    case NODE_CANCEL:
    case NODE_TASK_JOIN:
        check_task_future(checker, node);
        return;
    case NODE_ASYNC_BLOCK:
        check_block(checker, node);
        return;
    case NODE_SPAWN:
    case NODE_BOX:
    case NODE_AWAIT:
        check_dropped_handle(checker, node);
        return;
    case NODE_NAME:
        check_future_name(checker, node);
        return;
    default:
        return;
    }
}
