/*
 * E0401: a spawned task goes to whichever worker has time, so that nothing in it may belong to one
 * thread: its arguments, its result, and what it and the functions it awaits hold across an await.
 *
 *     spawn(serve(&cell));            the argument
 *     async int serve(void) {
 *         struct cell c = …;
 *         use(&c);
 *         await wok_yield();          with `c` used later: the task may wake up on another thread
 *         use(&c);
 *     }
 *
 * A value that nothing speaks of after the await does not count, even if its address was taken.
 */
#include <string.h>

#include "analyze/flow.h"
#include "analyze/live.h"
#include "check/internal.h"

/* The functions from the spawned one to the one that is looked at. */
struct chain {
    const struct chain *outer;
    const struct routine *routine;
    const struct node *awaited_at; /* in the outer one; NULL in the spawned one */
};

struct sending {
    struct program *program;
    struct node *spawn;
    ARRAY(const struct routine *) seen;
};

static const char *spawned_name(const struct sending *sending) {
    const struct note *note = lower_note(sending->spawn);
    return check__text(sending->program,
                       note->future->routine && note->future->node->kind == NODE_CALL
                           ? note->future->node->children[0]
                           : note->future->node);
}

static void report_spawn(struct sending *sending) {
    check__finding(sending->program, DIAGNOSE_NOT_SEND, sending->spawn,
                   "`%s` cannot be spawned: it is not safe to send to another thread",
                   spawned_name(sending));
}

static bool is_not_sync(const struct oracle_marked *marked) {
    return strcmp(marked->mark, "WOK_NOT_SYNC") == 0;
}

static const char *verb_of(const struct oracle_marked *marked) {
    if (marked->is_behind)
        return "points to";
    return *marked->path ? "holds" : "is";
}

/* `holder.inner.c` points to a `struct cell`, which is marked WOK_NOT_SEND */
static const char *reason_text(const struct sending *sending, const char *name,
                               const struct oracle_marked *marked) {
    return arena_format(sending->program->arena, "`%s%s` %s a `%s`, which is marked %s", name,
                        marked->path, verb_of(marked), marked->type, marked->mark);
}

static void help(struct sending *sending, const struct oracle_marked *marked) {
    diagnose_help(sending->program->diagnostics,
                  is_not_sync(marked)
                      ? "move the `%s` itself into the task, or keep the task on this "
                        "thread with spawn_local(…), or mark the type WOK_SEND if threads may share it"
                      : "make the `%s` inside the task, or keep the task on this thread "
                        "with spawn_local(…), or mark the type WOK_SEND if other threads may use it",
                  marked->type);
}

/* ---- what goes in and comes out ---- */

static bool check_type(struct sending *sending, const struct oracle_type *type, const char *name,
                       const struct node *at) {
    struct oracle_marked marked;
    if (!oracle_find_marked(sending->program->oracle, type, ORACLE_MUST_SEND, &marked))
        return false;
    report_spawn(sending);
    check__note(sending->program, at, "%s, and goes to the task here",
                reason_text(sending, name, &marked));
    help(sending, &marked);
    return true;
}

static bool check_arguments(struct sending *sending, const struct future *future) {
    struct program *program = sending->program;
    for (uint32_t i = 0; i < future->argument_count; i++) {
        struct node *argument = future->arguments[i];
        const char *text = check__text(program, argument);
        if (check_type(sending, program_type(program, argument), text, argument))
            return true;
        const struct oracle_type *const *types =
            future->routine ? future->routine->parameters : future->parameters;
        size_t count = future->routine ? future->routine->parameter_count : future->parameter_count;
        if (types && i < count && check_type(sending, types[i], text, argument))
            return true;
    }
    return false;
}

static const char *parameter_name(const struct routine *routine, size_t i) {
    return routine->parameter_names && routine->parameter_names[i] ? routine->parameter_names[i]
                                                                   : "an argument";
}

/* Of a future that was built before: its arguments are somewhere else in the text. */
static bool check_parameters(struct sending *sending, const struct future *future) {
    const struct routine *routine = future->routine;
    if (!routine || !routine->parameters || future->kind != FUTURE_VARIABLE)
        return false;
    for (size_t i = 0; i < routine->parameter_count; i++)
        if (check_type(sending, routine->parameters[i], parameter_name(routine, i), future->node))
            return true;
    return false;
}

