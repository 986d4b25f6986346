/*
 * What must not be kept over an await, because it belongs to the thread, to the library, or to nobody:
 *
 *     E0404  a value of a type marked WOK_NO_AWAIT
 *     E0407  the address of a thread's own variable, a thread's identity
 *     E0408  a result in memory that the library overwrites
 *
 * A value counts where something speaks of it later. For the last two, what a variable may hold is
 * followed along the paths.
 */
#include "analyze/flow.h"
#include "analyze/live.h"
#include "check/internal.h"

struct keeping {
    const struct knowledge *knowledge;
    struct program *program;
    struct flow *flow;
    struct node **origin; /* by block and variable: the call or address that it holds, or NULL */
    bool *visited;        /* by block */
    size_t count;         /* of variables */
};

/* ---- types ---- */

static void check_type(struct keeping *keeping, const struct live_set *set,
                       const struct live_value *value) {
    const struct oracle_type *type = value->symbol ? value->symbol->type : value->temporary->type;
    struct oracle_marked marked;
    if (value->symbol && value->symbol->class != VARIABLE_PLAIN)
        return;
    if (!oracle_find_marked(keeping->program->oracle, type, ORACLE_MAY_AWAIT, &marked))
        return;
    const struct marked_parts parts = {keeping->program, ORACLE_MAY_AWAIT};
    const struct live_filter filter = {check__counts_as_marked, &parts};
    struct node *later = live_mentioned_later(keeping->flow, set, value, &filter);
    if (!later)
        return;
    const char *name = value->symbol ? value->symbol->name : "this value";
    check__finding(keeping->program, DIAGNOSE_NO_AWAIT, set->suspension->step->node,
                   "`%s` is alive across this await, which its type forbids", name);
    if (value->symbol)
        check__note_name(keeping->program, value->symbol,
                         "`%s%s` is a `%s`, which is marked WOK_NO_AWAIT", name, marked.path,
                         marked.type);
    check__note(keeping->program, later, "`%s` is used here", name);
    diagnose_help(keeping->program->diagnostics, "finish with `%s` before the await", name);
}

/* ---- values ---- */

/* Is the place in a variable of the thread? */
static bool is_of_thread(const struct keeping *keeping, struct node *place) {
    struct program *program = keeping->program;
    for (;;) {
        place = program_strip(place);
        bool is_member = place->kind == NODE_MEMBER && token_is(program->tokens, place->token, ".");
        bool is_element =
            place->kind == NODE_INDEX && program_is_array(program, place->children[0]);
        if (!is_member && !is_element)
            break;
        place = place->children[0];
    }
    return place->kind == NODE_NAME && known_is_thread_variable(keeping->knowledge, place);
}

/* The call or the address that an expression hands on, if it is one of those we follow. */
static struct node *origin_of(const struct keeping *keeping, struct node *value,
                              struct node *const *origin) {
    struct program *program = keeping->program;
    value = program_strip(value);
    while (value->kind == NODE_CAST)
        value = program_strip(value->children[1]);
    if (value->kind == NODE_CONDITIONAL) {
        struct node *first = origin_of(keeping, value->children[1], origin);
        return first ? first : origin_of(keeping, value->children[2], origin);
    }
    if (value->kind == NODE_UNARY && token_is(program->tokens, value->token, "&")) {
        struct node *place = program_strip(value->children[0]);
        /* &errno is &(*__errno_location()) */
        if (place->kind == NODE_UNARY && token_is(program->tokens, place->token, "*"))
            return origin_of(keeping, place->children[0], origin);
        return is_of_thread(keeping, place) ? value : NULL;
    }
    const struct symbol *symbol =
        value->kind == NODE_NAME ? program->symbol_at[value->first] : NULL;
    if (symbol && symbol->kind == SYMBOL_VARIABLE && !symbol->is_static && !symbol->is_extern &&
        symbol->owner == keeping->flow->routine)
        return origin ? origin[symbol->index] : NULL;
    if (program_is_array(program, value) && is_of_thread(keeping, value))
        return value;
    if (value->kind != NODE_CALL)
        return NULL;
    bool found = known_call(keeping->knowledge, value, KNOWN_STATIC) ||
                 known_call(keeping->knowledge, value, KNOWN_THREAD) ||
                 (keeping->knowledge->changes_environment &&
                  known_call(keeping->knowledge, value, KNOWN_ENVIRONMENT));
    return found ? value : NULL;
}

static bool merge(struct keeping *keeping, const struct block *to, struct node *const *origin) {
    struct node **into = keeping->origin + to->number * keeping->count;
    bool first = !keeping->visited[to->number], changed = first;
    for (size_t i = 0; i < keeping->count; i++) {
        struct node *merged = into[i] ? into[i] : origin[i];
        changed |= merged != into[i];
        into[i] = merged;
    }
    keeping->visited[to->number] = true;
    return changed;
}

