/*
 * E0402 in scopes and groups: what is lent to a child must be there when the child runs.
 *
 *     WOK_SCOPE(scope);
 *     {
 *         int count = 0;
 *         wok_scope_spawn(&scope, work(&count));   lent; the child waits in `scope`
 *         await wok_scope_run(&scope);             fine: it runs, and ends, while `count` is there
 *         wok_scope_spawn(&scope, work(&count));
 *     }                                            … and waits on when `count` is gone
 *     await wok_scope_run(&scope);                 which is why this is an error
 *
 * wok_scope_spawn(scope, f) is wok_scope_add(scope, box(f)). The keeper of a child is the variable that is
 * the scope, or by which it is reached. Along each path its children's objects are followed, and which of
 * those are gone. Where the keeper is run, or given to a call that may do so, its children are over: those
 * with objects that are gone are reported, all are forgotten.
 *
 * A scope that a parameter leads to is run by others, at any time: there it is an error to leave the scope of
 * an object while a child has it. The tasks of a group run while nobody awaits them; they are taken for over
 * where one of them was awaited, as the handle of a task is.
 */
#include <string.h>

#include "check/hold.h"

/* ---- messages ---- */

static const struct lending *find_lending(const struct escape *escape, const struct symbol *keeper,
                                          unsigned object) {
    for (size_t i = 0; i < escape->lendings.count; i++)
        if (escape->lendings.items[i].keeper == keeper &&
            escape->lendings.items[i].object == object)
            return &escape->lendings.items[i];
    return NULL;
}

static const char *name_of(const struct object *object) {
    return object->local ? object->local->name : NULL;
}

static const char *name_of_scope(const struct escape *escape, const struct lending *lending) {
    bool is_alias = lending->is_own && lending->scope->kind == NODE_NAME;
    return is_alias ? lending->keeper->name : check__text(escape->program, lending->scope);
}

static bool is_of_others(const struct escape *escape, const struct lending *lending) {
    return !lending->is_own && escape__is_of_others(escape, lending->scope);
}

static void help(const struct escape *escape, const struct lending *lending, const char *object,
                 const char *scope) {
    struct diagnostics *diagnostics = escape->program->diagnostics;
    if (lending->is_group)
        diagnose_help(diagnostics,
                      "a group does not lend: run the tasks in a scope, which waits for "
                      "them, or pass memory of malloc that the task frees");
    else if (is_of_others(escape, lending))
        diagnose_help(diagnostics,
                      "make a scope in this function, with WOK_SCOPE, and run that; or pass memory "
                      "of malloc that the child frees");
    else if (object)
        diagnose_help(
            diagnostics,
            "declare `%s` in the block of `%s` or farther out, or run `%s` in that of `%s`", object,
            scope, scope, object);
    else
        diagnose_help(diagnostics, "make a variable of it in the block of `%s`, or run `%s` here",
                      scope, scope);
}

static void note_scope(const struct escape *escape, const struct lending *lending,
                       const char *scope) {
    if (lending->keeper)
        check__note_name(escape->program, lending->keeper,
                         is_of_others(escape, lending) ? "`%s` comes from others, who run it"
                                                       : "`%s` is declared here",
                         scope);
}

static void report(struct escape *escape, const struct lending *lending, const struct node *at,
                   const char *how) {
    struct program *program = escape->program;
    const struct object *object = &escape->objects[lending->object];
    const char *name = name_of(object), *scope = name_of_scope(escape, lending);
    if (!escape->reports || !escape__report_at(escape, lending->argument))
        return;
    check__finding(program, DIAGNOSE_ESCAPE, lending->argument,
                   "the address of %s%s%s goes to a %s of `%s`, which may outlive it",
                   name ? "`" : "", name ? name : "this compound literal", name ? "`" : "",
                   lending->is_group ? "task" : "child", scope);
    if (name)
        check__note_name(program, object->local, "`%s` is gone at the end of its scope", name);
    note_scope(escape, lending, scope);
    if (at)
        check__note(program, at, "%s", how);
    help(escape, lending, name, scope);
}

