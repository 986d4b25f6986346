/*
 * File scope. The text is split into external declarations by nothing but brackets and semicolons,
 * so that headers full of things that nobody asked about cost one pass over their tokens; only those
 * that hold a word, or name an async function, are parsed.
 */
#include "syntax/parser.h"

#include <string.h>

/* One external declaration: [first, end), and what a glance at its brackets says. */
struct external {
    uint32_t first, end;
    uint32_t body;   /* the `{` of a function's body, or NO_TOKEN */
    bool is_knr;     /* declarations stand between the parameters and the body */
    bool has_words;
    uint32_t first_async;
};

/* Is this token followed by parentheses that are its own, not a declarator's or its parameters? */
static bool owns_parentheses(const struct tokens *tokens, uint32_t index) {
    static const char *const owners[] = {
        "__attribute__", "__attribute", "_Alignas", "alignas",     "_Atomic", "_BitInt",
        "typeof",        "__typeof",    "__typeof__", "typeof_unqual", "__typeof_unqual",
        "__typeof_unqual__", "asm",     "__asm",    "__asm__",     "_Static_assert",
        "static_assert"};
    const struct token *token = &tokens->items[index];
    if (token->kind == TOKEN_WORD)
        return true;
    if (token->kind != TOKEN_KEYWORD)
        return false;
    for (size_t i = 0; i < sizeof owners / sizeof *owners; i++)
        if (token_is(tokens, index, owners[i]))
            return true;
    return false;
}

static char punctuator(const struct tokens *tokens, uint32_t index) {
    if (tokens->items[index].kind != TOKEN_PUNCTUATOR)
        return '\0';
    if (tokens->items[index].length == 1)
        return *token_text(tokens, index);
    static const char brackets[] = "{}[]";
    for (const char *p = brackets; *p; p++)
        if (token_is(tokens, index, (const char[]){*p, '\0'}))
            return *p;
    return '\0';
}

static void note_word(const struct tokens *tokens, uint32_t index, struct external *external) {
    const struct token *token = &tokens->items[index];
    if (token->kind != TOKEN_WORD)
        return;
    external->has_words = true;
    if (token->word == WORD_ASYNC && external->first_async == NO_TOKEN)
        external->first_async = index;
}

/* From an opening bracket to behind the closing one, or to the end of the text. */
static uint32_t skip_group(const struct tokens *tokens, uint32_t index,
                           struct external *external) {
    unsigned depth = 0;
    for (; index < tokens->count; index++) {
        note_word(tokens, index, external);
        char c = punctuator(tokens, index);
        if (c == '(' || c == '[' || c == '{')
            depth++;
        else if ((c == ')' || c == ']' || c == '}') && --depth == 0)
            return index + 1;
    }
    return index;
}

/* What the scan of an external declaration remembers from token to token. */
struct scan {
    bool in_tag;      /* after struct, union or enum: a `{` opens its members */
    bool initialised; /* after `=`: a `{` opens an initialiser */
    bool parameters;  /* a group of parentheses that may be a list of parameters was seen */
    bool knr;
    uint32_t before;  /* the last token that was not a directive */
};

/* A declaration may go on like this after its parameters; anything else begins a K&R parameter. */
static bool ends_parameters(const struct tokens *tokens, uint32_t index) {
    const struct token *token = &tokens->items[index];
    if (token->kind == TOKEN_WORD)
        return token->word != WORD_TASK && token->word != WORD_FUTURE;
    return token->kind != TOKEN_IDENTIFIER &&
           (token->kind != TOKEN_KEYWORD || token_is(tokens, index, "__attribute__") ||
            token_is(tokens, index, "__attribute") || token_is(tokens, index, "asm") ||
            token_is(tokens, index, "__asm") || token_is(tokens, index, "__asm__"));
}

static uint32_t significant(const struct tokens *tokens, uint32_t index) {
    while (index < tokens->count && tokens->items[index].kind == TOKEN_DIRECTIVE)
        index++;
    return index;
}

static uint32_t scan_parentheses(const struct tokens *tokens, uint32_t index, struct scan *scan,
                                 struct external *external) {
    bool owned = scan->before != NO_TOKEN && owns_parentheses(tokens, scan->before);
    uint32_t end = skip_group(tokens, index, external);
    if (owned || scan->initialised)
        return end;
    scan->parameters = true;
    scan->in_tag = false; /* struct s f(void) { */
    scan->knr |= !ends_parameters(tokens, significant(tokens, end));
    return end;
}