/* What the variables hold at the end of the block, in the last row. */
static struct node **run_events(struct keeping *keeping, const struct block *block) {
    struct node **origin = keeping->origin + keeping->flow->blocks.count * keeping->count;
    for (size_t i = 0; i < keeping->count; i++)
        origin[i] = keeping->origin[block->number * keeping->count + i];
    for (size_t i = 0; i < block->events.count; i++) {
        const struct event *event = &block->events.items[i];
        if (!event->symbol || !event_sets(event))
            continue;
        struct node *value = check__stored_value(event);
        origin[event->symbol->index] = value ? origin_of(keeping, value, origin) : NULL;
    }
    return origin;
}

static void follow(struct keeping *keeping) {
    size_t blocks = keeping->flow->blocks.count;
    keeping->origin =
        arena_array(keeping->program->arena, struct node *, (blocks + 1) * (keeping->count + 1));
    keeping->visited = arena_array(keeping->program->arena, bool, blocks);
    keeping->visited[0] = true;
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < blocks; i++) {
            const struct block *block = keeping->flow->blocks.items[i];
            if (!keeping->visited[i])
                continue;
            struct node **origin = run_events(keeping, block);
            for (size_t j = 0; j < block->edges.count; j++)
                changed |= merge(keeping, block->edges.items[j].to, origin);
        }
    }
}

static const char *advice_about(const struct keeping *keeping, const struct node *origin,
                                bool *is_thread) {
    *is_thread = true;
    if (origin->kind != NODE_CALL)
        return "take its address again after the await";
    const struct known *known = known_call(keeping->knowledge, origin, KNOWN_THREAD);
    *is_thread = known != NULL;
    if (!known)
        known = known_call(keeping->knowledge, origin, KNOWN_STATIC);
    if (!known)
        known = known_call(keeping->knowledge, origin, KNOWN_ENVIRONMENT);
    return known->advice;
}

static void report_kept(struct keeping *keeping, const struct live_set *set,
                        const struct symbol *symbol, const struct node *origin,
                        const struct node *later) {
    struct program *program = keeping->program;
    bool is_thread;
    const char *advice = advice_about(keeping, origin, &is_thread);
    if (is_thread)
        check__finding(program, DIAGNOSE_THREAD_LOCAL, set->suspension->step->node,
                       "`%s` is of the thread before this await; the task may go on in another",
                       symbol->name);
    else
        check__finding(program, DIAGNOSE_STATIC_RESULT, set->suspension->step->node,
                       "`%s` points to memory that others may overwrite during this await",
                       symbol->name);
    check__note(program, origin, "it comes from here");
    check__note(program, later, "`%s` is used here", symbol->name);
    diagnose_help(program->diagnostics, "%s", advice);
}

/* `origins` at the end of the set's block. */
static void check_value(struct keeping *keeping, const struct live_set *set,
                        const struct live_value *value, struct node *const *origins) {
    struct node *origin = value->symbol ? origins[value->symbol->index] : NULL;
    struct node *later = origin ? live_mentioned_later(keeping->flow, set, value, NULL) : NULL;
    if (later)
        report_kept(keeping, set, value->symbol, origin, later);
}

/* Is there anything that some variable could keep? */
static bool has_origins(const struct keeping *keeping) {
    if (keeping->knowledge->thread_variables.count)
        return true;
    for (size_t i = 0; i < keeping->flow->blocks.count; i++) {
        const struct block *block = keeping->flow->blocks.items[i];
        for (size_t j = 0; j < block->calls.count; j++)
            if (origin_of(keeping, block->calls.items[j], NULL))
                return true;
    }
    return false;
}

void check__kept(const struct knowledge *knowledge, struct flow *flow, bool has_no_await) {
    struct keeping keeping = {.knowledge = knowledge,
                              .program = knowledge->program,
                              .flow = flow,
                              .count = flow->routine->variable_count};
    bool follows = has_origins(&keeping);
    if (follows)
        follow(&keeping);
    const struct live *live = flow->routine->analysis->live;
    for (unsigned i = 0; (follows || has_no_await) && i < live->count; i++) {
        const struct live_set *set = &live->sets[i];
        struct node **origins =
            follows && set->suspension ? run_events(&keeping, set->block) : NULL;
        for (size_t j = 0; set->suspension && j < set->values.count; j++) {
            if (has_no_await)
                check_type(&keeping, set, &set->values.items[j]);
            if (follows)
                check_value(&keeping, set, &set->values.items[j], origins);
        }
    }
}
