/*
 * An offset for each slot.
 *
 * Arguments stand where the caller wrote them, behind the header. Then one slot after the other takes
 * the lowest place in which it meets nobody that it is ever alive with. The order decides how well
 * they fit: a few are tried (by size, by alignment, by the number of conflicts), and then small changes
 * to the best of them, which in frames of a few dozen slots finds the optimum nearly always. The
 * changes come from a generator with a fixed seed: the same text always gives the same frame.
 *
 * Slots whose size only the C compiler can tell stand behind all others; those that are never alive
 * together are members of one union there.
 */
#include <string.h>

#include "layout/frame.h"

enum {
    CHANGES_MAX = 400,  /* tries for a frame with few slots */
    WORK_MAX = 2000000, /* and a bound on what they all cost, in comparisons */
};

struct placing {
    struct frame *frame;
    size_t *order; /* the slots that are free to move, in the order of placing */
    size_t count;
    long long *offsets; /* by slot; -1: not placed yet */
    long long arguments_size, arguments_align;
    long long begin; /* of the first bytes that a slot may take: behind the header, or in it */
    uint64_t random;
};

struct cost {
    long long size, used;
};

static bool is_better(struct cost a, struct cost b) {
    return a.size < b.size || (a.size == b.size && a.used < b.used);
}

bool layout_is_late(const struct frame *frame, const struct slot *slot) {
    return slot->kind == SLOT_RESULT && frame->height > 0 && slot->size >= 0;
}

static bool is_free(const struct frame *frame, const struct slot *slot) {
    return slot->kind != SLOT_ARGUMENT && slot->size >= 0 && !layout_is_late(frame, slot);
}

/* ---- arguments ---- */

