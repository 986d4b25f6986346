/*
 * What becomes of each future variable and each handle, along every path.
 *
 * For each of them and each block, the set of states that some path brings:
 *
 *     ABSENT  in scope, but holding nothing yet
 *     HELD    built, and still to be awaited, spawned, moved …
 *     MOVED   consumed, or handed on
 *
 *     declaration, assignment   → HELD (ABSENT without a value)
 *     await, spawn, move …      HELD → MOVED
 *     use or move               with MOVED among the states: E0102
 *     end of scope, declared or assigned again    with HELD among them: E0103, E0104
 *
 * A handle that was consumed or handed on is zero. To ask whether it is one is no use of it, and behind the
 * answer one of the states is left: `if (handle) await handle;`
 *
 * Cancellation is no way out that has to consume: there a handle is detached and a future dropped.
 * Variables whose address is taken are not followed, nor is what is stored in fields and arrays.
 */
#include <string.h>

#include "analyze/flow.h"
#include "check/internal.h"

enum { ABSENT = 1, HELD = 2, MOVED = 4 };

struct fact {
    unsigned states;
    struct node *held, *moved; /* one place of each, the first in the text */
};

struct moves {
    struct program *program;
    struct flow *flow;
    struct symbol **symbols; /* those that are followed */
    size_t count;
    struct fact *facts;   /* at the begin of each block: [block number * count + symbol] */
    struct fact *current; /* in the block that is being run */
    bool *visited;        /* by block number */
    enum { FOLLOW, REPORT_USES, REPORT_LOSSES } round;
    ARRAY(struct node *) reported_uses;
    bool *reported; /* by symbol: one error about it is enough to begin with */
};

static bool is_future(const struct symbol *symbol) {
    return symbol->class == VARIABLE_FUTURE;
}

static bool is_box(const struct symbol *symbol) {
    return symbol->class == VARIABLE_BOX;
}

static const char *kind_of(const struct symbol *symbol) {
    return symbol->block       ? "block"
           : is_future(symbol) ? "future"
           : is_box(symbol)    ? "boxed future"
                               : "handle";
}

static void point_at_name(struct moves *moves, const struct symbol *symbol, uint32_t *begin,
                          uint32_t *end) {
    const struct token *token = &moves->program->tokens->items[symbol->token];
    *begin = token->offset;
    *end = token->offset + token->length;
}

static bool was_reported(struct moves *moves, struct node *node) {
    for (size_t i = 0; i < moves->reported_uses.count; i++)
        if (moves->reported_uses.items[i] == node)
            return true;
    array_push(moves->program->arena, &moves->reported_uses, node);
    return false;
}

static void help_about_paths(struct program *program, const struct symbol *symbol) {
    struct diagnostics *diagnostics = program->diagnostics;
    if (is_future(symbol))
        diagnose_help(diagnostics, "paths are followed, values are not: a flag that is tested a "
                                   "second time does not count");
    else if (symbol->type && symbol->type->class == ORACLE_SCALAR)
        diagnose_help(
            diagnostics,
            "paths are followed, values are not: a flag that is tested a second time does "
            "not count, but `if (%s)` does",
            symbol->name);
    else
        diagnose_help(
            diagnostics,
            "paths are followed, values are not: a flag that is tested a second time does "
            "not count; %s in arrays and structs are not followed",
            is_box(symbol) ? "boxed futures" : "handles");
}

static void report_use(struct moves *moves, size_t index, const struct fact *fact,
                       struct node *node) {
    const struct symbol *symbol = moves->symbols[index];
    if (moves->round != REPORT_USES || was_reported(moves, node))
        return;
    moves->reported[index] = true;
    struct program *program = moves->program;
    bool is_certain = fact->states == MOVED, is_earlier_turn = fact->moved == node;
    program_error(program, moves->flow->routine, DIAGNOSE_FUTURE_MOVED, node,
                  "the %s `%s` was consumed before%s", kind_of(symbol), symbol->name,
                  is_certain        ? ""
                  : is_earlier_turn ? ", in an earlier turn of the loop"
                                    : ", on some path to here");
    if (!is_earlier_turn)
        check__note(program, fact->moved, "consumed here");
    if (is_earlier_turn)
        diagnose_help(program->diagnostics,
                      "make it inside the loop, or consume it after the loop");
    else if (is_future(symbol) || is_box(symbol))
        diagnose_help(program->diagnostics, "a future runs once: keep its result in a variable, or "
                                            "call the function again");
    else
        diagnose_help(program->diagnostics, "a handle gives its result once: keep that in a "
                                            "variable");
    if (!is_certain && !is_earlier_turn)
        help_about_paths(program, symbol);
}

