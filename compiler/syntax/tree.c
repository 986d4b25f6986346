#include "syntax/tree.h"

#include <stdio.h>

struct node *node_child(const struct node *node, uint32_t index) {
    return index < node->child_count ? node->children[index] : NULL;
}

uint32_t node_begin_offset(const struct tokens *tokens, const struct node *node) {
    return tokens->items[node->first].offset;
}

/* Behind the last token of the range; an empty range ends where it begins. */
uint32_t node_end_offset(const struct tokens *tokens, const struct node *node) {
    if (node->end <= node->first)
        return node_begin_offset(tokens, node);
    const struct token *last = &tokens->items[node->end - 1];
    return last->offset + last->length;
}

static const char *const kind_names[] = {
    [NODE_NONE] = "none",
    [NODE_NAME] = "name",
    [NODE_CONSTANT] = "constant",
    [NODE_STRING] = "string",
    [NODE_PAREN] = "paren",
    [NODE_CALL] = "call",
    [NODE_INDEX] = "index",
    [NODE_MEMBER] = "member",
    [NODE_POSTFIX] = "postfix",
    [NODE_UNARY] = "unary",
    [NODE_LABEL_ADDRESS] = "label-address",
    [NODE_UNEVALUATED] = "unevaluated",
    [NODE_CAST] = "cast",
    [NODE_COMPOUND_LITERAL] = "compound-literal",
    [NODE_BINARY] = "binary",
    [NODE_LOGICAL] = "logical",
    [NODE_CONDITIONAL] = "conditional",
    [NODE_CONDITIONAL_GNU] = "conditional-gnu",
    [NODE_ASSIGN] = "assign",
    [NODE_COMMA] = "comma",
    [NODE_GENERIC] = "generic",
    [NODE_VA_ARG] = "va-arg",
    [NODE_CHOOSE] = "choose",
    [NODE_STATEMENT_EXPRESSION] = "statement-expression",
    [NODE_INITIALISER_LIST] = "initialiser-list",
    [NODE_DESIGNATED] = "designated",
    [NODE_AWAIT] = "await",
    [NODE_SPAWN] = "spawn",
    [NODE_BOX] = "box",
    [NODE_COLD] = "cold",
    [NODE_JOIN] = "join",
    [NODE_ASYNC_BLOCK] = "async-block",
    [NODE_BLOCK_ON] = "block-on",
    [NODE_TRY_BLOCK_ON] = "try-block-on",
    [NODE_DETACH] = "detach",
    [NODE_CANCEL] = "cancel",
    [NODE_TASK_JOIN] = "task-join",
    [NODE_TYPE_NAME] = "type-name",
    [NODE_SPECIFIERS] = "specifiers",
    [NODE_TAG] = "tag",
    [NODE_ENUMERATOR] = "enumerator",
    [NODE_TYPEOF] = "typeof",
    [NODE_TASK_TYPE] = "task-type",
    [NODE_ATTRIBUTE] = "attribute",
    [NODE_DECLARATION] = "declaration",
    [NODE_INIT_DECLARATOR] = "init-declarator",
    [NODE_DECLARATOR] = "declarator",
    [NODE_ARRAY] = "array",
    [NODE_PARAMETERS] = "parameters",
    [NODE_PARAMETER] = "parameter",
    [NODE_STATIC_ASSERT] = "static-assert",
    [NODE_BLOCK] = "block",
    [NODE_EMPTY] = "empty",
    [NODE_EXPRESSION] = "expression",
    [NODE_IF] = "if",
    [NODE_SWITCH] = "switch",
    [NODE_WHILE] = "while",
    [NODE_DO] = "do",
    [NODE_FOR] = "for",
    [NODE_GOTO] = "goto",
    [NODE_GOTO_COMPUTED] = "goto-computed",
    [NODE_BREAK] = "break",
    [NODE_CONTINUE] = "continue",
    [NODE_RETURN] = "return",
    [NODE_LABEL] = "label",
    [NODE_CASE] = "case",
    [NODE_DEFAULT] = "default",
    [NODE_ASM] = "asm",
    [NODE_LOCAL_LABEL] = "local-label",
    [NODE_RACE] = "race",
    [NODE_WHEN] = "when",
    [NODE_DEFER] = "defer",
    [NODE_FUNCTION] = "function",
};

const char *node_kind_name(enum node_kind kind) {
    return kind_names[kind];
}

static const struct {
    unsigned flag;
    const char *name;
} flag_names[] = {
    {NODE_IS_ASYNC, "async"},       {NODE_IS_STATIC, "static"},
    {NODE_IS_EXTERN, "extern"},     {NODE_IS_TYPEDEF, "typedef"},
    {NODE_IS_INLINE, "inline"},     {NODE_IS_THREAD, "thread"},
    {NODE_IS_AUTO, "auto"},         {NODE_IS_REGISTER, "register"},
    {NODE_IS_CONST, "const"},       {NODE_IS_VOLATILE, "volatile"},
    {NODE_IS_ATOMIC, "atomic"},     {NODE_IS_VARIADIC, "variadic"},
    {NODE_IS_KNR, "knr"},           {NODE_IS_CLEANUP, "cleanup"},
    {NODE_IS_DEFINITION, "definition"},
};

static void print_token(const struct tokens *tokens, uint32_t index) {
    printf("%.*s", (int)tokens->items[index].length, token_text(tokens, index));
}

static void print_node(const struct tokens *tokens, const struct node *node, int depth) {
    printf("%*s%s", depth * 2, "", kind_names[node->kind]);
    if (node->token != NO_TOKEN) {
        printf(" `");
        print_token(tokens, node->token);
        printf("`");
    }
    if (node->name != NO_TOKEN) {
        printf(" ");
        print_token(tokens, node->name);
    } else if (node->kind == NODE_CONSTANT || node->kind == NODE_STRING) {
        printf(" ");
        print_token(tokens, node->first);
    }
    for (size_t i = 0; i < sizeof flag_names / sizeof *flag_names; i++)
        if (node->flags & flag_names[i].flag)
            printf(" %s", flag_names[i].name);
    printf("\n");
    for (uint32_t i = 0; i < node->child_count; i++)
        print_node(tokens, node->children[i], depth + 1);
}

void syntax_print(const struct syntax *syntax) {
    for (size_t i = 0; i < syntax->declarations.count; i++)
        print_node(syntax->tokens, syntax->declarations.items[i], 0);
    for (size_t i = 0; i < syntax->functions.count; i++) {
        const struct syntax_function *function = syntax->functions.items[i];
        print_node(syntax->tokens, function->node, 0);
        if (function->future_struct)
            printf("  future %s, %s, %s, %s, %s\n", function->future_struct,
                   function->future_init, function->future_poll, function->future_cancel,
                   function->future_drop ? function->future_drop : "none");
    }
}
