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
 * Objects are local variables and compound literals. For each variable and each place in the graph it
 * is followed which objects' addresses it may hold, and to which objects the task or future in it was
 * given the address: a set of bits each. A struct's fields are one, except where a field is read.
 *
 * Not judged: handles and addresses that are passed to functions, which may do anything with them (that
 * is how a scope, which waits for its children, gets them), and pointers whose own address is taken.
 */
#include <string.h>

#include "analyze/flow.h"
#include "check/internal.h"

enum { OBJECTS_MAX = 64 };

struct object {
    const struct symbol *local; /* NULL: a compound literal, */
    const struct node *node;    /* this one */
    const struct node *scope;   /* in which it exists */
};

/* What a value may hold. */
struct held {
    uint64_t addresses;    /* of objects, as the value itself or in it */
    uint64_t lent;         /* the same in the task or future that it stands for */
    struct node *argument; /* the one that lent it */
    bool is_boxed;         /* in a future that no task runs yet */
};

/* A field whose stores are being looked at: `s.x = s.x + 1` asks for it again, and learns nothing. */
struct asked {
    const struct asked *outer;
    const struct symbol *record;
    const char *name;
};

struct escape {
    struct program *program;
    struct flow *flow;
    struct object objects[OBJECTS_MAX];
    unsigned object_count;
    struct held *before;  /* by block and variable */
    struct held *current; /* by variable, in the block that is being run */
    size_t count;         /* of variables */
    bool *visited;        /* by block */
    bool *is_due;         /* by block: something new has come to it since it was run */
    bool reports;
    const struct asked *asked;
    ARRAY(const struct node *) reported;
};

static bool is_operator(const struct program *program, const struct node *node, const char *text) {
    return node->token != NO_TOKEN && token_is(program->tokens, node->token, text);
}

static struct held both(struct held left, struct held right) {
    return (struct held){.addresses = left.addresses | right.addresses,
                         .lent = left.lent | right.lent,
                         .argument = left.argument ? left.argument : right.argument,
                         .is_boxed = left.argument ? left.is_boxed : right.is_boxed};
}

static const struct symbol *variable_of(const struct escape *escape, const struct node *name) {
    const struct symbol *symbol =
        name->kind == NODE_NAME ? escape->program->symbol_at[name->first] : NULL;
    bool is_ours = symbol && symbol->kind == SYMBOL_VARIABLE && !symbol->is_static &&
                   !symbol->is_extern && symbol->owner == escape->flow->routine;
    return is_ours ? symbol : NULL;
}

/* ---- objects ---- */

static uint64_t bit_of(struct escape *escape, const struct symbol *local, const struct node *node) {
    unsigned i = 0;
    while (i < escape->object_count &&
           (escape->objects[i].local != local || (!local && escape->objects[i].node != node)))
        i++;
    if (i == OBJECTS_MAX)
        return 0;
    if (i == escape->object_count) {
        const struct node *scope = local ? local->scope->node : check__around(node, NODE_BLOCK);
        escape->objects[escape->object_count++] = (struct object){local, node, scope};
    }
    return (uint64_t)1 << i;
}

static struct held value_of(struct escape *escape, struct node *value);

/* The objects that a place may lie in. */
static uint64_t objects_of(struct escape *escape, struct node *place) {
    struct program *program = escape->program;
    place = program_strip(place);
    switch (place->kind) {
    case NODE_NAME: {
        const struct symbol *symbol = variable_of(escape, place);
        return symbol ? bit_of(escape, symbol, place) : 0;
    }
    case NODE_COMPOUND_LITERAL:
        return check__around(place, NODE_BLOCK) ? bit_of(escape, NULL, place) : 0;
    case NODE_MEMBER:
        return is_operator(program, place, ".") ? objects_of(escape, place->children[0])
                                                : value_of(escape, place->children[0]).addresses;
    case NODE_INDEX:
        return program_is_array(program, place->children[0])
                   ? objects_of(escape, place->children[0])
                   : value_of(escape, place->children[0]).addresses;
    case NODE_UNARY:
        return is_operator(program, place, "*") ? value_of(escape, place->children[0]).addresses
                                                : 0;
    default:
        return 0;
    }
}