static void report_absent(struct moves *moves, size_t index, struct node *node) {
    const struct symbol *symbol = moves->symbols[index];
    if (moves->round != REPORT_USES || was_reported(moves, node))
        return;
    moves->reported[index] = true;
    program_error(moves->program, moves->flow->routine, DIAGNOSE_FUTURE_MOVED, node,
                  "the future `%s` is not built on every path to here", symbol->name);
    check__note(moves->program, symbol->declarator, "a jump goes past its declaration");
    diagnose_help(moves->program->diagnostics, "declare it before the jump");
}

static bool is_ever_moved(const struct moves *moves, const struct symbol *symbol) {
    for (size_t i = 0; i < moves->flow->blocks.count; i++) {
        const struct block *block = moves->flow->blocks.items[i];
        for (size_t j = 0; j < block->events.count; j++)
            if (block->events.items[j].symbol == symbol &&
                block->events.items[j].kind == EVENT_MOVE)
                return true;
    }
    return false;
}

static void help_to_consume(struct moves *moves, const struct symbol *symbol, bool on_some_path) {
    struct diagnostics *diagnostics = moves->program->diagnostics;
    if (symbol->block) {
        diagnose_help(diagnostics, "await it; a block that nobody awaits never runs");
    } else if (is_future(symbol) || is_box(symbol)) {
        diagnose_help(diagnostics, "await it, or spawn it; a future that nobody awaits never runs");
    } else {
        diagnose_help(
            diagnostics,
            "await it, or end it with `await wok_cancel(%s)`, or let the task run on with "
            "`wok_detach(%s)`",
            symbol->name, symbol->name);
    }
    if (on_some_path)
        help_about_paths(moves->program, symbol);
}

/* `at` is where it is lost: a node, or with NULL the end of the variable's scope. */
static void report_lost(struct moves *moves, size_t index, const struct fact *fact,
                        const struct node *at, const char *how) {
    const struct symbol *symbol = moves->symbols[index];
    struct program *program = moves->program;
    if (moves->round != REPORT_LOSSES || moves->reported[index])
        return;
    moves->reported[index] = true;
    moves->flow->routine->is_broken = true;
    bool ever = is_ever_moved(moves, symbol);
    uint32_t begin, end;
    point_at_name(moves, symbol, &begin, &end);
    if (fact->held != symbol->declarator && fact->held != symbol->declaration) {
        begin = node_begin_offset(program->tokens, fact->held);
        end = node_end_offset(program->tokens, fact->held);
    }
    diagnose_error(
        program->diagnostics,
        is_future(symbol) || is_box(symbol) ? DIAGNOSE_FUTURE_UNUSED : DIAGNOSE_HANDLE_UNUSED,
        begin, end, "the %s `%s` is %s", kind_of(symbol), symbol->name,
        is_future(symbol) || is_box(symbol) ? ever ? "not awaited, spawned or moved on every path"
                                                   : "never awaited, spawned or moved"
        : ever                              ? "not awaited, cancelled or detached on every path"
                                            : "never awaited, cancelled or detached");
    if (at) {
        check__note(program, at, "%s", how);
    } else if (ever) {
        uint32_t brace = symbol->scope->node->end - 1;
        diagnose_note(program->diagnostics, program->tokens->items[brace].offset,
                      program->tokens->items[brace].offset + 1, "it is lost here");
    }
    help_to_consume(moves, symbol, ever);
}

static bool is_unwound_handle(const struct block *block) {
    return block->action && block->action->kind == ACTION_HANDLE;
}

static void check_use(struct moves *moves, size_t index, const struct fact *fact, struct node *node,
                      bool moving) {
    if (fact->states & MOVED)
        report_use(moves, index, fact, node);
    else if (moving && is_future(moves->symbols[index]) && fact->states & ABSENT)
        report_absent(moves, index, node);
}

static void renew(struct moves *moves, size_t index, struct fact *fact, const struct event *event) {
    if (fact->states & HELD)
        report_lost(moves, index, fact, event->node,
                    event->kind == EVENT_SET ? "it is overwritten here" : "and built again here");
    *fact = (struct fact){.states = event->has_value ? HELD : ABSENT, .held = event->node};
}

/* ---- asking ---- */

static bool is_null(const struct program *program, struct node *node) {
    node = program_strip(node);
    if (node->kind == NODE_CAST)
        return is_null(program, node->children[1]);
    return node->kind == NODE_CONSTANT && token_is(program->tokens, node->first, "0");
}

