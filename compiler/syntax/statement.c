/*
 * Statements and blocks.
 */
#include "syntax/parser.h"

static struct node *parse_condition(struct parser *parser) {
    expect(parser, "(");
    struct node *node = parse_expression(parser);
    expect(parser, ")");
    return node;
}

static struct node *start_keyword(struct parser *parser, enum node_kind kind) {
    struct node *node = node_start(parser, kind);
    node->token = parser->at;
    advance(parser);
    return node;
}

static struct node *parse_if(struct parser *parser) {
    struct node *node = start_keyword(parser, NODE_IF);
    node_add(parser, node, parse_condition(parser));
    node_add(parser, node, parse_statement(parser));
    node_add(parser, node,
             accept(parser, "else") ? parse_statement(parser) : node_none(parser));
    return node_finish(parser, node);
}

static struct node *parse_conditioned(struct parser *parser, enum node_kind kind) {
    struct node *node = start_keyword(parser, kind);
    node_add(parser, node, parse_condition(parser));
    node_add(parser, node, parse_statement(parser));
    return node_finish(parser, node);
}

static struct node *parse_do(struct parser *parser) {
    struct node *node = start_keyword(parser, NODE_DO);
    node_add(parser, node, parse_statement(parser));
    expect(parser, "while");
    node_add(parser, node, parse_condition(parser));
    expect(parser, ";");
    return node_finish(parser, node);
}

static bool begins_declaration(const struct parser *parser);

static struct node *parse_for(struct parser *parser) {
    size_t names = parser->locals.count;
    struct node *node = start_keyword(parser, NODE_FOR);
    expect(parser, "(");
    if (begins_declaration(parser)) {
        node_add(parser, node, parse_declaration(parser));
    } else {
        node_add(parser, node, at(parser, ";") ? node_none(parser) : parse_expression(parser));
        expect(parser, ";");
    }
    node_add(parser, node, at(parser, ";") ? node_none(parser) : parse_expression(parser));
    expect(parser, ";");
    node_add(parser, node, at(parser, ")") ? node_none(parser) : parse_expression(parser));
    expect(parser, ")");
    node_add(parser, node, parse_statement(parser));
    parser->locals.count = names;
    return node_finish(parser, node);
}

static struct node *parse_goto(struct parser *parser) {
    struct node *node = start_keyword(parser, NODE_GOTO);
    if (accept(parser, "*")) {
        node->kind = NODE_GOTO_COMPUTED;
        node_add(parser, node, parse_expression(parser));
    } else if (at_kind(parser, TOKEN_IDENTIFIER)) {
        node->name = parser->at;
        advance(parser);
    } else {
        expected(parser, "a label");
    }
    expect(parser, ";");
    return node_finish(parser, node);
}

static struct node *parse_jump(struct parser *parser, enum node_kind kind) {
    struct node *node = start_keyword(parser, kind);
    expect(parser, ";");
    return node_finish(parser, node);
}

static struct node *parse_return(struct parser *parser) {
    struct node *node = start_keyword(parser, NODE_RETURN);
    node_add(parser, node, at(parser, ";") ? node_none(parser) : parse_expression(parser));
    expect(parser, ";");
    return node_finish(parser, node);
}

/* ---- labels ---- */

/* C23: a label may stand before a declaration or at the end of a block. */
static struct node *parse_labelled(struct parser *parser) {
    return at(parser, "}") ? node_none(parser) : parse_statement(parser);
}

static struct node *parse_label(struct parser *parser) {
    struct node *node = node_start(parser, NODE_LABEL);
    node->name = parser->at;
    advance(parser);
    expect(parser, ":");
    node_add(parser, node, parse_labelled(parser));
    return node_finish(parser, node);
}

static struct node *parse_case(struct parser *parser) {
    struct node *node = start_keyword(parser, NODE_CASE);
    node_add(parser, node, parse_conditional(parser));
    node_add(parser, node,
             accept(parser, "...") ? parse_conditional(parser) : node_none(parser));
    expect(parser, ":");
    node_add(parser, node, parse_labelled(parser));
    return node_finish(parser, node);
}

