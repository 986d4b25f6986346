/*
 * What a future or a box in a local variable was built from, where the text says it:
 *
 *     auto later = work(&x);       later: work(&x)
 *     auto boxed = box(later);     boxed: the same
 *     boxed = box(work(&y));       boxed: also work(&y)
 *
 * What came out of a call, an array or a parameter is not known.
 */
#include "check/internal.h"

#include "analyze/flow.h"

enum { DEPTH_MAX = 8 }; /* of variables built from variables */

static void add_variable(struct built *built, const struct symbol *symbol, unsigned depth);

static void add_future(struct built *built, const struct future *future, unsigned depth) {
    if (!future || depth > DEPTH_MAX)
        return;
    if (future->kind == FUTURE_VARIABLE) {
        add_variable(built, future->variable, depth + 1);
        return;
    }
    if (future->kind != FUTURE_BOX) {
        array_push(built->program->arena, &built->futures, future);
        return;
    }
    const struct node *handle = program_strip(future->arguments[0]);
    const struct symbol *symbol =
        handle->kind == NODE_NAME ? built->program->symbol_at[handle->first] : NULL;
    if (symbol && symbol->kind == SYMBOL_VARIABLE && symbol->class == VARIABLE_BOX)
        add_variable(built, symbol, depth + 1);
    else if (handle->kind == NODE_BOX && lower_note(handle))
        add_future(built, lower_note(handle)->future, depth + 1);
}

/* auto later = work(&x) */
static void add_initialiser(struct built *built, const struct symbol *symbol, unsigned depth) {
    const struct node *declarator = symbol->declarator;
    if (!declarator || declarator->kind != NODE_INIT_DECLARATOR || declarator->child_count < 2 ||
        declarator->children[1]->kind == NODE_NONE)
        return;
    add_future(built, program_future(built->program, built->flow->routine, declarator->children[1]),
               depth);
}

static void add_variable(struct built *built, const struct symbol *symbol, unsigned depth) {
    if (symbol->class == VARIABLE_FUTURE) {
        add_initialiser(built, symbol, depth);
        return;
    }
    for (size_t i = 0; i < built->flow->blocks.count; i++) {
        const struct block *block = built->flow->blocks.items[i];
        for (size_t j = 0; j < block->events.count; j++) {
            const struct event *event = &block->events.items[j];
            if (event->symbol != symbol || !event_sets(event))
                continue;
            struct node *value = check__stored_value(event);
            value = value ? program_strip(value) : NULL;
            if (value && value->kind == NODE_BOX && lower_note(value))
                add_future(built, lower_note(value)->future, depth);
        }
    }
}

void check__built_by(struct built *built, const struct future *future) {
    add_future(built, future, 0);
}

void check__built_in(struct built *built, const struct symbol *symbol) {
    add_variable(built, symbol, 0);
}

struct node *check__stored_value(const struct event *event) {
    struct node *node = event->node;
    if (event->kind == EVENT_DECLARE)
        return node->kind == NODE_INIT_DECLARATOR && node->child_count > 1 ? node->children[1]
                                                                           : NULL;
    while (node->parent && node->parent->kind == NODE_PAREN)
        node = node->parent;
    bool is_assigned =
        node->parent && node->parent->kind == NODE_ASSIGN && node->parent->children[0] == node;
    return is_assigned ? node->parent->children[1] : NULL;
}

struct node *check__first_use(const struct program *program, const struct symbol *symbol,
                              struct node *node) {
    if (node->kind == NODE_NAME)
        return program->symbol_at[node->first] == symbol ? node : NULL;
    for (uint32_t i = 0; i < node->child_count; i++) {
        struct node *found = check__first_use(program, symbol, node->children[i]);
        if (found)
            return found;
    }
    return NULL;
}