static bool check_captures(struct sending *sending, const struct future *future) {
    const struct routine *routine = future->routine;
    for (size_t i = 0; routine && routine->block && i < routine->captures.count; i++) {
        const struct symbol *symbol = routine->captures.items[i];
        const struct node *use = check__first_use(sending->program, symbol, routine->block);
        if (symbol->class == VARIABLE_PLAIN &&
            check_type(sending, symbol->type, symbol->name, use ? use : future->node))
            return true;
    }
    return false;
}

static bool check_result(struct sending *sending, const struct future *future) {
    struct oracle_marked marked;
    struct program *program = sending->program;
    if (!oracle_find_marked(program->oracle, future->result, ORACLE_MUST_SEND, &marked))
        return false;
    report_spawn(sending);
    check__note(program, future->node,
                "its result %s a `%s`, which is marked %s, and comes back "
                "to the thread that awaits it",
                verb_of(&marked), marked.type, marked.mark);
    help(sending, &marked);
    return true;
}

/* ---- what it holds ---- */

static bool search_routine(struct sending *sending, const struct routine *routine,
                           const struct node *awaited_at, const struct chain *outer);

static void note_chain(struct sending *sending, const struct chain *chain) {
    if (!chain->outer)
        return;
    note_chain(sending, chain->outer);
    check__note(sending->program, chain->awaited_at, "`%s` awaits `%s` here",
                chain->outer->routine->name, chain->routine->name);
}

static void help_to_end_it(struct sending *sending, const struct live_value *value,
                           const struct oracle_marked *marked) {
    if (!value->symbol) {
        help(sending, marked);
        return;
    }
    diagnose_help(sending->program->diagnostics,
                  "finish with `%s` before the await, or make it after it; or keep the task on "
                  "this thread with spawn_local(…), or mark `%s` WOK_SEND if other threads may "
                  "use it",
                  value->symbol->name, marked->type);
}

static void report_held(struct sending *sending, const struct live_set *set,
                        const struct live_value *value, const struct oracle_marked *marked,
                        struct node *later, const struct chain *chain) {
    struct program *program = sending->program;
    const char *name = value->symbol ? value->symbol->name : "a value";
    report_spawn(sending);
    if (value->symbol)
        check__note_name(program, value->symbol, "%s", reason_text(sending, name, marked));
    else
        check__note(program, later, "this part %s a `%s`, which is marked %s", verb_of(marked),
                    marked->type, marked->mark);
    check__note(program, set->suspension->step->node,
                "at this await the task may change threads, with `%s` still used later", name);
    if (value->symbol)
        check__note(program, later, "`%s` is used here", name);
    note_chain(sending, chain);
    help_to_end_it(sending, value, marked);
}

static void report_waiting(struct sending *sending, const struct live_set *set,
                           const struct live_value *value, const struct node *argument,
                           const struct oracle_marked *marked, const struct node *later,
                           const struct chain *chain) {
    struct program *program = sending->program;
    const char *name = value->symbol->name;
    report_spawn(sending);
    check__note(program, argument, "%s, and waits in the future `%s`",
                reason_text(sending, check__text(program, argument), marked), name);
    check__note(program, set->suspension->step->node,
                "at this await the task may change threads, with `%s` still used later", name);
    check__note(program, later, "`%s` is used here", name);
    note_chain(sending, chain);
    diagnose_help(program->diagnostics,
                  "build `%s` after the await, or await it before; or keep the task on this "
                  "thread with spawn_local(…), or mark `%s` WOK_SEND if other threads may use it",
                  name, marked->type);
}

static const struct oracle_type *type_of(const struct live_value *value) {
    if (value->temporary)
        return value->temporary->handle != ORACLE_PLAIN ? NULL : value->temporary->type;
    return value->symbol->class == VARIABLE_PLAIN ? value->symbol->type : NULL;
}

/* A future or box that waits in a variable: what it was built with, and what it would hold. */
static bool check_waiting(struct sending *sending, const struct flow *flow,
                          const struct live_set *set, const struct live_value *value,
                          const struct chain *chain) {
    struct program *program = sending->program;
    struct built built = {.program = program, .flow = (struct flow *)flow};
    check__built_in(&built, value->symbol);
    struct node *later = built.futures.count ? live_mentioned_later(flow, set, value, NULL) : NULL;
    for (size_t i = 0; i < built.futures.count; i++) {
        const struct future *future = built.futures.items[i];
        for (uint32_t j = 0; later && j < future->argument_count; j++) {
            struct oracle_marked marked;
            struct node *argument = future->arguments[j];
            if (!oracle_find_marked(program->oracle, program_type(program, argument),
                                    ORACLE_MUST_SEND, &marked))
                continue;
            report_waiting(sending, set, value, argument, &marked, later, chain);
            return true;
        }
        if (search_routine(sending, future->routine, value->symbol->declarator, chain))
            return true;
    }
    return false;
}