/* One step at bracket depth 0; returns false when the declaration ended. */
static bool scan_token(const struct tokens *tokens, uint32_t *index, struct scan *scan,
                       struct external *external) {
    uint32_t here = *index;
    note_word(tokens, here, external);
    switch (punctuator(tokens, here)) {
    case '(':
        *index = scan_parentheses(tokens, here, scan, external);
        return true;
    case '[':
        *index = skip_group(tokens, here, external);
        return true;
    case '{':
        *index = skip_group(tokens, here, external);
        if (scan->in_tag || scan->initialised) {
            scan->in_tag = false;
            return true;
        }
        external->body = here;
        external->is_knr = scan->knr || !scan->parameters;
        return false;
    case ';':
        *index = here + 1;
        return scan->knr && !scan->initialised;
    case '=':
        scan->initialised = true;
        break;
    case '*':
        scan->in_tag = false;
        break;
    default:
        if (tokens->items[here].kind == TOKEN_KEYWORD &&
            (token_is(tokens, here, "struct") || token_is(tokens, here, "union") ||
             token_is(tokens, here, "enum")))
            scan->in_tag = true;
    }
    *index = here + 1;
    return true;
}

static struct external next_external(const struct tokens *tokens, uint32_t first) {
    struct external external = {.first = first, .body = NO_TOKEN, .first_async = NO_TOKEN};
    struct scan scan = {.before = NO_TOKEN};
    uint32_t index = first;
    while (index < tokens->count) {
        if (tokens->items[index].kind == TOKEN_DIRECTIVE) {
            index++;
            continue;
        }
        uint32_t here = index;
        bool goes_on = scan_token(tokens, &index, &scan, &external);
        scan.before = here;
        if (!goes_on)
            break;
    }
    external.end = index;
    return external;
}

/* ---- functions ---- */

/* The text of one argument of WOK_FUTURE, or NULL if it is empty. */
static const char *annotation_text(const struct parser *parser, uint32_t first, uint32_t end) {
    if (first >= end)
        return NULL;
    const struct token *last = &parser->tokens->items[end - 1];
    uint32_t begin = parser->tokens->items[first].offset;
    return arena_copy(parser->arena, parser->tokens->source->text + begin,
                      last->offset + last->length - begin);
}

/* WOK_FUTURE(struct, init, poll, cancel, drop) */
static void parse_annotation(struct parser *parser, struct syntax_function *function) {
    const char **texts[] = {&function->future_struct, &function->future_init,
                            &function->future_poll, &function->future_cancel,
                            &function->future_drop};
    uint32_t word = function->annotation_first = parser->at;
    size_t count = 0;
    advance(parser);
    expect(parser, "(");
    while (!at_end(parser) && count < 5) {
        uint32_t first = parser->at;
        while (!at_end(parser) && !at(parser, ",") && !at(parser, ")")) {
            if (at(parser, "("))
                skip_balanced(parser);
            else
                advance(parser);
        }
        *texts[count++] = annotation_text(parser, first, parser->last_end);
        if (!accept(parser, ","))
            break;
    }
    if (count != 5 || !at(parser, ")"))
        parse_error(parser, DIAGNOSE_SYNTAX, word,
                    "WOK_FUTURE takes five arguments: struct, init, poll, cancel, drop");
    expect(parser, ")");
    function->annotation_end = parser->last_end;
}

static struct syntax_function *function_create(struct parser *parser, struct node *specifiers,
                                               struct node *declarator) {
    struct syntax_function *function = arena_new(parser->arena, struct syntax_function);
    struct node *parameters = declared_parameters(declarator);
    struct node *node = node_wrap(parser, NODE_FUNCTION, specifiers);
    node_add(parser, node, declarator);
    node->flags = specifiers->flags;
    node->name = declarator->name;
    *function = (struct syntax_function){
        .node = node,
        .name = token_string(parser->tokens, declarator->name),
        .name_token = declarator->name,
        .is_async = specifiers->flags & NODE_IS_ASYNC,
        .is_static = specifiers->flags & NODE_IS_STATIC,
        .is_inline = specifiers->flags & NODE_IS_INLINE,
        /* `f()` has no prototype before C23, nor has a K&R definition. */
        .has_prototype = parameters->end - parameters->first > 2 &&
                         !(parameters->flags & NODE_IS_KNR),
    };
    return function;
}

/* The parameters are in the scope of the body. */
static void declare_parameters(struct parser *parser, struct node *parameters) {
    for (uint32_t i = 0; i < parameters->child_count; i++)
        if (parameters->children[i]->kind == NODE_PARAMETER)
            declare_name(parser, parameters->children[i]->name, false);
}

static void parse_body(struct parser *parser, struct syntax_function *function,
                       struct node *declarator) {
    function->is_definition = true;
    if (!at(parser, "{"))
        expected(parser, "a function's body");
    declare_parameters(parser, declared_parameters(declarator));
    node_add(parser, function->node, parse_block(parser));
    node_finish(parser, function->node);
}