static void report_each(struct escape *escape, const struct symbol *keeper, uint64_t objects,
                        const struct node *at, const char *how) {
    for (unsigned i = 0; escape->reports && i < escape->object_count; i++) {
        const struct lending *lending = objects >> i & 1 ? find_lending(escape, keeper, i) : NULL;
        if (lending)
            report(escape, lending, at, how);
    }
}

/* ---- lending ---- */

static struct node *scope_place(const struct program *program, struct node *argument) {
    argument = program_strip(argument);
    bool is_address =
        argument->kind == NODE_UNARY && token_is(program->tokens, argument->token, "&");
    return is_address ? program_strip(argument->children[0]) : argument;
}

static void note_lending(struct escape *escape, struct lending lending) {
    for (size_t i = 0; i < escape->lendings.count; i++)
        if (escape->lendings.items[i].keeper == lending.keeper &&
            escape->lendings.items[i].object == lending.object &&
            escape->lendings.items[i].argument == lending.argument)
            return;
    array_push(escape->program->arena, &escape->lendings, lending);
}

/* What the future in this argument was given, and by which arguments of its own. */
static uint64_t lend(struct escape *escape, struct lending lending, struct node *future) {
    struct held held = escape__value(escape, future);
    for (unsigned i = 0; held.argument && i < escape->object_count; i++) {
        if (!(held.lent >> i & 1))
            continue;
        lending.object = i;
        lending.argument = escape__argument(escape, held.argument, i);
        note_lending(escape, lending);
    }
    return held.lent;
}

static bool is_run_of(const struct program *program, const struct node *call) {
    const char *name = call->kind == NODE_CALL ? known_callee(program, call) : NULL;
    return name &&
           (strcmp(name, "wok_scope_run") == 0 || strcmp(name, "wok_group_next_of_size") == 0);
}

/* Does the routine itself run the scope that it names like this? */
static bool runs(const struct program *program, const struct node *node, const struct node *place) {
    if (is_run_of(program, node) && node->child_count > 1 &&
        check__same_text(program, scope_place(program, node->children[1]), place))
        return true;
    for (uint32_t i = 0; i < node->child_count; i++)
        if (runs(program, node->children[i], place))
            return true;
    return false;
}

/* Of a scope that no variable of the routine leads to: one of file scope. */
static void lend_to_all(struct escape *escape, struct lending lending, struct node *future) {
    uint64_t objects = lend(escape, lending, future);
    if (escape__is_of_others(escape, lending.scope) &&
        !runs(escape->program, escape->flow->routine->definition->node, lending.scope))
        report_each(escape, NULL, objects, NULL, NULL);
}

static void add(struct escape *escape, struct node *call, bool is_group) {
    if (call->child_count < 3)
        return;
    struct node *future = call->children[2];
    struct lending lending = {.scope = scope_place(escape->program, call->children[1]),
                              .is_group = is_group};
    uint64_t scopes = escape__value(escape, call->children[1]).addresses;
    for (unsigned i = 0; i < escape->object_count; i++) {
        if (!(scopes >> i & 1) || !escape->objects[i].local)
            continue;
        lending.keeper = escape->objects[i].local;
        lending.is_own = true;
        escape->current[lending.keeper->index].children |= lend(escape, lending, future);
    }
    if (scopes)
        return;
    const struct node *root = escape__root(lending.scope);
    lending.keeper = root ? escape__variable(escape, root) : NULL;
    if (lending.keeper)
        escape->current[lending.keeper->index].children |= lend(escape, lending, future);
    else
        lend_to_all(escape, lending, future);
}

/* ---- running ---- */

static void settle_objects(struct escape *escape, uint64_t objects, const struct node *at);

