/*
 * Expressions, by precedence climbing. Prefix operators, casts and everything in brackets recurse;
 * chains of binary and postfix operators are loops that wrap what they have.
 */
#include "syntax/parser.h"

#include <string.h>

static struct node *parse_cast(struct parser *parser);

/* A chain a + b + c … becomes a deep tree although it is not nested in the text. */
static bool chain_goes_on(struct parser *parser, unsigned *length) {
    if (++*length > CHAIN_MAX && !at_end(parser))
        parse_error(parser, DIAGNOSE_SYNTAX, parser->at,
                    "this expression has more than %d operators in a row", CHAIN_MAX);
    return !parser->failed;
}

/* ---- primary expressions ---- */

static struct node *parse_name(struct parser *parser) {
    struct node *node = node_start(parser, NODE_NAME);
    node->name = parser->at;
    if (at(parser, "__func__") || at(parser, "__FUNCTION__") || at(parser, "__PRETTY_FUNCTION__"))
        node->kind = NODE_STRING;
    advance(parser);
    return node_finish(parser, node);
}

static struct node *parse_string(struct parser *parser) {
    struct node *node = node_start(parser, NODE_STRING);
    while (at_kind(parser, TOKEN_STRING))
        advance(parser);
    return node_finish(parser, node);
}

static struct node *parse_constant(struct parser *parser) {
    struct node *node = node_start(parser, NODE_CONSTANT);
    advance(parser);
    return node_finish(parser, node);
}

static struct node *parse_parenthesised(struct parser *parser) {
    struct node *node = node_start(parser, NODE_PAREN);
    expect(parser, "(");
    if (at(parser, "{")) {
        node->kind = NODE_STATEMENT_EXPRESSION;
        node_add(parser, node, parse_block(parser));
    } else {
        node_add(parser, node, parse_expression(parser));
    }
    expect(parser, ")");
    return node_finish(parser, node);
}

static struct node *parse_type_or_expression(struct parser *parser) {
    return begins_type(parser, parser->at) ? parse_type_name(parser) : parse_assignment(parser);
}

static struct node *parse_generic(struct parser *parser) {
    struct node *node = node_start(parser, NODE_GENERIC);
    node->token = parser->at;
    advance(parser);
    expect(parser, "(");
    node_add(parser, node, parse_type_or_expression(parser));
    while (accept(parser, ",")) {
        if (at(parser, "default")) {
            node_add(parser, node, node_none(parser));
            advance(parser);
        } else {
            node_add(parser, node, parse_type_name(parser));
        }
        expect(parser, ":");
        node_add(parser, node, parse_assignment(parser));
    }
    expect(parser, ")");
    return node_finish(parser, node);
}

/* The path behind the type in __builtin_offsetof(type, a.b[i].c). */
static void parse_offset_path(struct parser *parser, struct node *node) {
    while (!at_end(parser) && !at(parser, ")")) {
        if (accept(parser, "[")) {
            node_add(parser, node, parse_expression(parser));
            expect(parser, "]");
        } else if (at_kind(parser, TOKEN_IDENTIFIER) || at(parser, ".") || at(parser, "->")) {
            advance(parser);
        } else {
            expected(parser, "a member");
        }
    }
}

static struct node *parse_offsetof(struct parser *parser) {
    struct node *node = node_start(parser, NODE_UNEVALUATED);
    node->token = parser->at;
    advance(parser);
    expect(parser, "(");
    node_add(parser, node, parse_type_name(parser));
    expect(parser, ",");
    parse_offset_path(parser, node);
    expect(parser, ")");
    return node_finish(parser, node);
}

/* A keyword with arguments in parentheses, each a type name or an expression. */
static struct node *parse_builtin(struct parser *parser, enum node_kind kind) {
    struct node *node = node_start(parser, kind);
    node->token = parser->at;
    advance(parser);
    expect(parser, "(");
    do
        node_add(parser, node, parse_type_or_expression(parser));
    while (accept(parser, ","));
    expect(parser, ")");
    return node_finish(parser, node);
}

/* ---- words ---- */

/* spawn(e), wok_cancel(e) …: a comma belongs to the expression. */
static struct node *parse_word_of_one(struct parser *parser, enum node_kind kind) {
    struct node *node = node_start(parser, kind);
    node->token = parser->at;
    advance(parser);
    expect(parser, "(");
    node_add(parser, node, parse_expression(parser));
    expect(parser, ")");
    return node_finish(parser, node);
}

