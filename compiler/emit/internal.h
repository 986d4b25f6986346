/* What the files of emit/ share. */
#ifndef WOKCC_EMIT_INTERNAL_H
#define WOKCC_EMIT_INTERNAL_H

#include "emit/emit.h"

/* What the printed C is. */
enum emit_mode {
    EMIT_RESUME, /* a state machine: residents and temporaries are members of `self` */
    EMIT_PLAIN,  /* a plain function of a file that holds words: locals are C's own */
    EMIT_ERASED, /* the sequential program: the same, and every word becomes what it stands for */
};

/* What break and continue mean, from the inside out; the C ones where there is no label. */
struct target {
    struct target *outer;
    bool is_switch;
    const char *break_label, *continue_label;
    bool break_used, continue_used;
};

/* Text that is printed once more: labels in it have names of their own. */
struct copy {
    struct copy *outer;
    uint32_t first, end; /* tokens */
    unsigned number;
    bool dropped_cases;
};

/* They must stand immediately before the header of the loop. */
struct loop_pragmas {
    const char *items[4];
    size_t count;
};

struct printer {
    struct program *program;
    struct buffer *buffer;
    const struct routine *routine; /* NULL at file scope */
    const struct body *body;
    enum emit_mode mode;
    bool hides_cleanup; /* the attribute's call is printed as an action */
    struct target *targets;
    struct copy *copies;
    unsigned copy_count;
    bool hides_entries; /* inside a loop: a resumption comes in before it */
    bool drops_cases;   /* of a switch that is not entered by them */
    struct loop_pragmas loop_pragmas;
    unsigned reentry; /* the loop that is entered through its header; 0: none */
    bool unwinds;     /* this is an unwind function: what is cached has been saved to the frame */
};

/* node.c: expressions, types and declarations, token by token. */
void emit__node(struct printer *printer, const struct node *node);
/* The node itself, whatever lowering noted on it: what a step evaluates. */
void emit__evaluate(struct printer *printer, const struct node *node);
void emit__tokens(struct printer *printer, const struct node *node, uint32_t first, uint32_t end);
/* A range of file scope: words erased, async functions named as values become their descriptors. */
void emit__text(struct printer *printer, uint32_t first, uint32_t end);
/* The compiled async function that an identifier of unparsed text names, or NULL. */
struct routine *emit__named_routine(const struct program *program, uint32_t index);
void emit__symbol(struct printer *printer, const struct symbol *symbol);
/* `target = source`, for places; a struct is copied as bytes, because it may have const members. */
void emit__copy(struct printer *printer, const struct oracle_type *type, const char *target,
                const char *source);
const char *emit__temporary_name(struct printer *printer, const struct temporary *temporary);
void emit__async_value(struct printer *printer, const struct routine *routine);
/* Of a parameter or result: a task is a handle. */
const char *emit__value_type(struct printer *printer, const struct oracle_type *type,
                             const struct node *node);
const char *emit__temporary_type(struct printer *printer, const struct temporary *temporary,
                                 const struct node *node);
const char *emit__type(struct printer *printer, const struct oracle_type *type,
                       const struct node *node);

/* line.c: markers. Glue is marked as a system header's, so that no user's warning hits it. */
void emit__line(struct printer *printer, const struct node *node);
void emit__glue_line(struct printer *printer, const struct node *node);
void emit__line_at(struct printer *printer, uint32_t offset, bool is_glue);
/* "file", line as arguments of a call. */
void emit__place_arguments(struct printer *printer, const struct node *node);

/* start.c: futures that are made but not awaited here. */
void emit__spawn(struct printer *printer, const struct node *node);
void emit__block_on(struct printer *printer, const struct node *node);
void emit__box(struct printer *printer, const struct node *node);
void emit__detach(struct printer *printer, const struct node *node);
/* Build the future in `place`, the expression of an address. */
void emit__begin(struct printer *printer, const struct future *future, const char *place);
void emit__arguments(struct printer *printer, const struct future *future, const char *before);
/* Declares the variable `name`, a cold struct that is filled in; a pointer's call has no named one. */
void emit__named_cold(struct printer *printer, const struct future *future, const char *name);
void emit__pointer_cold(struct printer *printer, const struct future *future, const char *name);
const char *emit__future_struct(struct printer *printer, const struct routine *routine);

