/*
 * Tokens of the preprocessed text, with the words of async C recognised.
 *
 * The short words count only after `#pragma wok words all` and outside system headers; those that
 * the tool view defines as function-like macros only when a `(` follows. The wok_ spellings count
 * after either pragma. Pragmas and line markers are tokens too, so that a token range can be written
 * out again; the parser skips them.
 */
#ifndef WOKCC_SYNTAX_TOKEN_H
#define WOKCC_SYNTAX_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "diagnose/diagnose.h"
#include "text/source.h"

enum token_kind {
    TOKEN_END,
    TOKEN_IDENTIFIER,
    TOKEN_KEYWORD, /* of C, GNU C and C23: `keyword` tells which by its text */
    TOKEN_NUMBER,
    TOKEN_CHARACTER,
    TOKEN_STRING,
    TOKEN_PUNCTUATOR,
    TOKEN_WORD,      /* of async C */
    TOKEN_DIRECTIVE, /* a whole line: a line marker or a pragma */
};

enum word {
    WORD_NONE,
    WORD_ASYNC,
    WORD_ASYNC_MOVE,
    WORD_AWAIT,
    WORD_SPAWN,
    WORD_BOX,
    WORD_COLD,
    WORD_FUTURE,
    WORD_TASK,
    WORD_JOIN, /* join(…) or wok_join_all(…) */
    WORD_RACE,
    WORD_WHEN,
    WORD_DEFER,
    WORD_AUTO,         /* `auto` or `__auto_type` before a name: inferred */
    WORD_BLOCK_ON,     /* wok_block_on(…) */
    WORD_TRY_BLOCK_ON, /* wok_try_block_on(call, &result) */
    WORD_DETACH,       /* wok_detach(handle) */
    WORD_CANCEL,       /* wok_cancel(handle) */
    WORD_TASK_JOIN,    /* wok_join(handle, &result) */
    WORD_FUTURE_OF,    /* WOK_FUTURE(struct, init, poll, cancel, drop) */
    /* Marks for the checks; the compiler gets none of them. See <wok/async.h>. */
    WORD_NOT_SEND,     /* WOK_NOT_SEND */
    WORD_NOT_SYNC,     /* WOK_NOT_SYNC */
    WORD_SEND,         /* WOK_SEND */
    WORD_NO_AWAIT,     /* WOK_NO_AWAIT */
    WORD_BLOCKING,     /* WOK_BLOCKING */
    WORD_PREEMPT,      /* WOK_PREEMPT */
    WORD_CANCEL_CLASS, /* WOK_CANCEL(class), as <wok/async.h> joins the two */
};

struct token {
    uint32_t offset, length;
    uint8_t kind; /* enum token_kind */
    uint8_t word; /* enum word */
    bool system;  /* from a system header */
};

struct tokens {
    const struct source *source;
    struct token *items; /* ends with a TOKEN_END that is not counted */
    uint32_t count;
    bool has_words; /* the text has #pragma wok, and at least one word or async function */
};

/* Always succeeds: a character that begins no token is an error and is skipped. */
struct tokens *tokens_read(const struct source *source, struct diagnostics *diagnostics);

/* Does this word only tell the checks something, like an attribute? */
bool word_is_mark(enum word word);
const char *token_text(const struct tokens *tokens, uint32_t index); /* not NUL-terminated */
bool token_is(const struct tokens *tokens, uint32_t index, const char *text);
/* Of a token that is the word spawn: whether it is spelled spawn_local. */
bool token_spawns_local(const struct tokens *tokens, uint32_t index);
/* A NUL-terminated copy, in the source's arena. */
const char *token_string(const struct tokens *tokens, uint32_t index);

/* --print=marks: every word with its place. */
void tokens_print(const struct tokens *tokens);

#endif
