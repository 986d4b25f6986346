#include "syntax/parser.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static uint32_t skip_directives(const struct parser *parser, uint32_t index) {
    while (index < parser->limit && parser->tokens->items[index].kind == TOKEN_DIRECTIVE)
        index++;
    return index;
}

void parser_begin(struct parser *parser, uint32_t first, uint32_t limit) {
    parser->limit = limit;
    parser->at = skip_directives(parser, first);
    parser->last_end = parser->at;
    parser->depth = 0;
    parser->failed = false;
    parser->locals.count = 0;
}

bool at_end(const struct parser *parser) {
    return parser->at >= parser->limit;
}

bool is_at(const struct parser *parser, uint32_t index, const char *text) {
    return index < parser->limit && token_is(parser->tokens, index, text);
}

bool at(const struct parser *parser, const char *text) {
    return is_at(parser, parser->at, text);
}

bool at_kind(const struct parser *parser, enum token_kind kind) {
    return !at_end(parser) && parser->tokens->items[parser->at].kind == kind;
}

enum word at_word(const struct parser *parser) {
    return at_end(parser) ? WORD_NONE : (enum word)parser->tokens->items[parser->at].word;
}

uint32_t ahead(const struct parser *parser, unsigned count) {
    uint32_t index = parser->at;
    while (count-- > 0 && index < parser->limit)
        index = skip_directives(parser, index + 1);
    return index;
}

void advance(struct parser *parser) {
    if (at_end(parser))
        return;
    parser->last_end = parser->at + 1;
    parser->at = skip_directives(parser, parser->at + 1);
}

bool accept(struct parser *parser, const char *text) {
    if (!at(parser, text))
        return false;
    advance(parser);
    return true;
}

void parse_error(struct parser *parser, enum diagnose_code code, uint32_t token, const char *format,
                 ...) {
    if (parser->failed)
        return;
    char message[400];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    const struct token *place = &parser->tokens->items[token];
    diagnose_error(parser->diagnostics, code, place->offset, place->offset + place->length, "%s",
                   message);
    parser->failed = true;
    parser->at = parser->limit;
}

void expected(struct parser *parser, const char *what) {
    if (parser->failed)
        return;
    if (at_end(parser)) {
        uint32_t last = parser->last_end ? parser->last_end - 1 : 0;
        parse_error(parser, DIAGNOSE_SYNTAX, last, "expected %s after this", what);
        return;
    }
    const struct token *token = &parser->tokens->items[parser->at];
    int length = token->length < 40 ? (int)token->length : 40;
    parse_error(parser, DIAGNOSE_SYNTAX, parser->at, "expected %s before `%.*s`", what, length,
                token_text(parser->tokens, parser->at));
}

void expect(struct parser *parser, const char *text) {
    if (accept(parser, text))
        return;
    char what[20];
    snprintf(what, sizeof what, "`%s`", text);
    expected(parser, what);
}

void skip_balanced(struct parser *parser) {
    uint32_t open = parser->at;
    unsigned depth = 0;
    do {
        if (at(parser, "(") || at(parser, "[") || at(parser, "{"))
            depth++;
        else if (at(parser, ")") || at(parser, "]") || at(parser, "}"))
            depth--;
        advance(parser);
    } while (depth > 0 && !at_end(parser));
    if (depth > 0)
        parse_error(parser, DIAGNOSE_SYNTAX, open, "this bracket is never closed");
}

bool enter_nesting(struct parser *parser) {
    if (parser->depth >= NESTING_MAX && !at_end(parser))
        parse_error(parser, DIAGNOSE_SYNTAX, parser->at, "this is nested more than %d levels deep",
                    NESTING_MAX);
    parser->depth++;
    return !parser->failed;
}

void leave_nesting(struct parser *parser) {
    parser->depth--;
}

struct node *node_start(struct parser *parser, enum node_kind kind) {
    struct node *node = arena_new(parser->arena, struct node);
    /* At the end of a failed parse `at` may be far ahead: the node is thrown away then. */
    *node = (struct node){
        .kind = kind, .first = parser->at, .end = parser->at, .token = NO_TOKEN, .name = NO_TOKEN};
    return node;
}

struct node *node_wrap(struct parser *parser, enum node_kind kind, struct node *first_child) {
    struct node *node = node_start(parser, kind);
    node->first = first_child->first;
    node_add(parser, node, first_child);
    return node;
}

struct node *node_none(struct parser *parser) {
    struct node *node = node_start(parser, NODE_NONE);
    node->first = node->end = parser->last_end;
    return node;
}

void node_add(struct parser *parser, struct node *node, struct node *child) {
    uint32_t count = node->child_count;
    /* The array has room for 4, 8, 16 …: it is full exactly at those counts. */
    if (count == 0 || (count >= 4 && (count & (count - 1)) == 0)) {
        struct node **larger =
            arena_array(parser->arena, struct node *, count == 0 ? 4 : (size_t)count * 2);
        if (count)
            memcpy(larger, node->children, count * sizeof *larger);
        node->children = larger;
    }
    child->parent = node;
    node->children[node->child_count++] = child;
}

struct node *node_finish(struct parser *parser, struct node *node) {
    node->end = parser->last_end > node->first ? parser->last_end : node->first;
    return node;
}

void declare_name(struct parser *parser, uint32_t token, bool is_typedef) {
    if (token == NO_TOKEN)
        return;
    struct local_name name = {.text = token_text(parser->tokens, token),
                              .length = parser->tokens->items[token].length,
                              .is_typedef = is_typedef};
    array_push(parser->arena, &parser->locals, name);
}

bool is_typedef_name(const struct parser *parser, uint32_t token) {
    if (token >= parser->limit || parser->tokens->items[token].kind != TOKEN_IDENTIFIER)
        return false;
    const char *text = token_text(parser->tokens, token);
    const struct token *place = &parser->tokens->items[token];
    for (size_t i = parser->locals.count; i-- > 0;) {
        const struct local_name *name = &parser->locals.items[i];
        if (name->length == place->length && memcmp(name->text, text, name->length) == 0)
            return name->is_typedef;
    }
    return parser->names->is_typedef(parser->names->data, text, place->length, place->offset);
}
