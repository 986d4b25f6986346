/*
 * E0402: the address of a local variable in a task that outlives it.
 *
 *     {
 *         int count = 0;
 *         wok_detach(spawn(work(&count)));     let go: nobody waits for it before `count` is gone
 *         task(int) t = spawn(work(&count));
 *         return t;                            handed on, likewise
 *         await t;                             fine, inside the scope of `count`
 *         return box(work(&count));            a future that is run when `count` is gone
 *         return &count;                       the frame goes with the call
 *     }
 *
 * A handle or box is followed while it is in a local variable. What is stored elsewhere, or given to
 * a function, is not judged: that is how a scope, which waits for its children, gets them.
 */
#include "analyze/flow.h"
#include "check/internal.h"

struct escape {
    struct program *program;
    struct flow *flow;
    struct node *spawn;         /* or box */
    struct node *argument;      /* what holds the address */
    const struct symbol *local; /* whose; NULL: of a compound literal */
    const struct node *scope;   /* in which it exists */
};

/* ---- the address ---- */

static bool is_operator(const struct program *program, const struct node *node, const char *text) {
    return node->token != NO_TOKEN && token_is(program->tokens, node->token, text);
}

static bool has_end(const struct symbol *symbol) {
    return symbol && symbol->kind == SYMBOL_VARIABLE && !symbol->is_static && !symbol->is_extern;
}

/* The object that a place lies in: a local variable or a compound literal. */
static bool find_object(struct escape *escape, struct node *place) {
    struct program *program = escape->program;
    for (;;) {
        place = program_strip(place);
        const struct oracle_type *type;
        switch (place->kind) {
        case NODE_MEMBER:
            if (!is_operator(program, place, "."))
                return false;
            place = place->children[0];
            continue;
        case NODE_INDEX:
            type = program_type(program, place->children[0]);
            if (!type || type->class != ORACLE_ARRAY)
                return false;
            place = place->children[0];
            continue;
        case NODE_NAME:
            escape->local = program->symbol_at[place->first];
            if (!has_end(escape->local))
                return false;
            escape->scope = escape->local->scope->node;
            return true;
        case NODE_COMPOUND_LITERAL:
            escape->local = NULL;
            escape->scope = check__around(place, NODE_BLOCK);
            return escape->scope != NULL;
        default:
            return false;
        }
    }
}

/* A pointer that is only ever what its declaration says. */
static struct node *only_value(const struct escape *escape, const struct symbol *symbol) {
    if (!has_end(symbol) || symbol->is_parameter || symbol->is_address_taken ||
        escape->flow->address_at[symbol->index])
        return NULL;
    for (size_t i = 0; i < escape->flow->blocks.count; i++) {
        const struct block *block = escape->flow->blocks.items[i];
        for (size_t j = 0; j < block->events.count; j++)
            if (block->events.items[j].symbol == symbol && block->events.items[j].kind == EVENT_SET)
                return NULL;
    }
    const struct node *declarator = symbol->declarator;
    return declarator && declarator->kind == NODE_INIT_DECLARATOR && declarator->child_count > 1
               ? declarator->children[1]
               : NULL;
}

static bool find_address(struct escape *escape, struct node *value) {
    struct program *program = escape->program;
    value = program_strip(value);
    while (value->kind == NODE_CAST)
        value = program_strip(value->children[1]);
    if (value->kind == NODE_UNARY)
        return is_operator(program, value, "&") && find_object(escape, value->children[0]);
    if (value->kind == NODE_BINARY && is_operator(program, value, "+"))
        return find_address(escape, value->children[0]);
    if (value->kind == NODE_CONDITIONAL)
        return find_address(escape, value->children[1]) || find_address(escape, value->children[2]);
    const struct symbol *symbol =
        value->kind == NODE_NAME ? program->symbol_at[value->first] : NULL;
    struct node *copied = symbol ? only_value(escape, symbol) : NULL;
    bool is_array = symbol ? symbol->kind == SYMBOL_VARIABLE && symbol->type &&
                                 symbol->type->class == ORACLE_ARRAY
                           : false;
    if (value->kind == NODE_MEMBER) {
        const struct oracle_type *type = program_type(program, value);
        is_array = type && type->class == ORACLE_ARRAY;
    }
    if (is_array)
        return find_object(escape, value);
    return copied && symbol->type && symbol->type->class == ORACLE_SCALAR &&
           find_address(escape, copied);
}

/* ---- the handle ---- */

static struct node *find_let_go(const struct escape *escape);

static struct node *outside_parentheses(struct node *node) {
    while (node->parent && node->parent->kind == NODE_PAREN)
        node = node->parent;
    return node->parent;
}

/* Does consuming the handle here let the task run on when the object is gone? */
static bool lets_go(const struct escape *escape, struct node *node) {
    const struct node *parent = outside_parentheses(node);
    if (!parent)
        return false;
    switch (parent->kind) {
    case NODE_DETACH:
    case NODE_RETURN:
        return true;
    case NODE_AWAIT:
    case NODE_CANCEL:
    case NODE_TASK_JOIN:
        return !check__is_inside(parent, escape->scope);
    case NODE_SPAWN: { /* a box, adopted by a task */
        struct escape adopted = *escape;
        adopted.spawn = (struct node *)parent;
        return find_let_go(&adopted) != NULL;
    }
    default:
        return false;
    }
}

static const struct event *first_move(const struct block *block, size_t from,
                                      const struct symbol *handle, bool *is_set) {
    for (size_t i = from; i < block->events.count; i++) {
        const struct event *event = &block->events.items[i];
        *is_set = event_sets(event);
        if (event->symbol == handle && (event->kind == EVENT_MOVE || *is_set))
            return event;
    }
    return NULL;
}

