/*
 * What the file means to wokcc: its functions, the names in their bodies, what each await awaits,
 * and which calls may be embedded by value.
 *
 * Built once from the syntax tree and the oracle; read by every later stage.
 */
#ifndef WOKCC_PROGRAM_H
#define WOKCC_PROGRAM_H

#include "oracle/oracle.h"
#include "syntax/tree.h"

struct routine;
struct body;

enum program_node_flag {
    NODE_SUSPENDS = 1 << 24, /* an await, join or race is evaluated in this subtree (or a statement
                                expression with a defer): it has to become steps */
    NODE_MANAGED =
        1 << 25,           /* a block or for whose locals must outlive a C scope: it suspends, or it
                                holds a defer, a cleanup variable, a future or a handle */
    NODE_IMPURE = 1 << 26, /* evaluating it has an effect, or its value may change by itself */
};

enum symbol_kind { SYMBOL_VARIABLE, SYMBOL_TYPEDEF, SYMBOL_TAG, SYMBOL_ENUMERATOR };

enum variable_class {
    VARIABLE_PLAIN,
    VARIABLE_FUTURE, /* auto x = f(…): a cold future by value */
    VARIABLE_TASK,   /* task(T) t, or auto t = spawn(…) */
    VARIABLE_BOX,    /* future(T) f, or auto f = box(…) */
};

/* Where a variable or temporary of a state machine lives while its function runs and suspends. */
enum residence {
    RESIDENCE_NONE,   /* declared where the user wrote it: C's own local, a static, an extern */
    RESIDENCE_FRAME,  /* one address in the frame while it is in scope */
    RESIDENCE_CACHED, /* a local of the resume function; its slot in the frame holds the value only
                         at the suspensions where it is alive */
    RESIDENCE_LOCAL,  /* a local of the resume function, never alive at a suspension: no slot */
};

static inline bool residence_has_slot(enum residence residence) {
    return residence == RESIDENCE_FRAME || residence == RESIDENCE_CACHED;
}

/* How async functions are compiled; the first is the default. */
enum backend {
    BACKEND_FAST, /* values in C locals, frames in which what is never alive together overlaps */
    BACKEND_REFERENCE, /* everything in the frame, each thing in a place of its own: the oracle */
};

/* How the fast back end decides what it could decide either way: for measuring what the choice is worth. */
enum residence_rule { RESIDENCE_BY_COST, RESIDENCE_ALL_FRAME, RESIDENCE_ALL_CACHED };

/* A name declared inside a function. */
struct symbol {
    enum symbol_kind kind;
    const char *name;
    uint32_t token;           /* of the declaration */
    struct node *declaration; /* NODE_DECLARATION, NODE_PARAMETER, NODE_TAG or NODE_ENUMERATOR */
    struct node *declarator;  /* NODE_INIT_DECLARATOR or NODE_DECLARATOR; NULL for tags */
    struct scope *scope;
    struct routine *owner;
    unsigned index; /* among the owner's variables */
    /* variables */
    enum variable_class class;
    const struct oracle_type *type; /* for a future or task: of its result */
    struct routine *future_of;      /* VARIABLE_FUTURE: whose frame it is; NULL for: */
    struct node *block;             /* VARIABLE_FUTURE: the block by reference that it holds */
    struct symbol *captured;        /* in an async_move block: the variable whose value this is */
    bool is_parameter, is_static, is_extern, is_address_taken;
    bool is_shared;      /* used in an async block by reference, from outside of it */
    const char *cleanup; /* the function named by its cleanup attribute */
    /* decided by layout: NULL = the user's own spelling */
    enum residence residence;
    const char *field;       /* its member of the frame */
    const char *local;       /* CACHED, LOCAL: its name in the resume function */
    const struct body *home; /* CACHED, LOCAL: whose C function it is a local of; NULL: any */
    bool is_modified;        /* it gets another value than that of its declaration */
    const char *hoisted;     /* the file-scope name of a local type or static */
};

struct scope {
    struct scope *parent;
    struct node *node;        /* NODE_FUNCTION, NODE_BLOCK, NODE_FOR, NODE_ASYNC_BLOCK */
    struct routine *captures; /* of an async_move block: what is found farther out is copied */
    bool is_shared;           /* of a block by reference: what is found farther out is shared */
    ARRAY(struct symbol *) symbols;
};

/* How an awaited (spawned, stored) future is reached. */
enum future_kind {
    FUTURE_EMBEDDED, /* a compiled callee, by value in the caller's frame */
    FUTURE_LEAF,     /* a hand-written future, by value */
    FUTURE_CALL,     /* through a descriptor: another file, a pointer, recursion */
    FUTURE_VARIABLE, /* a cold future variable: `routine` says whose */
    FUTURE_TASK,     /* a handle */
    FUTURE_CANCEL,   /* wok_cancel(handle) */
    FUTURE_JOIN,     /* wok_join(handle, &result) */
    FUTURE_BOX,      /* a boxed future: the handle is the argument */
    FUTURE_BLOCK,    /* an async block by reference: a strand in the enclosing frame */
};

struct future {
    enum future_kind kind;
    struct node *node;       /* the operand, without parentheses */
    struct routine *routine; /* NULL for a call through a pointer, and for tasks */
    struct symbol *variable; /* FUTURE_VARIABLE */
    struct node *callee;     /* of a call through a pointer */
    struct node *block;      /* FUTURE_BLOCK: the NODE_ASYNC_BLOCK */
    struct node **arguments; /* of a call; the handle (and result pointer) of task operations */
    uint32_t argument_count;
    const struct oracle_type *result;            /* class VOID when there is none */
    const struct oracle_type *const *parameters; /* of a call through a pointer */
    size_t parameter_count;
};

