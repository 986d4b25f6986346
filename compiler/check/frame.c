/*
 * What a frame cannot hold: E0301 variable-length arrays, E0302 alloca and setjmp, E0303 variable
 * arguments, E0304 label addresses. All of them are tied to a C stack, which is gone at a suspension.
 */
#include <string.h>

#include "check/internal.h"

static bool is_one_of(const char *name, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static bool is_stack_allocation(const char *name) {
    static const char *const names[] = {"alloca",
                                        "__builtin_alloca",
                                        "__builtin_alloca_with_align",
                                        "__builtin_alloca_with_align_and_max",
                                        "strdupa",
                                        "strndupa"};
    return is_one_of(name, names, sizeof names / sizeof names[0]);
}

static bool is_stack_jump(const char *name) {
    static const char *const names[] = {
        "setjmp",  "_setjmp",  "sigsetjmp",  "__sigsetjmp",       "__builtin_setjmp",
        "longjmp", "_longjmp", "siglongjmp", "__builtin_longjmp", "vfork"};
    return is_one_of(name, names, sizeof names / sizeof names[0]);
}

static void check_stack_call(struct checker *checker, struct node *call) {
    const struct node *callee = program_strip(call->children[0]);
    if (callee->kind != NODE_NAME || checker->program->symbol_at[callee->first] ||
        !checker->routine->is_async)
        return;
    const char *name = token_string(checker->program->tokens, callee->first);
    if (is_stack_allocation(name) && checker->suspends) {
        check__error(checker, DIAGNOSE_SETJMP, call,
                     "the memory of `%s` is gone after the next await of `%s`", name,
                     checker->routine->name);
        check__help(checker, "use an array of fixed size, or malloc with `defer free(…)`");
    } else if (is_stack_jump(name)) {
        check__error(checker, DIAGNOSE_SETJMP, call,
                     "`%s` in the async function `%s`, which has no C stack of its own", name,
                     checker->routine->name);
        check__help(checker, "use it in a plain function, or return an error instead");
    }
}

void check__frame_node(struct checker *checker, struct node *node) {
    switch (node->kind) {
    case NODE_CALL:
        check_stack_call(checker, node);
        return;
    case NODE_GOTO_COMPUTED:
    case NODE_LABEL_ADDRESS:
        if (!checker->routine->is_async || !checker->suspends)
            return;
        check__error(checker, DIAGNOSE_COMPUTED_GOTO, node, "%s in an async function that awaits",
                     node->kind == NODE_LABEL_ADDRESS ? "the address of a label"
                                                      : "a computed goto");
        check__help(checker, "use a switch, or move the loop into a plain function");
        return;
    default:
        return;
    }
}

/* The node whose flags tell about the scope: a function's are those of its body. */
static const struct node *scope_node(const struct symbol *symbol) {
    const struct node *node = symbol->scope->node;
    return node->kind == NODE_FUNCTION ? node->children[2] : node;
}

static bool is_argument_list(const struct symbol *symbol) {
    static const char *const names[] = {"va_list", "__builtin_va_list", "__gnuc_va_list"};
    if (!symbol->type || !symbol->type->spelling)
        return false;
    return is_one_of(symbol->type->spelling, names, sizeof names / sizeof names[0]) ||
           strstr(symbol->type->spelling, "__va_list_tag");
}

static const char *kind_of(const struct symbol *symbol) {
    return symbol->kind == SYMBOL_TYPEDEF ? "the type" : "the variable";
}

static void check_variable(struct checker *checker, const struct symbol *symbol) {
    unsigned flags = scope_node(symbol)->flags;
    const struct node *at = symbol->declarator ? symbol->declarator : symbol->declaration;
    const struct oracle_type *type = symbol->type;
    if (!type && symbol->kind == SYMBOL_TYPEDEF)
        type = oracle_declared_type(checker->program->oracle,
                                    checker->program->tokens->items[symbol->token].offset);
    if (type && type->is_vla && flags & NODE_MANAGED) {
        check__error(checker, DIAGNOSE_VLA, at, "%s `%s` has a variable length, in a scope %s",
                     kind_of(symbol), symbol->name,
                     flags & NODE_SUSPENDS ? "that awaits"
                                           : "that holds a defer, a future or a handle");
        check__help(checker, "use a fixed size, malloc with `defer free(…)`, or a block of its own "
                             "without awaits");
    }
    if (symbol->kind == SYMBOL_VARIABLE && is_argument_list(symbol) &&
        (symbol->is_parameter || flags & NODE_SUSPENDS)) {
        check__error(checker, DIAGNOSE_VARIADIC, at, "the argument list `%s` %s", symbol->name,
                     symbol->is_parameter ? "is passed to an async function, which outlives it"
                                          : "would live across an await");
        check__help(checker, "read the arguments into variables in a plain function first");
    }
}

void check__frame_variables(struct checker *checker) {
    if (!checker->routine->is_async)
        return;
    for (size_t i = 0; i < checker->routine->symbols.count; i++) {
        const struct symbol *symbol = checker->routine->symbols.items[i];
        if (symbol->kind == SYMBOL_VARIABLE || symbol->kind == SYMBOL_TYPEDEF)
            check_variable(checker, symbol);
    }
}
