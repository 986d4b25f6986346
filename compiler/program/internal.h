/* What the files of program/ share. */
#ifndef WOKCC_PROGRAM_INTERNAL_H
#define WOKCC_PROGRAM_INTERNAL_H

#include "program/program.h"

/* resolve.c: declare the names of one definition and say what each use refers to. */
void program__resolve(struct program *program, struct routine *routine);
/* mark.c: NODE_SUSPENDS, NODE_IMPURE and NODE_MANAGED, after the variables have their class. */
void program__mark(struct program *program, struct node *node, bool is_preempted);
/* graph.c: callees, components and order. */
void program__order(struct program *program);

/* The function's own parameter list: in the innermost declarator that has one. */
struct node *program__parameters(struct node *declarator);

/* task(T) or future(T) among the specifiers. */
enum oracle_future_class program__future_word(const struct program *program,
                                              const struct node *specifiers);
/* block.c: a routine for an async_move block; its result and parameters once it was resolved. */
struct routine *program__add_block(struct program *program, struct routine *outer,
                                   struct node *block);
void program__finish_block(struct program *program, struct routine *routine);
/* The parameter that stands for an outer variable in a block. */
struct symbol *program__capture(struct program *program, struct scope *scope, struct symbol *symbol,
                                struct node *use);

/* A type by name, for what the oracle cannot be asked. */
extern const struct oracle_type program__void_type, program__int_type;
/* libclang sees the value of a void task as `wok_unit`. */
const struct oracle_type *program__value_type(const struct oracle_type *type);
/* What a function or block yields that returns a handle of this class to a future of this type. */
const struct oracle_type *program__result_type(struct program *program,
                                               const struct oracle_type *type,
                                               enum oracle_future_class handle);

#endif