/* One function name, async or plain, with all its declarations in this file. */
struct routine {
    const char *name;
    struct syntax_function *declaration; /* the first in the file */
    struct syntax_function *definition;  /* NULL when only declared */
    bool is_async, is_leaf, is_main;
    bool is_preempted;               /* WOK_PREEMPT: each turn of a loop is a suspension point */
    struct node *block;              /* an async_move block: a function of its own; else NULL */
    struct routine *outer;           /* of a block: the routine that it stands in */
    ARRAY(struct symbol *) captures; /* of a block: its parameters */
    bool uses_local_names;           /* of a block: types or statics of the function around it */
    bool is_pointed_to; /* a leaf whose name is used as a value: it needs a descriptor */
    bool is_used;       /* its cold struct and descriptor are needed in this file */
    bool is_embedded;   /* decided by layout: a function of this file holds its frame */
    bool is_awaited_in_variable; /* … or awaits a future variable of this type */
    bool is_plain;      /* it cannot suspend: see lower/plain.c */
    bool is_broken;     /* an error was reported in it: later stages skip it */
    const struct oracle_type *result;
    const struct oracle_type *const *parameters;
    const char **parameter_names;
    size_t parameter_count;
    ARRAY(struct symbol *) symbols; /* everything declared inside */
    unsigned variable_count;
    ARRAY(struct routine *) callees; /* async calls and future variables, by name */
    unsigned component;              /* equal = mutually recursive */
    unsigned order;                  /* callees of other components come first */
    bool is_recursive;               /* its component has a cycle */
    struct lowered *lowered;         /* by the stage lower */
    struct analysis *analysis;       /* by the stage analyze */
    struct frame *frame;             /* by the stage layout, in the fast back end; NULL: as in the
                                        reference back end */
    struct frame *watched;           /* for --garble: what is alive where; NULL: it is not asked */
};

struct program {
    struct arena *arena;
    const struct source *source;
    struct tokens *tokens;
    struct syntax *syntax;
    const struct oracle *oracle;
    struct diagnostics *diagnostics;
    enum residence_rule residence_rule;
    enum backend backend;             /* chosen by the driver */
    bool garbles;                     /* so too: see emit/garble.c */
    ARRAY(struct routine *) routines; /* in order of their first declaration */
    struct routine **ordered;         /* async definitions, callees first */
    size_t ordered_count;
    struct symbol **symbol_at;   /* by token index: what a name refers to, or NULL */
    struct routine **routine_at; /* by token index: an async function's name, or NULL */
};

struct program *program_build(struct arena *arena, struct syntax *syntax,
                              const struct oracle *oracle, struct diagnostics *diagnostics);

struct routine *program_find(const struct program *program, const char *name);
/* The innermost of the routine's types or typedefs with this name around a token, or NULL. */
struct symbol *program_type_symbol(const struct routine *routine, const char *name, size_t length,
                                   bool is_tag, uint32_t token);
/* The token that a declarator declares, or NO_TOKEN. */
uint32_t program_declared_name(const struct node *declarator);
/* No pointer, array or function: what is declared has the type of the specifiers. */
bool program_declares_plain_name(const struct node *declarator);
/* Without parentheses. */
struct node *program_strip(struct node *node);
/* What is awaited, spawned, stored: reports an error and returns NULL when it is no future. */
struct future *program_future(struct program *program, struct routine *inside,
                              struct node *operand);
/* The type of an expression, or NULL. An await node, a join … are answered too. */
const struct oracle_type *program_type(const struct program *program, const struct node *node);
/* Is this expression an array, before it decays to a pointer? */
bool program_is_array(const struct program *program, struct node *node);
/* Is this expression the handle of a task, or of a box? */
enum oracle_future_class program_handle(const struct program *program, const struct node *node);
static inline bool program_is_handle(const struct symbol *symbol) {
    return symbol->class == VARIABLE_TASK || symbol->class == VARIABLE_BOX;
}
/* Are there handles among its arguments, to be given back when it never runs? */
bool program_owns_arguments(const struct routine *routine);
/* An async block by value. */
static inline bool program_is_move_block(const struct program *program, const struct node *node) {
    return node->kind == NODE_ASYNC_BLOCK &&
           program->tokens->items[node->token].word == WORD_ASYNC_MOVE;
}
/* The plain function or async function of the text that a block stands in; else the routine. */
static inline const struct routine *program_root(const struct routine *routine) {
    while (routine->outer)
        routine = routine->outer;
    return routine;
}
/* Does this node have an effect by itself, whatever its operands do? */
bool program_is_impure_itself(const struct program *program, const struct node *node);
/* An error at a node. Marks the routine broken (NULL: none). */
#define program_error(program_, inside_, code_, node_, ...)                                        \
    do {                                                                                           \
        struct routine *marked_ = (inside_);                                                       \
        if (marked_)                                                                               \
            marked_->is_broken = true;                                                             \
        diagnose_error((program_)->diagnostics, (code_),                                           \
                       node_begin_offset((program_)->tokens, (node_)),                             \
                       node_end_offset((program_)->tokens, (node_)), __VA_ARGS__);                 \
    } while (0)

#endif
