/*
 * Attributes of an async function that are about its code, not about its signature: they go with the
 * code, into each of the C functions that it becomes.
 *
 *     static async __attribute__((noinline, target("avx2"), nonnull)) int sum(const int *p)
 *
 *     __attribute__((noinline)) __attribute__((target("avx2"))) static enum wok_step wok__run_sum(…)
 */
#include <string.h>

#include "emit/internal.h"

static const char *const names[] = {
    "noinline",
    "noclone",
    "noipa",
    "hot",
    "cold",
    "flatten",
    "target",
    "optimize",
    "optnone",
    "minsize",
    "section",
    "no_instrument_function",
    "no_sanitize",
    "no_profile",
    "no_sanitize_address",
    "no_split_stack",
    "stack_protect",
    "no_stack_protector",
    "no_sanitize_thread",
    "no_sanitize_undefined",
    "disable_sanitizer_instrumentation",
};

/* Also between two underscores on each side. */
static bool is_about_code(const char *name) {
    size_t length = strlen(name);
    if (length > 4 && strncmp(name, "__", 2) == 0 && strcmp(name + length - 2, "__") == 0) {
        name += 2;
        length -= 4;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strlen(names[i]) == length && strncmp(names[i], name, length) == 0)
            return true;
    return false;
}

/* Behind the parenthesis or bracket that is open at `token`. */
static uint32_t behind_group(const struct tokens *tokens, uint32_t token, uint32_t end) {
    unsigned depth = 0;
    for (; token < end; token++) {
        if (token_is(tokens, token, "(") || token_is(tokens, token, "["))
            depth++;
        else if ((token_is(tokens, token, ")") || token_is(tokens, token, "]")) && --depth == 0)
            return token + 1;
    }
    return end;
}

/* Each name with its arguments, from `__attribute__((a, b(1)))` or `[[gnu::a, gnu::b(1)]]`. */
static void put_items(struct printer *printer, const struct node *attribute) {
    const struct tokens *tokens = printer->program->tokens;
    uint32_t token = attribute->first;
    while (token < attribute->end && !token_is(tokens, token, "(") && !token_is(tokens, token, "["))
        token++;
    for (token += 2; token < attribute->end; token++) {
        uint32_t end = token + 1;
        if (end < attribute->end && token_is(tokens, end, "("))
            end = behind_group(tokens, end, attribute->end);
        if (tokens->items[token].kind == TOKEN_IDENTIFIER &&
            is_about_code(token_string(tokens, token))) {
            put(printer, "__attribute__((");
            emit__tokens(printer, attribute, token, end);
            put(printer, ")) ");
        }
        token = end - 1;
    }
}

static void put_all(struct printer *printer, const struct node *node) {
    for (uint32_t i = 0; i < node->child_count; i++) {
        const struct node *child = node->children[i];
        if (child->kind == NODE_ATTRIBUTE)
            put_items(printer, child);
        else if (child->kind == NODE_DECLARATOR)
            put_all(printer, child);
    }
}

void emit__code_attributes(struct printer *printer, const struct routine *routine) {
    const struct node *function = program_root(routine)->definition->node;
    put_all(printer, function->children[0]); /* the specifiers */
    put_all(printer, function);              /* the declarator */
}