static struct node *parse_word_of_many(struct parser *parser, enum node_kind kind,
                                       uint32_t count) {
    struct node *node = node_start(parser, kind);
    node->token = parser->at;
    advance(parser);
    expect(parser, "(");
    do
        node_add(parser, node, parse_assignment(parser));
    while (accept(parser, ","));
    expect(parser, ")");
    if (count && node->child_count != count)
        parse_error(parser, DIAGNOSE_SYNTAX, node->token, "`%s` takes %u arguments, not %u",
                    token_string(parser->tokens, node->token), count, node->child_count);
    return node_finish(parser, node);
}

static struct node *parse_async_block(struct parser *parser) {
    struct node *node = node_start(parser, NODE_ASYNC_BLOCK);
    node->token = parser->at;
    if (!is_at(parser, ahead(parser, 1), "(") || !is_at(parser, ahead(parser, 2), "{")) {
        parse_error(parser, DIAGNOSE_ASYNC_MISPLACED, parser->at,
                    "`%s` in an expression begins a block: `%s ({ … })`",
                    token_string(parser->tokens, parser->at),
                    token_string(parser->tokens, parser->at));
        return node;
    }
    advance(parser);
    node_add(parser, node, parse_parenthesised(parser));
    return node_finish(parser, node);
}

static struct node *parse_word(struct parser *parser) {
    switch (at_word(parser)) {
    case WORD_ASYNC:
    case WORD_ASYNC_MOVE:
        return parse_async_block(parser);
    case WORD_SPAWN:
        return parse_word_of_one(parser, NODE_SPAWN);
    case WORD_BOX:
        return parse_word_of_one(parser, NODE_BOX);
    case WORD_COLD:
        return parse_word_of_one(parser, NODE_COLD);
    case WORD_BLOCK_ON:
        return parse_word_of_one(parser, NODE_BLOCK_ON);
    case WORD_DETACH:
        return parse_word_of_one(parser, NODE_DETACH);
    case WORD_CANCEL:
        return parse_word_of_one(parser, NODE_CANCEL);
    case WORD_JOIN:
        return parse_word_of_many(parser, NODE_JOIN, 0);
    case WORD_TRY_BLOCK_ON:
        return parse_word_of_many(parser, NODE_TRY_BLOCK_ON, 2);
    case WORD_TASK_JOIN:
        return parse_word_of_many(parser, NODE_TASK_JOIN, 2);
    case WORD_WHEN:
        parse_error(parser, DIAGNOSE_RACE_SHAPE, parser->at, "`when` may stand only in a race");
        return node_none(parser);
    default:
        expected(parser, "an expression");
        return node_none(parser);
    }
}

static struct node *parse_keyword(struct parser *parser) {
    if (at(parser, "true") || at(parser, "false") || at(parser, "nullptr"))
        return parse_constant(parser);
    if (at(parser, "_Generic"))
        return parse_generic(parser);
    if (at(parser, "__builtin_offsetof"))
        return parse_offsetof(parser);
    if (at(parser, "__builtin_types_compatible_p"))
        return parse_builtin(parser, NODE_UNEVALUATED);
    if (at(parser, "__builtin_va_arg"))
        return parse_builtin(parser, NODE_VA_ARG);
    if (at(parser, "__builtin_choose_expr"))
        return parse_builtin(parser, NODE_CHOOSE);
    expected(parser, "an expression");
    return node_none(parser);
}

static struct node *parse_primary(struct parser *parser) {
    if (at_kind(parser, TOKEN_IDENTIFIER))
        return parse_name(parser);
    if (at_kind(parser, TOKEN_STRING))
        return parse_string(parser);
    if (at_kind(parser, TOKEN_NUMBER) || at_kind(parser, TOKEN_CHARACTER))
        return parse_constant(parser);
    if (at(parser, "("))
        return parse_parenthesised(parser);
    if (at_kind(parser, TOKEN_WORD))
        return parse_word(parser);
    if (at_kind(parser, TOKEN_KEYWORD))
        return parse_keyword(parser);
    expected(parser, "an expression");
    return node_none(parser);
}

/* ---- postfix and prefix ---- */

