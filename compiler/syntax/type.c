/*
 * Declaration specifiers, struct/union/enum, attributes, and type names.
 */
#include "syntax/parser.h"

#include <string.h>

struct flag_word {
    const char *text;
    unsigned flag;
};

/* Specifiers that are no type: a storage class, a qualifier, a function specifier. */
static const struct flag_word flag_words[] = {
    {"typedef", NODE_IS_TYPEDEF},
    {"extern", NODE_IS_EXTERN},
    {"static", NODE_IS_STATIC},
    {"_Thread_local", NODE_IS_THREAD},
    {"thread_local", NODE_IS_THREAD},
    {"__thread", NODE_IS_THREAD},
    {"register", NODE_IS_REGISTER},
    {"inline", NODE_IS_INLINE},
    {"__inline", NODE_IS_INLINE},
    {"__inline__", NODE_IS_INLINE},
    {"const", NODE_IS_CONST},
    {"__const", NODE_IS_CONST},
    {"__const__", NODE_IS_CONST},
    {"constexpr", NODE_IS_CONST},
    {"volatile", NODE_IS_VOLATILE},
    {"__volatile", NODE_IS_VOLATILE},
    {"__volatile__", NODE_IS_VOLATILE},
    {"_Noreturn", 0},
    {"restrict", 0},
    {"__restrict", 0},
    {"__restrict__", 0},
    {"__extension__", 0},
    {"__seg_fs", 0},
    {"__seg_gs", 0},
};

/* Type specifiers of one keyword. */
static const char *const type_words[] = {
    "void",       "char",       "short",       "int",      "long",       "float",      "double",
    "signed",     "unsigned",   "_Bool",       "bool",     "_Complex",   "_Imaginary", "__signed",
    "__signed__", "__complex",  "__complex__", "__int128", "__float128", "__float80",  "__fp16",
    "__bf16",     "_Float16",   "_Float32",    "_Float64", "_Float128",  "_Float32x",  "_Float64x",
    "_Decimal32", "_Decimal64", "_Decimal128",
};

static const char *const typeof_words[] = {"typeof",        "__typeof",        "__typeof__",
                                           "typeof_unqual", "__typeof_unqual", "__typeof_unqual__"};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static const struct flag_word *find_flag(const struct parser *parser, uint32_t index) {
    for (size_t i = 0; i < COUNT(flag_words); i++)
        if (is_at(parser, index, flag_words[i].text))
            return &flag_words[i];
    return NULL;
}

static bool is_one_of(const struct parser *parser, uint32_t index, const char *const *texts,
                      size_t count) {
    for (size_t i = 0; i < count; i++)
        if (is_at(parser, index, texts[i]))
            return true;
    return false;
}

static bool is_typeof(const struct parser *parser, uint32_t index) {
    return is_one_of(parser, index, typeof_words, COUNT(typeof_words));
}

static bool is_tag_word(const struct parser *parser, uint32_t index) {
    return is_at(parser, index, "struct") || is_at(parser, index, "union") ||
           is_at(parser, index, "enum");
}

static bool is_attribute_word(const struct parser *parser, uint32_t index) {
    return is_at(parser, index, "__attribute__") || is_at(parser, index, "__attribute") ||
           is_at(parser, index, "_Alignas") || is_at(parser, index, "alignas");
}

static bool keyword_begins_type(const struct parser *parser, uint32_t index) {
    if (is_at(parser, index, "__extension__"))
        return false; /* also a prefix operator: the caller looks behind it */
    return find_flag(parser, index) || is_typeof(parser, index) || is_tag_word(parser, index) ||
           is_one_of(parser, index, type_words, COUNT(type_words)) ||
           is_attribute_word(parser, index) || is_at(parser, index, "_Atomic") ||
           is_at(parser, index, "_BitInt") || is_at(parser, index, "auto") ||
           is_at(parser, index, "__auto_type");
}

static uint32_t after(const struct parser *parser, uint32_t index) {
    struct parser scout = *parser;
    scout.at = index;
    return ahead(&scout, 1);
}

bool begins_type(const struct parser *parser, uint32_t index) {
    if (index >= parser->limit)
        return false;
    switch (parser->tokens->items[index].kind) {
    case TOKEN_IDENTIFIER:
        return is_typedef_name(parser, index);
    case TOKEN_KEYWORD:
        return keyword_begins_type(parser, index);
    case TOKEN_WORD:
        switch (parser->tokens->items[index].word) {
        case WORD_TASK:
        case WORD_FUTURE:
        case WORD_AUTO:
            return true;
        case WORD_ASYNC: /* before a parenthesis it begins a block */
            return !is_at(parser, after(parser, index), "(");
        default:
            return false;
        }
    default:
        return false;
    }
}

/* ---- attributes ---- */

