/*
 * libclang bounds the nesting of brackets and recurses without bounds through everything else: a
 * file with twenty thousand `-` in a row would take wokcc down with it. So such text is refused
 * before libclang sees it, by counting tokens that open a level, from where levels are closed.
 */
#include "oracle/internal.h"

#define LEVELS_MAX   700
#define ELSE_MAX     2500
#define BRACKETS_MAX 256

struct depth {
    unsigned expression; /* since the last `,` `;` `{` `}` */
    unsigned statement;  /* since the last `;` `}` */
    unsigned elses;      /* in this function */
    unsigned open;       /* brackets */
    char brackets[BRACKETS_MAX];
};

static bool is_one_of(const struct tokens *tokens, uint32_t index, const char *const *texts) {
    for (; *texts; texts++)
        if (token_is(tokens, index, *texts))
            return true;
    return false;
}

/* Could an operand end here? Then an operator behind it is binary, and those are read in a loop. */
static bool ends_operand(const struct tokens *tokens, uint32_t index) {
    switch (tokens->items[index].kind) {
    case TOKEN_IDENTIFIER:
    case TOKEN_NUMBER:
    case TOKEN_STRING:
    case TOKEN_CHARACTER:
        return true;
    case TOKEN_PUNCTUATOR:
        return token_is(tokens, index, "]");
    default:
        return false;
    }
}

static void count_keyword(const struct tokens *tokens, uint32_t index, struct depth *depth) {
    static const char *const statements[] = {"if",     "for",  "while",   "do",
                                             "switch", "case", "default", NULL};
    static const char *const prefixes[] = {"sizeof",   "_Alignof", "__alignof__", "__extension__",
                                           "__real__", "__imag__", NULL};
    if (token_is(tokens, index, "else"))
        depth->elses++;
    else if (is_one_of(tokens, index, statements))
        depth->statement++;
    else if (is_one_of(tokens, index, prefixes))
        depth->expression++;
}

/* The semicolons of a `for` end no statement. */
static void end_statement(struct depth *depth) {
    if (depth->open == 0 || depth->brackets[depth->open - 1] != '(')
        depth->statement = 0;
}

/* libclang refuses deeper ones itself. */
static void open_bracket(struct depth *depth, char bracket) {
    if (depth->open < BRACKETS_MAX)
        depth->brackets[depth->open++] = bracket;
}

static void close_bracket(struct depth *depth, char bracket) {
    if (depth->open > 0)
        depth->open--;
    if (bracket == '}')
        depth->statement = 0;
    if (depth->open == 0)
        depth->elses = 0;
}

static void count_punctuator(const struct tokens *tokens, uint32_t index, uint32_t before,
                             struct depth *depth) {
    static const char *const right_recursive[] = {
        "?", "=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", NULL};
    static const char *const prefixes[] = {"-", "+", "~", "!", "*", "&", "++", "--", "(", NULL};
    static const char *const separators[] = {",", ";", "{", "}", NULL};
    char c = tokens->items[index].length == 1 ? *token_text(tokens, index) : '\0';
    if (is_one_of(tokens, index, separators))
        depth->expression = 0;
    else if (is_one_of(tokens, index, right_recursive))
        depth->expression++;
    else if (is_one_of(tokens, index, prefixes))
        depth->expression += !ends_operand(tokens, before);
    else if (c == ':') /* label: label: */
        depth->statement += before > 0 && token_is(tokens, before - 1, ":");
    if (c == '(' || c == '[' || c == '{')
        open_bracket(depth, c);
    else if (c == ')' || c == ']' || c == '}')
        close_bracket(depth, c);
    else if (c == ';')
        end_statement(depth);
}

bool oracle_is_too_deep(const struct tokens *tokens, uint32_t *place) {
    struct depth depth = {0};
    uint32_t before = 0;
    for (uint32_t i = 0; i < tokens->count; i++) {
        enum token_kind kind = (enum token_kind)tokens->items[i].kind;
        if (kind == TOKEN_DIRECTIVE)
            continue;
        if (kind == TOKEN_KEYWORD)
            count_keyword(tokens, i, &depth);
        else if (kind == TOKEN_PUNCTUATOR)
            count_punctuator(tokens, i, before, &depth);
        before = i;
        if (depth.expression > LEVELS_MAX || depth.statement > LEVELS_MAX ||
            depth.elses > ELSE_MAX) {
            *place = i;
            return true;
        }
    }
    return false;
}