static struct node *parse_default(struct parser *parser) {
    struct node *node = start_keyword(parser, NODE_DEFAULT);
    expect(parser, ":");
    node_add(parser, node, parse_labelled(parser));
    return node_finish(parser, node);
}

static struct node *parse_local_label(struct parser *parser) {
    struct node *node = start_keyword(parser, NODE_LOCAL_LABEL);
    do {
        if (!at_kind(parser, TOKEN_IDENTIFIER))
            expected(parser, "a label");
        advance(parser);
    } while (accept(parser, ","));
    expect(parser, ";");
    return node_finish(parser, node);
}

/* ---- asm ---- */

static void skip_strings(struct parser *parser) {
    while (at_kind(parser, TOKEN_STRING))
        advance(parser);
}

/* [name] "constraint" (expression), … ; clobbers and labels have no expression. */
static void parse_asm_operands(struct parser *parser, struct node *node) {
    while (!at_end(parser) && !at(parser, ":") && !at(parser, ")")) {
        if (at(parser, "["))
            skip_balanced(parser);
        else if (at_kind(parser, TOKEN_STRING))
            skip_strings(parser);
        else if (at_kind(parser, TOKEN_IDENTIFIER))
            advance(parser);
        else
            expected(parser, "an operand");
        if (accept(parser, "(")) {
            node_add(parser, node, parse_expression(parser));
            expect(parser, ")");
        }
        accept(parser, ",");
    }
}

static struct node *parse_asm(struct parser *parser) {
    struct node *node = start_keyword(parser, NODE_ASM);
    while (at(parser, "volatile") || at(parser, "__volatile__") || at(parser, "__volatile") ||
           at(parser, "goto") || at(parser, "inline") || at(parser, "__inline__") ||
           at(parser, "__inline"))
        advance(parser);
    expect(parser, "(");
    skip_strings(parser);
    while (accept(parser, ":"))
        parse_asm_operands(parser, node);
    expect(parser, ")");
    expect(parser, ";");
    return node_finish(parser, node);
}

/* ---- words ---- */

static struct node *parse_when(struct parser *parser) {
    struct node *node = start_keyword(parser, NODE_WHEN);
    expect(parser, "(");
    node_add(parser, node, parse_expression(parser));
    expect(parser, ")");
    node_add(parser, node, parse_statement(parser));
    return node_finish(parser, node);
}

static struct node *parse_race(struct parser *parser) {
    struct node *node = start_keyword(parser, NODE_RACE);
    if (!at(parser, "{") && !parser->failed)
        parse_error(parser, DIAGNOSE_RACE_SHAPE, node->token,
                    "`race` is followed by a block of `when` arms");
    expect(parser, "{");
    while (!at_end(parser) && !at(parser, "}")) {
        if (at_word(parser) == WORD_WHEN)
            node_add(parser, node, parse_when(parser));
        else if (at(parser, ";"))
            advance(parser);
        else
            parse_error(parser, DIAGNOSE_RACE_SHAPE, parser->at,
                        "only `when (…)` arms may stand in a race");
    }
    expect(parser, "}");
    return node_finish(parser, node);
}

static struct node *parse_defer(struct parser *parser) {
    struct node *node = start_keyword(parser, NODE_DEFER);
    node_add(parser, node, parse_statement(parser));
    return node_finish(parser, node);
}

static struct node *parse_expression_statement(struct parser *parser) {
    struct node *node = node_start(parser, NODE_EXPRESSION);
    node_add(parser, node, parse_expression(parser));
    expect(parser, ";");
    return node_finish(parser, node);
}

/* ---- which one is it ---- */

