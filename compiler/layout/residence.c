/*
 * Frame, C local, or both.
 *
 *     async long sum(const int *p, long n) {
 *         long total = 0;                   cached: alive at the await, used at each turn
 *         for (long i = 0; i < n; i++) {    cached, as p and n are
 *             int x = p[i];                 local: dead at the await
 *             total += x;
 *             if (x < 0)
 *                 await report(i);
 *         }
 *         return total;
 *     }
 *
 * A value that is alive at no suspension is a local of C's. One that is alive at some suspension needs
 * a slot in the frame; the question is whether it lives there (RESIDENCE_FRAME) or is only saved there
 * on the way out of a suspension and loaded again on the way in (RESIDENCE_CACHED). What others can
 * hold the address of, or what code outside of this C function uses, has to live in the frame.
 *
 * For the rest it is a matter of cost. A cached value costs a store and a load for each suspension
 * that happens, whether or not it is used in between; one in the frame costs a load or store for each
 * use, and makes every dependency on itself wait for the store before it. Both are weighed by loop
 * depth; that a suspension happens is taken for certain, unless it stands under a condition inside its
 * loop. (Measured in bench/compiler: docs/decisions/0012.)
 */
#include "layout/residence.h"

#include <ctype.h>
#include <string.h>

#include "analyze/flow.h"
#include "analyze/live.h"

enum {
    WEIGHT_ONCE = 64,     /* of what runs once */
    WEIGHT_LOOP = 8,      /* a loop is taken to run so many times */
    LOOP_DEPTH_MAX = 5,   /* deeper ones count no more */
    CLOSE_CACHED_MAX = 8, /* more values than this, and only what clearly pays is cached */
    WEIGHT_CONDITION = 8, /* of so many turns, one comes to a suspension under a condition */
};

struct weight {
    unsigned long uses, suspensions;
    bool is_alive;    /* at some suspension */
    bool is_outside;  /* used by code that is not part of the same C function */
    bool is_in_defer; /* mentioned in the text of a defer outside of which it is declared */
    bool is_modified;
    const struct body *home; /* that of its declaration, or of a temporary's first event */
};

struct residence_state {
    struct program *program;
    struct routine *routine;
    struct weight *weights; /* variables by index, then temporaries */
    unsigned cached_count;  /* that would be, if there were no end of registers */
};

static bool is_loop(const struct node *node) {
    return node->kind == NODE_WHILE || node->kind == NODE_DO || node->kind == NODE_FOR;
}

/* Does `child` run only if its parent's condition says so? */
static bool is_conditional(const struct node *parent, const struct node *child) {
    switch (parent->kind) {
    case NODE_IF:
    case NODE_CONDITIONAL:
    case NODE_CONDITIONAL_GNU:
    case NODE_LOGICAL:
        return child != parent->children[0];
    case NODE_SWITCH:
    case NODE_WHEN:
        return child == parent->children[1];
    default:
        return false;
    }
}

/* How often the node runs when the function runs WEIGHT_ONCE times. */
static unsigned long weight_of(const struct node *node, bool is_suspension) {
    unsigned long weight = WEIGHT_ONCE;
    unsigned depth = 0;
    bool is_rare = false;
    for (const struct node *parent = node->parent; parent; node = parent, parent = parent->parent) {
        if (is_conditional(parent, node) && !depth)
            is_rare = true;
        bool is_init = parent->kind == NODE_FOR && node == parent->children[0];
        if (is_loop(parent) && !is_init && depth++ < LOOP_DEPTH_MAX)
            weight *= WEIGHT_LOOP;
    }
    return is_rare && depth && is_suspension ? weight / WEIGHT_CONDITION : weight;
}

static struct weight *weight_at(const struct residence_state *state, const struct symbol *symbol,
                                const struct temporary *temporary) {
    return &state->weights[symbol ? symbol->index
                                  : state->routine->variable_count + temporary->number - 1];
}

/* The body whose C function runs the place of this token. */
static const struct body *body_of(const struct routine *routine, uint32_t token) {
    const struct lowered *lowered = routine->lowered;
    const struct body *found = lowered->bodies.items[0];
    for (size_t i = 1; i < lowered->bodies.count; i++) { /* inner ones come after outer ones */
        const struct node *node = lowered->bodies.items[i]->node;
        if (node->first <= token && token < node->end)
            found = lowered->bodies.items[i];
    }
    return found;
}

