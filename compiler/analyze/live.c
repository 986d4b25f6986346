/*
 * Backward liveness over the blocks, with one bit for each variable and temporary.
 *
 *     in  = read | (out & ~set)        out = the union of the successors' in
 *
 * and, forward, which variables exist (some path declared or used them and did not leave their scope
 * since), and which of these may hold something: a variable that was only declared has no value to
 * keep, whatever reads it later.
 */
#include <string.h>

#include "analyze/internal.h"
#include "analyze/live.h"

struct bits {
    uint64_t *words;
};

struct block_bits {
    struct bits read, set, in, out; /* liveness */
    struct bits exists, holds;      /* at the end of the block */
};

struct liveness {
    struct program *program;
    struct flow *flow;
    size_t value_count, word_count;
    struct symbol **symbols;   /* by index; NULL for what is no variable of the frame */
    struct block_bits *blocks; /* by block number */
};

static bool bits_have(struct bits bits, size_t index) {
    return bits.words[index / 64] >> index % 64 & 1;
}

static void bits_add(struct bits bits, size_t index) {
    bits.words[index / 64] |= (uint64_t)1 << index % 64;
}

static size_t index_of(const struct flow *flow, const struct event *event) {
    return event->symbol ? event->symbol->index
                         : flow->routine->variable_count + event->temporary->number - 1;
}

bool event_reads(const struct event *event) {
    return event->kind == EVENT_USE || event->kind == EVENT_MOVE;
}

bool event_sets(const struct event *event) {
    return event->kind == EVENT_SET || event->kind == EVENT_DECLARE;
}

/* A handle without an initialiser is zeroed; any other variable holds nothing yet. */
static bool gives_value(const struct event *event) {
    return event->kind != EVENT_DECLARE || event->has_value || program_is_handle(event->symbol);
}

static void read_events(struct liveness *liveness, const struct block *block) {
    struct block_bits *bits = &liveness->blocks[block->number];
    for (size_t i = 0; i < block->events.count; i++) {
        const struct event *event = &block->events.items[i];
        size_t index = index_of(liveness->flow, event);
        if (event_reads(event) && !bits_have(bits->set, index))
            bits_add(bits->read, index);
        if (event_sets(event))
            bits_add(bits->set, index);
        bits_add(bits->exists, index);
        if (gives_value(event))
            bits_add(bits->holds, index);
    }
}

static void allocate(struct liveness *liveness) {
    struct flow *flow = liveness->flow;
    struct arena *arena = liveness->program->arena;
    size_t words = liveness->word_count;
    liveness->blocks = arena_array(arena, struct block_bits, flow->blocks.count);
    for (size_t i = 0; i < flow->blocks.count; i++) {
        struct bits *each[] = {&liveness->blocks[i].read,   &liveness->blocks[i].set,
                               &liveness->blocks[i].in,     &liveness->blocks[i].out,
                               &liveness->blocks[i].exists, &liveness->blocks[i].holds};
        for (size_t j = 0; j < sizeof each / sizeof each[0]; j++)
            each[j]->words = arena_array(arena, uint64_t, words);
    }
}

static bool flow_backward(struct liveness *liveness, const struct block *block) {
    struct block_bits *bits = &liveness->blocks[block->number];
    bool changed = false;
    for (size_t word = 0; word < liveness->word_count; word++) {
        uint64_t out = bits->out.words[word];
        for (size_t i = 0; i < block->edges.count; i++)
            out |= liveness->blocks[block->edges.items[i].to->number].in.words[word];
        uint64_t in = bits->read.words[word] | (out & ~bits->set.words[word]);
        changed |= in != bits->in.words[word];
        bits->out.words[word] = out;
        bits->in.words[word] = in;
    }
    return changed;
}

/* What is true of a variable at the end of a block stays so while its scope is not left. */
static bool carry(const struct liveness *liveness, struct bits from, struct bits to,
                  uint32_t position) {
    bool changed = false;
    for (size_t index = 0; index < liveness->flow->routine->variable_count; index++) {
        if (!bits_have(from, index) || bits_have(to, index) || !liveness->symbols[index] ||
            !flow_in_scope(liveness->symbols[index], position))
            continue;
        bits_add(to, index);
        changed = true;
    }
    return changed;
}