static bool is_builtin_name(const struct parser *parser, const struct node *callee) {
    return callee->kind == NODE_NAME &&
           strncmp(token_text(parser->tokens, callee->name), "__builtin_", 10) == 0;
}

static struct node *parse_call(struct parser *parser, struct node *callee) {
    struct node *node = node_wrap(parser, NODE_CALL, callee);
    bool takes_types = is_builtin_name(parser, callee);
    expect(parser, "(");
    if (!at(parser, ")")) {
        do
            node_add(parser, node,
                     takes_types ? parse_type_or_expression(parser) : parse_assignment(parser));
        while (accept(parser, ","));
    }
    expect(parser, ")");
    return node_finish(parser, node);
}

static struct node *parse_index(struct parser *parser, struct node *array) {
    struct node *node = node_wrap(parser, NODE_INDEX, array);
    expect(parser, "[");
    node_add(parser, node, parse_expression(parser));
    expect(parser, "]");
    return node_finish(parser, node);
}

static struct node *parse_member(struct parser *parser, struct node *object) {
    struct node *node = node_wrap(parser, NODE_MEMBER, object);
    node->token = parser->at;
    advance(parser);
    if (at_kind(parser, TOKEN_IDENTIFIER)) {
        node->name = parser->at;
        advance(parser);
    } else {
        expected(parser, "a member's name");
    }
    return node_finish(parser, node);
}

static struct node *parse_step(struct parser *parser, struct node *operand) {
    struct node *node = node_wrap(parser, NODE_POSTFIX, operand);
    node->token = parser->at;
    advance(parser);
    return node_finish(parser, node);
}

static struct node *parse_postfix(struct parser *parser, struct node *node) {
    unsigned length = 0;
    for (;;) {
        if (at(parser, "("))
            node = parse_call(parser, node);
        else if (at(parser, "["))
            node = parse_index(parser, node);
        else if (at(parser, ".") || at(parser, "->"))
            node = parse_member(parser, node);
        else if (at(parser, "++") || at(parser, "--"))
            node = parse_step(parser, node);
        else
            return node;
        if (!chain_goes_on(parser, &length))
            return node;
    }
}

/* `(type)` with the cursor at the parenthesis: a compound literal if a `{` follows, else a cast. */
static struct node *parse_after_type(struct parser *parser) {
    struct node *node = node_start(parser, NODE_CAST);
    expect(parser, "(");
    node_add(parser, node, parse_type_name(parser));
    expect(parser, ")");
    if (at(parser, "{")) {
        node->kind = NODE_COMPOUND_LITERAL;
        node_add(parser, node, parse_initialiser_list(parser));
        return parse_postfix(parser, node_finish(parser, node));
    }
    node_add(parser, node, parse_cast(parser));
    return node_finish(parser, node);
}

static bool type_in_parentheses(const struct parser *parser) {
    return at(parser, "(") && begins_type(parser, ahead(parser, 1));
}

/* sizeof and _Alignof: of a type in parentheses, unless that begins a compound literal. */
static struct node *parse_sizeof(struct parser *parser) {
    struct node *node = node_start(parser, NODE_UNEVALUATED);
    node->token = parser->at;
    advance(parser);
    if (!type_in_parentheses(parser)) {
        node_add(parser, node, parse_cast(parser));
        return node_finish(parser, node);
    }
    struct node *literal = node_start(parser, NODE_COMPOUND_LITERAL);
    expect(parser, "(");
    struct node *type = parse_type_name(parser);
    expect(parser, ")");
    if (at(parser, "{")) {
        node_add(parser, literal, type);
        node_add(parser, literal, parse_initialiser_list(parser));
        node_add(parser, node, parse_postfix(parser, node_finish(parser, literal)));
    } else {
        node_add(parser, node, type);
    }
    return node_finish(parser, node);
}

static bool at_one_of(const struct parser *parser, const char *const *texts) {
    for (; *texts; texts++)
        if (at(parser, *texts))
            return true;
    return false;
}

static struct node *parse_prefix(struct parser *parser, enum node_kind kind) {
    struct node *node = node_start(parser, kind);
    node->token = parser->at;
    advance(parser);
    node_add(parser, node, parse_cast(parser));
    return node_finish(parser, node);
}

static struct node *parse_label_address(struct parser *parser) {
    struct node *node = node_start(parser, NODE_LABEL_ADDRESS);
    advance(parser);
    if (!at_kind(parser, TOKEN_IDENTIFIER))
        expected(parser, "a label");
    node->name = parser->at;
    advance(parser);
    return node_finish(parser, node);
}