static struct node *parse_keyword_statement(struct parser *parser) {
    if (at(parser, "if"))
        return parse_if(parser);
    if (at(parser, "while"))
        return parse_conditioned(parser, NODE_WHILE);
    if (at(parser, "switch"))
        return parse_conditioned(parser, NODE_SWITCH);
    if (at(parser, "for"))
        return parse_for(parser);
    if (at(parser, "do"))
        return parse_do(parser);
    if (at(parser, "return"))
        return parse_return(parser);
    if (at(parser, "break"))
        return parse_jump(parser, NODE_BREAK);
    if (at(parser, "continue"))
        return parse_jump(parser, NODE_CONTINUE);
    if (at(parser, "goto"))
        return parse_goto(parser);
    if (at(parser, "case"))
        return parse_case(parser);
    if (at(parser, "default"))
        return parse_default(parser);
    if (at(parser, "asm") || at(parser, "__asm__") || at(parser, "__asm"))
        return parse_asm(parser);
    if (at(parser, "_Static_assert") || at(parser, "static_assert"))
        return parse_static_assert(parser);
    if (at(parser, "__label__"))
        return parse_local_label(parser);
    return parse_expression_statement(parser);
}

static bool begins_declaration(const struct parser *parser) {
    uint32_t index = behind_attributes(parser);
    struct parser scout = *parser;
    scout.at = index;
    while (at(&scout, "__extension__"))
        advance(&scout);
    if (scout.at < scout.limit && scout.tokens->items[scout.at].word == WORD_ASYNC)
        return !is_at(&scout, ahead(&scout, 1), "(") || !is_at(&scout, ahead(&scout, 2), "{");
    if (!begins_type(&scout, scout.at))
        return false;
    /* `name:` is a label even where the name is also a type. */
    return !(at_kind(&scout, TOKEN_IDENTIFIER) && is_at(&scout, ahead(&scout, 1), ":"));
}

/* [[fallthrough]]; or [[unlikely]] statement: the attributes belong to the statement's range. */
static struct node *parse_attributed(struct parser *parser) {
    uint32_t first = parser->at;
    struct node *attributes = node_start(parser, NODE_NONE);
    while (at_attribute(parser) && !at(parser, "asm") && !at(parser, "__asm__"))
        node_add(parser, attributes, parse_attribute(parser));
    struct node *node = parse_statement(parser);
    node->first = first < node->first ? first : node->first;
    return node;
}

static bool at_statement_attribute(const struct parser *parser) {
    return behind_attributes(parser) != parser->at;
}

static struct node *parse_any(struct parser *parser) {
    if (at(parser, "{"))
        return parse_block(parser);
    if (at(parser, ";")) {
        struct node *node = node_start(parser, NODE_EMPTY);
        advance(parser);
        return node_finish(parser, node);
    }
    if (at_kind(parser, TOKEN_IDENTIFIER) && is_at(parser, ahead(parser, 1), ":"))
        return parse_label(parser);
    /* An attribute alone begins a type for begins_type(): look behind it first. */
    if (at_statement_attribute(parser)) {
        struct parser scout = *parser;
        scout.at = behind_attributes(parser);
        return begins_declaration(&scout) ? parse_declaration(parser) : parse_attributed(parser);
    }
    if (begins_declaration(parser))
        return parse_declaration(parser);
    if (at_word(parser) == WORD_RACE)
        return parse_race(parser);
    if (at_word(parser) == WORD_DEFER)
        return parse_defer(parser);
    if (at_kind(parser, TOKEN_KEYWORD))
        return parse_keyword_statement(parser);
    return parse_expression_statement(parser);
}

struct node *parse_statement(struct parser *parser) {
    struct node *node;
    if (enter_nesting(parser))
        node = parse_any(parser);
    else
        node = node_none(parser);
    leave_nesting(parser);
    return node;
}

struct node *parse_block(struct parser *parser) {
    size_t names = parser->locals.count;
    struct node *node = node_start(parser, NODE_BLOCK);
    expect(parser, "{");
    while (!at_end(parser) && !at(parser, "}"))
        node_add(parser, node, parse_statement(parser));
    expect(parser, "}");
    parser->locals.count = names;
    return node_finish(parser, node);
}
