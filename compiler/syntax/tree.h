/*
 * The syntax tree of what wokcc has to understand: async functions, and plain functions that hold a
 * word or name an async function. All other text is handed on as it is and never parsed.
 *
 * One node type for everything: a kind, a token range, children in source order. A node's children
 * lie inside its range and never overlap, so any subtree can be written out as "its tokens, with the
 * children's ranges written by the children". Later stages hang their answers on `note`.
 */
#ifndef WOKCC_SYNTAX_TREE_H
#define WOKCC_SYNTAX_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "syntax/token.h"

enum node_kind {
    NODE_NONE, /* a missing optional child: empty range */

    /* expressions */
    NODE_NAME,
    NODE_CONSTANT,             /* number, character, true, false, nullptr */
    NODE_STRING,               /* one or more adjacent literals; also __func__ and its like: see name */
    NODE_PAREN,                /* (e) */
    NODE_CALL,                 /* callee, arguments…; those of a __builtin_ may be NODE_TYPE_NAME */
    NODE_INDEX,                /* array, index */
    NODE_MEMBER,               /* object; `token` is `.` or `->`, `name` the member */
    NODE_POSTFIX,              /* operand; `token` is ++ or -- */
    NODE_UNARY,                /* operand; `token` is & * + - ~ ! ++ -- __extension__ __real__ __imag__ */
    NODE_LABEL_ADDRESS,        /* &&label */
    NODE_UNEVALUATED,          /* sizeof, _Alignof, of an expression or type, __builtin_offsetof,
                                  __builtin_types_compatible_p: children for the expressions and types */
    NODE_CAST,                 /* type name, operand */
    NODE_COMPOUND_LITERAL,     /* type name, initialiser list */
    NODE_BINARY,               /* left, right; `token` is the operator */
    NODE_LOGICAL,              /* left, right; && or || */
    NODE_CONDITIONAL,          /* condition, then, else */
    NODE_CONDITIONAL_GNU,      /* condition, else: a ?: b */
    NODE_ASSIGN,               /* left, right; `token` is the operator */
    NODE_COMMA,                /* left, right */
    NODE_GENERIC,              /* controller, then (type name or NONE for default, expression)… */
    NODE_VA_ARG,               /* __builtin_va_arg: list, type name */
    NODE_CHOOSE,               /* __builtin_choose_expr: three expressions */
    NODE_STATEMENT_EXPRESSION, /* block */
    NODE_INITIALISER_LIST,     /* items: expression, list, or NODE_DESIGNATED */
    NODE_DESIGNATED,           /* designator index expressions…, then the value last */
    /* expressions: words */
    NODE_AWAIT,                /* operand */
    NODE_SPAWN,                /* operand */
    NODE_BOX,                  /* operand */
    NODE_COLD,                 /* operand */
    NODE_JOIN,                 /* branches… */
    NODE_ASYNC_BLOCK,          /* statement expression; `token` is async or async_move */
    NODE_BLOCK_ON,             /* operand */
    NODE_TRY_BLOCK_ON,         /* operand, result pointer */
    NODE_DETACH,               /* handle */
    NODE_CANCEL,               /* handle */
    NODE_TASK_JOIN,            /* handle, result pointer */

    /* types and declarations */
    NODE_TYPE_NAME,            /* specifiers, then the abstract declarator (NODE_DECLARATOR or NONE) */
    NODE_SPECIFIERS,           /* children: NODE_TAG, NODE_TYPEOF, NODE_TASK_TYPE, NODE_ATTRIBUTE;
                                  `token` is the word async, if it is there */
    NODE_TAG,                  /* struct, union or enum; `token` says which, `name` its tag or none;
                                  with children when it defines (NODE_IS_DEFINITION):
                                  NODE_DECLARATION members, or NODE_ENUMERATOR; NODE_ATTRIBUTE and
                                  an enum's underlying NODE_TYPE_NAME may stand before them */
    NODE_ENUMERATOR,           /* value or NONE; `name` */
    NODE_TYPEOF,               /* expression or type name; `token` typeof …, or _Atomic of _Atomic(T) */
    NODE_TASK_TYPE,            /* task(T), future(T): type name; `token` the word */
    NODE_ATTRIBUTE,            /* __attribute__((…)), [[…]], _Alignas(…), asm("…") after a declarator */
    NODE_DECLARATION,          /* specifiers, then NODE_INIT_DECLARATOR… ; range includes the `;` */
    NODE_INIT_DECLARATOR,      /* declarator, initialiser (expression, list or NONE) or bit-field width;
                                  `token` is `=`, `:` or none */
    NODE_DECLARATOR,           /* `name` the declared name or none; children in source order: nested
                                  declarator, NODE_ARRAY, NODE_PARAMETERS, NODE_ATTRIBUTE */
    NODE_ARRAY,                /* [size]: the size expression, or NONE */
    NODE_PARAMETERS,           /* NODE_PARAMETER…, none for (void); flags VARIADIC, KNR */
    NODE_PARAMETER,            /* specifiers, declarator or NONE */
    NODE_STATIC_ASSERT,

