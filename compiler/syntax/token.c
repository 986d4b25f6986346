/*
 * The lexer reads preprocessed text, so it meets no macros, no line splices and, unless the user
 * asked for -C, no comments. Every line that begins with `#` is one token.
 */
#include "syntax/token.h"

#include "syntax/mark.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum word_mode { WORDS_NONE, WORDS_PREFIXED, WORDS_ALL };

struct lexer {
    const struct source *source;
    const char *text;
    uint32_t length, at;
    bool line_start, system;
    enum word_mode mode;
    ARRAY(struct token) tokens;
    ARRAY(uint32_t) stray; /* offsets of characters that begin no token */
};

/* Sorted, for the binary search below. */
static const char *const keywords[] = {
    "_Alignas",      "_Alignof",         "_Atomic",        "_BitInt",       "_Bool",
    "_Complex",      "_Decimal128",      "_Decimal32",     "_Decimal64",    "_Float128",
    "_Float16",      "_Float32",         "_Float32x",      "_Float64",      "_Float64x",
    "_Generic",      "_Imaginary",       "_Noreturn",      "_Static_assert", "_Thread_local",
    "__alignof",     "__alignof__",      "__asm",          "__asm__",       "__attribute",
    "__attribute__", "__auto_type",      "__bf16",         "__builtin_choose_expr",
    "__builtin_offsetof", "__builtin_types_compatible_p",  "__builtin_va_arg",
    "__complex",     "__complex__",      "__const",        "__const__",     "__extension__",
    "__float128",    "__float80",        "__fp16",         "__imag",        "__imag__",
    "__inline",      "__inline__",       "__int128",       "__label__",     "__real",
    "__real__",      "__restrict",       "__restrict__",   "__seg_fs",      "__seg_gs",
    "__signed",      "__signed__",       "__thread",       "__typeof",      "__typeof__",
    "__typeof_unqual", "__typeof_unqual__", "__volatile",  "__volatile__",  "alignas",
    "alignof",       "asm",              "auto",           "bool",          "break",
    "case",          "char",             "const",          "constexpr",     "continue",
    "default",       "do",               "double",         "else",          "enum",
    "extern",        "false",            "float",          "for",           "goto",
    "if",            "inline",           "int",            "long",          "nullptr",
    "register",      "restrict",         "return",         "short",         "signed",
    "sizeof",        "static",           "static_assert",  "struct",        "switch",
    "thread_local",  "true",             "typedef",        "typeof",        "typeof_unqual",
    "union",         "unsigned",         "void",           "volatile",      "while",
};

struct spelling {
    const char *text;
    enum word word;
    bool is_prefixed, needs_parenthesis;
};

static const struct spelling spellings[] = {
    {"async", WORD_ASYNC, false, false},
    {"async_move", WORD_ASYNC_MOVE, false, false},
    {"await", WORD_AWAIT, false, false},
    {"spawn", WORD_SPAWN, false, true},
    {"spawn_local", WORD_SPAWN, false, true},
    {"box", WORD_BOX, false, true},
    {"cold", WORD_COLD, false, true},
    {"future", WORD_FUTURE, false, true},
    {"task", WORD_TASK, false, true},
    {"join", WORD_JOIN, false, true},
    {"race", WORD_RACE, false, false},
    {"when", WORD_WHEN, false, true},
    {"defer", WORD_DEFER, false, false},
    {"wok_async", WORD_ASYNC, true, false},
    {"wok_async_move", WORD_ASYNC_MOVE, true, false},
    {"wok_await", WORD_AWAIT, true, false},
    {"wok_spawn", WORD_SPAWN, true, true},
    {"wok_spawn_local", WORD_SPAWN, true, true},
    {"wok_box", WORD_BOX, true, true},
    {"wok_cold", WORD_COLD, true, true},
    {"wok_future", WORD_FUTURE, true, true},
    {"wok_task", WORD_TASK, true, true},
    {"wok_join_all", WORD_JOIN, true, true},
    {"wok_race", WORD_RACE, true, false},
    {"wok_when", WORD_WHEN, true, true},
    {"wok_defer", WORD_DEFER, true, false},
    {"wok_block_on", WORD_BLOCK_ON, true, true},
    {"wok_try_block_on", WORD_TRY_BLOCK_ON, true, true},
    {"wok_detach", WORD_DETACH, true, true},
    {"wok_cancel", WORD_CANCEL, true, true},
    {"wok_join", WORD_TASK_JOIN, true, true},
    {"WOK_FUTURE", WORD_FUTURE_OF, true, true},
    {"WOK_NOT_SEND", WORD_NOT_SEND, true, false},
    {"WOK_NOT_SYNC", WORD_NOT_SYNC, true, false},
    {"WOK_SEND", WORD_SEND, true, false},
    {"WOK_NO_AWAIT", WORD_NO_AWAIT, true, false},
    {"WOK_BLOCKING", WORD_BLOCKING, true, false},
    {"WOK_PREEMPT", WORD_PREEMPT, true, false},
    {"WOK_CANCEL_restartable", WORD_CANCEL_CLASS, true, false},
    {"WOK_CANCEL_queue_losing", WORD_CANCEL_CLASS, true, false},
    {"WOK_CANCEL_data_losing", WORD_CANCEL_CLASS, true, false},
};

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define NO_TOKEN_BEFORE UINT32_MAX

