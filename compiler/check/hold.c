/*
 * What an expression may hold, by what its variables may hold: see hold.h.
 *
 * Objects are local variables and compound literals. A struct's fields are one, except where a field is
 * read. What a function answers holds nothing: it may do anything with what it was given.
 */
#include "check/hold.h"

#include <string.h>

static bool is_operator(const struct program *program, const struct node *node, const char *text) {
    return node->token != NO_TOKEN && token_is(program->tokens, node->token, text);
}

struct held escape__both(struct held left, struct held right) {
    return (struct held){.addresses = left.addresses | right.addresses,
                         .lent = left.lent | right.lent,
                         .argument = left.argument ? left.argument : right.argument,
                         .is_boxed = left.argument ? left.is_boxed : right.is_boxed,
                         .children = left.children | right.children,
                         .gone = left.gone | right.gone};
}

const struct symbol *escape__variable(const struct escape *escape, const struct node *name) {
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

uint64_t escape__objects(struct escape *escape, struct node *place) {
    struct program *program = escape->program;
    place = program_strip(place);
    switch (place->kind) {
    case NODE_NAME: {
        const struct symbol *symbol = escape__variable(escape, place);
        return symbol ? bit_of(escape, symbol, place) : 0;
    }
    case NODE_COMPOUND_LITERAL:
        return check__around(place, NODE_BLOCK) ? bit_of(escape, NULL, place) : 0;
    case NODE_MEMBER:
        return is_operator(program, place, ".")
                   ? escape__objects(escape, place->children[0])
                   : escape__value(escape, place->children[0]).addresses;
    case NODE_INDEX:
        return program_is_array(program, place->children[0])
                   ? escape__objects(escape, place->children[0])
                   : escape__value(escape, place->children[0]).addresses;
    case NODE_UNARY:
        return is_operator(program, place, "*")
                   ? escape__value(escape, place->children[0]).addresses
                   : 0;
    default:
        return 0;
    }
}

/* ---- values ---- */

/* Children stay with the variable by which they were added. */
static struct held held_by(const struct escape *escape, const struct symbol *symbol) {
    struct held held = escape->current[symbol->index];
    held.children = held.gone = 0;
    return held;
}

const struct symbol *escape__whole(const struct escape *escape, struct node *place) {
    for (;;) {
        place = program_strip(place);
        bool is_part =
            (place->kind == NODE_MEMBER && is_operator(escape->program, place, ".")) ||
            (place->kind == NODE_INDEX && program_is_array(escape->program, place->children[0]));
        if (!is_part)
            return escape__variable(escape, place);
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
                held = escape__both(held, escape__value(escape, value));
        }
    }
    struct node *list = record->declarator && record->declarator->child_count > 1
                            ? program_strip(record->declarator->children[1])
                            : NULL;
    for (uint32_t i = 0; list && list->kind == NODE_INITIALISER_LIST && i < list->child_count; i++)
        if (list->children[i]->kind == NODE_DESIGNATED &&
            token_is(program->tokens, list->children[i]->first + 1, name))
            held = escape__both(
                held, escape__value(escape, node_child(list->children[i],
                                                       list->children[i]->child_count - 1)));
    escape->asked = asked.outer;
    return held;
}

static struct held member_value(struct escape *escape, struct node *member) {
    if (program_is_array(escape->program, member))
        return (struct held){.addresses = escape__objects(escape, member)};
    const struct symbol *record = escape__whole(escape, member);
    bool is_direct = record && program_strip(member->children[0])->kind == NODE_NAME;
    return is_direct ? field_of(escape, record, member) : (struct held){0};
}