/* handle.c: handles of tasks and boxes. */
const char *emit__handle_type(enum oracle_future_class future);
/* The handle's value; the place that it was in is zeroed. */
void emit__take(struct printer *printer, const struct node *node);
/* The same, where an empty one is a fatal error: declares it as `name`. */
void emit__taken(struct printer *printer, const struct node *node, const char *name);
/* A future by value has left its variable: what it holds is not given back there. */
void emit__moved_out(struct printer *printer, const struct symbol *variable);
/* `if (h) { detach or drop it; h = 0; }` */
void emit__give_up(struct printer *printer, const struct symbol *variable);

/* block.c: async_move blocks. */
/* What a block takes along, written to the arguments of the cold struct that `place` points to. */
void emit__captures(struct printer *printer, const struct routine *block, const char *place);
/* What code of the file needs of the blocks in `root`, or in all async functions (NULL). */
void emit__block_support(struct printer *printer, const struct routine *root);
/* In the sequential program: the blocks of a function as functions before it, and a call of one. */
void emit__erased_blocks(struct printer *printer, const struct routine *root);
void emit__erased_block_call(struct printer *printer, const struct node *node);
/* The value of a capture as an argument there, and its type. */
void emit__erased_capture(struct printer *printer, const struct routine *block, size_t index);
const char *emit__erased_capture_type(struct printer *printer, const struct routine *routine,
                                      size_t index);

/* step.c, exit.c */
void emit__steps(struct printer *printer, const struct step *step);
void emit__steps_until(struct printer *printer, const struct step *step, const struct step *end);
/* A statement of C's own, whatever it holds. */
void emit__plain_step(struct printer *printer, const struct step *step);
void emit__push_target(struct printer *printer, struct target *target, bool is_switch);
void emit__pop_target(struct printer *printer, const struct target *target);
void emit__break(struct printer *printer);
void emit__declare(struct printer *printer, const struct step *step);
void emit__actions(struct printer *printer, const struct action *from, const struct action *to);
void emit__exit(struct printer *printer, const struct step *step);

/* loop.c: a loop that suspends, after the rest of its turns. */
void emit__suspending_loop(struct printer *printer, const struct step *step);
/* A label with a goto back to it, and an await between: its last step, or NULL when it is none. */
const struct step *emit__region(struct printer *printer, const struct step *step);
/* What is left of the step from its first await on. */
void emit__entered(struct printer *printer, const struct step *step);
bool emit__suspends(const struct step *step);
/* The name that a label at `token` has in the copy that is being printed, and what a goto calls it. */
const char *emit__label(const struct printer *printer, const char *name, uint32_t token);
const char *emit__goto_label(const struct printer *printer, const char *name);

/* reenter.c: a loop that suspends and cannot be written twice. */
/* May these tokens of a node be written twice? */
bool emit__may_copy(const struct printer *printer, const struct node *around, uint32_t first,
                    uint32_t end);
/* Is there such a loop among these steps? Then wok__into is declared at the top. */
bool emit__has_reentry(const struct printer *printer, const struct step *first);
bool emit__is_entered_by_header(const struct printer *printer, const struct step *loop);
void emit__reentered_loop(struct printer *printer, const struct step *loop);
void emit__header_begin(struct printer *printer, const struct step *loop);
void emit__turn_begin(struct printer *printer, const struct step *loop);

/* plain.c: async functions that cannot suspend. */
void emit__plain_machine(struct printer *printer, const struct routine *routine);
void emit__plain_call(struct printer *printer, const struct step *step);

/* local.c: the C locals of a machine. */
void emit__locals(struct printer *printer, const struct body *body);
void emit__load_arguments(struct printer *printer, const struct body *body);
void emit__save(struct printer *printer, const struct suspension *suspension);
void emit__load(struct printer *printer, const struct suspension *suspension);
/* After a poll that was READY: what emit__load left out. */
void emit__reload(struct printer *printer, const struct suspension *suspension);