static void weigh_events(const struct residence_state *state) {
    const struct flow *flow = state->routine->analysis->flow;
    for (size_t i = 0; i < flow->blocks.count; i++) {
        const struct block *block = flow->blocks.items[i];
        for (size_t j = 0; j < block->events.count && !block->unwinds; j++) {
            const struct event *event = &block->events.items[j];
            struct weight *weight = weight_at(state, event->symbol, event->temporary);
            if (!weight->home)
                weight->home =
                    event->symbol ? body_of(state->routine, event->symbol->token) : block->body;
            weight->is_outside |= weight->home != block->body;
            if (event->kind == EVENT_DECLARE)
                continue;
            weight->is_modified |= event->kind != EVENT_USE;
            weight->uses += weight_of(event->node, /* is_suspension */ false);
        }
    }
}

static void weigh_suspensions(const struct residence_state *state) {
    const struct live *live = state->routine->analysis->live;
    for (unsigned i = 0; i < live->count; i++) {
        const struct live_set *set = &live->sets[i];
        for (size_t j = 0; j < set->values.count; j++) {
            const struct live_value *value = &set->values.items[j];
            struct weight *weight = weight_at(state, value->symbol, value->temporary);
            weight->is_alive = true;
            weight->suspensions += weight_of(set->suspension->step->node, /* is_suspension */ true);
        }
    }
}

/* Variables from outside that these tokens mention, evaluated or not. */
static struct weight *mentioned(const struct residence_state *state, const struct node *node,
                                uint32_t token) {
    const struct symbol *symbol = state->program->symbol_at[token];
    bool is_from_outside = symbol && symbol->kind == SYMBOL_VARIABLE &&
                           symbol->owner == state->routine &&
                           (symbol->token < node->first || symbol->token >= node->end);
    return is_from_outside ? weight_at(state, symbol, NULL) : NULL;
}

/* A branch is another C function, and a defer is printed in each that may run it. */
static void note_mentions(const struct residence_state *state) {
    const struct lowered *lowered = state->routine->lowered;
    struct weight *weight;
    for (size_t i = 0; i < lowered->bodies.count; i++) {
        const struct body *body = lowered->bodies.items[i];
        for (uint32_t token = body->node->first; body->outer && token < body->node->end; token++)
            if ((weight = mentioned(state, body->node, token)))
                weight->is_outside = true;
        for (size_t j = 0; j < body->actions.count; j++) {
            const struct action *action = body->actions.items[j];
            if (action->kind != ACTION_DEFER)
                continue;
            for (uint32_t token = action->node->first; token < action->node->end; token++)
                if ((weight = mentioned(state, action->node, token)))
                    weight->is_in_defer = true;
        }
    }
}

static bool has_attribute(const struct node *node) {
    for (uint32_t i = 0; node && i < node->child_count; i++)
        if (node->children[i]->kind == NODE_ATTRIBUTE ||
            (node->children[i]->kind == NODE_DECLARATOR && has_attribute(node->children[i])))
            return true;
    return false;
}

static bool is_plain_scalar(const struct symbol *symbol) {
    const struct node *specifiers =
        symbol->declaration->child_count ? symbol->declaration->children[0] : NULL;
    return symbol->type && symbol->type->class == ORACLE_SCALAR && symbol->type->spelling &&
           specifiers && !(specifiers->flags & (NODE_IS_VOLATILE | NODE_IS_ATOMIC));
}

/* ---- labels: see regions in emit/loop.c ---- */

/* Behind the last goto to the label in here: where the statement of `block` that holds it ends; or 0. */
static uint32_t last_goto_end(const struct tokens *tokens, const struct node *block,
                              const struct node *node, uint32_t name) {
    uint32_t end = 0;
    if (node->kind == NODE_GOTO && token_is(tokens, node->name, token_string(tokens, name)))
        return node->end;
    for (uint32_t i = 0; i < node->child_count; i++) {
        uint32_t inner = last_goto_end(tokens, block, node->children[i], name);
        if (inner && node == block)
            inner = node->children[i]->end;
        end = inner > end ? inner : end;
    }
    return end;
}

