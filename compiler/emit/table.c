/*
 * The state table of a machine: for each suspension point its place, what is awaited there, and which
 * variables are alive with what bytes of the frame. Nothing of it is read while the program runs well:
 * it is for backtraces, dumps, debuggers and core files.
 *
 *     static const struct wok_live_value wok__live_sum_1[] __attribute__((section("wok_states"))) = {
 *         { "total", offsetof(struct wok__frame_sum, total), sizeof …, WOK_VALUE_SIGNED }, …, { 0 } };
 *     static const struct wok_suspension wok__points_sum[] __attribute__((section("wok_states"))) = {
 *         { 1, WOK_AWAIT_LEAF, 12, offset of the child, "sum.c", "wok_sleep", wok__live_sum_1, 0 },
 *         { 2, WOK_AWAIT_JOIN, 13, offset of the first branch, "sum.c", 0, 0, 0 },
 *         { 2, WOK_NOTE_BRANCH, 0, offset of its frame, 0, 0, 0, 0 },     one for each branch
 *         { 0, 0, 9, 0, "sum.c", 0, 0, 0 } };           the last one names the function
 *
 * Suspensions with the same variables share one list. A merged callee's frame has no header that leads
 * to its descriptor: there the await names the callee's table, and the callee's last entry says where
 * its frame has its state.
 *
 * The descriptor points to it, so a linker that drops unused sections keeps the tables of the
 * functions that it keeps.
 */
#include "analyze/live.h"
#include "emit/internal.h"
#include "layout/layout.h"

#define SECTION "__attribute__((__section__(\"wok_states\")))"

static const char *suspension_kind(const struct step *step) {
    if (emit__is_merged(step))
        return "WOK_AWAIT_MERGED";
    if (!step->future)
        return step->kind == STEP_JOIN ? "WOK_AWAIT_JOIN" : "WOK_AWAIT_RACE";
    switch (step->future->kind) {
    case FUTURE_EMBEDDED:
        return "WOK_AWAIT_EMBEDDED";
    case FUTURE_LEAF:
        return "WOK_AWAIT_LEAF";
    case FUTURE_VARIABLE:
        return step->future->routine->is_leaf ? "WOK_AWAIT_LEAF" : "WOK_AWAIT_EMBEDDED";
    case FUTURE_CALL:
        return "WOK_AWAIT_CALL";
    case FUTURE_BOX:
        return "WOK_AWAIT_BOX";
    case FUTURE_BLOCK:
        return "WOK_AWAIT_BLOCK";
    case FUTURE_TASK:
    case FUTURE_CANCEL:
    case FUTURE_JOIN:
        return "WOK_AWAIT_TASK";
    }
    return "0";
}

/* Offsets count from the header of the body's own frame: that of a branch which is a strand is a member
   of the routine's. */
static void put_offset(struct printer *printer, const struct body *body, const char *member) {
    const char *name = body->routine->name;
    put(printer, "(int32_t)__builtin_offsetof(struct wok__frame_%s, %s)", name, member);
    if (body->outer && !layout_is_headless(body))
        put(printer, " - (int32_t)__builtin_offsetof(struct wok__frame_%s, wok__branch_%u.frame)",
            name, body->number);
}

static const char *value_kind(const struct symbol *symbol) {
    if (program_is_handle(symbol))
        return symbol->class == VARIABLE_TASK ? "WOK_VALUE_TASK" : "WOK_VALUE_BOX";
    if (symbol->class == VARIABLE_FUTURE || !symbol->type)
        return "WOK_VALUE_BYTES";
    switch (symbol->type->scalar) {
    case ORACLE_SIGNED:
        return "WOK_VALUE_SIGNED";
    case ORACLE_UNSIGNED:
        return "WOK_VALUE_UNSIGNED";
    case ORACLE_FLOAT:
        return "WOK_VALUE_FLOAT";
    case ORACLE_POINTER:
        return "WOK_VALUE_POINTER";
    case ORACLE_NO_SCALAR:
        return "WOK_VALUE_BYTES";
    }
    return "WOK_VALUE_BYTES";
}

/* Temporaries have no name that a reader would know; a block by reference is a strand of its own. */
static bool is_shown(const struct live_set *set, const struct live_value *value) {
    const struct symbol *symbol = value->symbol;
    const struct frame *frame = set->suspension->body->routine->frame;
    return symbol && !symbol->block && symbol->field && residence_has_slot(symbol->residence) &&
           (!frame || layout_keeps(frame, symbol, set->suspension));
}

static const struct live_value *next_shown(const struct live_set *set, size_t *i) {
    while (*i < set->values.count && !is_shown(set, &set->values.items[*i]))
        ++*i;
    return *i < set->values.count ? &set->values.items[(*i)++] : NULL;
}

static bool has_shown(const struct live_set *set) {
    size_t i = 0;
    return set && set->suspension && next_shown(set, &i);
}

static bool shows_the_same(const struct live_set *one, const struct live_set *other) {
    size_t i = 0, j = 0;
    for (;;) {
        const struct live_value *left = next_shown(one, &i), *right = next_shown(other, &j);
        if (!left || !right)
            return left == right;
        if (left->symbol != right->symbol)
            return false;
    }
}

/* The state that a suspension shares its list of variables with: the first one that has the same. */
static unsigned values_state(const struct suspension *suspension) {
    const struct body *body = suspension->body;
    for (size_t i = 0; i < body->suspensions.count; i++) {
        const struct live_set *set = live_at(body->suspensions.items[i]);
        if (set && set->suspension && shows_the_same(set, live_at(suspension)))
            return body->suspensions.items[i]->state;
    }
    return suspension->state;
}