static bool flow_forward(struct liveness *liveness, const struct block *block) {
    const struct block_bits *from = &liveness->blocks[block->number];
    bool changed = false;
    for (size_t i = 0; i < block->edges.count; i++) {
        const struct block *to = block->edges.items[i].to;
        const struct block_bits *at = &liveness->blocks[to->number];
        changed |= carry(liveness, from->exists, at->exists, to->position);
        changed |= carry(liveness, from->holds, at->holds, to->position);
    }
    return changed;
}

static void solve(struct liveness *liveness) {
    struct flow *flow = liveness->flow;
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = flow->blocks.count; i-- > 0;)
            changed |= flow_backward(liveness, flow->blocks.items[i]);
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (size_t i = 0; i < flow->blocks.count; i++)
            changed |= flow_forward(liveness, flow->blocks.items[i]);
    }
}

const struct symbol *live__awaited(const struct flow *flow, const struct suspension *suspension) {
    const struct future *future = suspension->step->future;
    if (!future)
        return NULL;
    switch (future->kind) {
    case FUTURE_VARIABLE:
    case FUTURE_BLOCK:
        return future->variable;
    case FUTURE_TASK:
    case FUTURE_CANCEL:
    case FUTURE_JOIN: {
        const struct node *handle = program_strip(future->arguments[0]);
        return handle->kind == NODE_NAME ? flow->program->symbol_at[handle->first] : NULL;
    }
    default:
        return NULL;
    }
}

static bool is_alive(const struct liveness *liveness, const struct block *block, size_t index) {
    const struct block_bits *bits = &liveness->blocks[block->number];
    const struct flow *flow = liveness->flow;
    if (index >= flow->routine->variable_count)
        return bits_have(bits->out, index);
    if (liveness->symbols[index] == live__awaited(flow, block->suspension))
        return true;
    if (flow->captured_at[index] && bits_have(bits->exists, index))
        return true; /* another branch may give it a value meanwhile */
    return bits_have(bits->holds, index) &&
           (flow->address_at[index] || bits_have(bits->out, index));
}

static void fill_set(struct liveness *liveness, struct live_set *set, const struct block *block) {
    size_t variables = liveness->flow->routine->variable_count;
    set->suspension = block->suspension;
    set->block = block;
    for (size_t i = 0; i < liveness->value_count; i++) {
        if ((i < variables && !liveness->symbols[i]) || !is_alive(liveness, block, i))
            continue;
        struct live_value value = {0};
        if (i < variables)
            value.symbol = liveness->symbols[i];
        else
            value.temporary = liveness->flow->routine->lowered->temporaries.items[i - variables];
        array_push(liveness->program->arena, &set->values, value);
    }
}

struct live *live__of(struct program *program, struct flow *flow) {
    struct routine *routine = flow->routine;
    struct liveness liveness = {.program = program, .flow = flow};
    liveness.value_count = routine->variable_count + routine->lowered->temporaries.count;
    liveness.word_count = liveness.value_count / 64 + 1;
    liveness.symbols = arena_array(program->arena, struct symbol *, routine->variable_count + 1);
    for (size_t i = 0; i < routine->symbols.count; i++) {
        struct symbol *symbol = routine->symbols.items[i];
        if (symbol->kind == SYMBOL_VARIABLE && !symbol->is_static && !symbol->is_extern)
            liveness.symbols[symbol->index] = symbol;
    }
    allocate(&liveness);
    for (size_t i = 0; i < flow->blocks.count; i++)
        read_events(&liveness, flow->blocks.items[i]);
    solve(&liveness);
    struct live *live = arena_new(program->arena, struct live);
    live->flow = flow;
    live->count = routine->lowered->suspension_count;
    live->sets = arena_array(program->arena, struct live_set, live->count + 1);
    for (size_t i = 0; i < flow->blocks.count; i++)
        if (flow->blocks.items[i]->suspension)
            fill_set(&liveness, &live->sets[flow->blocks.items[i]->suspension->number - 1],
                     flow->blocks.items[i]);
    return live;
}

const struct live_set *live_at(const struct suspension *suspension) {
    const struct analysis *analysis = suspension->body->routine->analysis;
    return analysis ? &analysis->live->sets[suspension->number - 1] : NULL;
}
