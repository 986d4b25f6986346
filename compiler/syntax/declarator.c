/*
 * Declarators, parameters, initialisers, declarations.
 */
#include "syntax/parser.h"

static bool at_asm(const struct parser *parser) {
    return at(parser, "asm") || at(parser, "__asm__") || at(parser, "__asm");
}

/* ---- suffixes ---- */

static void accept_qualifiers(struct parser *parser, struct node *node) {
    static const char *const qualifiers[] = {
        "const",        "__const",       "__const__",  "volatile",     "__volatile",
        "__volatile__", "restrict",      "__restrict", "__restrict__", "_Atomic",
        "static",       "__extension__", "__seg_fs",   "__seg_gs"};
    for (;;) {
        bool found = false;
        if (at_attribute(parser) && !at_asm(parser)) {
            node_add(parser, node, parse_attribute(parser));
            found = true;
        }
        for (size_t i = 0; i < sizeof qualifiers / sizeof *qualifiers; i++)
            found |= accept(parser, qualifiers[i]);
        if (!found)
            return;
    }
}

static struct node *parse_array(struct parser *parser) {
    struct node *node = node_start(parser, NODE_ARRAY);
    expect(parser, "[");
    accept_qualifiers(parser, node);
    if (at(parser, "]")) {
        node_add(parser, node, node_none(parser));
    } else if (at(parser, "*") && is_at(parser, ahead(parser, 1), "]")) {
        node->token = parser->at;
        node_add(parser, node, node_none(parser));
        advance(parser);
    } else {
        node_add(parser, node, parse_assignment(parser));
    }
    expect(parser, "]");
    return node_finish(parser, node);
}

static struct node *parse_parameter(struct parser *parser) {
    struct node *node = node_start(parser, NODE_PARAMETER);
    struct node *specifiers = parse_specifiers(parser);
    node->flags |= specifiers->flags;
    node_add(parser, node, specifiers);
    struct node *declarator = parse_optional_declarator(parser, DECLARATOR_EITHER);
    node->name = declarator->name;
    node_add(parser, node, declarator);
    if (!parser->failed)
        declare_name(parser, node->name, false);
    return node_finish(parser, node);
}

/* f(a, b) of a K&R definition: names that are no types. */
static void parse_identifier_list(struct parser *parser, struct node *node) {
    node->flags |= NODE_IS_KNR;
    do {
        if (!at_kind(parser, TOKEN_IDENTIFIER))
            expected(parser, "a parameter");
        advance(parser);
    } while (accept(parser, ","));
}

static void parse_parameter_list(struct parser *parser, struct node *node) {
    do {
        if (accept(parser, "...")) {
            node->flags |= NODE_IS_VARIADIC;
            return;
        }
        node_add(parser, node, parse_parameter(parser));
        /* GNU: forward declarations of parameters end with a semicolon. */
    } while (accept(parser, ",") || accept(parser, ";"));
}

static struct node *parse_parameters(struct parser *parser) {
    struct node *node = node_start(parser, NODE_PARAMETERS);
    size_t names = parser->locals.count;
    expect(parser, "(");
    if (at(parser, "void") && is_at(parser, ahead(parser, 1), ")"))
        advance(parser);
    else if (at_kind(parser, TOKEN_IDENTIFIER) && !is_typedef_name(parser, parser->at))
        parse_identifier_list(parser, node);
    else if (!at(parser, ")"))
        parse_parameter_list(parser, node);
    expect(parser, ")");
    parser->locals.count = names;
    return node_finish(parser, node);
}

static void parse_suffixes(struct parser *parser, struct node *node) {
    while (!at_end(parser)) {
        if (at_attribute(parser))
            node_add(parser, node, parse_attribute(parser));
        else if (at(parser, "["))
            node_add(parser, node, parse_array(parser));
        else if (at(parser, "("))
            node_add(parser, node, parse_parameters(parser));
        else
            return;
    }
}

/* ---- declarators ---- */