static bool check_set(struct sending *sending, const struct flow *flow, const struct live_set *set,
                      const struct chain *chain) {
    for (size_t i = 0; i < set->values.count; i++) {
        const struct live_value *value = &set->values.items[i];
        struct oracle_marked marked;
        if (value->symbol &&
            (value->symbol->class == VARIABLE_FUTURE || value->symbol->class == VARIABLE_BOX) &&
            check_waiting(sending, flow, set, value, chain))
            return true;
        if (!oracle_find_marked(sending->program->oracle, type_of(value), ORACLE_MUST_SEND,
                                &marked))
            continue;
        const struct marked_parts parts = {sending->program, ORACLE_MUST_SEND};
        const struct live_filter filter = {check__counts_as_marked, &parts};
        struct node *later = live_mentioned_later(flow, set, value, &filter);
        if (!later)
            continue;
        report_held(sending, set, value, &marked, later, chain);
        return true;
    }
    return false;
}

/* What a callee outside of this file is given, it may hold while it is awaited. */
static bool check_unseen(struct sending *sending, const struct live_set *set,
                         const struct chain *chain) {
    const struct future *future = set->suspension->step->future;
    bool is_call = future && (future->kind == FUTURE_LEAF || future->kind == FUTURE_CALL);
    if (!is_call || (future->routine && future->routine->definition))
        return false;
    for (uint32_t i = 0; i < future->argument_count; i++) {
        struct oracle_marked marked;
        struct node *argument = future->arguments[i];
        if (!oracle_find_marked(sending->program->oracle, program_type(sending->program, argument),
                                ORACLE_MUST_SEND, &marked))
            continue;
        report_spawn(sending);
        check__note(sending->program, argument, "%s, and is in use while this is awaited",
                    reason_text(sending, check__text(sending->program, argument), &marked));
        note_chain(sending, chain);
        help(sending, &marked);
        return true;
    }
    return false;
}

static bool search_routine(struct sending *sending, const struct routine *routine,
                           const struct node *awaited_at, const struct chain *outer) {
    if (!routine || !routine->definition || !routine->analysis)
        return false;
    for (size_t i = 0; i < sending->seen.count; i++)
        if (sending->seen.items[i] == routine)
            return false;
    array_push(sending->program->arena, &sending->seen, routine);
    const struct chain chain = {outer, routine, awaited_at};
    const struct live *live = routine->analysis->live;
    for (unsigned i = 0; i < live->count; i++) {
        const struct live_set *set = &live->sets[i];
        if (!set->suspension || !set->block->is_reachable)
            continue;
        const struct future *future = set->suspension->step->future;
        if (check_set(sending, routine->analysis->flow, set, &chain) ||
            check_unseen(sending, set, &chain) ||
            (future && future->kind != FUTURE_TASK &&
             search_routine(sending, future->routine, set->suspension->step->node, &chain)))
            return true;
    }
    return false;
}

/* What is built in this place, whoever runs it: false if nothing in it was found. */
static bool check_future(struct sending *sending, const struct future *future) {
    return check_arguments(sending, future) || check_parameters(sending, future) ||
           check_captures(sending, future) || check_result(sending, future) ||
           search_routine(sending, future->routine, /* awaited_at */ NULL, /* outer */ NULL);
}

void check__spawn_send(struct program *program, struct routine *routine, struct node *spawn) {
    const struct note *note = lower_note(spawn);
    if (!note || !note->future || !diagnose_is_on(program->diagnostics, DIAGNOSE_NOT_SEND))
        return;
    struct sending sending = {.program = program, .spawn = spawn};
    if (note->future->kind != FUTURE_BOX) {
        check_future(&sending, note->future);
        return;
    }
    struct built built = {.program = program, .flow = flow_of(routine)};
    check__built_by(&built, note->future);
    for (size_t i = 0; i < built.futures.count; i++)
        if (check_future(&sending, built.futures.items[i]))
            return;
}
