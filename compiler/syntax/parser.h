/*
 * What the parser's files share. Not for other stages: those include syntax/tree.h.
 *
 *   parser.c       the cursor, nodes, errors, local names
 *   expression.c   expressions
 *   type.c         specifiers, struct/union/enum, attributes, type names
 *   declarator.c   declarators, parameters, initialisers, declarations
 *   statement.c    statements and blocks
 *   file.c         file scope: which declarations are parsed at all
 *
 * Errors   The first one is reported and the cursor jumps to the end of what is being parsed, where
 *          every loop and every `expect` stops quietly. So parse functions return a node always, and
 *          whoever began looks at `failed` once, at the end.
 */
#ifndef WOKCC_SYNTAX_PARSER_H
#define WOKCC_SYNTAX_PARSER_H

#include "syntax/tree.h"

struct local_name {
    const char *text;
    uint32_t length;
    bool is_typedef;
};

struct parser {
    struct tokens *tokens;
    struct arena *arena;
    const struct syntax_names *names;
    struct diagnostics *diagnostics;
    uint32_t at;       /* the current token; never a directive */
    uint32_t last_end; /* behind the last token that was taken */
    uint32_t limit;    /* END is read from here on */
    unsigned depth;    /* of nesting: bounded, so that no input overflows the stack */
    bool failed;
    /* Declared inside what is being parsed, innermost last; a scope is a count to go back to. */
    ARRAY(struct local_name) locals;
};

/* The longest chain of operators and the deepest nesting: later stages walk the tree recursively. */
#define NESTING_MAX 600
#define CHAIN_MAX   4000

/* cursor */
void parser_begin(struct parser *parser, uint32_t first, uint32_t limit);
bool at_end(const struct parser *parser);
bool at(const struct parser *parser, const char *text);
bool at_kind(const struct parser *parser, enum token_kind kind);
enum word at_word(const struct parser *parser);
/* The index of the significant token `count` places ahead; the limit if there is none. */
uint32_t ahead(const struct parser *parser, unsigned count);
bool is_at(const struct parser *parser, uint32_t index, const char *text);
void advance(struct parser *parser);
bool accept(struct parser *parser, const char *text);
void expect(struct parser *parser, const char *text);
/* From an opening bracket to behind the closing one. */
void skip_balanced(struct parser *parser);

/* errors and nesting */
void parse_error(struct parser *parser, enum diagnose_code code, uint32_t token, const char *format,
                 ...) __attribute__((format(printf, 4, 5)));
void expected(struct parser *parser, const char *what);
bool enter_nesting(struct parser *parser);
void leave_nesting(struct parser *parser);

/* nodes */
struct node *node_start(struct parser *parser, enum node_kind kind);
struct node *node_wrap(struct parser *parser, enum node_kind kind, struct node *first_child);
struct node *node_none(struct parser *parser);
void node_add(struct parser *parser, struct node *node, struct node *child);
struct node *node_finish(struct parser *parser, struct node *node);

/* names */
void declare_name(struct parser *parser, uint32_t token, bool is_typedef);
bool is_typedef_name(const struct parser *parser, uint32_t token);

/* expression.c */
struct node *parse_expression(struct parser *parser);
struct node *parse_assignment(struct parser *parser);
struct node *parse_conditional(struct parser *parser);

/* type.c */
bool begins_type(const struct parser *parser, uint32_t token);
struct node *parse_specifiers(struct parser *parser);
struct node *parse_type_name(struct parser *parser);
bool at_attribute(const struct parser *parser);
struct node *parse_attribute(struct parser *parser);
void parse_attributes(struct parser *parser, struct node *into);
/* The first token behind any attributes that stand here. */
uint32_t behind_attributes(const struct parser *parser);

/* declarator.c */
enum declarator_form { DECLARATOR_NAMED, DECLARATOR_ABSTRACT, DECLARATOR_EITHER };
struct node *parse_declarator(struct parser *parser, enum declarator_form form);
/* NONE when nothing stands there. */
struct node *parse_optional_declarator(struct parser *parser, enum declarator_form form);
struct node *parse_initialiser(struct parser *parser);
struct node *parse_initialiser_list(struct parser *parser);
struct node *parse_declaration(struct parser *parser);
/* After the specifiers: the declarators and the `;`. */
struct node *parse_declaration_rest(struct parser *parser, struct node *declaration,
                                    struct node *specifiers, struct node *first);
struct node *parse_static_assert(struct parser *parser);
/* The parameters of the function that a declarator declares, or NULL. */
struct node *declared_parameters(struct node *declarator);

/* statement.c */
struct node *parse_block(struct parser *parser);
struct node *parse_statement(struct parser *parser);

#endif