/* ---- values ---- */

static struct held held_by(const struct escape *escape, const struct symbol *symbol) {
    return escape->current[symbol->index];
}

/* The innermost variable that a place is a part of, through `.` and arrays. */
static const struct symbol *whole_of(const struct escape *escape, struct node *place) {
    for (;;) {
        place = program_strip(place);
        bool is_part =
            (place->kind == NODE_MEMBER && is_operator(escape->program, place, ".")) ||
            (place->kind == NODE_INDEX && program_is_array(escape->program, place->children[0]));
        if (!is_part)
            return variable_of(escape, place);
        place = place->children[0];
    }
}

/* A field holds what the designated initialisers and assignments of that name gave it. */
static struct held field_of(struct escape *escape, const struct symbol *record,
                            const struct node *member) {
    struct program *program = escape->program;
    struct held held = {0};
    const char *name = token_string(program->tokens, member->name);
    for (const struct asked *asked = escape->asked; asked; asked = asked->outer)
        if (asked->record == record && strcmp(asked->name, name) == 0)
            return held;
    struct asked asked = {escape->asked, record, name};
    escape->asked = &asked;
    for (size_t i = 0; i < escape->flow->blocks.count; i++) {
        const struct block *block = escape->flow->blocks.items[i];
        for (size_t j = 0; j < block->events.count; j++) {
            const struct event *event = &block->events.items[j];
            struct node *value = event->symbol == record && event->kind == EVENT_TOUCH
                                     ? check__stored_value(event)
                                     : NULL;
            const struct node *place = program_strip(event->node);
            if (value && place->kind == NODE_MEMBER && token_is(program->tokens, place->name, name))
                held = both(held, value_of(escape, value));
        }
    }
    struct node *list = record->declarator && record->declarator->child_count > 1
                            ? program_strip(record->declarator->children[1])
                            : NULL;
    for (uint32_t i = 0; list && list->kind == NODE_INITIALISER_LIST && i < list->child_count; i++)
        if (list->children[i]->kind == NODE_DESIGNATED &&
            token_is(program->tokens, list->children[i]->first + 1, name))
            held = both(held, value_of(escape, node_child(list->children[i],
                                                          list->children[i]->child_count - 1)));
    escape->asked = asked.outer;
    return held;
}

static struct held member_value(struct escape *escape, struct node *member) {
    if (program_is_array(escape->program, member))
        return (struct held){.addresses = objects_of(escape, member)};
    const struct symbol *record = whole_of(escape, member);
    bool is_direct = record && program_strip(member->children[0])->kind == NODE_NAME;
    return is_direct ? field_of(escape, record, member) : (struct held){0};
}

/* What a task or future holds, by its arguments. */
static struct held lent_by(struct escape *escape, struct node *const *values, uint32_t count) {
    struct held lent = {0};
    for (uint32_t i = 0; i < count; i++) {
        struct held held = value_of(escape, values[i]);
        uint64_t objects = held.addresses | held.lent;
        if (objects && !lent.argument) {
            lent.argument = held.argument ? held.argument : values[i];
            lent.is_boxed = held.is_boxed;
        }
        lent.lent |= objects;
    }
    return lent;
}

static struct held block_value(struct escape *escape, struct node *node) {
    const struct routine *routine = escape->program->routine_at[node->first];
    struct held held = {0};
    if (!program_is_move_block(escape->program, node) || !routine)
        return held;
    for (size_t i = 0; i < routine->captures.count; i++) {
        const struct symbol *symbol = routine->captures.items[i]->captured;
        if (symbol->owner == escape->flow->routine && !symbol->is_static && !symbol->is_extern) {
            struct held captured = held_by(escape, symbol);
            held.lent |= captured.addresses | captured.lent;
            if (held.lent && !held.argument)
                held.argument = check__first_use(escape->program, routine->captures.items[i], node);
        }
    }
    if (held.lent && !held.argument)
        held.argument = node;
    return held;
}