/* `handle == NULL`, `NULL != handle` …: the other operand; else NULL. */
static struct node *compared_with_null(const struct program *program, const struct node *node) {
    bool compares = node->kind == NODE_BINARY && (token_is(program->tokens, node->token, "==") ||
                                                  token_is(program->tokens, node->token, "!="));
    if (!compares)
        return NULL;
    if (is_null(program, node->children[1]))
        return node->children[0];
    return is_null(program, node->children[0]) ? node->children[1] : NULL;
}

/* Is the value only asked whether it is one? */
static bool is_asked(const struct program *program, const struct node *name) {
    const struct node *node = name, *parent = node->parent;
    for (; parent && parent->kind == NODE_PAREN; node = parent)
        parent = parent->parent;
    if (!parent)
        return false;
    switch (parent->kind) {
    case NODE_UNARY:
        return token_is(program->tokens, parent->token, "!");
    case NODE_BINARY:
        return compared_with_null(program, parent) == node;
    case NODE_LOGICAL:
        return true;
    case NODE_IF:
    case NODE_WHILE:
    case NODE_CONDITIONAL:
        return parent->children[0] == node;
    case NODE_DO:
    case NODE_FOR:
        return parent->children[1] == node;
    default:
        return false;
    }
}

static size_t find_symbol(const struct moves *moves, const struct symbol *symbol);

/* What a condition says of handles, if it is true or not. */
static void answer(const struct moves *moves, struct node *condition, bool is_true,
                   struct fact *facts) {
    const struct program *program = moves->program;
    condition = program_strip(condition);
    struct node *compared = compared_with_null(program, condition);
    if (condition->kind == NODE_LOGICAL) {
        if (token_is(program->tokens, condition->token, "&&") == is_true) {
            answer(moves, condition->children[0], is_true, facts);
            answer(moves, condition->children[1], is_true, facts);
        }
    } else if (condition->kind == NODE_UNARY && token_is(program->tokens, condition->token, "!")) {
        answer(moves, condition->children[0], !is_true, facts);
    } else if (compared) {
        answer(moves, compared, token_is(program->tokens, condition->token, "!=") == is_true,
               facts);
    } else if (condition->kind == NODE_NAME && program->symbol_at[condition->first]) {
        size_t index = find_symbol(moves, program->symbol_at[condition->first]);
        if (index < moves->count && !is_future(moves->symbols[index]))
            facts[index].states &= is_true ? HELD : ABSENT | MOVED;
    }
}

static void apply(struct moves *moves, const struct block *block, const struct event *event,
                  size_t index, struct fact *fact) {
    switch (event->kind) {
    case EVENT_DECLARE:
    case EVENT_SET:
        renew(moves, index, fact, event);
        return;
    case EVENT_USE:
        if (!is_unwound_handle(block) &&
            (is_future(moves->symbols[index]) || !is_asked(moves->program, event->node)))
            check_use(moves, index, fact, event->node, /* moving */ false);
        return;
    case EVENT_MOVE:
        check_use(moves, index, fact, event->node, /* moving */ true);
        *fact = (struct fact){.states = MOVED, .moved = event->node};
        return;
    case EVENT_LOSE:
        *fact = (struct fact){.states = MOVED, .moved = event->node};
        return;
    case EVENT_MAY_LOSE:
        fact->states |= MOVED;
        fact->moved = event->node;
        return;
    case EVENT_TOUCH:
        return;
    }
}

static size_t find_symbol(const struct moves *moves, const struct symbol *symbol) {
    for (size_t i = 0; i < moves->count; i++)
        if (moves->symbols[i] == symbol)
            return i;
    return moves->count;
}

static struct node *first_of(struct node *left, struct node *right) {
    if (!left || !right)
        return left ? left : right;
    return right->first < left->first ? right : left;
}

static bool merge(struct fact *into, const struct fact *from) {
    struct fact merged = {into->states | from->states, first_of(into->held, from->held),
                          first_of(into->moved, from->moved)};
    bool changed =
        merged.states != into->states || merged.held != into->held || merged.moved != into->moved;
    *into = merged;
    return changed;
}

/* What a variable's fact becomes along an edge: scopes begin and end there. */
static struct fact cross(struct moves *moves, const struct block *from, const struct edge *edge,
                         size_t index, struct fact fact) {
    const struct symbol *symbol = moves->symbols[index];
    bool before = flow_in_scope(symbol, from->position);
    bool after = flow_in_scope(symbol, edge->to->position);
    if (after)
        return before ? fact : (struct fact){.states = ABSENT};
    if (before && fact.states & HELD && edge->kind == EDGE_NEXT && !from->unwinds)
        report_lost(moves, index, &fact, from->exit ? from->exit->node : NULL,
                    "it is lost where control leaves its scope here");
    return (struct fact){0};
}

