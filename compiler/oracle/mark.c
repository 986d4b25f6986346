/*
 * What libclang reads is the preprocessed text with every word of async C replaced in place, so that
 * all offsets hold:
 *
 *     async int cook(int minutes)       a$ync int cook(int minutes)       a macro of the prelude
 *     async void tick(void)             a$ync v$id tick(void)             void has no value: a unit
 *     task(int) t; future(void) f;      t$sk(int) t; f$ture(v$id) f;      macros that mark the type
 *     x = await spawn(cook(1));         x =            (cook(1));         no type changes: blanks
 *     when (x = await t) { … }                x =       t ; { … }         a statement, then its body
 *     auto x = cold(f());               a$to x =     (f());
 *     wok_join(t, &r)                   w$k_join(t, &r)                   a function of the prelude
 *     auto b = async ({ f(); });        a$to b =       ({ f(); });
 *     auto b = async ({ if (x) … });    a$to b = a$blk ({ if (x) … });    a macro: a unit, where libclang
 *                                                                         missed a value before
 */
#include "oracle/internal.h"

#include <string.h>

static bool is_erased(const struct token *token) {
    if (token->kind != TOKEN_WORD)
        return false;
    switch ((enum word)token->word) {
    case WORD_ASYNC:
    case WORD_ASYNC_MOVE:
    case WORD_AWAIT:
    case WORD_SPAWN:
    case WORD_BOX:
    case WORD_COLD:
    case WORD_JOIN:
    case WORD_BLOCK_ON:
        return true;
    default:
        return false;
    }
}

static void blank_token(const struct tokens *tokens, char *text, uint32_t index) {
    memset(text + tokens->items[index].offset, ' ', tokens->items[index].length);
}

/* `async` → `a$ync`: no user's name has that form by accident. */
static void rename_token(const struct tokens *tokens, char *text, uint32_t index) {
    text[tokens->items[index].offset + 1] = '$';
}

static uint32_t following(const struct tokens *tokens, uint32_t index) {
    do
        index++;
    while (index < tokens->count && tokens->items[index].kind == TOKEN_DIRECTIVE);
    return index;
}

/* The closing bracket of the group that opens at `index`; the count if there is none. */
static uint32_t closing(const struct tokens *tokens, uint32_t index) {
    unsigned depth = 0;
    for (; index < tokens->count; index++) {
        if (token_is(tokens, index, "("))
            depth++;
        else if (token_is(tokens, index, ")") && --depth == 0)
            return index;
    }
    return index;
}

/* WOK_FUTURE(…) names its functions for wokcc alone. */
static void blank_annotation(const struct tokens *tokens, char *text, uint32_t index) {
    uint32_t end = closing(tokens, following(tokens, index));
    for (; index <= end && index < tokens->count; index++)
        if (tokens->items[index].kind != TOKEN_DIRECTIVE)
            blank_token(tokens, text, index);
}

/* when (e) body → e; body */
static void mark_when(const struct tokens *tokens, char *text, uint32_t index) {
    uint32_t open = following(tokens, index);
    uint32_t close = closing(tokens, open);
    blank_token(tokens, text, index);
    if (close < tokens->count) {
        blank_token(tokens, text, open);
        text[tokens->items[close].offset] = ';';
    }
}

/* The result of an async function that has none must still be a value for spawn and auto. */
static bool mark_void(const struct tokens *tokens, char *text, uint32_t index) {
    uint32_t next = following(tokens, index);
    bool is_void = token_is(tokens, index, "void") && !token_is(tokens, next, "*") &&
                   !token_is(tokens, next, "const") && !token_is(tokens, next, "volatile");
    if (is_void)
        rename_token(tokens, text, index);
    return is_void;
}

/* `return g();` of a void g: now that the function returns a unit, only the call may be seen. */
static void blank_returns(const struct tokens *tokens, char *text, uint32_t parameters) {
    uint32_t index = following(tokens, closing(tokens, parameters));
    unsigned depth = 0;
    for (; index < tokens->count; index = following(tokens, index)) {
        if (token_is(tokens, index, "{"))
            depth++;
        else if (depth == 0 || (token_is(tokens, index, "}") && --depth == 0))
            return;
        else if (token_is(tokens, index, "return") &&
                 !token_is(tokens, following(tokens, index), ";"))
            blank_token(tokens, text, index);
    }
}

/* `async` where an expression begins, and no block follows: the parser says so, in its own words. */
static bool in_expression(const struct tokens *tokens, uint32_t index) {
    if (index == 0)
        return false;
    uint32_t before = index - 1;
    if (token_is(tokens, before, "(") && before > 0)
        return is_erased(&tokens->items[before - 1]);
    return token_is(tokens, before, "=") || token_is(tokens, before, "return") ||
           tokens->items[before].word == WORD_AWAIT;
}