static void parse_prototype_end(struct parser *parser, struct syntax_function *function) {
    while (!at_end(parser) && (at_attribute(parser) || at_word(parser) == WORD_FUTURE_OF)) {
        if (at_attribute(parser))
            parse_attribute(parser);
        else
            parse_annotation(parser, function);
    }
    if (at(parser, ","))
        parse_error(parser, DIAGNOSE_UNSUPPORTED, parser->at,
                    "wokcc reads one async function per declaration");
    node_add(parser, function->node, node_none(parser));
    expect(parser, ";");
    node_finish(parser, function->node);
}

/* Everything else that holds a word: variables, typedefs, structs, plain prototypes. */
static struct node *other_declaration(struct parser *parser, struct node *node,
                                      struct node *specifiers, struct node *declarator) {
    node->flags = specifiers->flags;
    node_add(parser, node, specifiers);
    return parse_declaration_rest(parser, node, specifiers, declarator);
}

static void parse_external(struct parser *parser, struct syntax *syntax,
                           const struct external *external) {
    parser_begin(parser, external->first, external->end);
    struct node *declaration = node_start(parser, NODE_DECLARATION);
    struct node *specifiers = parse_specifiers(parser);
    struct syntax_function *function = NULL;
    struct node *declarator = NULL;
    if (accept(parser, ";")) {
        declaration->flags = specifiers->flags;
        node_add(parser, declaration, specifiers);
        node_finish(parser, declaration);
    } else {
        declarator = parse_declarator(parser, DECLARATOR_NAMED);
        bool is_function = !parser->failed && declared_parameters(declarator) &&
                           !(specifiers->flags & NODE_IS_TYPEDEF);
        bool has_body = external->body != NO_TOKEN;
        if (is_function && (has_body || specifiers->flags & NODE_IS_ASYNC))
            function = function_create(parser, specifiers, declarator);
        if (function && has_body)
            parse_body(parser, function, declarator);
        else if (function)
            parse_prototype_end(parser, function);
        else
            other_declaration(parser, declaration, specifiers, declarator);
    }
    if (!at_end(parser))
        expected(parser, "the end of the declaration");
    if (parser->failed)
        return;
    if (function)
        array_push(parser->arena, &syntax->functions, function);
    else
        array_push(parser->arena, &syntax->declarations, declaration);
}

/* `static int join(int a) {`: the parentheses belong to a word, so no parameters were seen. */
static uint32_t word_as_name(const struct tokens *tokens, const struct external *external) {
    for (uint32_t i = external->first; i < external->body; i++)
        if (tokens->items[i].kind == TOKEN_WORD && tokens->items[i].word != WORD_ASYNC &&
            token_is(tokens, i + 1, "("))
            return i;
    return NO_TOKEN;
}

/* K&R definitions cannot be async: what a caller passes is not declared. */
static void report_knr(struct parser *parser, const struct external *external) {
    uint32_t token = external->first_async;
    uint32_t word = word_as_name(parser->tokens, external);
    parser_begin(parser, external->first, external->end);
    if (word != NO_TOKEN) {
        parse_error(parser, DIAGNOSE_SYNTAX, word,
                    "`%s` is a word of async C here: use another name, or "
                    "`#define WOK_NO_KEYWORDS` before the include",
                    token_string(parser->tokens, word));
        return;
    }
    parse_error(parser, DIAGNOSE_UNSUPPORTED, token == NO_TOKEN ? parser->at : token,
                "wokcc does not read definitions in the style of K&R: declare the parameters "
                "inside the parentheses");
}

static bool must_be_parsed(const struct parser *parser, const struct external *external) {
    if (external->has_words)
        return true;
    if (external->body == NO_TOKEN)
        return false;
    const struct token *items = parser->tokens->items;
    const struct token *last = &items[external->end - 1];
    return parser->names->uses_async(parser->names->data, items[external->first].offset,
                                     last->offset + last->length);
}

struct syntax *syntax_parse(struct tokens *tokens, const struct syntax_names *names,
                            struct diagnostics *diagnostics) {
    struct arena *arena = tokens->source->arena;
    struct syntax *syntax = arena_new(arena, struct syntax);
    syntax->tokens = tokens;
    struct parser parser = {
        .tokens = tokens, .arena = arena, .names = names, .diagnostics = diagnostics};
    uint32_t index = significant(tokens, 0);
    while (index < tokens->count) {
        struct external external = next_external(tokens, index);
        if (must_be_parsed(&parser, &external)) {
            if (external.is_knr && external.body != NO_TOKEN)
                report_knr(&parser, &external);
            else
                parse_external(&parser, syntax, &external);
        }
        index = significant(tokens, external.end);
    }
    return syntax;
}
