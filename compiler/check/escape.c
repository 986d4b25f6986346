/*
 * E0402: the address of a local variable in a task or boxed future that outlives it.
 *
 *     {
 *         int count = 0;
 *         wok_detach(spawn(work(&count)));     let go: nobody waits for it before `count` is gone
 *         task(int) t = spawn(work(&count));
 *         return t;                            handed on, likewise
 *         keeper->task = t;                    … where somebody else will wait for it
 *         return box(work(&count));            a future that is run when `count` is gone
 *         return &count;                       the frame goes with the call
 *         await t;                             fine, inside the scope of `count`
 *     }
 *
 * For each variable and each place in the graph it is followed which objects' addresses it may hold, and
 * to which objects the task or future in it was given the address (hold.h); of scopes and groups, to
 * which their children were (lend.c).
 *
 * Not judged: handles and addresses that are passed to functions, which may do anything with them, and
 * pointers whose own address is taken.
 */
#include <string.h>

#include "check/hold.h"

/* ---- sinks ---- */

static void report(struct escape *escape, const struct held *held, unsigned object,
                   const struct node *let_go, const char *how) {
    struct program *program = escape->program;
    const struct symbol *local = escape->objects[object].local;
    struct node *argument = escape__argument(escape, held->argument, object);
    if (!escape__report_at(escape, argument))
        return;
    check__finding(program, DIAGNOSE_ESCAPE, argument,
                   "the address of %s%s%s goes to a %s that may outlive it", local ? "`" : "",
                   local ? local->name : "this compound literal", local ? "`" : "",
                   held->is_boxed ? "future" : "task");
    if (local)
        check__note_name(program, local, "`%s` is gone at the end of its scope", local->name);
    if (how)
        check__note(program, let_go, "%s", how);
    else
        check__note(program, let_go, "from here on nobody waits for the %s in that scope",
                    held->is_boxed ? "future" : "task");
    diagnose_help(program->diagnostics,
                  "pass it by value, or memory of malloc that the task frees; or await the task "
                  "before the scope ends");
}

static void report_returned(struct escape *escape, struct node *value, uint64_t objects) {
    struct program *program = escape->program;
    unsigned object = 0;
    while (!(objects >> object & 1))
        object++;
    if (!escape__report_at(escape, value))
        return;
    const struct symbol *local = escape->objects[object].local;
    check__finding(program, DIAGNOSE_ESCAPE, value,
                   "the address of %s%s%s is returned, which is gone when `%s` has finished",
                   local ? "`" : "", local ? local->name : "this compound literal",
                   local ? "`" : "", escape->flow->routine->name);
    if (local)
        check__note_name(program, local, "`%s` lives in the frame of this call", local->name);
    diagnose_help(program->diagnostics,
                  "return it by value, fill in memory that the caller passes, or use malloc");
}

static void report_lent(struct escape *escape, const struct held *held, const struct node *let_go,
                        const char *how) {
    for (unsigned i = 0; i < escape->object_count; i++)
        if (held->lent >> i & 1)
            report(escape, held, i, let_go, how);
}

/* The await of a handle in a variable: what it lent must still be there. */
static void check_awaited(struct escape *escape, const struct node *await, struct node *handle) {
    if (program_strip(handle)->kind != NODE_NAME)
        return; /* one of many: which is not known */
    struct held held = escape__value(escape, handle);
    for (unsigned i = 0; i < escape->object_count; i++)
        if (held.lent >> i & 1 && !check__is_inside(await, escape->objects[i].scope))
            report(escape, &held, i, await, NULL);
}

/* Does this routine wait for the handle that it stores in this place? */
static bool waits_for(const struct escape *escape, const struct node *node,
                      const struct node *place) {
    if ((node->kind == NODE_AWAIT || node->kind == NODE_CANCEL || node->kind == NODE_TASK_JOIN) &&
        check__same_text(escape->program, program_strip(node->children[0]), place))
        return true;
    for (uint32_t i = 0; i < node->child_count; i++)
        if (waits_for(escape, node->children[i], place))
            return true;
    return false;
}

