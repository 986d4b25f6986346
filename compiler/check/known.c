#include "check/known.h"

#include <string.h>

static const struct known library[] = {
#define LOCK(name, argument)            {#name, KNOWN_LOCK, KNOWN_ALWAYS, argument, NULL, NULL},
#define UNLOCK(name, argument)          {#name, KNOWN_UNLOCK, KNOWN_ALWAYS, argument, NULL, NULL},
#define BLOCKS(name, advice)            {#name, KNOWN_BLOCKS, KNOWN_ALWAYS, 0, advice, NULL},
#define BLOCKS_IF_ZERO(name, n, advice) {#name, KNOWN_BLOCKS, KNOWN_IF_ZERO, n, advice, NULL},
#define BLOCKS_UNLESS_ZERO(name, n, advice)                                                        \
    {#name, KNOWN_BLOCKS, KNOWN_UNLESS_ZERO, n, advice, NULL},
#define STATIC(name, advice)      {#name, KNOWN_STATIC, KNOWN_ALWAYS, 0, advice, NULL},
#define ENVIRONMENT(name, advice) {#name, KNOWN_ENVIRONMENT, KNOWN_ALWAYS, 0, advice, NULL},
#define THREAD(name, advice)      {#name, KNOWN_THREAD, KNOWN_ALWAYS, 0, advice, NULL},
#include "check/known.def"
};

/* ---- declarations ---- */

static uint32_t declaration_begin(const struct tokens *tokens, uint32_t token) {
    while (token > 0 && tokens->items[token - 1].kind != TOKEN_DIRECTIVE &&
           !token_is(tokens, token - 1, ";") && !token_is(tokens, token - 1, "}"))
        token--;
    return token;
}

/* The function declared from here on: the first name before a parenthesis that is no attribute. */
static const char *declared_function(const struct tokens *tokens, uint32_t token) {
    for (; token + 1 < tokens->count; token++) {
        if (token_is(tokens, token, ";") || token_is(tokens, token, "{") ||
            token_is(tokens, token, "}"))
            return NULL;
        if (token_is(tokens, token, "__attribute__")) {
            unsigned depth = 0;
            do {
                token++;
                depth += token_is(tokens, token, "(");
                depth -= token_is(tokens, token, ")");
            } while (depth && token + 1 < tokens->count);
            continue;
        }
        if (tokens->items[token].kind == TOKEN_IDENTIFIER && token_is(tokens, token + 1, "("))
            return token_string(tokens, token);
    }
    return NULL;
}

static void add_declared(struct knowledge *knowledge, uint32_t token, enum known_kind kind,
                         const char *advice) {
    const struct tokens *tokens = knowledge->program->tokens;
    struct known known = {.kind = kind, .advice = advice};
    known.name = declared_function(tokens, declaration_begin(tokens, token));
    if (kind != KNOWN_BLOCKS && token_is(tokens, token + 1, "("))
        known.capability = token_string(tokens, token + 2);
    if (known.name)
        array_push(knowledge->program->arena, &knowledge->declared, known);
}

/* clang's attributes for its thread safety analysis, old names and new. */
static bool read_capability(struct knowledge *knowledge, uint32_t token) {
    static const struct {
        const char *name;
        enum known_kind kind;
    } names[] = {
        {"acquire_capability", KNOWN_LOCK},           {"acquire_shared_capability", KNOWN_LOCK},
        {"exclusive_lock_function", KNOWN_LOCK},      {"shared_lock_function", KNOWN_LOCK},
        {"release_capability", KNOWN_UNLOCK},         {"release_shared_capability", KNOWN_UNLOCK},
        {"release_generic_capability", KNOWN_UNLOCK}, {"unlock_function", KNOWN_UNLOCK}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (!token_is(knowledge->program->tokens, token, names[i].name))
            continue;
        add_declared(knowledge, token, names[i].kind, NULL);
        return true;
    }
    return false;
}

static void read_thread_variable(struct knowledge *knowledge, uint32_t token) {
    const struct tokens *tokens = knowledge->program->tokens;
    const char *name = NULL;
    for (;
         token < tokens->count && !token_is(tokens, token, ";") && !token_is(tokens, token, "=") &&
         !token_is(tokens, token, "[") && !token_is(tokens, token, "{");
         token++)
        if (tokens->items[token].kind == TOKEN_IDENTIFIER)
            name = token_string(tokens, token);
    if (name)
        array_push(knowledge->program->arena, &knowledge->thread_variables, name);
}

static bool changes_environment(const struct tokens *tokens, uint32_t token) {
    static const char *const names[] = {"setenv", "putenv", "unsetenv", "clearenv"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (token_is(tokens, token, names[i]))
            return !tokens->items[token].system;
    return false;
}

void knowledge_read(struct knowledge *knowledge, struct program *program) {
    const struct tokens *tokens = program->tokens;
    *knowledge = (struct knowledge){.program = program};
    for (uint32_t i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->items[i];
        if (token->kind == TOKEN_WORD && token->word == WORD_BLOCKING)
            add_declared(knowledge, i, KNOWN_BLOCKS, NULL);
        else if (token->kind == TOKEN_IDENTIFIER && !token->system &&
                 !read_capability(knowledge, i))
            knowledge->changes_environment |= changes_environment(tokens, i);
        else if (token->kind == TOKEN_KEYWORD && !token->system &&
                 (token_is(tokens, i, "_Thread_local") || token_is(tokens, i, "__thread") ||
                  token_is(tokens, i, "thread_local")))
            read_thread_variable(knowledge, i);
    }
}

bool known_is_thread_variable(const struct knowledge *knowledge, const struct node *name) {
    const struct program *program = knowledge->program;
    const struct symbol *symbol = program->symbol_at[name->first];
    if (symbol && !(symbol->declaration->child_count &&
                    symbol->declaration->children[0]->flags & NODE_IS_THREAD))
        return false;
    for (size_t i = 0; i < knowledge->thread_variables.count; i++)
        if (token_is(program->tokens, name->first, knowledge->thread_variables.items[i]))
            return true;
    return false;
}

/* ---- calls ---- */

const char *known_callee(const struct program *program, const struct node *call) {
    const struct node *callee = program_strip(call->children[0]);
    if (callee->kind != NODE_NAME || program->symbol_at[callee->first])
        return NULL;
    return token_string(program->tokens, callee->first);
}

static bool is_zero(const struct program *program, struct node *node) {
    node = program_strip(node);
    while (node->kind == NODE_CAST)
        node = program_strip(node->children[1]);
    return node->kind == NODE_CONSTANT && token_is(program->tokens, node->first, "0");
}

static bool is_met(const struct program *program, const struct node *call,
                   const struct known *known) {
    if (known->condition == KNOWN_ALWAYS)
        return true;
    if (known->argument + 1 >= call->child_count)
        return false;
    return is_zero(program, call->children[known->argument + 1]) ==
           (known->condition == KNOWN_IF_ZERO);
}

const struct known *known_call(const struct knowledge *knowledge, const struct node *call,
                               enum known_kind kind) {
    const char *name = known_callee(knowledge->program, call);
    if (!name)
        return NULL;
    for (size_t i = 0; i < knowledge->declared.count; i++)
        if (knowledge->declared.items[i].kind == kind &&
            strcmp(knowledge->declared.items[i].name, name) == 0)
            return &knowledge->declared.items[i];
    if (program_find(knowledge->program, name))
        return NULL; /* the user's own function of that name */
    for (size_t i = 0; i < sizeof library / sizeof library[0]; i++)
        if (library[i].kind == kind && strcmp(library[i].name, name) == 0)
            return is_met(knowledge->program, call, &library[i]) ? &library[i] : NULL;
    return NULL;
}