/* Is the `(` here around a declarator, and not a list of parameters? */
static bool at_nested(const struct parser *parser, enum declarator_form form) {
    if (!at(parser, "("))
        return false;
    if (form == DECLARATOR_NAMED)
        return true;
    uint32_t next = ahead(parser, 1);
    if (is_at(parser, next, ")") || is_at(parser, next, "..."))
        return false;
    if (is_at(parser, next, "__attribute__"))
        return true; /* int (__attribute__((…)) *f)(void) */
    if (begins_type(parser, next) || parser->tokens->items[next].word == WORD_ASYNC)
        return false;
    if (form == DECLARATOR_EITHER && next < parser->limit &&
        parser->tokens->items[next].kind == TOKEN_IDENTIFIER)
        return true;
    return is_at(parser, next, "*") || is_at(parser, next, "(") || is_at(parser, next, "[");
}

static void parse_direct(struct parser *parser, struct node *node, enum declarator_form form) {
    if (at_nested(parser, form)) {
        advance(parser);
        struct node *inner = form == DECLARATOR_NAMED ? parse_declarator(parser, form)
                                                      : parse_optional_declarator(parser, form);
        node->name = inner->name;
        node_add(parser, node, inner);
        expect(parser, ")");
    } else if (form != DECLARATOR_ABSTRACT && at_kind(parser, TOKEN_IDENTIFIER)) {
        node->name = parser->at;
        advance(parser);
    } else if (form == DECLARATOR_NAMED) {
        expected(parser, "a name");
    }
}

struct node *parse_declarator(struct parser *parser, enum declarator_form form) {
    struct node *node = node_start(parser, NODE_DECLARATOR);
    if (enter_nesting(parser)) {
        accept_qualifiers(parser, node);
        while (accept(parser, "*"))
            accept_qualifiers(parser, node);
        parse_direct(parser, node, form);
        parse_suffixes(parser, node);
    }
    leave_nesting(parser);
    return node_finish(parser, node);
}

struct node *parse_optional_declarator(struct parser *parser, enum declarator_form form) {
    bool is_there = at(parser, "*") || at(parser, "(") || at(parser, "[") || at_attribute(parser) ||
                    (form != DECLARATOR_ABSTRACT && at_kind(parser, TOKEN_IDENTIFIER));
    return is_there ? parse_declarator(parser, form) : node_none(parser);
}

static struct node *nested_declarator(const struct node *declarator) {
    for (uint32_t i = 0; i < declarator->child_count; i++)
        if (declarator->children[i]->kind == NODE_DECLARATOR)
            return declarator->children[i];
    return NULL;
}

/* A name in any number of parentheses: they change nothing. */
static bool is_bare_name(const struct node *declarator) {
    const struct node *nested = nested_declarator(declarator);
    if (!nested)
        return declarator->name == declarator->first && declarator->child_count == 0;
    return declarator->child_count == 1 && nested->first == declarator->first + 1 &&
           is_bare_name(nested);
}

/*
 * What stands right behind the name decides: in `int *f(void)` and `int (*f(void))(int)` those are
 * parameters of f, while `int (*f)(void)` has its parameters further out and declares a pointer.
 */
struct node *declared_parameters(struct node *declarator) {
    struct node *nested = nested_declarator(declarator);
    if (nested && !is_bare_name(nested))
        return declared_parameters(nested);
    for (uint32_t i = 0; i < declarator->child_count; i++) {
        if (declarator->children[i]->kind == NODE_ARRAY)
            return NULL;
        if (declarator->children[i]->kind == NODE_PARAMETERS)
            return declarator->children[i];
    }
    return NULL;
}

/* ---- initialisers ---- */

static bool at_designator(const struct parser *parser) {
    return at(parser, ".") || at(parser, "[") ||
           (at_kind(parser, TOKEN_IDENTIFIER) && is_at(parser, ahead(parser, 1), ":"));
}

static void parse_designator(struct parser *parser, struct node *node) {
    if (accept(parser, "[")) {
        node_add(parser, node, parse_conditional(parser));
        if (accept(parser, "..."))
            node_add(parser, node, parse_conditional(parser));
        expect(parser, "]");
        return;
    }
    accept(parser, ".");
    if (at_kind(parser, TOKEN_IDENTIFIER))
        advance(parser);
    else
        expected(parser, "a member's name");
}

