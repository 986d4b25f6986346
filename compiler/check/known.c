#include "check/known.h"

#include <string.h>

static const struct known library[] = {
#define X(name_, kind_, condition_, argument_, advice_)                                            \
    {.name = #name_,                                                                               \
     .kind = KNOWN_##kind_,                                                                        \
     .condition = KNOWN_##condition_,                                                              \
     .argument = argument_,                                                                        \
     .advice = advice_},
#define LOCK(name, argument)                X(name, LOCK, ALWAYS, argument, NULL)
#define SEMAPHORE(name, argument)           X(name, LOCK, IF_GIVEN_BACK, argument, NULL)
#define TRY_LOCK(name, argument, taken)     X(name, TRY_LOCK, taken, argument, NULL)
#define UNLOCK(name, argument)              X(name, UNLOCK, ALWAYS, argument, NULL)
#define BLOCKS(name, advice)                X(name, BLOCKS, ALWAYS, 0, advice)
#define BLOCKS_IF_ZERO(name, n, advice)     X(name, BLOCKS, IF_ZERO, n, advice)
#define BLOCKS_UNLESS_ZERO(name, n, advice) X(name, BLOCKS, UNLESS_ZERO, n, advice)
#define BLOCKS_IF_STDIN(name, n, advice)    X(name, BLOCKS, IF_STDIN, n, advice)
#define STATIC(name, advice)                X(name, STATIC, ALWAYS, 0, advice)
#define ENVIRONMENT(name, advice)           X(name, ENVIRONMENT, ALWAYS, 0, advice)
#define THREAD(name, advice)                X(name, THREAD, ALWAYS, 0, advice)
#include "check/known.def"
#undef X
};

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

size_t known_library_count(void) {
    return sizeof library / sizeof library[0];
}

/* Declared by a system header: else it is a function of the user's that has the same name. */
static bool is_of_system(const struct knowledge *knowledge, const struct known *known) {
    signed char *answer = &knowledge->is_system[known - library];
    const struct tokens *tokens = knowledge->program->tokens;
    for (uint32_t i = 0; !*answer && i < tokens->count; i++)
        if (tokens->items[i].system && token_is(tokens, i, known->name) &&
            token_is(tokens, i + 1, "("))
            *answer = 1;
    if (!*answer)
        *answer = -1;
    return *answer > 0;
}

const struct known *known_of_library(const struct knowledge *knowledge, const char *name,
                                     enum known_kind kind) {
    for (size_t i = 0; i < sizeof library / sizeof library[0]; i++)
        if (*library[i].name == *name && library[i].kind == kind &&
            strcmp(library[i].name, name) == 0)
            return is_of_system(knowledge, &library[i]) ? &library[i] : NULL;
    return NULL;
}

const struct known *known_loss_of(const struct knowledge *knowledge, const char *name) {
    for (size_t i = 0; i < knowledge->declared.count; i++)
        if (knowledge->declared.items[i].kind == KNOWN_LOSES &&
            strcmp(knowledge->declared.items[i].name, name) == 0)
            return &knowledge->declared.items[i];
    return NULL;
}

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

static bool is_stdin(const struct program *program, struct node *node) {
    node = program_strip(node);
    return node->kind == NODE_NAME && !program->symbol_at[node->first] &&
           token_is(program->tokens, node->first, "stdin");
}

static bool is_met(const struct program *program, const struct node *call,
                   const struct known *known) {
    if (known->condition == KNOWN_ALWAYS || known->kind == KNOWN_LOCK ||
        known->kind == KNOWN_TRY_LOCK)
        return true;
    if (known->argument + 1 >= call->child_count)
        return false;
    if (known->condition == KNOWN_IF_STDIN)
        return is_stdin(program, call->children[known->argument + 1]);
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
    const struct known *known = known_of_library(knowledge, name, kind);
    return known && is_met(knowledge->program, call, known) ? known : NULL;
}
