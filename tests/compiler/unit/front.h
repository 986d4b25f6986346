/*
 * For the tests of wokcc's first stages: a text goes in, tokens, types and trees come out, and what
 * the stages said to standard error is kept.
 */
#ifndef TESTS_COMPILER_FRONT_H
#define TESTS_COMPILER_FRONT_H

#include "oracle/oracle.h"
#include "syntax/tree.h"

struct front {
    struct arena arena;
    char *text;
    struct source *source;
    struct diagnostics diagnostics;
    struct tokens *tokens;
    struct oracle *oracle;
    struct syntax *syntax;
    char messages[4000]; /* what was printed */
};

enum front_depth { FRONT_TOKENS, FRONT_SYNTAX, FRONT_ORACLE };

/*
 * Read `text` (with `#pragma wok words all` in front of it) as far as asked. FRONT_SYNTAX parses
 * without libclang: names that end in _t are types.
 */
void front_open(struct front *front, enum front_depth depth, const char *text, size_t length);
void front_open_string(struct front *front, enum front_depth depth, const char *text);
void front_close(struct front *front);

/* The function's body as nested lists, without what is the same everywhere; in the arena. */
const char *front_body(struct front *front, const char *name);
/* The offset of the n-th (from 0) occurrence of `part` in the text. */
uint32_t front_find(const struct front *front, const char *part, unsigned number);

#endif