const size_t *layout_argument_order(struct arena *arena,
                                    const struct oracle_type *const *parameters, size_t count) {
    size_t *order = arena_array(arena, size_t, count + 1);
    bool is_measured = true;
    for (size_t i = 0; i < count; i++) {
        order[i] = i;
        is_measured &= layout__extent(parameters[i]).align >= 1;
    }
    for (size_t i = 1; is_measured && i < count; i++) {
        long long align = layout__extent(parameters[i]).align;
        size_t at = i;
        for (; at && layout__extent(parameters[order[at - 1]]).align < align; at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    return order;
}

/* The members of a struct behind the header, as C lays them out. False if a size is unknown. */
static bool place_arguments(struct arena *arena, struct placing *placing) {
    const struct routine *routine = placing->frame->routine;
    long long offset = 0, align = 1;
    long long *offsets = placing->offsets;
    const size_t *order =
        layout_argument_order(arena, routine->parameters, routine->parameter_count);
    for (size_t k = 0; k < routine->parameter_count; k++) {
        size_t i = order[k];
        struct oracle_extent extent = layout__extent(routine->parameters[i]);
        if (extent.size < 0 || extent.align < 1)
            return false;
        align = extent.align > align ? extent.align : align;
        offset = layout__round_up(offset, extent.align);
        for (size_t at = 0; at < placing->frame->slots.count; at++) {
            const struct slot *slot = &placing->frame->slots.items[at];
            if (slot->kind == SLOT_ARGUMENT &&
                strcmp(slot->symbol->name, routine->parameter_names[i]) == 0)
                offsets[at] = offset;
        }
        offset += extent.size;
    }
    long long base = layout__round_up(HEADER_SIZE, align);
    for (size_t k = 0; k < placing->frame->slots.count; k++)
        if (offsets[k] >= 0)
            offsets[k] += base;
    placing->arguments_align = align > 8 ? align : 8;
    placing->arguments_size =
        layout__round_up(base + layout__round_up(offset, align), placing->arguments_align);
    return true;
}

/* ---- one order ---- */

/*
 * The first place at or behind this one where the slot is aligned and nothing lies in the header, but for
 * the four bytes of it that may be free.
 */
static long long place_behind(const struct slot *slot, long long end) {
    long long offset = end - slot->lead;
    offset = offset <= 0 ? 0 : layout__round_up(offset, slot->align);
    if (end < HEADER_SIZE && (slot->lead || offset + slot->size > DELTA_END))
        return place_behind(slot, HEADER_SIZE);
    return offset;
}

/* Is no header of this frame ever part of another frame? */
static bool has_no_parent(const struct routine *routine) {
    return !routine->is_embedded && !routine->is_awaited_in_variable;
}

/* The lowest place that the slot can take: above each neighbour that is in the way, in turn. */
static long long lowest_place(const struct placing *placing, size_t at) {
    const struct frame *frame = placing->frame;
    const struct slot *slot = &frame->slots.items[at];
    long long offset = place_behind(slot, placing->begin);
    for (bool moved = true; moved;) {
        moved = false;
        for (size_t i = 0; i < frame->slots.count; i++) {
            const struct slot *other = &frame->slots.items[i];
            if (placing->offsets[i] < 0 || !layout__conflict(frame, at, i) ||
                offset + slot->used <= placing->offsets[i] + other->lead ||
                offset + slot->lead >= placing->offsets[i] + other->used)
                continue;
            offset = place_behind(slot, placing->offsets[i] + other->used);
            moved = true;
        }
    }
    return offset;
}

static struct cost place_in_order(struct placing *placing) {
    const struct frame *frame = placing->frame;
    struct cost cost = {placing->arguments_size, HEADER_SIZE};
    long long align = placing->arguments_align;
    for (size_t i = 0; i < frame->slots.count; i++) {
        const struct slot *slot = &frame->slots.items[i];
        if (is_free(frame, slot))
            placing->offsets[i] = -1;
        else if (!layout_is_late(frame, slot) && placing->offsets[i] >= 0 &&
                 placing->offsets[i] + slot->used > cost.used)
            cost.used = placing->offsets[i] + slot->used;
    }
    for (size_t i = 0; i < placing->count; i++) {
        size_t at = placing->order[i];
        const struct slot *slot = &frame->slots.items[at];
        long long offset = placing->offsets[at] = lowest_place(placing, at);
        align = slot->align > align ? slot->align : align;
        cost.used = offset + slot->used > cost.used ? offset + slot->used : cost.used;
        cost.size = offset + slot->size > cost.size ? offset + slot->size : cost.size;
    }
    cost.size = layout__round_up(cost.size, align);
    return cost;
}

/* ---- orders ---- */

static unsigned conflicts_of(const struct frame *frame, size_t slot) {
    unsigned count = 0;
    for (size_t i = 0; i < frame->word_count; i++)
        count += (unsigned)__builtin_popcountll(frame->conflicts[slot * frame->word_count + i]);
    return count;
}

enum order { BY_SIZE, BY_ALIGNMENT, BY_CONFLICTS, ORDERS };

static bool goes_before(const struct frame *frame, enum order order, size_t a, size_t b) {
    const struct slot *first = &frame->slots.items[a], *second = &frame->slots.items[b];
    if (order == BY_ALIGNMENT && first->align != second->align)
        return first->align > second->align;
    if (order == BY_CONFLICTS) {
        unsigned x = conflicts_of(frame, a), y = conflicts_of(frame, b);
        if (x != y)
            return x > y;
    }
    if (first->used != second->used)
        return first->used > second->used;
    return a < b;
}

static void sort(struct placing *placing, enum order order) {
    for (size_t i = 1; i < placing->count; i++) {
        size_t slot = placing->order[i], at = i;
        for (; at && goes_before(placing->frame, order, slot, placing->order[at - 1]); at--)
            placing->order[at] = placing->order[at - 1];
        placing->order[at] = slot;
    }
}

static size_t random_below(struct placing *placing, size_t bound) {
    placing->random = placing->random * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(placing->random >> 33) % bound;
}

/* One slot goes to another place in the order. */
static void change(struct placing *placing) {
    size_t from = random_below(placing, placing->count), to = random_below(placing, placing->count);
    size_t slot = placing->order[from];
    for (; from < to; from++)
        placing->order[from] = placing->order[from + 1];
    for (; from > to; from--)
        placing->order[from] = placing->order[from - 1];
    placing->order[to] = slot;
}

static void keep_best(struct placing *placing, size_t *best_order, struct cost *best) {
    struct cost cost = place_in_order(placing);
    if (best->size && !is_better(cost, *best)) {
        memcpy(placing->order, best_order, placing->count * sizeof *best_order);
        return;
    }
    *best = cost;
    memcpy(best_order, placing->order, placing->count * sizeof *best_order);
}

static struct cost find_places(struct program *program, struct placing *placing) {
    size_t *best_order = arena_array(program->arena, size_t, placing->count + 1);
    struct cost best = {0, 0};
    for (enum order order = BY_SIZE; order < ORDERS; order++) {
        sort(placing, order);
        keep_best(placing, best_order, &best);
    }
    size_t work = placing->count * placing->count * 4 + 1;
    for (size_t i = 0; placing->count > 2 && i < CHANGES_MAX && i * work < WORK_MAX; i++) {
        change(placing);
        keep_best(placing, best_order, &best);
    }
    memcpy(placing->order, best_order, placing->count * sizeof *best_order);
    return place_in_order(placing);
}

/* ---- what only the C compiler can measure ---- */

static bool fits_group(const struct frame *frame, size_t at, unsigned group) {
    for (size_t i = 0; i < at; i++)
        if (frame->slots.items[i].group == group && layout__conflict(frame, at, i))
            return false;
    return true;
}

static void group_rest(struct frame *frame) {
    for (size_t i = 0; i < frame->slots.count; i++) {
        struct slot *slot = &frame->slots.items[i];
        if (slot->kind == SLOT_ARGUMENT || slot->offset >= 0)
            continue;
        unsigned group = 1;
        while (!fits_group(frame, i, group))
            group++;
        slot->group = group;
        frame->group_count = group > frame->group_count ? group : frame->group_count;
    }
}

static void hand_over(struct placing *placing, struct cost cost) {
    struct frame *frame = placing->frame;
    struct slot *late = NULL;
    frame->align = placing->arguments_align;
    for (size_t i = 0; i < frame->slots.count; i++) {
        struct slot *slot = &frame->slots.items[i];
        slot->offset = placing->offsets[i];
        if (layout_is_late(frame, slot))
            late = slot;
        else if (is_free(frame, slot) && slot->align > frame->align)
            frame->align = slot->align;
    }
    frame->size = frame->whole = cost.size;
    if (late) {
        long long align = late->align > frame->align ? late->align : frame->align;
        late->offset = layout__round_up(HEADER_SIZE, late->align);
        if (late->offset + late->size > frame->whole)
            frame->whole = late->offset + late->size;
        frame->whole = layout__round_up(frame->whole, align);
    }
    frame->used = frame->tail = cost.used;
}

void layout__place(struct program *program, struct frame *frame) {
    struct placing placing = {.frame = frame,
                              .order = arena_array(program->arena, size_t, frame->slots.count + 1),
                              .offsets =
                                  arena_array(program->arena, long long, frame->slots.count + 1),
                              .begin = has_no_parent(frame->routine) ? DELTA_AT : HEADER_SIZE};
    for (size_t i = 0; i < frame->slots.count; i++)
        placing.offsets[i] = -1;
    if (place_arguments(program->arena, &placing)) {
        for (size_t i = 0; i < frame->slots.count; i++)
            if (is_free(frame, &frame->slots.items[i]))
                placing.order[placing.count++] = i;
        hand_over(&placing, find_places(program, &placing));
    } else {
        frame->tail = -1;
    }
    group_rest(frame);
    if (frame->group_count)
        frame->size = frame->whole = frame->align = frame->used = -1;
}