/* What a task or future holds, by its arguments. */
static struct held lent_by(struct escape *escape, struct node *const *values, uint32_t count) {
    struct held lent = {0};
    for (uint32_t i = 0; i < count; i++) {
        struct held held = escape__value(escape, values[i]);
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

bool escape__is_async_call(const struct program *program, const struct node *call) {
    const struct node *callee = program_strip(call->children[0]);
    const struct routine *routine =
        callee->kind == NODE_NAME ? program->routine_at[callee->first] : NULL;
    if (routine)
        return routine->is_async;
    const struct oracle_type *type = program_type(program, callee);
    return type && type->is_async_function;
}

static struct held name_value(struct escape *escape, struct node *name) {
    const struct symbol *symbol = escape__variable(escape, name);
    if (!symbol)
        return (struct held){0};
    if (program_is_array(escape->program, name))
        return (struct held){.addresses = bit_of(escape, symbol, name)};
    return held_by(escape, symbol);
}

static struct held any_of(struct escape *escape, struct node *const *values, uint32_t count) {
    struct held held = {0};
    for (uint32_t i = 0; i < count; i++)
        held = escape__both(held, escape__value(escape, values[i]));
    return held;
}

/* A pointer and a number make a pointer, the difference of two pointers does not. */
static struct held sum_value(struct escape *escape, struct node *sum) {
    struct held left = escape__value(escape, sum->children[0]);
    struct held right = escape__value(escape, sum->children[1]);
    if (is_operator(escape->program, sum, "+"))
        return escape__both(left, right);
    bool is_pointer = is_operator(escape->program, sum, "-") && !right.addresses;
    return is_pointer ? left : (struct held){0};
}

struct held escape__value(struct escape *escape, struct node *value) {
    struct program *program = escape->program;
    value = program_strip(value);
    switch (value->kind) {
    case NODE_NAME:
        return name_value(escape, value);
    case NODE_MEMBER:
        return member_value(escape, value);
    case NODE_INDEX: {
        const struct symbol *whole = escape__whole(escape, value);
        if (program_is_array(program, value))
            return (struct held){.addresses = escape__objects(escape, value)};
        return whole ? held_by(escape, whole) : (struct held){0};
    }
    case NODE_UNARY:
        return is_operator(program, value, "&")
                   ? (struct held){.addresses = escape__objects(escape, value->children[0])}
                   : (struct held){0};
    case NODE_CAST:
        return escape__value(escape, value->children[1]);
    case NODE_COMPOUND_LITERAL:
        if (program_is_array(program, value))
            return (struct held){.addresses = escape__objects(escape, value)};
        return escape__value(escape, value->children[1]);
    case NODE_INITIALISER_LIST:
        return any_of(escape, value->children, value->child_count);
    case NODE_DESIGNATED:
    case NODE_COMMA:
        return escape__value(escape, value->children[value->child_count - 1]);
    case NODE_ASSIGN:
        return escape__value(escape, value->children[1]);
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
        return escape__is_async_call(program, value)
                   ? lent_by(escape, value->children + 1, value->child_count - 1)
                   : (struct held){0};
    case NODE_ASYNC_BLOCK:
        return block_value(escape, value);
    default:
        return (struct held){0};
    }
}

/* ---- for messages ---- */

const struct node *escape__root(const struct node *place) {
    while (place->child_count && place->kind != NODE_CALL)
        place = place->children[place->kind == NODE_CAST ? 1 : 0];
    return place->kind == NODE_NAME ? place : NULL;
}

bool escape__is_of_others(const struct escape *escape, const struct node *place) {
    enum { DEPTH_MAX = 8 };
    const struct node *name = escape__root(place);
    for (int depth = 0; name && depth < DEPTH_MAX; depth++) {
        const struct symbol *symbol = escape__variable(escape, name);
        if (!symbol || symbol->is_parameter)
            return true;
        const struct node *declarator = symbol->declarator;
        if (!declarator || declarator->kind != NODE_INIT_DECLARATOR || declarator->child_count < 2)
            return false;
        name = escape__root(declarator->children[1]);
    }
    return false;
}

struct node *escape__argument(struct escape *escape, struct node *argument, unsigned object) {
    const struct node *call = argument->parent;
    while (call && call->kind == NODE_PAREN)
        call = call->parent;
    for (uint32_t i = 1; call && call->kind == NODE_CALL && i < call->child_count; i++) {
        struct held held = escape__value(escape, call->children[i]);
        if ((held.addresses | held.lent) >> object & 1)
            return call->children[i];
    }
    return argument;
}

bool escape__report_at(struct escape *escape, const struct node *node) {
    for (size_t i = 0; i < escape->reported.count; i++)
        if (escape->reported.items[i] == node)
            return false;
    array_push(escape->program->arena, &escape->reported, node);
    return true;
}