static bool text_equals(const char *text, size_t length, const char *other) {
    return strlen(other) == length && memcmp(text, other, length) == 0;
}

static bool is_keyword(const char *text, size_t length) {
    size_t low = 0, high = COUNT(keywords);
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strncmp(text, keywords[middle], length);
        if (order == 0 && keywords[middle][length] == '\0')
            return true;
        if (order > 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

static const struct spelling *find_spelling(const char *text, size_t length) {
    if (length < 3 || !strchr("abcdfjrstwW", text[0]))
        return NULL;
    for (size_t i = 0; i < COUNT(spellings); i++)
        if (text_equals(text, length, spellings[i].text))
            return &spellings[i];
    return NULL;
}

static bool begins_identifier(unsigned char c) {
    return isalpha(c) || c == '_' || c == '$' || c >= 0x80;
}

static bool in_identifier(unsigned char c) {
    return begins_identifier(c) || isdigit(c);
}

static char peek(const struct lexer *lexer, uint32_t ahead) {
    return lexer->at + ahead < lexer->length ? lexer->text[lexer->at + ahead] : '\0';
}

static void push(struct lexer *lexer, enum token_kind kind, uint32_t begin) {
    struct token token = {.offset = begin,
                          .length = lexer->at - begin,
                          .kind = (uint8_t)kind,
                          .system = lexer->system};
    array_push(lexer->source->arena, &lexer->tokens, token);
}

/* Skips blanks and comments; notes whether a new line began. */
static void skip_space(struct lexer *lexer) {
    while (lexer->at < lexer->length) {
        const char *p = lexer->text + lexer->at;
        const char *end = NULL;
        if (*p == '\n') {
            lexer->line_start = true;
            lexer->at++;
        } else if (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\f' || *p == '\v') {
            lexer->at++;
        } else if (*p == '/' && peek(lexer, 1) == '*') {
            end = strstr(p + 2, "*/");
            lexer->at = end ? (uint32_t)(end - lexer->text) + 2 : lexer->length;
        } else if (*p == '/' && peek(lexer, 1) == '/') {
            end = strchr(p, '\n');
            lexer->at = end ? (uint32_t)(end - lexer->text) : lexer->length;
        } else {
            return;
        }
    }
}

/* Reads the next run of non-blanks of a directive. */
static size_t next_field(const char **at, const char *end, const char **field) {
    while (*at < end && (**at == ' ' || **at == '\t' || **at == '#'))
        (*at)++;
    *field = *at;
    while (*at < end && **at != ' ' && **at != '\t' && **at != '\r')
        (*at)++;
    return (size_t)(*at - *field);
}

static void obey_pragma(struct lexer *lexer, const char *p, const char *end) {
    const char *field;
    size_t length = next_field(&p, end, &field);
    if (!text_equals(field, length, "wok"))
        return;
    length = next_field(&p, end, &field);
    if (!text_equals(field, length, "words"))
        return;
    length = next_field(&p, end, &field);
    if (text_equals(field, length, "all"))
        lexer->mode = WORDS_ALL;
    else if (text_equals(field, length, "prefixed"))
        lexer->mode = WORDS_PREFIXED;
}

/* A whole line from its `#`: the line after a marker may be of another file. */
static void read_directive(struct lexer *lexer) {
    uint32_t begin = lexer->at;
    const char *p = lexer->text + begin;
    const char *end = memchr(p, '\n', lexer->length - begin);
    if (!end)
        end = lexer->text + lexer->length;
    lexer->at = (uint32_t)(end - lexer->text);
    push(lexer, TOKEN_DIRECTIVE, begin);
    const char *field;
    size_t length = next_field(&p, end, &field);
    if (text_equals(field, length, "pragma"))
        obey_pragma(lexer, p, end);
    else if (length && (isdigit((unsigned char)*field) || text_equals(field, length, "line")))
        lexer->system = source_place(lexer->source, lexer->at + 1).system_header;
}

static void read_number(struct lexer *lexer) {
    uint32_t begin = lexer->at;
    while (lexer->at < lexer->length) {
        char c = peek(lexer, 0), next = peek(lexer, 1);
        if (strchr("eEpP", c) && (next == '+' || next == '-'))
            lexer->at += 2;
        else if (c == '\'' && isalnum((unsigned char)next))
            lexer->at += 2;
        else if (in_identifier((unsigned char)c) || c == '.')
            lexer->at++;
        else
            break;
    }
    push(lexer, TOKEN_NUMBER, begin);
}

/* A character or string from its opening quote; `begin` is where its prefix starts. */
static void read_quoted(struct lexer *lexer, uint32_t begin) {
    char quote = lexer->text[lexer->at++];
    for (;;) {
        char c = peek(lexer, 0);
        if (lexer->at >= lexer->length || c == '\n') {
            array_push(lexer->source->arena, &lexer->stray, begin);
            break;
        }
        lexer->at++;
        if (c == quote)
            break;
        if (c == '\\' && lexer->at < lexer->length && peek(lexer, 0) != '\n')
            lexer->at++;
    }
    push(lexer, quote == '"' ? TOKEN_STRING : TOKEN_CHARACTER, begin);
}

static bool is_literal_prefix(const char *text, size_t length) {
    return text_equals(text, length, "L") || text_equals(text, length, "u") ||
           text_equals(text, length, "U") || text_equals(text, length, "u8");
}

static void read_identifier(struct lexer *lexer) {
    uint32_t begin = lexer->at;
    for (;;) {
        if (lexer->at < lexer->length && in_identifier((unsigned char)peek(lexer, 0)))
            lexer->at++;
        else if (peek(lexer, 0) == '\\' && (peek(lexer, 1) == 'u' || peek(lexer, 1) == 'U'))
            lexer->at += 2;
        else
            break;
    }
    const char *text = lexer->text + begin;
    size_t length = lexer->at - begin;
    char next = peek(lexer, 0);
    if ((next == '"' || next == '\'') && is_literal_prefix(text, length)) {
        read_quoted(lexer, begin);
        return;
    }
    push(lexer, is_keyword(text, length) ? TOKEN_KEYWORD : TOKEN_IDENTIFIER, begin);
    /* Which identifiers are words is decided when the next token is known: see mark_words. */
    if (lexer->mode != WORDS_NONE) {
        const struct spelling *spelling = find_spelling(text, length);
        if (spelling && (spelling->is_prefixed || (lexer->mode == WORDS_ALL && !lexer->system)))
            lexer->tokens.items[lexer->tokens.count - 1].word = (uint8_t)spelling->word;
        else if (!lexer->system &&
                 (text_equals(text, length, "auto") || text_equals(text, length, "__auto_type")))
            lexer->tokens.items[lexer->tokens.count - 1].word = WORD_AUTO;
    }
}

static uint32_t punctuator_length(const char *p) {
    static const char *const long_ones[] = {"%:%:", "...", "<<=", ">>="};
    static const char pairs[] = "-> ++ -- << >> <= >= == != && || += -= *= /= %= &= ^= |= "
                                "<: :> <% %> %: ## ";
    for (size_t i = 0; i < COUNT(long_ones); i++)
        if (strncmp(p, long_ones[i], strlen(long_ones[i])) == 0)
            return (uint32_t)strlen(long_ones[i]);
    for (const char *pair = pairs; *pair; pair += 3)
        if (p[0] == pair[0] && p[1] == pair[1])
            return 2;
    return *p && strchr("[](){}.&*+-~!/%<>^|?:;=,#", *p) ? 1 : 0;
}

static void read_punctuator(struct lexer *lexer) {
    uint32_t begin = lexer->at;
    uint32_t length = punctuator_length(lexer->text + begin);
    if (length == 0) {
        array_push(lexer->source->arena, &lexer->stray, begin);
        lexer->at++;
        return;
    }
    lexer->at += length;
    push(lexer, TOKEN_PUNCTUATOR, begin);
}

static void read_token(struct lexer *lexer) {
    unsigned char c = (unsigned char)peek(lexer, 0);
    bool line_start = lexer->line_start;
    lexer->line_start = false;
    if (c == '#' && line_start)
        read_directive(lexer);
    else if (isdigit(c) || (c == '.' && isdigit((unsigned char)peek(lexer, 1))))
        read_number(lexer);
    else if (begins_identifier(c) || (c == '\\' && (peek(lexer, 1) == 'u' || peek(lexer, 1) == 'U')))
        read_identifier(lexer);
    else if (c == '"' || c == '\'')
        read_quoted(lexer, lexer->at);
    else
        read_punctuator(lexer);
}

/* The next token that is not a directive. */
static uint32_t following(const struct tokens *tokens, uint32_t index) {
    do
        index++;
    while (index < tokens->count && tokens->items[index].kind == TOKEN_DIRECTIVE);
    return index;
}

/* After these the tool view could not be what was meant: it is an ordinary name. */
static bool names_after(const struct tokens *tokens, uint32_t index) {
    static const char *const before[] = {".", "->", "struct", "union", "enum", "goto"};
    for (size_t i = 0; i < COUNT(before); i++)
        if (token_is(tokens, index, before[i]))
            return true;
    return false;
}

bool word_is_mark(enum word word) {
    return word >= WORD_NOT_SEND;
}

/* `auto x =`, also with attributes between. */
static bool infers_type(const struct tokens *tokens, uint32_t index) {
    uint32_t name = following(tokens, index);
    if (tokens->items[name].kind != TOKEN_IDENTIFIER)
        return false;
    uint32_t next = following(tokens, name);
    return token_is(tokens, next, "=") || token_is(tokens, next, "__attribute__") ||
           token_is(tokens, next, "__attribute") || token_is(tokens, next, "[");
}

static bool is_word_here(const struct tokens *tokens, uint32_t index, uint32_t before) {
    enum word word = (enum word)tokens->items[index].word;
    if (word == WORD_AUTO)
        return infers_type(tokens, index);
    if (word_is_mark(word))
        return true;
    const struct token *token = &tokens->items[index];
    const struct spelling *spelling =
        find_spelling(tokens->source->text + token->offset, token->length);
    if (spelling->needs_parenthesis && !token_is(tokens, following(tokens, index), "("))
        return false;
    return before == NO_TOKEN_BEFORE || !names_after(tokens, before);
}

/* Candidates become words or plain identifiers, now that their neighbours are known. */
static void mark_words(struct tokens *tokens) {
    uint32_t before = NO_TOKEN_BEFORE;
    for (uint32_t i = 0; i < tokens->count; i++) {
        struct token *token = &tokens->items[i];
        if (token->kind == TOKEN_DIRECTIVE)
            continue;
        if (token->word != WORD_NONE) {
            if (is_word_here(tokens, i, before))
                token->kind = TOKEN_WORD;
            else
                token->word = WORD_NONE;
            if (token->word != WORD_NONE && token->word != WORD_AUTO)
                tokens->has_words = true;
        }
        before = i;
    }
}

static void report_stray(const struct lexer *lexer, struct diagnostics *diagnostics) {
    for (size_t i = 0; i < lexer->stray.count; i++) {
        uint32_t offset = lexer->stray.items[i];
        char c = lexer->text[offset];
        if (c == '"' || c == '\'' || begins_identifier((unsigned char)c))
            diagnose_error(diagnostics, DIAGNOSE_SYNTAX, offset, offset + 1,
                           "this literal has no closing quote");
        else
            diagnose_error(diagnostics, DIAGNOSE_SYNTAX, offset, offset + 1,
                           "the character '%c' (0x%02x) begins no token of C",
                           isprint((unsigned char)c) ? c : '?', (unsigned char)c);
    }
}

/* `#pragma wok diagnostic`; words of other pragmas of wok were obeyed on the way. */
static void read_diagnostic_pragmas(const struct tokens *tokens, struct diagnostics *diagnostics) {
    for (uint32_t i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->items[i];
        if (token->kind == TOKEN_DIRECTIVE)
            diagnose_read_pragma(diagnostics, token->offset, token->offset + token->length);
    }
}

struct tokens *tokens_read(const struct source *source, struct diagnostics *diagnostics) {
    struct lexer lexer = {.source = source,
                          .text = source->text,
                          .length = (uint32_t)source->length,
                          .line_start = true};
    for (;;) {
        skip_space(&lexer);
        if (lexer.at >= lexer.length)
            break;
        read_token(&lexer);
    }
    push(&lexer, TOKEN_END, lexer.at);
    struct tokens *tokens = arena_new(source->arena, struct tokens);
    *tokens = (struct tokens){.source = source,
                              .items = lexer.tokens.items,
                              .count = (uint32_t)lexer.tokens.count - 1};
    mark_words(tokens);
    /* Text without words goes to the C compiler as it is, whatever it holds. */
    if (tokens->has_words) {
        read_diagnostic_pragmas(tokens, diagnostics);
        marks_check(tokens, diagnostics);
        report_stray(&lexer, diagnostics);
    }
    return tokens;
}

const char *token_text(const struct tokens *tokens, uint32_t index) {
    return tokens->source->text + tokens->items[index].offset;
}

/* Digraphs are other spellings of the same punctuators. */
static const char *plain_punctuator(const char *text) {
    static const char digraphs[] = "<:[:>]<%{%>}%:#";
    for (const char *p = digraphs; *p; p += 3)
        if (p[0] == text[0] && p[1] == text[1])
            return p + 2;
    return NULL;
}

bool token_is(const struct tokens *tokens, uint32_t index, const char *text) {
    if (index >= tokens->count)
        return false;
    const struct token *token = &tokens->items[index];
    const char *spelled = tokens->source->text + token->offset;
    bool may_be_digraph = token->kind == TOKEN_PUNCTUATOR && token->length == 2 &&
                          (*spelled == '<' || *spelled == '%' || *spelled == ':');
    if (may_be_digraph) {
        const char *plain = plain_punctuator(spelled);
        if (plain)
            return text[0] == plain[0] && text[1] == '\0';
    }
    /* Asked a thousand times a line, and mostly of something that begins otherwise. */
    return *spelled == *text && text_equals(spelled, token->length, text);
}

bool token_spawns_local(const struct tokens *tokens, uint32_t index) {
    return token_is(tokens, index, "spawn_local") ||
           token_is(tokens, index, "wok_spawn_local");
}

const char *token_string(const struct tokens *tokens, uint32_t index) {
    return arena_copy(tokens->source->arena, token_text(tokens, index),
                      tokens->items[index].length);
}

static const char *const word_names[] = {
    [WORD_ASYNC] = "async",
    [WORD_ASYNC_MOVE] = "async_move",
    [WORD_AWAIT] = "await",
    [WORD_SPAWN] = "spawn",
    [WORD_BOX] = "box",
    [WORD_COLD] = "cold",
    [WORD_FUTURE] = "future",
    [WORD_TASK] = "task",
    [WORD_JOIN] = "join",
    [WORD_RACE] = "race",
    [WORD_WHEN] = "when",
    [WORD_DEFER] = "defer",
    [WORD_AUTO] = "auto",
    [WORD_BLOCK_ON] = "block_on",
    [WORD_TRY_BLOCK_ON] = "try_block_on",
    [WORD_DETACH] = "detach",
    [WORD_CANCEL] = "cancel",
    [WORD_TASK_JOIN] = "task_join",
    [WORD_FUTURE_OF] = "future_of",
    [WORD_NOT_SEND] = "not_send",
    [WORD_NOT_SYNC] = "not_sync",
    [WORD_SEND] = "send",
    [WORD_NO_AWAIT] = "no_await",
    [WORD_BLOCKING] = "blocking",
    [WORD_PREEMPT] = "preempt",
    [WORD_CANCEL_CLASS] = "cancel_class",
};

void tokens_print(const struct tokens *tokens) {
    for (uint32_t i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->items[i];
        if (token->kind != TOKEN_WORD)
            continue;
        struct place place = source_place(tokens->source, token->offset);
        printf("%s:%u: %s %.*s\n", place.file, place.line, word_names[token->word],
               (int)token->length, token_text(tokens, i));
    }
}