    /* statements */
    NODE_BLOCK,
    NODE_EMPTY,
    NODE_EXPRESSION,           /* expression; */
    NODE_IF,                   /* condition, then, else or NONE */
    NODE_SWITCH,               /* expression, body */
    NODE_WHILE,                /* condition, body */
    NODE_DO,                   /* body, condition */
    NODE_FOR,                  /* init (DECLARATION, expression or NONE), condition or NONE,
                                  step or NONE, body */
    NODE_GOTO,                 /* `name` the label */
    NODE_GOTO_COMPUTED,        /* expression */
    NODE_BREAK,
    NODE_CONTINUE,
    NODE_RETURN,               /* expression or NONE */
    NODE_LABEL,                /* statement; `name` */
    NODE_CASE,                 /* low, high or NONE, statement */
    NODE_DEFAULT,              /* statement */
    NODE_ASM,                  /* the operands' expressions */
    NODE_LOCAL_LABEL,          /* __label__ a, b; */
    NODE_RACE,                 /* NODE_WHEN… */
    NODE_WHEN,                 /* expression, body statement */
    NODE_DEFER,                /* statement */

    /* file scope */
    NODE_FUNCTION,             /* specifiers, declarator, body BLOCK or NONE (a prototype, whose range
                                  includes the `;`) */
};

enum node_flag {
    NODE_IS_ASYNC = 1 << 0,    /* SPECIFIERS, PARAMETER, FUNCTION: holds the word async */
    NODE_IS_STATIC = 1 << 1,   /* SPECIFIERS … : storage class and such */
    NODE_IS_EXTERN = 1 << 2,
    NODE_IS_TYPEDEF = 1 << 3,
    NODE_IS_INLINE = 1 << 4,
    NODE_IS_THREAD = 1 << 5,
    NODE_IS_AUTO = 1 << 6,     /* the type is inferred from the initialiser */
    NODE_IS_REGISTER = 1 << 7,
    NODE_IS_CONST = 1 << 8,    /* of the specifiers */
    NODE_IS_VOLATILE = 1 << 9,
    NODE_IS_ATOMIC = 1 << 10,
    NODE_IS_VARIADIC = 1 << 11,
    NODE_IS_KNR = 1 << 12,     /* a K&R definition */
    NODE_IS_CLEANUP = 1 << 13, /* ATTRIBUTE: cleanup(…); `name` is the function */
    NODE_IS_DEFINITION = 1 << 14, /* TAG: has a list in braces */
};

#define NO_TOKEN UINT32_MAX

struct node {
    enum node_kind kind;
    unsigned flags;
    uint32_t first, end;   /* token indices, [first, end) */
    uint32_t token;        /* the operator or word; NO_TOKEN if none */
    uint32_t name;         /* the declared or used name; NO_TOKEN if none */
    uint32_t child_count;
    struct node **children;
    struct node *parent;   /* NULL for a function */
    void *note;            /* owned by the stage that runs */
};

/* One thing at file scope that the later stages have to look at. */
struct syntax_function {
    struct node *node;         /* NODE_FUNCTION */
    const char *name;
    uint32_t name_token;
    bool is_async, is_definition, is_static, is_inline, has_prototype;
    /* WOK_FUTURE(struct, init, poll, cancel, drop): the five texts; NULL where there is none */
    const char *future_struct, *future_init, *future_poll, *future_cancel, *future_drop;
    uint32_t annotation_first, annotation_end; /* token range of WOK_FUTURE(…), to be left out */
};

struct syntax {
    struct tokens *tokens;
    ARRAY(struct syntax_function *) functions; /* in source order */
    /* file-scope token ranges outside functions in which a word stands (struct fields, typedefs,
       variables, prototypes with async pointers): NODE_DECLARATION trees */
    ARRAY(struct node *) declarations;
};

/* What the parser asks about names it did not see declared itself. Answered by the oracle. */
struct syntax_names {
    void *data;
    bool (*is_typedef)(void *data, const char *name, size_t length, uint32_t offset);
    /* Does the definition in this range of offsets call or name an async function, so that the body
       must be parsed although it holds no word? */
    bool (*uses_async)(void *data, uint32_t begin, uint32_t end);
};

/* Parses what has to be parsed. Errors go to `diagnostics`; the tree then lacks that function. */
struct syntax *syntax_parse(struct tokens *tokens, const struct syntax_names *names,
                            struct diagnostics *diagnostics);

const char *node_kind_name(enum node_kind kind);
/* --print=tree: an indented dump. */
void syntax_print(const struct syntax *syntax);

struct node *node_child(const struct node *node, uint32_t index);
/* Does it stand in the text of the other, or is it that? */
static inline bool node_is_inside(const struct node *inner, const struct node *outer) {
    return outer->first <= inner->first && inner->end <= outer->end;
}

uint32_t node_begin_offset(const struct tokens *tokens, const struct node *node);
uint32_t node_end_offset(const struct tokens *tokens, const struct node *node);

#endif
