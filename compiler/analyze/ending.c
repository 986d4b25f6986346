/*
 * Calls that do not return, so that nothing has to be consumed on the path behind them, and constant
 * conditions, so that `for (;;)` and `while (1)` have no way past them.
 */
#include <stdlib.h>
#include <string.h>

#include "analyze/internal.h"

static const char *const library_endings[] = {
    "abort",
    "exit",
    "_exit",
    "_Exit",
    "quick_exit",
    "longjmp",
    "siglongjmp",
    "thrd_exit",
    "pthread_exit",
    "__assert_fail",
    "__builtin_trap",
    "__builtin_unreachable",
    "__builtin_abort",
    "__builtin_exit",
    "err",
    "errx",
    "verr",
    "verrx",
};

static bool is_noreturn_word(const struct tokens *tokens, uint32_t token) {
    return token_is(tokens, token, "_Noreturn") || token_is(tokens, token, "__noreturn__") ||
           token_is(tokens, token, "noreturn");
}

/* The end of the bracketed text that begins here, or the next token. */
static uint32_t skip(const struct tokens *tokens, uint32_t token, bool *says_noreturn) {
    unsigned depth = 0;
    do {
        if (token_is(tokens, token, "(") || token_is(tokens, token, "{") ||
            token_is(tokens, token, "["))
            depth++;
        else if (depth && (token_is(tokens, token, ")") || token_is(tokens, token, "}") ||
                           token_is(tokens, token, "]")))
            depth--;
        *says_noreturn |= is_noreturn_word(tokens, token);
        token++;
    } while (depth && token < tokens->count);
    return token;
}

/* One declaration of file scope: its end. The first name before a `(` is what it declares. */
static uint32_t read_declaration(struct endings *endings, const struct program *program,
                                 uint32_t token) {
    const struct tokens *tokens = program->tokens;
    uint32_t name = NO_TOKEN;
    bool is_ending = false, ignored = false;
    while (token < tokens->count && !token_is(tokens, token, ";")) {
        bool is_body = token_is(tokens, token, "{");
        bool is_list = token_is(tokens, token, "(");
        if (is_list && name == NO_TOKEN && token > 0 &&
            tokens->items[token - 1].kind == TOKEN_IDENTIFIER)
            name = token - 1;
        token = skip(tokens, token, is_body ? &ignored : &is_ending);
        if (is_body && name != NO_TOKEN)
            break;
    }
    if (is_ending && name != NO_TOKEN)
        array_push(program->arena, &endings->names, token_string(tokens, name));
    return token + (token < tokens->count && token_is(tokens, token, ";"));
}

void endings__read(struct endings *endings, const struct program *program) {
    for (size_t i = 0; i < sizeof library_endings / sizeof library_endings[0]; i++)
        array_push(program->arena, &endings->names, library_endings[i]);
    uint32_t token = 0;
    while (token < program->tokens->count)
        token = read_declaration(endings, program, token);
}

bool endings__has(const struct endings *endings, const struct program *program,
                  const struct node *call) {
    const struct node *callee = program_strip(call->children[0]);
    if (callee->kind != NODE_NAME || program->symbol_at[callee->first])
        return false;
    const char *name = token_string(program->tokens, callee->first);
    for (size_t i = 0; i < endings->names.count; i++)
        if (strcmp(endings->names.items[i], name) == 0)
            return true;
    return false;
}

int builder__truth(const struct builder *builder, struct node *condition) {
    const struct tokens *tokens = builder->program->tokens;
    condition = program_strip(condition);
    if (condition->kind == NODE_NONE)
        return 1;
    if (condition->kind == NODE_UNARY && token_is(tokens, condition->token, "!")) {
        int truth = builder__truth(builder, condition->children[0]);
        return truth < 0 ? truth : !truth;
    }
    if (condition->kind != NODE_CONSTANT)
        return -1;
    if (token_is(tokens, condition->first, "true"))
        return 1;
    if (token_is(tokens, condition->first, "false"))
        return 0;
    const char *text = token_string(tokens, condition->first);
    char *end;
    unsigned long long value = strtoull(text, &end, 0);
    if (end == text || strspn(end, "uUlL") != strlen(end))
        return -1;
    return value != 0;
}