static void check_stored(struct escape *escape, struct node *assign) {
    struct node *place = program_strip(assign->children[0]);
    struct held held = escape__value(escape, assign->children[1]);
    if (escape__whole(escape, place) || escape__objects(escape, place) ||
        !escape__is_of_others(escape, place))
        return;
    lend__handed_on(escape, assign->children[1], assign);
    if (held.lent && !waits_for(escape, escape->flow->routine->definition->node, place))
        report_lent(escape, &held, assign, "stored here, it can be awaited by others, later");
}

/* In a plain function the C compiler says so. */
static bool returns_scalar(const struct routine *routine) {
    return routine->is_async && routine->result && routine->result->class == ORACLE_SCALAR;
}

static void check_sink(struct escape *escape, struct node *node) {
    struct held held;
    switch (node->kind) {
    case NODE_DETACH:
        held = escape__value(escape, node->children[0]);
        report_lent(escape, &held, node, NULL);
        return;
    case NODE_RETURN:
        held = node->child_count ? escape__value(escape, node->children[0]) : (struct held){0};
        if (held.addresses && returns_scalar(escape->flow->routine))
            report_returned(escape, node->children[0], held.addresses);
        report_lent(escape, &held, node, NULL);
        if (node->child_count)
            lend__handed_on(escape, node->children[0], node);
        return;
    case NODE_ASSIGN:
        check_stored(escape, node);
        return;
    case NODE_AWAIT:
    case NODE_CANCEL:
    case NODE_TASK_JOIN:
        check_awaited(escape, node, node->children[0]);
        return;
    default:
        return;
    }
}

/* Each sink around the place of an event sees the variables as they are now. */
static void check_sinks_around(struct escape *escape, struct node *node) {
    for (; node && node != escape->flow->routine->definition->node; node = node->parent) {
        check_sink(escape, node);
        if (node->kind == NODE_BLOCK)
            return;
    }
}

/* ---- variables ---- */

/* A pointer of which others know the address may be changed by them. */
static bool is_followed(const struct escape *escape, const struct symbol *symbol) {
    bool is_scalar =
        symbol->class == VARIABLE_PLAIN && (!symbol->type || symbol->type->class == ORACLE_SCALAR);
    return !(is_scalar && escape->flow->address_at[symbol->index]);
}

/* Is the task over when this use of its handle is? */
static bool is_over(const struct node *node) {
    const struct node *parent = node->parent;
    while (parent && parent->kind == NODE_PAREN)
        parent = parent->parent;
    return parent && (parent->kind == NODE_AWAIT || parent->kind == NODE_CANCEL ||
                      parent->kind == NODE_TASK_JOIN);
}

static void run_event(struct escape *escape, const struct event *event) {
    const struct symbol *symbol = event->symbol;
    if (!symbol)
        return;
    struct node *value = check__stored_value(event);
    struct held *into = &escape->current[symbol->index];
    if (escape->reports)
        check_sinks_around(escape, event->node);
    if (event_sets(event))
        *into =
            value && is_followed(escape, symbol) ? escape__value(escape, value) : (struct held){0};
    else if (event->kind == EVENT_MOVE && is_over(event->node)) {
        lend__awaited(escape, event->node);
        *into = (struct held){0};
    } else if (event->kind == EVENT_TOUCH && value)
        *into = escape__both(*into, escape__value(escape, value));
}

static bool holds_anything(const struct held *held) {
    return held->addresses || held->lent || held->children || held->gone;
}

static bool holds_the_same(const struct held *left, const struct held *right) {
    return left->addresses == right->addresses && left->lent == right->lent &&
           left->children == right->children && left->gone == right->gone;
}

static bool merge(struct escape *escape, const struct block *from, const struct block *to) {
    struct held *into = escape->before + to->number * escape->count;
    bool changed = !escape->visited[to->number];
    escape->visited[to->number] = true;
    for (size_t i = 0; i < escape->count; i++) {
        if (!holds_anything(&escape->current[i]))
            continue; /* most variables hold nothing of interest */
        struct held held = escape->current[i];
        lend__cross(escape, from, to, &held, escape->variables[i]);
        struct held merged = escape__both(into[i], held);
        changed |= !holds_the_same(&merged, &into[i]);
        into[i] = merged;
    }
    escape->is_due[to->number] |= changed;
    return changed;
}

