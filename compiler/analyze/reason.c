/*
 * Why a value is alive at a suspension: the nearest place that reads it.
 *
 * Asked only for people, one value at a time: it walks the graph anew for each.
 */
#include "analyze/internal.h"
#include "analyze/live.h"

/* A walk over the blocks in order of distance. */
struct search {
    struct block **queue;
    size_t head, tail;
    bool *seen;
};

static void search_add(struct search *search, struct block *block) {
    if (search->seen[block->number])
        return;
    search->seen[block->number] = true;
    search->queue[search->tail++] = block;
}

/* The first event in the block that decides about the value. */
static const struct event *deciding_event(const struct block *block,
                                          const struct live_value *value) {
    for (size_t i = 0; i < block->events.count; i++) {
        const struct event *event = &block->events.items[i];
        if (event->symbol == value->symbol && event->temporary == value->temporary &&
            (event_reads(event) || event_sets(event)))
            return event;
    }
    return NULL;
}

static void explain_read(const struct block *block, const struct event *event,
                         struct live_value *value) {
    static const enum live_reason reasons[] = {[ACTION_DEFER] = LIVE_DEFER,
                                               [ACTION_CLEANUP] = LIVE_CLEANUP,
                                               [ACTION_HANDLE] = LIVE_HANDLE};
    value->reason = block->action ? reasons[block->action->kind] : LIVE_USE;
    value->node = block->action ? block->action->node : event->node;
}

static bool find_read(struct search *search, struct live_value *value) {
    while (search->head < search->tail) {
        struct block *block = search->queue[search->head++];
        const struct event *event = deciding_event(block, value);
        if (event && event_reads(event)) {
            explain_read(block, event, value);
            return true;
        }
        for (size_t i = 0; !event && i < block->edges.count; i++)
            if (block->edges.items[i].kind != EDGE_CANCEL)
                search_add(search, block->edges.items[i].to);
    }
    return false;
}

static void search_after(struct search *search, const struct block *block, bool cancelled) {
    for (size_t i = 0; i < block->edges.count; i++)
        if (cancelled || block->edges.items[i].kind != EDGE_CANCEL)
            search_add(search, block->edges.items[i].to);
}

/* The nearest read after the suspension; else the nearest one of a cancellation, here or later. */
static void find_reason(const struct flow *flow, const struct block *block,
                        struct live_value *value) {
    struct arena *arena = flow->program->arena;
    size_t count = flow->blocks.count;
    struct search search = {.queue = arena_array(arena, struct block *, count),
                            .seen = arena_array(arena, bool, count)};
    search_after(&search, block, /* cancelled */ false);
    if (find_read(&search, value))
        return;
    search_after(&search, block, /* cancelled */ true);
    for (size_t i = 0, end = search.tail; i < end; i++)
        search_after(&search, search.queue[i], /* cancelled */ true);
    find_read(&search, value);
}

void live_explain(const struct flow *flow, const struct live_set *set, struct live_value *value) {
    const struct symbol *symbol = value->symbol;
    value->reason = LIVE_USE;
    value->node = set->suspension->step->node;
    if (symbol && symbol == live__awaited(flow, set->suspension)) {
        value->reason = LIVE_AWAITED;
    } else if (symbol && flow->address_at[symbol->index]) {
        value->reason = LIVE_ADDRESS;
        value->node = flow->address_at[symbol->index];
    } else if (symbol && flow->captured_at[symbol->index]) {
        value->reason = LIVE_CAPTURED;
        value->node = flow->captured_at[symbol->index];
    } else {
        find_reason(flow, set->block, value);
    }
}

/* The first event in the block that speaks of the value or replaces it. */
static const struct event *first_mention(const struct block *block, const struct live_value *value,
                                         const struct live_filter *filter) {
    for (size_t i = 0; i < block->events.count; i++) {
        const struct event *event = &block->events.items[i];
        bool is_it = event->symbol == value->symbol && event->temporary == value->temporary;
        if (!is_it || event->kind == EVENT_LOSE || event->kind == EVENT_MAY_LOSE)
            continue;
        if (!filter || event_sets(event) || filter->counts(filter->data, event->node))
            return event;
    }
    return NULL;
}

/* Cleaning up at the end of a scope counts, but a place that the user wrote is better to show. */
struct node *live_mentioned_later(const struct flow *flow, const struct live_set *set,
                                  const struct live_value *value,
                                  const struct live_filter *filter) {
    struct arena *arena = flow->program->arena;
    size_t count = flow->blocks.count;
    struct search search = {.queue = arena_array(arena, struct block *, count),
                            .seen = arena_array(arena, bool, count)};
    struct node *found = NULL;
    search_after(&search, set->block, /* cancelled */ true);
    while (search.head < search.tail) {
        const struct block *block = search.queue[search.head++];
        const struct event *event = first_mention(block, value, filter);
        if (event && !event_sets(event)) {
            struct node *node = block->action ? block->action->node : event->node;
            if (!block->unwinds)
                return node;
            found = found ? found : node;
        }
        if (!event)
            search_after(&search, block, /* cancelled */ true);
    }
    return found;
}