/* From here on its children are over, unless that has come too late for some. */
static void settle(struct escape *escape, const struct symbol *keeper, const struct node *at) {
    struct held *held = &escape->current[keeper->index];
    uint64_t children = held->children | held->gone, gone = held->gone;
    held->children = held->gone = 0;
    if (!children)
        return;
    for (unsigned i = 0; i < escape->object_count; i++)
        if (children >> i & 1 && !check__is_inside(at, escape->objects[i].scope))
            gone |= (uint64_t)1 << i; /* a block without variables has no place in the graph */
    report_each(escape, keeper, gone, at, "it is run here, or may be");
    settle_objects(escape, children, at);
}

/* A scope may be run by a child of another one, or by a task. */
static void settle_objects(struct escape *escape, uint64_t objects, const struct node *at) {
    for (unsigned i = 0; i < escape->object_count; i++)
        if (objects >> i & 1 && escape->objects[i].local)
            settle(escape, escape->objects[i].local, at);
}

/* `scope`, `&server->scope`; with `is_scope` also `server->scope`. */
static const struct symbol *pointer_in(const struct escape *escape, struct node *value,
                                       bool is_scope) {
    struct node *place = scope_place(escape->program, value);
    bool is_address = place != program_strip(value);
    const struct node *root =
        is_scope || is_address || place->kind == NODE_NAME ? escape__root(place) : NULL;
    return root ? escape__variable(escape, root) : NULL;
}

/* The variable that others were made of: `server` of `scope`, after `scope = server->scope`. */
static const struct symbol *base_of(const struct escape *escape, const struct symbol *symbol) {
    enum { DEPTH_MAX = 8 };
    for (int depth = 0; depth < DEPTH_MAX; depth++) {
        const struct node *init = symbol->declarator;
        bool has_value = init && init->kind == NODE_INIT_DECLARATOR && init->child_count > 1;
        const struct node *root = has_value ? escape__root(init->children[1]) : NULL;
        const struct symbol *next = root ? escape__variable(escape, root) : NULL;
        if (!next)
            break;
        symbol = next;
    }
    return symbol;
}

/* What may be the same scope by another name may be over as well. */
static void forget_related(struct escape *escape, const struct symbol *pointer) {
    const struct symbol *base = base_of(escape, pointer);
    for (size_t i = 0; i < escape->lendings.count; i++) {
        const struct lending *lending = &escape->lendings.items[i];
        if (!lending->keeper || lending->is_own || base_of(escape, lending->keeper) != base)
            continue;
        struct held *held = &escape->current[lending->keeper->index];
        held->children = held->gone = 0;
    }
}

static void settle_value(struct escape *escape, struct node *value, bool is_scope,
                         const struct node *at) {
    struct held held = escape__value(escape, value);
    settle_objects(escape, held.addresses | held.lent, at);
    const struct symbol *pointer = pointer_in(escape, value, is_scope);
    if (pointer && !held.addresses) {
        settle(escape, pointer, at);
        forget_related(escape, pointer);
    }
}

static void settle_call(struct escape *escape, struct node *call, const struct node *at) {
    bool is_run = is_run_of(escape->program, call);
    for (uint32_t i = 1; i < call->child_count; i++)
        settle_value(escape, call->children[i], is_run && i == 1, at);
}

/* What wok_scope_leave does at the end of the block: it forgets them. */
static void leave(struct escape *escape, struct node *call) {
    uint64_t scopes =
        call->child_count > 1 ? escape__value(escape, call->children[1]).addresses : 0;
    for (unsigned i = 0; i < escape->object_count; i++) {
        const struct symbol *keeper = scopes >> i & 1 ? escape->objects[i].local : NULL;
        if (keeper)
            escape->current[keeper->index].children = escape->current[keeper->index].gone = 0;
    }
}

/* Built where it stands, and run there only by wok_block_on. */
static bool is_only_built(const struct program *program, const struct node *call) {
    const struct node *parent = call->parent;
    while (parent && parent->kind == NODE_PAREN)
        parent = parent->parent;
    bool is_run = parent && (parent->kind == NODE_BLOCK_ON || parent->kind == NODE_TRY_BLOCK_ON);
    return !is_run && escape__is_async_call(program, call);
}

