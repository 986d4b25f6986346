/* What the files of check/ share. */
#ifndef WOKCC_CHECK_INTERNAL_H
#define WOKCC_CHECK_INTERNAL_H

#include "check/check.h"
#include "check/known.h"

struct flow;
struct event;

struct checker {
    struct program *program;
    struct routine *routine;
    bool suspends; /* the routine's body does somewhere */
};

/* Each looks at one node of a body; the walk is in check.c. */
void check__future_node(struct checker *checker, struct node *node);
void check__control_node(struct checker *checker, struct node *node);
void check__frame_node(struct checker *checker, struct node *node);
void check__unsupported_node(struct checker *checker, struct node *node);
/* What concerns a routine's variables, or its declarations. */
void check__frame_variables(struct checker *checker);
void check__declarations(struct program *program);

/* The nearest node of this kind around another, or NULL. */
struct node *check__around(const struct node *node, enum node_kind kind);
/* Is `inner` below `outer`, or the same? */
bool check__is_inside(const struct node *inner, const struct node *outer);
/* Are the tokens of both the same? */
bool check__same_text(const struct program *program, const struct node *left,
                      const struct node *right);
/* The text of a node without its white space at the ends, shortened for a message. */
const char *check__text(const struct program *program, const struct node *node);
void check__note(const struct program *program, const struct node *node, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* The same at the declared name of a variable. */
void check__note_name(const struct program *program, const struct symbol *symbol,
                      const char *format, ...) __attribute__((format(printf, 3, 4)));
/* What the help before it says, for editors: text put before and behind a node. */
void check__fix_around(const struct program *program, const struct node *node, const char *before,
                       const char *behind);
/* One of DIAGNOSE_CHOICES, at a node. */
#define check__finding(program_, code, node, ...)                                                  \
    diagnose_finding((program_)->diagnostics, code, node_begin_offset((program_)->tokens, node),   \
                     node_end_offset((program_)->tokens, node), __VA_ARGS__)

/* The calls and blocks that built what a variable, or a boxed or cold future, may hold: built.c */
struct built {
    struct program *program;
    struct flow *flow;
    ARRAY(const struct future *) futures;
};
void check__built_by(struct built *built, const struct future *future);
void check__built_in(struct built *built, const struct symbol *symbol);
/* The expression that a declaration or assignment stores, or NULL. */
struct node *check__stored_value(const struct event *event);
/* For live_mentioned_later(): speaking of a part counts only if that part is marked or holds one. */
struct marked_parts {
    const struct program *program;
    enum oracle_demand demand;
};
bool check__counts_as_marked(const void *marked_parts, const struct node *node);
/* The first name in a subtree that refers to the symbol, or NULL. */
struct node *check__first_use(const struct program *program, const struct symbol *symbol,
                              struct node *node);

/* After the analysis: what depends on the thread. */
void check__threads(struct program *program);
void check__spawn_send(struct program *program, struct routine *routine, struct node *spawn);
void check__escape(struct program *program, struct flow *flow);
/* Of one async function. */
void check__locks(const struct knowledge *knowledge, struct flow *flow);
void check__kept(const struct knowledge *knowledge, struct flow *flow, bool has_no_await);
void check__losses(const struct knowledge *knowledge, struct flow *flow);
void check__blocking(const struct knowledge *knowledge, struct flow *flow);

/* The error of a checker, at a node. */
#define check__error(checker, code, node, ...)                                                     \
    program_error((checker)->program, (checker)->routine, code, node, __VA_ARGS__)
#define check__help(checker, ...) diagnose_help((checker)->program->diagnostics, __VA_ARGS__)

#endif