/* suspend.c, erased.c */
void emit__suspend(struct printer *printer, const struct step *step);
/* Locals of a resume function that they use. */
void emit__await_locals(struct printer *printer, const struct body *body);
/* Its parts, in this order; entry is where a resumption comes in. */
void emit__await_begin(struct printer *printer, const struct step *step);
void emit__await_entry(struct printer *printer, const struct suspension *suspension);
void emit__await_end(struct printer *printer, const struct step *step);
/* The sequential form of a cold variable's end: the call, with the arguments that were kept. */
void emit__erased_variable(struct printer *printer, const struct future *future);
void emit__erased_suspend(struct printer *printer, const struct step *step);
/* tail.c: `return await g(…)` through a descriptor, where nothing of this frame is needed any more. */
bool emit__is_tail(const struct step *step);
/* Give the frame's memory to the callee that `cold` holds, if it can be done. */
void emit__tail(struct printer *printer, const struct step *step, const char *cold);
/* Inside unwind: cancel what is awaited; falls through when that has finished. */
void emit__cancel(struct printer *printer, const struct suspension *suspension);
const char *emit__header(const struct printer *printer, const struct body *body);
const char *emit__state(const struct printer *printer, const struct body *body);
/* The member of the frame that is a headless body's state. */
const char *emit__state_member(const struct printer *printer, const struct body *body);
/* What a headless body's state is when it is over. */
const char *emit__finished(const struct body *body);

/* A leave from an await, as the frame that suspends (a leaf), or because one below it answered so. */
void emit__leave(struct printer *printer, const struct suspension *suspension, const char *step,
                 bool is_leaf);
void emit__pending(struct printer *printer, const struct suspension *suspension);
/* The strand fails here: `error` is a positive errno. */
void emit__fail(struct printer *printer, const struct suspension *suspension, const char *error);
/* The reference back end stores the state before the first poll. */
void emit__begun(struct printer *printer, const struct suspension *suspension);

/* branch.c: joins and races, and the strand of a block by reference. */
void emit__join_begin(struct printer *printer, const struct step *step);
void emit__join_end(struct printer *printer, const struct step *step);
void emit__race_begin(struct printer *printer, const struct step *step);
void emit__race_end(struct printer *printer, const struct step *step);
void emit__branches_cancel(struct printer *printer, const struct step *step);
/* Build the strand of a block by reference: nothing of it runs yet. */
void emit__block_begin(struct printer *printer, const struct node *block);

/* garble.c: for tests, what is dead at a suspension is overwritten. */
void emit__garble_support(struct printer *printer);
void emit__garble(struct printer *printer, const struct suspension *suspension);

/* merge.c: callees without a header. */
bool emit__is_merged(const struct step *step);
void emit__merged_begin(struct printer *printer, const struct future *future, const char *child);
/* Is the body a callee that is merged: a function of (frame, context, state) with a result of its own? */
bool emit__is_merged_body(const struct body *body);
/* Its result in the making. */
const char *emit__result(const struct body *body);
/*
 * `struct wok__out_…`, the step that it answers and the result; and, if that has no place in the frame, the
 * struct of a frame that has a header, and so the result.
 */
void emit__merged_structs(struct printer *printer, const struct routine *routine);
/* The struct of a routine's frame with a header, wherever it is merged. */
const char *emit__whole(const struct printer *printer, const struct routine *routine);
/* What a strand resumes and unwinds where such a function has a header. */
void emit__shells(struct printer *printer, const struct routine *routine);

/* frame.c, function.c, support.c */
/* Does this attribute stand behind the `}` of a type that was hoisted, and went with it? */
bool emit__is_of_hoisted_tag(const struct printer *printer, const struct node *attribute);
void emit__hoisted(struct printer *printer, const struct routine *routine);
void emit__frame(struct printer *printer, const struct routine *routine);
/* table.c: the state table of a machine, `wok__points_NAME`. */
void emit__table(struct printer *printer, const struct body *body, const char *name);
/* Before a merged callee's callers speak of it. */
void emit__declare_table(struct printer *printer, const struct routine *routine);
/* attribute.c: the attributes that go with the code of a function, as a prefix of its parts. */
void emit__code_attributes(struct printer *printer, const struct routine *routine);
void emit__functions(struct printer *printer, struct routine *routine);
void emit__support(struct printer *printer, const struct routine *routine);
void emit__leaf_type(struct printer *printer, const struct routine *routine);
/* A compiled function around a hand-written future, for pointers to it. */
void emit__leaf_function(struct printer *printer, const struct routine *routine);
void emit__entry_point(struct printer *printer, const struct routine *routine);

#define put(printer, ...) buffer_printf((printer)->buffer, __VA_ARGS__)

/* In the initialiser of a descriptor: what its flags say of the result. */
void emit__result_flags(struct printer *printer, const char *frame, const char *member);

#endif