/* The first place on some path that consumes the handle and lets the task go. */
static struct node *walk(const struct escape *escape, const struct block *start, size_t from,
                         const struct symbol *handle) {
    size_t count = escape->flow->blocks.count, head = 0, tail = 0;
    const struct block **queue =
        arena_array(escape->program->arena, const struct block *, count + 1);
    bool *seen = arena_array(escape->program->arena, bool, count);
    queue[tail++] = start;
    while (head < tail) {
        const struct block *block = queue[head];
        bool is_set = false;
        const struct event *event = first_move(block, head ? 0 : from, handle, &is_set);
        head++;
        if (event && !is_set && lets_go(escape, event->node))
            return event->node;
        for (size_t i = 0; !event && i < block->edges.count; i++) {
            const struct edge *edge = &block->edges.items[i];
            if (edge->kind == EDGE_CANCEL || seen[edge->to->number])
                continue;
            seen[edge->to->number] = true;
            queue[tail++] = edge->to;
        }
    }
    return NULL;
}

static struct node *let_go_through(const struct escape *escape, const struct symbol *handle,
                                   const struct node *stored) {
    for (size_t i = 0; i < escape->flow->blocks.count; i++) {
        const struct block *block = escape->flow->blocks.items[i];
        for (size_t j = 0; j < block->events.count; j++) {
            const struct event *event = &block->events.items[j];
            if (event->symbol == handle && event_sets(event) &&
                (event->node == stored || outside_parentheses(event->node) == stored))
                return walk(escape, block, j + 1, handle);
        }
    }
    return NULL;
}

/* Where the task is let go, or NULL. */
static struct node *find_let_go(const struct escape *escape) {
    if (lets_go(escape, escape->spawn))
        return outside_parentheses(escape->spawn);
    struct node *parent = outside_parentheses(escape->spawn);
    const struct symbol *handle = NULL;
    if (parent && parent->kind == NODE_INIT_DECLARATOR)
        handle = flow_declared(escape->flow->routine, parent);
    if (parent && parent->kind == NODE_ASSIGN) {
        const struct node *place = program_strip(parent->children[0]);
        handle = place->kind == NODE_NAME ? escape->program->symbol_at[place->first] : NULL;
    }
    return handle ? let_go_through(escape, handle, parent) : NULL;
}

static void report(const struct escape *escape, const struct node *let_go) {
    struct program *program = escape->program;
    const char *name = escape->local ? escape->local->name : NULL;
    check__finding(program, DIAGNOSE_ESCAPE, escape->argument,
                   "the address of %s%s%s goes to a %s that may outlive it", name ? "`" : "",
                   name ? name : "this compound literal", name ? "`" : "",
                   escape->spawn->kind == NODE_BOX ? "future" : "task");
    if (name)
        check__note_name(program, escape->local, "`%s` is gone at the end of its scope", name);
    check__note(program, let_go, "from here on nobody waits for the %s in that scope",
                escape->spawn->kind == NODE_BOX ? "future" : "task");
    diagnose_help(program->diagnostics,
                  "pass it by value, or memory of malloc that the task frees; or await the task "
                  "before the scope ends");
}

/* ---- what is started ---- */

static void check_value(struct escape *escape, struct node *value, struct node *shown) {
    escape->argument = shown;
    const struct node *let_go = find_address(escape, value) ? find_let_go(escape) : NULL;
    if (let_go)
        report(escape, let_go);
}

/* A pointer that an async_move block takes along. */
static void check_capture(struct escape *escape, struct node *block, const struct symbol *copy) {
    struct node *use = check__first_use(escape->program, copy, block);
    struct node *value = copy->type && copy->type->class == ORACLE_SCALAR
                             ? only_value(escape, copy->captured)
                             : NULL;
    if (use && value)
        check_value(escape, value, use);
}

void check__start_escape(struct program *program, struct routine *routine, struct node *start) {
    const struct note *note = lower_note(start);
    if (!note || !note->future || note->future->kind == FUTURE_BOX)
        return; /* a box is judged where it is made */
    struct escape escape = {.program = program, .flow = flow_of(routine), .spawn = start};
    struct built built = {.program = program, .flow = escape.flow};
    check__built_by(&built, note->future);
    for (size_t i = 0; i < built.futures.count; i++) {
        const struct future *future = built.futures.items[i];
        for (uint32_t j = 0; j < future->argument_count; j++)
            check_value(&escape, future->arguments[j], future->arguments[j]);
        const struct routine *block = future->routine;
        for (size_t j = 0; block && block->block && j < block->captures.count; j++)
            check_capture(&escape, block->block, block->captures.items[j]);
    }
}

void check__return_escape(struct program *program, struct routine *routine, struct node *exit) {
    struct escape escape = {.program = program, .flow = flow_of(routine)};
    if (!exit->child_count || exit->children[0]->kind == NODE_NONE)
        return;
    struct node *value = exit->children[0];
    const struct oracle_type *type = routine->result;
    if (!type || type->class != ORACLE_SCALAR || !find_address(&escape, value))
        return;
    const char *name = escape.local ? escape.local->name : NULL;
    check__finding(program, DIAGNOSE_ESCAPE, value,
                   "the address of %s%s%s is returned, which is gone when `%s` has finished",
                   name ? "`" : "", name ? name : "this compound literal", name ? "`" : "",
                   routine->name);
    if (name)
        check__note_name(program, escape.local, "`%s` lives in the frame of this call", name);
    diagnose_help(program->diagnostics,
                  "return it by value, fill in memory that the caller passes, or use malloc");
}
