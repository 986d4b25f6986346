/*
 * Puts the program together: the functions by name, their types, then names, marks and order.
 */
#include <string.h>

#include "program/internal.h"

struct routine *program_find(const struct program *program, const char *name) {
    for (size_t i = 0; i < program->routines.count; i++)
        if (strcmp(program->routines.items[i]->name, name) == 0)
            return program->routines.items[i];
    return NULL;
}

static struct symbol *own_type_symbol(const struct routine *routine, const char *name,
                                      size_t length, bool is_tag, uint32_t token) {
    struct symbol *found = NULL;
    for (size_t i = 0; i < routine->symbols.count; i++) {
        struct symbol *symbol = routine->symbols.items[i];
        const struct node *scope = symbol->scope->node;
        if (symbol->kind != (is_tag ? SYMBOL_TAG : SYMBOL_TYPEDEF) || !symbol->name ||
            strlen(symbol->name) != length || memcmp(symbol->name, name, length) != 0)
            continue;
        if (token >= scope->first && token < scope->end &&
            (!found || scope->first >= found->scope->node->first))
            found = symbol;
    }
    return found;
}

struct symbol *program_type_symbol(const struct routine *routine, const char *name, size_t length,
                                   bool is_tag, uint32_t token) {
    struct symbol *found = NULL;
    for (; routine && !found; routine = routine->outer)
        found = own_type_symbol(routine, name, length, is_tag, token);
    return found;
}

static void read_types(struct program *program, struct routine *routine) {
    uint32_t offset = program->tokens->items[routine->declaration->name_token].offset;
    const struct oracle_type *result = oracle_function_type(
        program->oracle, offset, &routine->parameters, &routine->parameter_count);
    routine->result = program__result_type(program, result, result ? result->future : ORACLE_PLAIN);
    routine->parameter_names =
        arena_array(program->arena, const char *, routine->parameter_count + 1);
    for (size_t i = 0; i < routine->parameter_count; i++)
        routine->parameter_names[i] = arena_format(program->arena, "argument_%zu", i + 1);
}

static void add_function(struct program *program, struct syntax_function *function) {
    struct routine *routine = program_find(program, function->name);
    if (!routine) {
        routine = arena_new(program->arena, struct routine);
        routine->name = function->name;
        routine->declaration = function;
        array_push(program->arena, &program->routines, routine);
        read_types(program, routine);
    }
    routine->is_async |= function->is_async;
    routine->is_leaf |= function->future_struct != NULL;
    routine->is_main = routine->is_async && strcmp(routine->name, "main") == 0;
    if (function->is_definition)
        routine->definition = function;
    if (function->future_struct && !routine->declaration->future_struct)
        routine->declaration = function;
}

/* WOK_PREEMPT stands among the specifiers of the definition, or before them. */
static bool is_preempted(const struct program *program, const struct routine *routine) {
    const struct tokens *tokens = program->tokens;
    uint32_t token = routine->definition->name_token;
    for (; token > 0; token--) {
        if (tokens->items[token].kind == TOKEN_WORD && tokens->items[token].word == WORD_PREEMPT)
            return true;
        if (token_is(tokens, token, ";") || token_is(tokens, token, "{") ||
            token_is(tokens, token, "}"))
            return false;
    }
    return false;
}

/* At file scope only async functions are names that concern us: a table of handlers. */
static void resolve_at_file_scope(struct program *program, const struct node *node) {
    if (node->kind == NODE_NAME) {
        struct routine *routine = program_find(program, token_string(program->tokens, node->first));
        if (routine && routine->is_async) {
            program->routine_at[node->first] = routine;
            routine->is_used = routine->is_pointed_to = true;
        }
    }
    for (uint32_t i = 0; i < node->child_count; i++)
        resolve_at_file_scope(program, node->children[i]);
}

static bool holds_parameters(const struct node *node) {
    if (node->kind == NODE_PARAMETERS)
        return true;
    for (uint32_t i = 0; i < node->child_count; i++)
        if (holds_parameters(node->children[i]))
            return true;
    return false;
}

static void refuse_async_object(struct program *program, struct node *declaration) {
    struct node *specifiers = declaration->children[0];
    if (declaration->kind != NODE_DECLARATION || !(specifiers->flags & NODE_IS_ASYNC))
        return;
    for (uint32_t i = 1; i < declaration->child_count; i++)
        if (!holds_parameters(declaration->children[i]->children[0])) {
            program_error(program, NULL, DIAGNOSE_ASYNC_MISPLACED, declaration,
                          "`async` where no function is declared");
            return;
        }
}

struct program *program_build(struct arena *arena, struct syntax *syntax,
                              const struct oracle *oracle, struct diagnostics *diagnostics) {
    struct program *program = arena_new(arena, struct program);
    program->arena = arena;
    program->syntax = syntax;
    program->tokens = syntax->tokens;
    program->source = syntax->tokens->source;
    program->oracle = oracle;
    program->diagnostics = diagnostics;
    program->symbol_at = arena_array(arena, struct symbol *, program->tokens->count + 1);
    program->routine_at = arena_array(arena, struct routine *, program->tokens->count + 1);
    for (size_t i = 0; i < syntax->functions.count; i++)
        add_function(program, syntax->functions.items[i]);
    for (size_t i = 0; i < syntax->declarations.count; i++)
        refuse_async_object(program, syntax->declarations.items[i]);
    for (size_t i = 0; i < syntax->declarations.count; i++)
        resolve_at_file_scope(program, syntax->declarations.items[i]);
    for (size_t i = 0; i < program->routines.count; i++) {
        struct routine *routine = program->routines.items[i];
        if (!routine->definition)
            continue;
        if (!routine->block) /* resolved with the routine around it */
            program__resolve(program, routine);
        routine->is_preempted = routine->block ? routine->outer->is_preempted
                                               : routine->is_async && is_preempted(program, routine);
        program__mark(program, routine->definition->node, routine->is_preempted);
    }
    program__order(program);
    return program;
}