static bool at_bracket_attribute(const struct parser *parser) {
    return at(parser, "[") && is_at(parser, ahead(parser, 1), "[");
}

/* WOK_NOT_SEND and its like, which stand where an attribute may. */
static bool at_mark(const struct parser *parser) {
    return at_kind(parser, TOKEN_WORD) && word_is_mark(at_word(parser));
}

bool at_attribute(const struct parser *parser) {
    if (at_mark(parser))
        return true;
    if (at_kind(parser, TOKEN_PUNCTUATOR))
        return at_bracket_attribute(parser);
    return at_kind(parser, TOKEN_KEYWORD) &&
           (is_attribute_word(parser, parser->at) || at(parser, "asm") || at(parser, "__asm__") ||
            at(parser, "__asm"));
}

/* cleanup(function), under any of its spellings. */
static void note_cleanup(struct parser *parser, struct node *node) {
    const struct tokens *tokens = parser->tokens;
    for (uint32_t i = node->first; i + 3 < node->end; i++) {
        if (!token_is(tokens, i, "cleanup") && !token_is(tokens, i, "__cleanup__"))
            continue;
        if (token_is(tokens, i + 1, "(") && tokens->items[i + 2].kind == TOKEN_IDENTIFIER) {
            node->flags |= NODE_IS_CLEANUP;
            node->name = i + 2;
        }
    }
}

struct node *parse_attribute(struct parser *parser) {
    struct node *node = node_start(parser, NODE_ATTRIBUTE);
    if (at_mark(parser)) {
        advance(parser);
        return node_finish(parser, node);
    }
    if (!at_bracket_attribute(parser))
        advance(parser);
    if (at(parser, "volatile") || at(parser, "__volatile__"))
        advance(parser);
    if (at(parser, "(") || at(parser, "["))
        skip_balanced(parser);
    else
        expected(parser, "`(`");
    node_finish(parser, node);
    note_cleanup(parser, node);
    return node;
}

void parse_attributes(struct parser *parser, struct node *into) {
    while (at_attribute(parser))
        node_add(parser, into, parse_attribute(parser));
}

uint32_t behind_attributes(const struct parser *parser) {
    struct parser scout = *parser;
    struct diagnostics quiet = {0};
    scout.diagnostics = &quiet;
    while (at_attribute(&scout) && !at(&scout, "asm") && !at(&scout, "__asm__") &&
           !at(&scout, "__asm")) {
        if (at_mark(&scout)) {
            advance(&scout);
            continue;
        }
        if (!at_bracket_attribute(&scout))
            advance(&scout);
        if (!at(&scout, "(") && !at(&scout, "["))
            break;
        unsigned depth = 0;
        do {
            if (at(&scout, "(") || at(&scout, "["))
                depth++;
            else if (at(&scout, ")") || at(&scout, "]"))
                depth--;
            advance(&scout);
        } while (depth > 0 && !at_end(&scout));
    }
    return scout.at;
}

/* ---- struct, union, enum ---- */

static struct node *parse_enumerator(struct parser *parser) {
    struct node *node = node_start(parser, NODE_ENUMERATOR);
    if (!at_kind(parser, TOKEN_IDENTIFIER))
        expected(parser, "an enumerator");
    node->name = parser->at;
    advance(parser);
    struct node *attributes = node_start(parser, NODE_NONE);
    parse_attributes(parser, attributes);
    node_add(parser, node, accept(parser, "=") ? parse_conditional(parser) : node_none(parser));
    if (!parser->failed)
        declare_name(parser, node->name, false);
    return node_finish(parser, node);
}

static void parse_enumerators(struct parser *parser, struct node *node) {
    expect(parser, "{");
    while (!at_end(parser) && !at(parser, "}")) {
        node_add(parser, node, parse_enumerator(parser));
        if (!accept(parser, ","))
            break;
    }
    expect(parser, "}");
}

/* Members are declarations whose names are not in the scope around them. */
static void parse_members(struct parser *parser, struct node *node) {
    expect(parser, "{");
    while (!at_end(parser) && !at(parser, "}")) {
        size_t names = parser->locals.count;
        if (at(parser, "_Static_assert") || at(parser, "static_assert"))
            node_add(parser, node, parse_static_assert(parser));
        else if (at(parser, ";"))
            advance(parser);
        else
            node_add(parser, node, parse_declaration(parser));
        parser->locals.count = names;
    }
    expect(parser, "}");
}

static void parse_tag_marks(struct parser *parser, struct node *node) {
    for (;;) {
        if (at_attribute(parser))
            node_add(parser, node, parse_attribute(parser));
        else
            return;
    }
}