static bool run_block(struct moves *moves, const struct block *block) {
    struct fact *facts = moves->current;
    for (size_t i = 0; i < moves->count; i++)
        facts[i] = moves->facts[block->number * moves->count + i];
    for (size_t i = 0; i < block->events.count; i++) {
        const struct event *event = &block->events.items[i];
        size_t index = event->symbol ? find_symbol(moves, event->symbol) : moves->count;
        if (index < moves->count)
            apply(moves, block, event, index, &facts[index]);
    }
    bool changed = false;
    for (size_t i = 0; i < block->edges.count; i++) {
        const struct edge *edge = &block->edges.items[i];
        if (edge->kind == EDGE_PARALLEL)
            continue;
        unsigned to = edge->to->number;
        changed |= !moves->visited[to];
        moves->visited[to] = true;
        struct fact *then = facts + moves->count; /* one more row */
        memcpy(then, facts, moves->count * sizeof *then);
        if (edge->when && block->condition)
            answer(moves, block->condition, edge->when > 0, then);
        for (size_t index = 0; index < moves->count; index++) {
            struct fact fact = cross(moves, block, edge, index, then[index]);
            changed |= merge(&moves->facts[to * moves->count + index], &fact);
        }
    }
    return changed;
}

static bool run_blocks(struct moves *moves) {
    bool changed = false;
    for (size_t i = 0; i < moves->flow->blocks.count; i++)
        if (moves->visited[i])
            changed |= run_block(moves, moves->flow->blocks.items[i]);
    return changed;
}

/* The place in a branch that consumes the variable, or NULL. */
static struct node *moved_in(const struct moves *moves, const struct body *branch,
                             const struct symbol *symbol) {
    for (size_t i = 0; i < moves->flow->blocks.count; i++) {
        const struct block *block = moves->flow->blocks.items[i];
        for (size_t j = 0; lower_is_in_body(block->body, branch) && j < block->events.count; j++)
            if (block->events.items[j].symbol == symbol &&
                block->events.items[j].kind == EVENT_MOVE)
                return block->events.items[j].node;
    }
    return NULL;
}

/* The arms of a race are alive together: no two of them may consume the same. */
static void check_race(struct moves *moves, const struct step *race) {
    for (size_t index = 0; index < moves->count; index++) {
        struct symbol *symbol = moves->symbols[index];
        struct node *first = NULL;
        for (uint32_t i = 0; i < race->branch_count; i++) {
            struct node *node = flow_in_scope(symbol, race->node->first)
                                    ? moved_in(moves, race->branches[i], symbol)
                                    : NULL;
            struct fact fact = {.states = MOVED, .moved = first};
            if (node && first)
                report_use(moves, index, &fact, node);
            first = first ? first : node;
        }
    }
}

static void collect(struct moves *moves) {
    const struct routine *routine = moves->flow->routine;
    moves->symbols =
        arena_array(moves->program->arena, struct symbol *, routine->symbols.count + 1);
    for (size_t i = 0; i < routine->symbols.count; i++) {
        struct symbol *symbol = routine->symbols.items[i];
        if (symbol->kind == SYMBOL_VARIABLE && symbol->class != VARIABLE_PLAIN &&
            !symbol->is_static && !symbol->is_extern && !symbol->cleanup &&
            !symbol->is_address_taken && !moves->flow->address_at[symbol->index])
            moves->symbols[moves->count++] = symbol;
    }
}

static void check_routine(struct program *program, struct flow *flow) {
    struct moves moves = {.program = program, .flow = flow};
    collect(&moves);
    if (!moves.count)
        return;
    moves.facts = arena_array(program->arena, struct fact, moves.count * flow->blocks.count);
    moves.current = arena_array(program->arena, struct fact, 2 * moves.count);
    moves.visited = arena_array(program->arena, bool, flow->blocks.count);
    moves.reported = arena_array(program->arena, bool, moves.count);
    moves.visited[0] = true;
    while (run_blocks(&moves))
        ;
    moves.round = REPORT_USES;
    for (size_t i = 0; i < flow->blocks.count; i++) {
        const struct suspension *suspension = flow->blocks.items[i]->suspension;
        if (suspension && suspension->step->kind == STEP_RACE)
            check_race(&moves, suspension->step);
    }
    run_blocks(&moves);
    moves.round = REPORT_LOSSES;
    run_blocks(&moves);
}

void check_program(struct program *program) {
    for (size_t i = 0; i < program->routines.count; i++) {
        struct flow *flow = flow_of(program->routines.items[i]);
        if (flow && !program->routines.items[i]->is_broken)
            check_routine(program, flow);
    }
    check__threads(program);
}