static struct node *parse_unary(struct parser *parser) {
    static const char *const operators[] = {
        "&", "*", "+", "-", "~", "!", "++", "--", "__extension__", "__real__", "__imag__",
        "__real", "__imag", NULL};
    static const char *const sizes[] = {"sizeof",      "_Alignof",    "alignof",
                                        "__alignof__", "__alignof", NULL};
    if (at_word(parser) == WORD_AWAIT)
        return parse_prefix(parser, NODE_AWAIT);
    if (at_one_of(parser, operators))
        return parse_prefix(parser, NODE_UNARY);
    if (at_one_of(parser, sizes))
        return parse_sizeof(parser);
    if (at(parser, "&&"))
        return parse_label_address(parser);
    if (type_in_parentheses(parser))
        return parse_after_type(parser);
    return parse_postfix(parser, parse_primary(parser));
}

static struct node *parse_cast(struct parser *parser) {
    struct node *node;
    if (enter_nesting(parser))
        node = parse_unary(parser);
    else
        node = node_none(parser);
    leave_nesting(parser);
    return node;
}

/* ---- binary operators ---- */

/* From 1 (||) to 10 (*); 0 = not a binary operator. */
static int precedence_here(const struct parser *parser) {
    static const struct {
        const char *text;
        int precedence;
    } operators[] = {
        {"||", 1}, {"&&", 2}, {"|", 3},  {"^", 4},  {"&", 5},  {"==", 6}, {"!=", 6},
        {"<", 7},  {">", 7},  {"<=", 7}, {">=", 7}, {"<<", 8}, {">>", 8}, {"+", 9},
        {"-", 9},  {"*", 10}, {"/", 10}, {"%", 10},
    };
    if (!at_kind(parser, TOKEN_PUNCTUATOR))
        return 0;
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (at(parser, operators[i].text))
            return operators[i].precedence;
    return 0;
}

static struct node *parse_binary(struct parser *parser, int lowest) {
    struct node *left = parse_cast(parser);
    unsigned length = 0;
    for (;;) {
        int precedence = precedence_here(parser);
        if (precedence < lowest || precedence == 0 || !chain_goes_on(parser, &length))
            return left;
        struct node *node =
            node_wrap(parser, precedence <= 2 ? NODE_LOGICAL : NODE_BINARY, left);
        node->token = parser->at;
        advance(parser);
        node_add(parser, node, parse_binary(parser, precedence + 1));
        left = node_finish(parser, node);
    }
}

struct node *parse_conditional(struct parser *parser) {
    struct node *condition = parse_binary(parser, 1);
    if (!at(parser, "?"))
        return condition;
    struct node *node = node_wrap(parser, NODE_CONDITIONAL, condition);
    node->token = parser->at;
    advance(parser);
    if (at(parser, ":"))
        node->kind = NODE_CONDITIONAL_GNU;
    else
        node_add(parser, node, parse_expression(parser));
    expect(parser, ":");
    if (enter_nesting(parser))
        node_add(parser, node, parse_conditional(parser));
    leave_nesting(parser);
    return node_finish(parser, node);
}

struct node *parse_assignment(struct parser *parser) {
    static const char *const operators[] = {"=",  "+=", "-=",  "*=",  "/=", "%=",
                                            "&=", "^=", "|=", "<<=", ">>=", NULL};
    struct node *left = parse_conditional(parser);
    if (!at_kind(parser, TOKEN_PUNCTUATOR) || !at_one_of(parser, operators))
        return left;
    struct node *node = node_wrap(parser, NODE_ASSIGN, left);
    node->token = parser->at;
    advance(parser);
    if (enter_nesting(parser))
        node_add(parser, node, parse_assignment(parser));
    leave_nesting(parser);
    return node_finish(parser, node);
}

struct node *parse_expression(struct parser *parser) {
    struct node *left = parse_assignment(parser);
    unsigned length = 0;
    while (at(parser, ",") && chain_goes_on(parser, &length)) {
        struct node *node = node_wrap(parser, NODE_COMMA, left);
        node->token = parser->at;
        advance(parser);
        node_add(parser, node, parse_assignment(parser));
        left = node_finish(parser, node);
    }
    return left;
}