static bool is_async_call(const struct program *program, const struct node *call) {
    const struct node *callee = program_strip(call->children[0]);
    const struct routine *routine =
        callee->kind == NODE_NAME ? program->routine_at[callee->first] : NULL;
    if (routine)
        return routine->is_async;
    const struct oracle_type *type = program_type(program, callee);
    return type && type->is_async_function;
}

static struct held name_value(struct escape *escape, struct node *name) {
    const struct symbol *symbol = variable_of(escape, name);
    if (!symbol)
        return (struct held){0};
    if (program_is_array(escape->program, name))
        return (struct held){.addresses = bit_of(escape, symbol, name)};
    return held_by(escape, symbol);
}

static struct held any_of(struct escape *escape, struct node *const *values, uint32_t count) {
    struct held held = {0};
    for (uint32_t i = 0; i < count; i++)
        held = both(held, value_of(escape, values[i]));
    return held;
}

/* A pointer and a number make a pointer, the difference of two pointers does not. */
static struct held sum_value(struct escape *escape, struct node *sum) {
    struct held left = value_of(escape, sum->children[0]);
    struct held right = value_of(escape, sum->children[1]);
    if (is_operator(escape->program, sum, "+"))
        return both(left, right);
    bool is_pointer = is_operator(escape->program, sum, "-") && !right.addresses;
    return is_pointer ? left : (struct held){0};
}

static struct held value_of(struct escape *escape, struct node *value) {
    struct program *program = escape->program;
    value = program_strip(value);
    switch (value->kind) {
    case NODE_NAME:
        return name_value(escape, value);
    case NODE_MEMBER:
        return member_value(escape, value);
    case NODE_INDEX: {
        const struct symbol *whole = whole_of(escape, value);
        if (program_is_array(program, value))
            return (struct held){.addresses = objects_of(escape, value)};
        return whole ? held_by(escape, whole) : (struct held){0};
    }
    case NODE_UNARY:
        return is_operator(program, value, "&")
                   ? (struct held){.addresses = objects_of(escape, value->children[0])}
                   : (struct held){0};
    case NODE_CAST:
        return value_of(escape, value->children[1]);
    case NODE_COMPOUND_LITERAL:
        if (program_is_array(program, value))
            return (struct held){.addresses = objects_of(escape, value)};
        return value_of(escape, value->children[1]);
    case NODE_INITIALISER_LIST:
        return any_of(escape, value->children, value->child_count);
    case NODE_DESIGNATED:
    case NODE_COMMA:
        return value_of(escape, value->children[value->child_count - 1]);
    case NODE_ASSIGN:
        return value_of(escape, value->children[1]);
    case NODE_BINARY:
        return sum_value(escape, value);
    case NODE_CONDITIONAL:
        return any_of(escape, value->children + 1, 2);
    case NODE_CONDITIONAL_GNU:
        return any_of(escape, value->children, 2);
    case NODE_SPAWN:
    case NODE_COLD:
        return lent_by(escape, value->children, 1);
    case NODE_BOX: {
        struct held held = lent_by(escape, value->children, 1);
        held.is_boxed = true;
        return held;
    }
    case NODE_CALL:
        return is_async_call(program, value)
                   ? lent_by(escape, value->children + 1, value->child_count - 1)
                   : (struct held){0};
    case NODE_ASYNC_BLOCK:
        return block_value(escape, value);
    default:
        return (struct held){0};
    }
}

/* ---- sinks ---- */

