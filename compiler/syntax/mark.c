/*
 * Marks for the checks mean something in one place each. Elsewhere they would be silently nothing, which
 * for a promise about threads is worse than an error:
 *
 *     struct WOK_NOT_SEND cell { … };        behind struct or union, in a definition or declaration
 *     WOK_BLOCKING int f(…);                 with a plain function
 *     WOK_PREEMPT async …                    with an async one that is defined there
 *     WOK_CANCEL(data_losing) async …        with an async one, and one of three classes
 */
#include <string.h>

#include "syntax/mark.h"

static bool is_directive(const struct tokens *tokens, uint32_t index) {
    return tokens->items[index].kind == TOKEN_DIRECTIVE;
}

static bool is_word(const struct tokens *tokens, uint32_t index, enum word word) {
    return tokens->items[index].kind == TOKEN_WORD && tokens->items[index].word == word;
}

static bool is_of_type(const struct tokens *tokens, uint32_t index) {
    enum word word = (enum word)tokens->items[index].word;
    return tokens->items[index].kind == TOKEN_WORD && word >= WORD_NOT_SEND &&
           word <= WORD_NO_AWAIT;
}

static void complain(const struct tokens *tokens, uint32_t index, struct diagnostics *diagnostics,
                     const char *message, const char *help) {
    const struct token *token = &tokens->items[index];
    diagnose_error(diagnostics, DIAGNOSE_MARK_MISPLACED, token->offset,
                   token->offset + token->length, "%s", message);
    diagnose_help(diagnostics, "%s", help);
}

/* Right behind struct or union, or behind an attribute or another mark there. */
static bool stands_in_tag(const struct tokens *tokens, uint32_t index) {
    while (index > 0 && is_directive(tokens, index - 1))
        index--;
    return index > 0 && (token_is(tokens, index - 1, "struct") ||
                         token_is(tokens, index - 1, "union") || token_is(tokens, index - 1, ")") ||
                         token_is(tokens, index - 1, "]") || is_of_type(tokens, index - 1));
}

/* What the declaration around a mark declares. */
struct declared {
    bool is_async, is_function, is_defined;
};

static bool ends_declaration(const struct tokens *tokens, uint32_t index) {
    return token_is(tokens, index, ";") || token_is(tokens, index, "{") ||
           token_is(tokens, index, "}");
}

static struct declared declaration_around(const struct tokens *tokens, uint32_t index) {
    struct declared declared = {0};
    for (uint32_t i = index; i > 0 && !ends_declaration(tokens, i - 1); i--)
        declared.is_async |= is_word(tokens, i - 1, WORD_ASYNC);
    for (uint32_t i = index + 1; i + 1 < tokens->count && !ends_declaration(tokens, i); i++) {
        declared.is_async |= !declared.is_function && is_word(tokens, i, WORD_ASYNC);
        declared.is_function |=
            tokens->items[i].kind == TOKEN_IDENTIFIER && token_is(tokens, i + 1, "(");
        declared.is_defined |= token_is(tokens, i + 1, "{");
    }
    return declared;
}

static void check_function_mark(const struct tokens *tokens, uint32_t index,
                                struct diagnostics *diagnostics) {
    struct declared declared = declaration_around(tokens, index);
    if (is_word(tokens, index, WORD_BLOCKING) && (declared.is_async || !declared.is_function))
        complain(tokens, index, diagnostics, "WOK_BLOCKING is said of a plain function",
                 declared.is_async ? "an async function does not stop the thread; if it does, what "
                                     "it calls is to be marked"
                                   : "before its declaration: `WOK_BLOCKING int compress(void);`");
    if (is_word(tokens, index, WORD_CANCEL_CLASS) && !(declared.is_async && declared.is_function))
        complain(tokens, index, diagnostics, "WOK_CANCEL is said of an async function",
                 "before its declaration: `WOK_CANCEL(data_losing) async int push(int count);`");
}

static void check_preempt(const struct tokens *tokens, uint32_t index,
                          struct diagnostics *diagnostics) {
    struct declared declared = declaration_around(tokens, index);
    if (!declared.is_async || !declared.is_function || !declared.is_defined)
        complain(tokens, index, diagnostics,
                 "WOK_PREEMPT is said of an async function, where it is defined",
                 "before its definition: `WOK_PREEMPT async int count(int limit) { … }`");
}

static bool is_unknown_class(const struct tokens *tokens, uint32_t index) {
    static const char prefix[] = "WOK_CANCEL_";
    const struct token *token = &tokens->items[index];
    return token->kind == TOKEN_IDENTIFIER && token->length >= sizeof prefix - 1 &&
           memcmp(token_text(tokens, index), prefix, sizeof prefix - 1) == 0;
}

void marks_check(const struct tokens *tokens, struct diagnostics *diagnostics) {
    for (uint32_t i = 0; i < tokens->count; i++) {
        if (is_unknown_class(tokens, i))
            complain(tokens, i, diagnostics, "WOK_CANCEL does not know this class",
                     "restartable: nothing is lost; queue_losing: a place in a queue; data_losing: "
                     "data");
        else if (is_of_type(tokens, i) && !stands_in_tag(tokens, i))
            complain(tokens, i, diagnostics, "this mark belongs behind the word struct or union",
                     "in the definition: `struct WOK_NOT_SEND cell { … };`, or for a type of "
                     "others in a declaration: `struct WOK_NOT_SEND cell;`");
        else if (is_word(tokens, i, WORD_BLOCKING) || is_word(tokens, i, WORD_CANCEL_CLASS))
            check_function_mark(tokens, i, diagnostics);
        else if (is_word(tokens, i, WORD_PREEMPT))
            check_preempt(tokens, i, diagnostics);
    }
}