/* In most functions no child was given anything, and what calls are need not be asked. */
static bool lends_anything(const struct escape *escape) {
    return escape->lendings.count > 0;
}

/* Calls that end children, or forget them, and run none. */
static bool is_quiet(const char *name) {
    return name && (strcmp(name, "wok_scope_fail") == 0 || strcmp(name, "wok_group_destroy") == 0);
}

void lend__call(struct escape *escape, struct node *call) {
    const char *name = known_callee(escape->program, call);
    if (name && strcmp(name, "wok_scope_add") == 0)
        add(escape, call, /* is_group */ false);
    else if (name && strcmp(name, "wok_group_add") == 0)
        add(escape, call, /* is_group */ true);
    else if (name && strcmp(name, "wok_scope_leave") == 0)
        leave(escape, call);
    else if (lends_anything(escape) && !is_quiet(name) && !is_only_built(escape->program, call))
        settle_call(escape, call, call);
}

static void settle_await(struct escape *escape, const struct node *await) {
    struct node *future = program_strip(await->children[0]);
    if (future->kind == NODE_CALL)
        settle_call(escape, future, await);
    else
        settle_value(escape, future, /* is_scope */ false, await);
}

/* A race is over for all of its arms: what lost was cancelled, and its children with it. */
static void settle_awaits_in(struct escape *escape, const struct node *node) {
    if (node->kind == NODE_AWAIT)
        settle_await(escape, node);
    for (uint32_t i = 0; i < node->child_count; i++)
        settle_awaits_in(escape, node->children[i]);
}

void lend__awaited(struct escape *escape, struct node *variable) {
    if (lends_anything(escape))
        settle_value(escape, variable, /* is_scope */ false, check__around(variable, NODE_AWAIT));
}

void lend__suspension(struct escape *escape, const struct suspension *suspension) {
    const struct step *step = suspension->step;
    if (!lends_anything(escape))
        return;
    if (step->kind == STEP_AWAIT && step->node->kind == NODE_AWAIT)
        settle_await(escape, step->node);
    for (uint32_t i = 0; step->kind == STEP_RACE && i < step->branch_count; i++)
        settle_awaits_in(escape, step->branches[i]->node);
}

/* ---- leaving ---- */

void lend__handed_on(struct escape *escape, struct node *value, const struct node *at) {
    const struct node *name = program_strip(value);
    const struct symbol *keeper = name->kind == NODE_NAME ? escape__variable(escape, name) : NULL;
    if (keeper)
        report_each(escape, keeper, escape->current[keeper->index].children, at,
                    "handed on here, it can be run by others, later");
}

static bool is_in(const struct node *scope, const struct block *block) {
    return scope->first <= block->position && block->position < scope->end;
}

/* A note at the exit that leaves the object's scope; what a defer stands between is not pointed at. */
static void report_left(struct escape *escape, const struct lending *lending,
                        const struct block *from) {
    report(escape, lending, from->exit ? from->exit->node : NULL, "control leaves its scope here");
}

void lend__cross(struct escape *escape, const struct block *from, const struct block *to,
                 struct held *held, const struct symbol *keeper) {
    for (unsigned i = 0; (held->children | held->gone) && i < escape->object_count; i++) {
        uint64_t bit = (uint64_t)1 << i;
        const struct node *scope = escape->objects[i].scope;
        if (!(held->children & bit) || !is_in(scope, from) || is_in(scope, to))
            continue;
        held->children &= ~bit;
        held->gone |= bit;
        const struct lending *lending = find_lending(escape, keeper, i);
        if (lending && !from->unwinds && is_of_others(escape, lending))
            report_left(escape, lending, from);
    }
    if (!is_in(keeper->scope->node, to))
        held->children = held->gone = 0;
}