static void report(struct escape *escape, const struct held *held, unsigned object,
                   const struct node *let_go, const char *how) {
    struct program *program = escape->program;
    const struct symbol *local = escape->objects[object].local;
    for (size_t i = 0; i < escape->reported.count; i++)
        if (escape->reported.items[i] == held->argument)
            return;
    array_push(program->arena, &escape->reported, held->argument);
    check__finding(program, DIAGNOSE_ESCAPE, held->argument,
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
    for (size_t i = 0; i < escape->reported.count; i++)
        if (escape->reported.items[i] == value)
            return;
    array_push(program->arena, &escape->reported, value);
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
    struct held held = value_of(escape, handle);
    for (unsigned i = 0; i < escape->object_count; i++)
        if (held.lent >> i & 1 && !check__is_inside(await, escape->objects[i].scope))
            report(escape, &held, i, await, NULL);
}

static bool same_text(const struct program *program, const struct node *left,
                      const struct node *right) {
    uint32_t count = left->end - left->first;
    bool same = right->end - right->first == count;
    for (uint32_t i = 0; same && i < count; i++)
        same = token_is(program->tokens, left->first + i,
                        token_string(program->tokens, right->first + i));
    return same;
}

/* Does this routine wait for the handle that it stores in this place? */
static bool waits_for(const struct escape *escape, const struct node *node,
                      const struct node *place) {
    if ((node->kind == NODE_AWAIT || node->kind == NODE_CANCEL || node->kind == NODE_TASK_JOIN) &&
        same_text(escape->program, program_strip(node->children[0]), place))
        return true;
    for (uint32_t i = 0; i < node->child_count; i++)
        if (waits_for(escape, node->children[i], place))
            return true;
    return false;
}

static const struct node *first_name(const struct node *place) {
    while (place->child_count && place->kind != NODE_CALL)
        place = place->children[place->kind == NODE_CAST ? 1 : 0];
    return place->kind == NODE_NAME ? place : NULL;
}

/*
 * Does the place belong to others: by way of a parameter, or at file scope? What a local pointer leads
 * to that came out of a call, as of malloc, may be this function's own.
 */
static bool is_of_others(const struct escape *escape, const struct node *place) {
    enum { DEPTH_MAX = 8 };
    const struct node *name = first_name(place);
    for (int depth = 0; name && depth < DEPTH_MAX; depth++) {
        const struct symbol *symbol = variable_of(escape, name);
        if (!symbol || symbol->is_parameter)
            return true;
        const struct node *declarator = symbol->declarator;
        if (!declarator || declarator->kind != NODE_INIT_DECLARATOR || declarator->child_count < 2)
            return false;
        name = first_name(declarator->children[1]);
    }
    return false;
}

static void check_stored(struct escape *escape, struct node *assign) {
    struct node *place = program_strip(assign->children[0]);
    struct held held = value_of(escape, assign->children[1]);
    if (!held.lent || whole_of(escape, place) || objects_of(escape, place) ||
        !is_of_others(escape, place) ||
        waits_for(escape, escape->flow->routine->definition->node, place))
        return;
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
        held = value_of(escape, node->children[0]);
        report_lent(escape, &held, node, NULL);
        return;
    case NODE_RETURN:
        held = node->child_count ? value_of(escape, node->children[0]) : (struct held){0};
        if (held.addresses && returns_scalar(escape->flow->routine))
            report_returned(escape, node->children[0], held.addresses);
        report_lent(escape, &held, node, NULL);
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
        *into = value && is_followed(escape, symbol) ? value_of(escape, value) : (struct held){0};
    else if (event->kind == EVENT_MOVE && is_over(event->node))
        *into = (struct held){0};
    else if (event->kind == EVENT_TOUCH && value)
        *into = both(*into, value_of(escape, value));
}

static bool merge(struct escape *escape, const struct block *to) {
    struct held *into = escape->before + to->number * escape->count;
    bool changed = !escape->visited[to->number];
    escape->visited[to->number] = true;
    for (size_t i = 0; i < escape->count; i++) {
        if (!escape->current[i].addresses && !escape->current[i].lent)
            continue; /* most variables hold nothing of interest */
        struct held merged = both(into[i], escape->current[i]);
        changed |= merged.addresses != into[i].addresses || merged.lent != into[i].lent;
        into[i] = merged;
    }
    escape->is_due[to->number] |= changed;
    return changed;
}

static bool run_block(struct escape *escape, const struct block *block) {
    memcpy(escape->current, escape->before + block->number * escape->count,
           escape->count * sizeof *escape->current);
    for (size_t i = 0; i < block->events.count; i++)
        run_event(escape, &block->events.items[i]);
    bool changed = false;
    for (size_t i = 0; i < block->edges.count; i++)
        if (block->edges.items[i].kind != EDGE_CANCEL)
            changed |= merge(escape, block->edges.items[i].to);
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
