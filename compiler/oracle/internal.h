/*
 * What the oracle's files share.
 *
 *   mark.c      the text that libclang reads: each word replaced by something of the same length
 *   depth.c     refuses text that would overflow libclang's stack
 *   prelude.c   what those replacements mean to it, and a shim for headers meant for gcc
 *   index.c     one walk of libclang's tree: where each expression and declaration is
 *   type.c      libclang's types as oracle_types
 *   measure.c   sizes of what holds handles, and of types known by name
 *   marked.c    marked types inside others: what must not cross threads or awaits
 *   oracle.c    opening, errors, questions
 */
#ifndef WOKCC_ORACLE_INTERNAL_H
#define WOKCC_ORACLE_INTERNAL_H

#include <clang-c/Index.h>

#include "oracle/oracle.h"

/* Names of the prelude that the other files look for. */
#define ORACLE_UNIT     "w$k_unit"
#define ORACLE_NOT_SEND "wok_not_send"
#define ORACLE_NOT_SYNC "wok_not_sync"
#define ORACLE_SEND     "wok_send"
#define ORACLE_NO_AWAIT "wok_no_await"

/* An expression's extent. Sorted by begin, then end; of equal extents only the outermost is kept. */
struct oracle_expression {
    uint32_t begin, end, order;
    CXCursor cursor;
};

/* What the identifier at an offset declares. */
struct oracle_name {
    uint32_t offset;
    CXCursor cursor;
};

struct oracle_typedef {
    const char *name;
    uint32_t length, offset;
};

/* A file-scope declaration that is parsed by wokcc, in offsets. */
struct oracle_range {
    uint32_t begin, end;
};

/* A marked declaration of a record, which may come behind its definition. */
struct oracle_remark {
    CXCursor record; /* the canonical one */
    unsigned marks;
};

struct oracle {
    struct arena *arena;
    const struct tokens *tokens;
    struct diagnostics *diagnostics;
    CXIndex index;
    CXTranslationUnit unit;
    CXFile file; /* the marked text */
    ARRAY(struct oracle_expression) expressions;
    ARRAY(struct oracle_name) names;
    ARRAY(struct oracle_typedef) typedefs; /* of file scope; sorted by name, then offset */
    ARRAY(uint32_t) uses;                  /* offsets of async functions' names and pointers */
    ARRAY(struct oracle_range) ranges;
    ARRAY(struct oracle_remark) remarks;
};

/* mark.c */
char *oracle_mark(const struct tokens *tokens);
/*
 * Marks the async blocks without a value as such, once libclang has told which they are. False if
 * there is none that was not marked before.
 */
bool oracle_mark_unit_blocks(const struct oracle *oracle, char *text);
/* An erased word is not part of what libclang sees: the offset where its operand begins. */
uint32_t oracle_visible_begin(const struct tokens *tokens, uint32_t offset);
/* The token at or after an offset. */
uint32_t oracle_token_at(const struct tokens *tokens, uint32_t offset);
bool oracle_has_word(const struct tokens *tokens, uint32_t begin, uint32_t end);
bool oracle_has_await(const struct tokens *tokens, uint32_t begin, uint32_t end);

/* depth.c */
bool oracle_is_too_deep(const struct tokens *tokens, uint32_t *place);

/* prelude.c */
extern const char oracle_prelude[];

/* index.c */
void oracle_index(struct oracle *oracle);
uint32_t oracle_offset(CXSourceLocation location);

/* marked.c */
void oracle_note_marks(struct oracle *oracle, CXCursor record, struct oracle_range range);

/* type.c */
bool oracle_is_async_type(CXType type);
bool oracle_is_array_type(CXType type);
const struct oracle_type *oracle_convert_type(const struct oracle *oracle, CXType type);
/* As a parameter's type is adjusted: arrays and functions become pointers. */
const struct oracle_type *oracle_convert_parameter(const struct oracle *oracle, CXType type);
/* A task(T) or future(T) itself. */
bool oracle_is_handle(CXType type);
CXType oracle_element_of(CXType array);
/* The function type behind a function or a pointer to one; kind Invalid if there is none. */
CXType oracle_function_behind(CXType type);

/* measure.c: as the compiled program sees it, handles and all; -1 when that cannot be said. */
struct oracle_extent oracle_measure(const struct oracle *oracle, CXType type);
/* Itself, as a member or as an element. */
bool oracle_holds_handle(CXType type);

#endif