static bool crosses(const struct residence_state *state, const struct symbol *symbol,
                    const struct node *node) {
    const struct node *block = symbol->scope->node;
    const struct tokens *tokens = state->program->tokens;
    if (node->kind == NODE_LABEL && node->first < symbol->token) {
        uint32_t end = last_goto_end(tokens, block, block, node->name);
        for (uint32_t token = end; end > symbol->token && token < block->end; token++)
            if (state->program->symbol_at[token] == symbol)
                return true;
    }
    for (uint32_t i = 0; i < node->child_count; i++)
        if (crosses(state, symbol, node->children[i]))
            return true;
    return false;
}

/*
 * Between a label and a goto back to it the text may be printed twice; what is declared there and used
 * behind must have one place for both.
 */
static bool outlives_region(const struct residence_state *state, const struct symbol *symbol) {
    const struct node *scope = symbol->scope->node;
    const struct node *block = scope->kind == NODE_FUNCTION ? scope->children[2] : scope;
    return block->kind == NODE_BLOCK && crosses(state, symbol, block);
}

/* What saving and loading costs, in the measure of uses. */
static unsigned long traffic(const struct weight *weight) {
    return weight->suspensions * (weight->is_modified ? 2 : 1);
}

/*
 * A value that is used as often as it would be saved and loaded is worth a register only while there
 * are some: a handful costs nothing where it suspends and is twice as fast where it does not; a dozen
 * costs more where it suspends than it gains.
 */
static enum residence cheaper(const struct residence_state *state, const struct weight *weight) {
    if (state->program->residence_rule == RESIDENCE_ALL_CACHED)
        return RESIDENCE_CACHED;
    if (state->program->residence_rule == RESIDENCE_ALL_FRAME || weight->uses < traffic(weight))
        return RESIDENCE_FRAME;
    bool is_close = weight->uses < 2 * traffic(weight);
    return is_close && state->cached_count > CLOSE_CACHED_MAX ? RESIDENCE_FRAME : RESIDENCE_CACHED;
}

/* May be cached: whether it pays is decided when all of these are known. */
static enum residence of_variable(const struct residence_state *state,
                                  const struct symbol *symbol) {
    const struct weight *weight = weight_at(state, symbol, NULL);
    const struct flow *flow = state->routine->analysis->flow;
    if (symbol->class != VARIABLE_PLAIN || weight->is_outside || flow->captured_at[symbol->index] ||
        symbol->is_shared ||
        has_attribute(symbol->declaration->child_count ? symbol->declaration->children[0] : NULL) ||
        has_attribute(symbol->declarator))
        return RESIDENCE_FRAME;
    if (!weight->is_alive && !weight->is_in_defer && !symbol->is_parameter)
        return outlives_region(state, symbol) ? RESIDENCE_FRAME : RESIDENCE_LOCAL;
    if (!weight->is_alive && !weight->is_in_defer)
        return is_plain_scalar(symbol) ? RESIDENCE_LOCAL : RESIDENCE_FRAME;
    if (!weight->is_alive || !is_plain_scalar(symbol) || symbol->cleanup ||
        flow->address_at[symbol->index] || symbol->is_address_taken)
        return RESIDENCE_FRAME;
    return RESIDENCE_CACHED;
}

static enum residence of_temporary(const struct residence_state *state,
                                   const struct temporary *temporary) {
    const struct weight *weight = weight_at(state, NULL, temporary);
    if (temporary->handle || weight->is_outside)
        return RESIDENCE_FRAME;
    if (!weight->is_alive)
        return RESIDENCE_LOCAL;
    return temporary->type->class == ORACLE_SCALAR ? RESIDENCE_CACHED : RESIDENCE_FRAME;
}

/* ---- names ---- */

static bool mentions(const char *spelling, const char *name, size_t length) {
    for (const char *at = spelling; at && (at = strstr(at, name)); at += length) {
        bool begins = at == spelling || (!isalnum((unsigned char)at[-1]) && at[-1] != '_');
        if (begins && !isalnum((unsigned char)at[length]) && at[length] != '_')
            return true;
    }
    return false;
}

/* for (int i …) … for (int i …): never there at the same time, so one C local serves both. */
static bool may_share(const struct symbol *symbol, const struct symbol *other) {
    if (!other || other->residence != RESIDENCE_CACHED || symbol->residence != RESIDENCE_CACHED ||
        other->is_parameter || symbol->is_parameter || other->home != symbol->home)
        return false;
    const struct node *scope = symbol->scope->node, *other_scope = other->scope->node;
    bool are_apart = scope->end <= other_scope->first || other_scope->end <= scope->first;
    return are_apart && strcmp(symbol->type->spelling, other->type->spelling) == 0;
}