static void put_values(struct printer *printer, const struct suspension *suspension,
                       const char *name) {
    const struct live_set *set = live_at(suspension);
    if (!has_shown(set) || values_state(suspension) != suspension->state)
        return;
    put(printer, "static const struct wok_live_value wok__live_%s_%u[] " SECTION " = {", name,
        suspension->state);
    for (size_t i = 0; i < set->values.count; i++) {
        const struct symbol *symbol = set->values.items[i].symbol;
        if (!is_shown(set, &set->values.items[i]))
            continue;
        put(printer, " { \"%s\", ", symbol->name);
        put_offset(printer, suspension->body, symbol->field);
        put(printer, ", sizeof(((struct wok__frame_%s *)0)->%s), %s },",
            suspension->body->routine->name, symbol->field, value_kind(symbol));
    }
    put(printer, " { 0, 0, 0, 0 } };\n");
}

static const char *child_member(struct printer *printer, const struct suspension *suspension) {
    const struct future *future = suspension->step->future;
    struct arena *arena = printer->program->arena;
    if (!future && layout_merges_branches(suspension->step))
        return arena_format(arena, "wok__state_%u", suspension->step->branches[0]->number);
    if (!future)
        return arena_format(arena, "wok__branch_%u", suspension->step->branches[0]->number);
    if (future->kind == FUTURE_BLOCK)
        return arena_format(arena, "wok__branch_%u", lower_note(future->block)->body->number);
    if (future->kind == FUTURE_VARIABLE)
        return future->variable->field;
    return arena_format(arena, "wok__child_%u", suspension->number);
}

static void put_point(struct printer *printer, const struct suspension *suspension,
                      const char *name) {
    const struct step *step = suspension->step;
    struct place place = source_place(printer->program->source,
                                      node_begin_offset(printer->program->tokens, step->node));
    put(printer, " { %u, %s, %u, ", suspension->state, suspension_kind(step), place.line);
    put_offset(printer, suspension->body, child_member(printer, suspension));
    put(printer, ", ");
    buffer_put_quoted(printer->buffer, place.file ? place.file : "?");
    put(printer, ", ");
    if (step->future && step->future->routine)
        buffer_put_quoted(printer->buffer, step->future->routine->name);
    else
        put(printer, "0");
    if (has_shown(live_at(suspension)))
        put(printer, ", wok__live_%s_%u, ", name, values_state(suspension));
    else
        put(printer, ", 0, ");
    if (emit__is_merged(step))
        put(printer, "wok__points_%s },", step->future->routine->name);
    else
        put(printer, "0 },");
}

/* Behind a join or race stands a note for each branch. */
static unsigned note_count(const struct step *step) {
    return step->future ? 0 : (unsigned)step->branch_count;
}

/* Where its frame is; one that is merged is this frame, and has a table that says where its state is. */
static void put_note(struct printer *printer, const struct suspension *suspension,
                     const struct body *branch) {
    put(printer, " { %u, WOK_NOTE_BRANCH, 0, ", suspension->state);
    if (layout_is_headless(branch)) {
        put(printer, "0, 0, \"%s\", 0, wok__points_%s_branch_%u },", branch->routine->name,
            branch->routine->name, branch->number);
        return;
    }
    put_offset(printer, suspension->body,
               arena_format(printer->program->arena, "wok__branch_%u.frame", branch->number));
    put(printer, ", 0, 0, 0, 0 },");
}

static void put_notes(struct printer *printer, const struct suspension *suspension) {
    for (unsigned i = 0; i < note_count(suspension->step); i++)
        put_note(printer, suspension, suspension->step->branches[i]);
}

/* The function itself, and the state of its frame where that has no header. */
static void put_last(struct printer *printer, const struct body *body) {
    struct place place = source_place(printer->program->source,
                                      node_begin_offset(printer->program->tokens, body->node));
    if (layout_is_headless(body))
        put(printer, " { 0, %d, %u, __builtin_offsetof(struct wok__frame_%s, %s), ",
            layout_state_size(body), place.line, body->routine->name,
            emit__state_member(printer, body));
    else
        put(printer, " { 0, 0, %u, 0, ", place.line);
    buffer_put_quoted(printer->buffer, place.file ? place.file : "?");
    put(printer, ", 0, 0, 0 } };\n");
}

void emit__declare_table(struct printer *printer, const struct routine *routine) {
    const struct body *body = routine->lowered->bodies.items[0];
    size_t entries = body->suspensions.count + 1;
    for (size_t i = 0; i < body->suspensions.count; i++)
        entries += note_count(body->suspensions.items[i]->step);
    if (layout_is_headless(body))
        put(printer, "static const struct wok_suspension wok__points_%s[%zu] " SECTION ";\n",
            routine->name, entries);
}

void emit__table(struct printer *printer, const struct body *body, const char *name) {
    for (size_t i = 0; i < body->suspensions.count; i++)
        put_values(printer, body->suspensions.items[i], name);
    put(printer, "static const struct wok_suspension wok__points_%s[] " SECTION " = {", name);
    for (size_t i = 0; i < body->suspensions.count; i++) {
        put_point(printer, body->suspensions.items[i], name);
        put_notes(printer, body->suspensions.items[i]);
    }
    put_last(printer, body);
}