/* From `async` to the declared name: its result's void, and `main`, which C treats specially. */
static void mark_async(const struct tokens *tokens, char *text, uint32_t index) {
    uint32_t next = following(tokens, index);
    bool is_block = token_is(tokens, next, "(");
    if (is_block || in_expression(tokens, index)) {
        blank_token(tokens, text, index);
        return;
    }
    rename_token(tokens, text, index);
    /* `void async f(void)` is as good. */
    bool is_void = index > 0 && mark_void(tokens, text, index - 1);
    uint32_t i = next;
    for (; i < tokens->count; i = following(tokens, i)) {
        enum token_kind kind = (enum token_kind)tokens->items[i].kind;
        if (kind != TOKEN_KEYWORD && kind != TOKEN_IDENTIFIER && !token_is(tokens, i, "*"))
            break;
        if (token_is(tokens, i, "__attribute__")) {
            i = closing(tokens, following(tokens, i));
            continue;
        }
        is_void |= mark_void(tokens, text, i);
        if (token_is(tokens, i, "main") && token_is(tokens, following(tokens, i), "("))
            rename_token(tokens, text, i);
    }
    if (is_void && token_is(tokens, i, "("))
        blank_returns(tokens, text, i);
}

static void mark_word(const struct tokens *tokens, char *text, uint32_t index) {
    switch ((enum word)tokens->items[index].word) {
    case WORD_ASYNC:
        mark_async(tokens, text, index);
        break;
    case WORD_TASK:
    case WORD_FUTURE:
        rename_token(tokens, text, index);
        mark_void(tokens, text, following(tokens, following(tokens, index)));
        break;
    case WORD_WHEN:
        mark_when(tokens, text, index);
        break;
    case WORD_FUTURE_OF:
        blank_annotation(tokens, text, index);
        break;
    case WORD_AUTO:
        if (token_is(tokens, index, "auto"))
            rename_token(tokens, text, index);
        break;
    case WORD_TRY_BLOCK_ON:
    case WORD_DETACH:
    case WORD_CANCEL:
    case WORD_TASK_JOIN:
    case WORD_NOT_SEND:
    case WORD_NOT_SYNC:
    case WORD_SEND:
    case WORD_NO_AWAIT:
        rename_token(tokens, text, index);
        break;
    default:
        blank_token(tokens, text, index);
    }
}

char *oracle_mark(const struct tokens *tokens) {
    const struct source *source = tokens->source;
    char *text = arena_copy(source->arena, source->text, source->length);
    for (uint32_t i = 0; i < tokens->count; i++)
        if (tokens->items[i].kind == TOKEN_WORD)
            mark_word(tokens, text, i);
    return text;
}

/* async ({ … }) → a$blk({ … }): its value is a unit. */
static void mark_unit_block(const struct tokens *tokens, char *text, uint32_t index) {
    memcpy(text + tokens->items[index].offset, "a$blk", strlen("a$blk"));
}

bool oracle_mark_unit_blocks(const struct oracle *oracle, char *text) {
    const struct tokens *tokens = oracle->tokens;
    bool found = false;
    for (uint32_t i = 0; i < tokens->count; i++) {
        enum word word = (enum word)tokens->items[i].word;
        uint32_t open = following(tokens, i);
        if (tokens->items[i].kind != TOKEN_WORD ||
            (word != WORD_ASYNC && word != WORD_ASYNC_MOVE) || !token_is(tokens, open, "(") ||
            text[tokens->items[i].offset] != ' ')
            continue;
        uint32_t close = closing(tokens, open);
        if (close == tokens->count)
            continue;
        const struct oracle_type *type = oracle_expression_type(oracle, tokens->items[open].offset,
                                                                tokens->items[close].offset + 1);
        if (type && type->class != ORACLE_VOID)
            continue;
        mark_unit_block(tokens, text, i);
        found = true;
        i = close; /* of what stands inside of it nothing is known yet */
    }
    return found;
}

uint32_t oracle_token_at(const struct tokens *tokens, uint32_t offset) {
    uint32_t low = 0, high = tokens->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (tokens->items[middle].offset < offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

uint32_t oracle_visible_begin(const struct tokens *tokens, uint32_t offset) {
    uint32_t index = oracle_token_at(tokens, offset);
    while (index < tokens->count && is_erased(&tokens->items[index]))
        index = following(tokens, index);
    return tokens->items[index].offset;
}

static bool has_word(const struct tokens *tokens, uint32_t begin, uint32_t end, enum word word) {
    for (uint32_t i = oracle_token_at(tokens, begin);
         i < tokens->count && tokens->items[i].offset < end; i++)
        if (tokens->items[i].kind == TOKEN_WORD &&
            (word == WORD_NONE || tokens->items[i].word == word))
            return true;
    return false;
}

bool oracle_has_word(const struct tokens *tokens, uint32_t begin, uint32_t end) {
    return has_word(tokens, begin, end, WORD_NONE);
}

bool oracle_has_await(const struct tokens *tokens, uint32_t begin, uint32_t end) {
    return has_word(tokens, begin, end, WORD_AWAIT);
}