/*
 * A cached variable is declared at the top of its C function. There its name must not hide what the
 * function means by it elsewhere: another variable, a function or a type of the file.
 */
static bool is_free_name(const struct residence_state *state, const struct symbol *symbol) {
    const struct tokens *tokens = state->program->tokens;
    const struct node *function = program_root(state->routine)->definition->node;
    size_t length = strlen(symbol->name);
    for (uint32_t token = function->first; token < function->end; token++) {
        const struct token *at = &tokens->items[token];
        bool is_member =
            token && (token_is(tokens, token - 1, ".") || token_is(tokens, token - 1, "->"));
        if (at->kind == TOKEN_IDENTIFIER && at->length == length && !is_member &&
            memcmp(token_text(tokens, token), symbol->name, length) == 0 &&
            state->program->symbol_at[token] != symbol &&
            !may_share(symbol, state->program->symbol_at[token]))
            return false;
    }
    for (size_t i = 0; i < state->routine->symbols.count; i++) {
        const struct oracle_type *type = state->routine->symbols.items[i]->type;
        if (type && mentions(type->spelling, symbol->name, length))
            return false;
    }
    for (size_t i = 0; i < state->routine->lowered->temporaries.count; i++)
        if (mentions(state->routine->lowered->temporaries.items[i]->type->spelling, symbol->name,
                     length))
            return false;
    return !state->routine->result ||
           !mentions(state->routine->result->spelling, symbol->name, length);
}

static void name_local(const struct residence_state *state, struct symbol *symbol, size_t at) {
    bool is_at_top = symbol->residence == RESIDENCE_CACHED || symbol->is_parameter;
    symbol->local = !is_at_top || is_free_name(state, symbol)
                        ? symbol->name
                        : arena_format(state->program->arena, "%s__%zu", symbol->name, at + 1);
}

static void choose(const struct residence_state *state) {
    for (size_t i = 0; i < state->routine->symbols.count; i++) {
        struct symbol *symbol = state->routine->symbols.items[i];
        if (symbol->residence == RESIDENCE_CACHED)
            symbol->residence = cheaper(state, weight_at(state, symbol, NULL));
    }
    for (size_t i = 0; i < state->routine->symbols.count; i++) {
        struct symbol *symbol = state->routine->symbols.items[i];
        if (symbol->residence == RESIDENCE_CACHED || symbol->residence == RESIDENCE_LOCAL)
            name_local(state, symbol, i);
    }
    for (size_t i = 0; i < state->routine->lowered->temporaries.count; i++) {
        struct temporary *temporary = state->routine->lowered->temporaries.items[i];
        if (temporary->residence == RESIDENCE_CACHED)
            temporary->residence = cheaper(state, weight_at(state, NULL, temporary));
    }
}

void residence_decide(struct program *program, struct routine *routine) {
    struct residence_state state = {.program = program, .routine = routine};
    struct lowered *lowered = routine->lowered;
    unsigned count = 0;
    state.weights = arena_array(program->arena, struct weight,
                                routine->variable_count + lowered->temporaries.count + 1);
    weigh_events(&state);
    weigh_suspensions(&state);
    note_mentions(&state);
    for (size_t i = 0; i < routine->symbols.count; i++) {
        struct symbol *symbol = routine->symbols.items[i];
        if (symbol->residence != RESIDENCE_FRAME)
            continue;
        const struct weight *weight = weight_at(&state, symbol, NULL);
        symbol->residence = of_variable(&state, symbol);
        symbol->is_modified = weight->is_modified;
        symbol->home = weight->home;
        count +=
            symbol->residence == RESIDENCE_CACHED && cheaper(&state, weight) == RESIDENCE_CACHED;
    }
    for (size_t i = 0; i < lowered->temporaries.count; i++) {
        struct temporary *temporary = lowered->temporaries.items[i];
        const struct weight *weight = weight_at(&state, NULL, temporary);
        temporary->residence = of_temporary(&state, temporary);
        temporary->home = weight->home;
        count +=
            temporary->residence == RESIDENCE_CACHED && cheaper(&state, weight) == RESIDENCE_CACHED;
    }
    state.cached_count = count;
    choose(&state);
}