static struct node *parse_designated(struct parser *parser) {
    struct node *node = node_start(parser, NODE_DESIGNATED);
    if (at_kind(parser, TOKEN_IDENTIFIER)) { /* GNU: name: value */
        advance(parser);
        expect(parser, ":");
    } else {
        while (at(parser, ".") || at(parser, "["))
            parse_designator(parser, node);
        accept(parser, "="); /* GNU: may be left out after an index */
    }
    node_add(parser, node, parse_initialiser(parser));
    return node_finish(parser, node);
}

struct node *parse_initialiser_list(struct parser *parser) {
    struct node *node = node_start(parser, NODE_INITIALISER_LIST);
    expect(parser, "{");
    while (!at_end(parser) && !at(parser, "}")) {
        node_add(parser, node,
                 at_designator(parser) ? parse_designated(parser) : parse_initialiser(parser));
        if (!accept(parser, ","))
            break;
    }
    expect(parser, "}");
    return node_finish(parser, node);
}

struct node *parse_initialiser(struct parser *parser) {
    if (!at(parser, "{"))
        return parse_assignment(parser);
    struct node *node;
    if (enter_nesting(parser))
        node = parse_initialiser_list(parser);
    else
        node = node_none(parser);
    leave_nesting(parser);
    return node;
}

/* ---- declarations ---- */

static struct node *parse_init_declarator(struct parser *parser, const struct node *specifiers,
                                          struct node *declarator) {
    struct node *node = node_wrap(parser, NODE_INIT_DECLARATOR, declarator);
    node->name = declarator->name;
    if (!parser->failed)
        declare_name(parser, node->name, specifiers->flags & NODE_IS_TYPEDEF);
    uint32_t operator_token = parser->at;
    if (accept(parser, "=")) {
        node->token = operator_token;
        node_add(parser, node, parse_initialiser(parser));
    } else if (accept(parser, ":")) {
        node->token = operator_token;
        node_add(parser, node, parse_conditional(parser));
        while (at_attribute(parser))
            node_add(parser, node, parse_attribute(parser));
    } else {
        node_add(parser, node, node_none(parser));
    }
    return node_finish(parser, node);
}

/* A member may be a nameless bit-field. */
static struct node *parse_member_or_named(struct parser *parser) {
    if (!at(parser, ":"))
        return parse_declarator(parser, DECLARATOR_NAMED);
    struct node *node = node_start(parser, NODE_DECLARATOR);
    return node_finish(parser, node);
}

struct node *parse_declaration_rest(struct parser *parser, struct node *declaration,
                                    struct node *specifiers, struct node *first) {
    for (struct node *declarator = first;;) {
        node_add(parser, declaration, parse_init_declarator(parser, specifiers, declarator));
        if (!accept(parser, ","))
            break;
        declarator = parse_member_or_named(parser);
    }
    expect(parser, ";");
    return node_finish(parser, declaration);
}

struct node *parse_declaration(struct parser *parser) {
    struct node *node = node_start(parser, NODE_DECLARATION);
    struct node *specifiers = parse_specifiers(parser);
    node->flags = specifiers->flags;
    node_add(parser, node, specifiers);
    if (accept(parser, ";"))
        return node_finish(parser, node);
    struct node *declarator = parse_member_or_named(parser);
    if (at(parser, "{") && !parser->failed && declared_parameters(declarator))
        parse_error(parser, DIAGNOSE_NESTED_FUNCTION, declarator->name,
                    "a function inside a function cannot be compiled by wokcc");
    return parse_declaration_rest(parser, node, specifiers, declarator);
}

struct node *parse_static_assert(struct parser *parser) {
    struct node *node = node_start(parser, NODE_STATIC_ASSERT);
    advance(parser);
    expect(parser, "(");
    node_add(parser, node, parse_conditional(parser));
    if (accept(parser, ",")) {
        if (!at_kind(parser, TOKEN_STRING))
            expected(parser, "a string");
        while (at_kind(parser, TOKEN_STRING))
            advance(parser);
    }
    expect(parser, ")");
    expect(parser, ";");
    return node_finish(parser, node);
}