/* Calls and what happens to variables, in the order of the text. */
static void run_all(struct escape *escape, const struct block *block) {
    size_t call = 0, event = 0;
    while (call < block->calls.count || event < block->events.count) {
        bool is_call = event == block->events.count ||
                       (call < block->calls.count &&
                        block->calls.items[call]->first < block->events.items[event].node->end);
        if (is_call)
            lend__call(escape, block->calls.items[call++]);
        else
            run_event(escape, &block->events.items[event++]);
    }
    if (block->suspension)
        lend__suspension(escape, block->suspension);
}

static bool run_block(struct escape *escape, const struct block *block) {
    memcpy(escape->current, escape->before + block->number * escape->count,
           escape->count * sizeof *escape->current);
    run_all(escape, block);
    bool changed = false;
    for (size_t i = 0; i < block->edges.count; i++)
        if (block->edges.items[i].kind != EDGE_CANCEL)
            changed |= merge(escape, block, block->edges.items[i].to);
    return changed;
}

static bool run_blocks(struct escape *escape) {
    bool changed = false;
    for (size_t i = 0; i < escape->flow->blocks.count; i++) {
        if (!escape->is_due[i] && !(escape->reports && escape->visited[i]))
            continue;
        escape->is_due[i] = false;
        changed |= run_block(escape, escape->flow->blocks.items[i]);
    }
    return changed;
}

/* Sinks that speak of no variable: wok_detach(spawn(work((int[]){1, 2}))). */
static void check_literals(struct escape *escape, struct node *node) {
    if (program_is_move_block(escape->program, node) && node != escape->flow->routine->block)
        return;
    if (node->kind == NODE_DETACH || node->kind == NODE_RETURN)
        check_sink(escape, node);
    for (uint32_t i = 0; i < node->child_count; i++)
        check_literals(escape, node->children[i]);
}

static bool starts_any(const struct program *program, const struct node *node) {
    if (node->kind == NODE_SPAWN || node->kind == NODE_BOX)
        return true;
    for (uint32_t i = 0; i < node->child_count; i++)
        if (starts_any(program, node->children[i]))
            return true;
    return false;
}

static bool takes_address(const struct flow *flow) {
    for (unsigned i = 0; i < flow->routine->variable_count; i++)
        if (flow->address_at[i])
            return true;
    return false;
}

void check__escape(struct program *program, struct flow *flow) {
    const struct node *body = flow->routine->definition->node;
    if (!diagnose_is_on(program->diagnostics, DIAGNOSE_ESCAPE) ||
        !(starts_any(program, body) || (returns_scalar(flow->routine) && takes_address(flow))))
        return;
    struct escape escape = {
        .program = program, .flow = flow, .count = flow->routine->variable_count};
    size_t blocks = flow->blocks.count;
    escape.variables = arena_array(program->arena, const struct symbol *, escape.count + 1);
    for (size_t i = 0; i < flow->routine->symbols.count; i++)
        if (flow->routine->symbols.items[i]->kind == SYMBOL_VARIABLE)
            escape.variables[flow->routine->symbols.items[i]->index] =
                flow->routine->symbols.items[i];
    escape.before = arena_array(program->arena, struct held, blocks * escape.count + 1);
    escape.current = arena_array(program->arena, struct held, escape.count + 1);
    escape.visited = arena_array(program->arena, bool, blocks);
    escape.is_due = arena_array(program->arena, bool, blocks);
    escape.visited[0] = escape.is_due[0] = true;
    while (run_blocks(&escape))
        ;
    escape.reports = true;
    run_blocks(&escape);
    memset(escape.current, 0, escape.count * sizeof *escape.current);
    check_literals(&escape, flow->routine->definition->node);
}
