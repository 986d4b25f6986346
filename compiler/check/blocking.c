/*
 * E0405: a call that stops the worker, and with it every task that waits there.
 * E0406: errno read after an await, when the thread, or whatever ran on it meanwhile, set another.
 */
#include <string.h>

#include "analyze/flow.h"
#include "check/internal.h"

/* `sleep(n);` → `await wok_sleep(n * WOK_S);` */
static void fix_sleep(struct program *program, const struct node *call) {
    const struct tokens *tokens = program->tokens;
    bool is_sleep = token_is(tokens, call->first, "sleep");
    if ((!is_sleep && !token_is(tokens, call->first, "usleep")) || call->child_count != 2 ||
        !call->parent || call->parent->kind != NODE_EXPRESSION)
        return;
    const struct node *time = call->children[1];
    bool is_simple = time->kind == NODE_NAME || time->kind == NODE_CONSTANT;
    const char *unit = is_sleep ? " * WOK_S" : " * WOK_US";
    const struct token *name = &tokens->items[call->first];
    diagnose_edit(program->diagnostics, name->offset, name->offset + name->length,
                  "await wok_sleep");
    check__fix_around(program, time, is_simple ? "" : "(",
                      is_simple ? unit : arena_format(program->arena, ")%s", unit));
}

static void check_call(const struct knowledge *knowledge, struct node *call) {
    const struct known *known = known_call(knowledge, call, KNOWN_BLOCKS);
    struct program *program = knowledge->program;
    if (!known)
        return;
    check__finding(program, DIAGNOSE_BLOCKING_CALL, call,
                   "`%s` stops the thread, and every task that is to run on it", known->name);
    if (known->helper) {
        const struct token *name = &program->tokens->items[known->token];
        diagnose_note(program->diagnostics, name->offset, name->offset + name->length,
                      "it calls `%s`", known->helper);
    }
    diagnose_help(program->diagnostics, "%s",
                  known->advice ? known->advice
                                : "call it by wok_blocking, in a thread for calls that block");
    fix_sleep(program, call);
}

/* ---- errno ---- */

/* errno itself, or a function that prints what it says. */
static bool is_errno(const struct program *program, const struct node *call) {
    static const char *const names[] = {
        "__errno_location", "perror", "err", "warn", "verr", "vwarn"};
    const char *name = known_callee(program, call);
    for (size_t i = 0; name && i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return program_find(program, name) == NULL;
    return false;
}

/* `errno = 0`, as the macro makes it: (*__errno_location()) = 0 */
static bool is_stored(const struct program *program, const struct node *call) {
    const struct node *node = call;
    while (node->parent && (node->parent->kind == NODE_PAREN || node->parent->kind == NODE_UNARY))
        node = node->parent;
    return node->parent && node->parent->kind == NODE_ASSIGN && node->parent->children[0] == node &&
           token_is(program->tokens, node->parent->token, "=");
}

enum { UNVISITED, FRESH, STALE }; /* STALE: on every path, an await since errno was set */

struct errors {
    struct program *program;
    struct flow *flow;
    struct node **await_of; /* by block: one of the awaits that made it stale */
    int *state;             /* by block */
    bool reports;
};

static void report(const struct errors *errors, const struct node *call, const struct node *await) {
    check__finding(errors->program, DIAGNOSE_ERRNO, call,
                   "errno is not the one that was set before the await");
    check__note(errors->program, await, "the task may change threads at this await");
    diagnose_help(errors->program->diagnostics,
                  "keep errno in a variable before the await; functions of wok return negative "
                  "errno themselves");
}

static int run_calls(const struct errors *errors, const struct block *block) {
    int state = errors->state[block->number];
    for (size_t i = 0; i < block->calls.count; i++) {
        const struct node *call = block->calls.items[i];
        bool reads = is_errno(errors->program, call) && !is_stored(errors->program, call);
        if (reads && state == STALE && errors->reports)
            report(errors, call, errors->await_of[block->number]);
        state = FRESH;
    }
    return state;
}

static bool merge(struct errors *errors, const struct block *to, int state, struct node *await) {
    int *into = &errors->state[to->number];
    int merged = *into == UNVISITED || *into == state ? state : FRESH;
    bool changed = merged != *into;
    *into = merged;
    if (!errors->await_of[to->number])
        errors->await_of[to->number] = await;
    return changed;
}

static bool run_block(struct errors *errors, const struct block *block) {
    int state = run_calls(errors, block);
    struct node *await = errors->await_of[block->number];
    if (block->suspension) {
        state = STALE;
        await = block->suspension->step->node;
    }
    bool changed = false;
    for (size_t i = 0; i < block->edges.count; i++)
        if (block->edges.items[i].kind != EDGE_CANCEL)
            changed |= merge(errors, block->edges.items[i].to, state, await);
    return changed;
}

static bool run_blocks(struct errors *errors) {
    bool changed = false;
    for (size_t i = 0; i < errors->flow->blocks.count; i++)
        if (errors->state[i] != UNVISITED)
            changed |= run_block(errors, errors->flow->blocks.items[i]);
    return changed;
}

static bool mentions_errno(const struct program *program, const struct flow *flow) {
    for (size_t i = 0; i < flow->blocks.count; i++) {
        const struct block *block = flow->blocks.items[i];
        for (size_t j = 0; j < block->calls.count; j++)
            if (is_errno(program, block->calls.items[j]))
                return true;
    }
    return false;
}

static void check_errno(struct program *program, struct flow *flow) {
    struct errors errors = {.program = program, .flow = flow};
    errors.await_of = arena_array(program->arena, struct node *, flow->blocks.count);
    errors.state = arena_array(program->arena, int, flow->blocks.count);
    errors.state[0] = FRESH;
    while (run_blocks(&errors))
        ;
    errors.reports = true;
    run_blocks(&errors);
}

void check__blocking(const struct knowledge *knowledge, struct flow *flow) {
    for (size_t i = 0; i < flow->blocks.count; i++) {
        const struct block *block = flow->blocks.items[i];
        /* What cancellation runs was seen where the scope ends. */
        for (size_t j = 0; block->is_reachable && !block->unwinds && j < block->calls.count; j++)
            check_call(knowledge, block->calls.items[j]);
    }
    if (mentions_errno(knowledge->program, flow))
        check_errno(knowledge->program, flow);
}
