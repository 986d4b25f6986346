/*
 * What only a C compiler's front end can know: types, typedef names, and whether the function that a
 * call reaches through a pointer is async. The one folder that knows libclang; another front end can
 * replace it behind this header.
 *
 * libclang reads the same preprocessed text with each word replaced by one of the same length that
 * holds a `$`, so that offsets hold; a prelude defines those for it (see oracle/prelude.c).
 */
#ifndef WOKCC_ORACLE_H
#define WOKCC_ORACLE_H

#include <stdbool.h>
#include <stdint.h>

#include "diagnose/diagnose.h"
#include "syntax/token.h"

enum oracle_type_class {
    ORACLE_VOID,
    ORACLE_SCALAR, /* arithmetic, enum, pointer */
    ORACLE_RECORD, /* struct or union */
    ORACLE_ARRAY,
    ORACLE_FUNCTION,
};

enum oracle_future_class {
    ORACLE_PLAIN,
    ORACLE_TASK,  /* task(T), by the word or through a typedef, field, parameter … */
    ORACLE_BOXED, /* future(T) */
};

/* What a debugger has to know of a scalar. */
enum oracle_scalar {
    ORACLE_NO_SCALAR,
    ORACLE_SIGNED,
    ORACLE_UNSIGNED, /* also _Bool */
    ORACLE_FLOAT,
    ORACLE_POINTER,
};

struct oracle_type {
    enum oracle_type_class class;
    enum oracle_scalar scalar;
    enum oracle_future_class future;
    bool is_vla;            /* a variably modified type */
    bool is_async_function; /* an async function, or a pointer to one */
    bool is_not_send;       /* marked WOK_NOT_SEND itself */
    const void *origin;     /* the front end's own type, for oracle_find_marked(); NULL: none */
    long long size, align;  /* bytes; -1 when unknown; of a task or future itself: of its T */
    /*
     * As C source that declares the same type when put into `__typeof__(…)`, with typedef names kept
     * and without top-level qualifiers. A task or future type is spelt by its T (`int`), but inside
     * another type, as in an array of tasks, as `wok_task_handle` or `wok_box_handle`; a pointer to an async function
     * like one to a plain function; an anonymous enum as its integer type. NULL when it cannot be
     * said: an anonymous struct, an array of variable length. Struct tags of a function's scope are
     * said as they stand there; typedefs of a function's scope are looked through.
     */
    const char *spelling;
};

struct oracle;

/*
 * Parse. `arguments` are the compiler's language flags (-std=…, -f…, -m…), without -I, -D and inputs.
 * Errors of the C parser inside functions that hold words, or at declarations that name words, are
 * reported; those in system headers are not. Never NULL; ask diagnostics->error_count.
 */
struct oracle *oracle_open(const struct tokens *tokens, const char *const *arguments,
                           size_t argument_count, struct diagnostics *diagnostics);
void oracle_close(struct oracle *oracle);

/* A typedef name of file scope, declared before this offset. */
bool oracle_is_typedef(const struct oracle *oracle, const char *name, size_t length,
                       uint32_t offset);
/* A call or use of an async function, or of a pointer to one, inside this range of offsets. */
bool oracle_uses_async(const struct oracle *oracle, uint32_t begin, uint32_t end);

/* Does libclang know an expression with exactly this extent? */
bool oracle_is_expression(const struct oracle *oracle, uint32_t begin, uint32_t end);
/* The type of the expression with exactly this extent (outermost if several), or NULL. */
const struct oracle_type *oracle_expression_type(const struct oracle *oracle, uint32_t begin,
                                                 uint32_t end);
/* Is the expression with this extent an array, before it decays to a pointer? */
bool oracle_is_array(const struct oracle *oracle, uint32_t begin, uint32_t end);
/* The type of what the identifier at this offset declares: a variable, parameter, field. */
const struct oracle_type *oracle_declared_type(const struct oracle *oracle, uint32_t name_offset);
/* The result type and parameter types (adjusted: arrays are pointers) of the function declared by the
 * identifier at this offset; NULL if it is none. `parameters` has *count entries. */
const struct oracle_type *oracle_function_type(const struct oracle *oracle, uint32_t name_offset,
                                               const struct oracle_type *const **parameters,
                                               size_t *count);
/* The same for the callee expression of a call, when that is an async function or pointer; else NULL. */
const struct oracle_type *oracle_async_callee(const struct oracle *oracle, uint32_t begin,
                                              uint32_t end,
                                              const struct oracle_type *const **parameters,
                                              size_t *count);

struct oracle_extent {
    long long size, align; /* bytes; -1 when unknown */
};

/* Of `struct tag`, `union tag` or a typedef name of file scope. */
struct oracle_extent oracle_named_extent(const struct oracle *oracle, const char *name);

/* What a type must not hold, for a purpose. */
enum oracle_demand {
    ORACLE_MUST_SEND, /* no WOK_NOT_SEND by value or behind pointers, no WOK_NOT_SYNC behind them */
    ORACLE_MAY_AWAIT, /* no WOK_NO_AWAIT by value */
};

struct oracle_marked {
    const char *path; /* from a value of the type: "", ".inner.c", "->next", "[…]" */
    const char *type; /* the marked one: `struct cell` */
    const char *mark; /* WOK_NOT_SEND … */
    bool is_behind;   /* a pointer leads there */
};

/* Does a value of this type hold one that is marked against the demand? The first in the order of its
 * members. */
bool oracle_find_marked(const struct oracle *oracle, const struct oracle_type *type,
                        enum oracle_demand demand, struct oracle_marked *found);

#endif