static struct node *parse_tag(struct parser *parser) {
    struct node *node = node_start(parser, NODE_TAG);
    node->token = parser->at;
    bool is_enum = at(parser, "enum");
    advance(parser);
    parse_tag_marks(parser, node);
    if (at_kind(parser, TOKEN_IDENTIFIER)) {
        node->name = parser->at;
        advance(parser);
        parse_tag_marks(parser, node);
    }
    /* An enum's underlying type. Not where a bit-field's width follows: `enum e : 3;` */
    if (is_enum && at(parser, ":") && begins_type(parser, ahead(parser, 1))) {
        advance(parser);
        node_add(parser, node, parse_type_name(parser));
    }
    if (at(parser, "{")) {
        node->flags |= NODE_IS_DEFINITION;
        if (enter_nesting(parser)) {
            if (is_enum)
                parse_enumerators(parser, node);
            else
                parse_members(parser, node);
        }
        leave_nesting(parser);
    } else if (node->name == NO_TOKEN) {
        expected(parser, "a tag or `{`");
    }
    return node_finish(parser, node);
}

/* ---- specifiers ---- */

static struct node *parse_typeof(struct parser *parser) {
    struct node *node = node_start(parser, NODE_TYPEOF);
    node->token = parser->at;
    advance(parser);
    expect(parser, "(");
    node_add(parser, node,
             begins_type(parser, parser->at) ? parse_type_name(parser) : parse_expression(parser));
    expect(parser, ")");
    return node_finish(parser, node);
}

static struct node *parse_task_type(struct parser *parser) {
    struct node *node = node_start(parser, NODE_TASK_TYPE);
    node->token = parser->at;
    advance(parser);
    expect(parser, "(");
    node_add(parser, node, parse_type_name(parser));
    expect(parser, ")");
    return node_finish(parser, node);
}

/* One specifier that is a type, or false. */
static bool parse_type_specifier(struct parser *parser, struct node *node, bool has_type) {
    enum word word = at_word(parser);
    if (word == WORD_TASK || word == WORD_FUTURE) {
        node_add(parser, node, parse_task_type(parser));
    } else if (is_tag_word(parser, parser->at)) {
        node_add(parser, node, parse_tag(parser));
    } else if (is_typeof(parser, parser->at)) {
        node_add(parser, node, parse_typeof(parser));
    } else if (at(parser, "_Atomic") && is_at(parser, ahead(parser, 1), "(")) {
        node->flags |= NODE_IS_ATOMIC;
        node_add(parser, node, parse_typeof(parser));
    } else if (at(parser, "_BitInt")) {
        advance(parser);
        skip_balanced(parser);
    } else if (at_kind(parser, TOKEN_KEYWORD) &&
               is_one_of(parser, parser->at, type_words, COUNT(type_words))) {
        advance(parser);
    } else if (!has_type && at_kind(parser, TOKEN_IDENTIFIER) &&
               is_typedef_name(parser, parser->at)) {
        advance(parser);
    } else {
        return false;
    }
    return true;
}

/* One specifier that is no type, or false. */
static bool parse_flag(struct parser *parser, struct node *node, bool *saw_auto) {
    const struct flag_word *flag = NULL;
    enum word word = at_word(parser);
    if (at_kind(parser, TOKEN_KEYWORD))
        flag = find_flag(parser, parser->at);
    if (flag) {
        node->flags |= flag->flag;
        advance(parser);
    } else if (word == WORD_ASYNC) {
        node->flags |= NODE_IS_ASYNC;
        node->token = parser->at;
        advance(parser);
    } else if (word == WORD_AUTO || at(parser, "__auto_type") || at(parser, "auto")) {
        if (word == WORD_AUTO || at(parser, "__auto_type"))
            node->flags |= NODE_IS_AUTO;
        *saw_auto = true;
        advance(parser);
    } else if (at(parser, "_Atomic")) {
        node->flags |= NODE_IS_ATOMIC;
        advance(parser);
    } else if (at_attribute(parser)) {
        node_add(parser, node, parse_attribute(parser));
    } else {
        return false;
    }
    return true;
}

struct node *parse_specifiers(struct parser *parser) {
    struct node *node = node_start(parser, NODE_SPECIFIERS);
    bool has_type = false, saw_auto = false;
    while (!at_end(parser)) {
        if (parse_flag(parser, node, &saw_auto))
            continue;
        if (!parse_type_specifier(parser, node, has_type))
            break;
        has_type = true;
    }
    if (!has_type && saw_auto)
        node->flags |= NODE_IS_AUTO;
    else if (!has_type)
        expected(parser, "a type");
    return node_finish(parser, node);
}

struct node *parse_type_name(struct parser *parser) {
    struct node *node = node_start(parser, NODE_TYPE_NAME);
    node_add(parser, node, parse_specifiers(parser));
    node_add(parser, node, parse_optional_declarator(parser, DECLARATOR_ABSTRACT));
    return node_finish(parser, node);
}
