/*
 * Parts of the language that this version does not compile (E0900), each by its name; and what the
 * declarations of async functions must not say (E0303).
 */
#include <string.h>

#include "check/internal.h"

/* A defer's text is written out at every way out of its scope. */
static void check_in_defer(struct checker *checker, struct node *node) {
    bool is_static = node->kind == NODE_DECLARATION && node->child_count &&
                     node->children[0]->flags & NODE_IS_STATIC;
    bool is_label = node->kind == NODE_LABEL || node->kind == NODE_LOCAL_LABEL;
    if ((!is_static && !is_label) || !check__around(node, NODE_DEFER))
        return;
    check__error(checker, DIAGNOSE_UNSUPPORTED, node, "a %s inside a defer is not supported yet",
                 is_static ? "static variable" : "label");
    check__help(checker, "move the body of the defer into a function");
}

static void check_block_on(struct checker *checker, struct node *node) {
    if (!checker->routine->is_async)
        return;
    check__error(checker, DIAGNOSE_UNSUPPORTED, node,
                 "`%s` in the async function `%s` would stop the thread that runs it",
                 token_string(checker->program->tokens, node->first), checker->routine->name);
    check__help(checker, "write `await %s`",
                check__text(checker->program, program_strip(node->children[0])));
}

void check__unsupported_node(struct checker *checker, struct node *node) {
    check_in_defer(checker, node);
    if (node->kind == NODE_BLOCK_ON || node->kind == NODE_TRY_BLOCK_ON)
        check_block_on(checker, node);
}

/* ---- declarations ---- */

static struct node *parameters_of(struct node *declarator) {
    struct node *found = NULL;
    while (declarator) {
        struct node *nested = NULL;
        for (uint32_t i = 0; i < declarator->child_count; i++) {
            if (declarator->children[i]->kind == NODE_PARAMETERS)
                found = declarator->children[i];
            else if (declarator->children[i]->kind == NODE_DECLARATOR)
                nested = declarator->children[i];
        }
        declarator = nested;
    }
    return found;
}

static void check_variadic(struct program *program, struct routine *routine,
                           const struct syntax_function *function) {
    struct node *parameters = parameters_of(function->node->children[1]);
    if (!parameters || !(parameters->flags & NODE_IS_VARIADIC))
        return;
    program_error(program, routine, DIAGNOSE_VARIADIC, parameters,
                  "the async function `%s` takes a variable number of arguments", function->name);
    diagnose_help(program->diagnostics,
                  "pass an array and its length; the arguments have to live in the frame");
}

static bool is_static_anywhere(const struct program *program, const char *name) {
    for (size_t i = 0; i < program->syntax->functions.count; i++) {
        const struct syntax_function *function = program->syntax->functions.items[i];
        if (function->is_static && strcmp(function->name, name) == 0)
            return true;
    }
    return false;
}

static void check_inline(struct program *program, struct routine *routine,
                         const struct syntax_function *function) {
    if (!function->is_definition || !function->is_inline ||
        is_static_anywhere(program, function->name))
        return;
    program_error(program, routine, DIAGNOSE_UNSUPPORTED, function->node->children[0],
                  "an inline async function with external linkage is not supported yet");
    diagnose_help(program->diagnostics, "write `static inline async`, or leave out `inline`");
}

/* A block needs a function around it: also where the C compiler would look at an initialiser. */
static void check_file_scope(struct program *program, struct node *node) {
    if (node->kind == NODE_ASYNC_BLOCK) {
        program_error(program, NULL, DIAGNOSE_ASYNC_MISPLACED, node,
                      "an async block outside of a function");
        diagnose_help(program->diagnostics, "build it in the function that awaits or spawns it");
        return;
    }
    for (uint32_t i = 0; i < node->child_count; i++)
        check_file_scope(program, node->children[i]);
}

void check__declarations(struct program *program) {
    for (size_t i = 0; i < program->syntax->declarations.count; i++)
        check_file_scope(program, program->syntax->declarations.items[i]);
    for (size_t i = 0; i < program->syntax->functions.count; i++) {
        struct syntax_function *function = program->syntax->functions.items[i];
        struct routine *routine = program_find(program, function->name);
        if (!function->is_async)
            continue;
        check_variadic(program, routine, function);
        check_inline(program, routine, function);
    }
}
