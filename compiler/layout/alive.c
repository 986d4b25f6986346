/*
 * Which slots are alive while a body stands at a suspension, for --garble.
 *
 * interfere.c knows what lives in the order of the graph. What runs beside it is added here: at a join
 * or race the branches hold what they like, and so does a block by reference while its variable
 * exists. A branch or block itself answers for its own slots alone: those around it are others'.
 */
#include "layout/frame.h"
#include "layout/set.h"

/* What is around a branch is not its own, even where it alone uses it: after a race the old value counts. */
bool layout_is_member(const struct frame *frame, const struct slot *slot, const struct body *body) {
    return set_has(frame->members[body->number], slot->thing) && !set_has(frame->lent, slot->thing);
}

static bool is_held_by(const struct frame *frame, const struct slot *slot,
                       const struct body *body) {
    return (slot->kind == SLOT_BRANCH && slot->body == body) ||
           set_has(frame->members[body->number], slot->thing);
}

static bool is_held_by_branches(const struct frame *frame, const struct slot *slot,
                                const struct step *step) {
    for (uint32_t i = 0; i < step->branch_count; i++)
        if (is_held_by(frame, slot, step->branches[i]))
            return true;
    return false;
}

/* Of a block by reference whose variable is alive. */
static bool is_held_by_blocks(const struct frame *frame, const struct slot *slot,
                              const uint64_t *alive) {
    const struct routine *routine = frame->routine;
    for (size_t i = 0; i < routine->symbols.count; i++) {
        const struct symbol *symbol = routine->symbols.items[i];
        const struct note *note = symbol->block ? lower_note(symbol->block) : NULL;
        if (note && note->body && set_has(alive, symbol->index) &&
            is_held_by(frame, slot, note->body))
            return true;
    }
    return false;
}

/* At each suspension of a branch that uses it: then nothing in there takes its place, either. */
static bool is_kept_by(const struct frame *frame, const struct symbol *symbol,
                       const struct body *branch) {
    const struct lowered *lowered = frame->routine->lowered;
    for (size_t i = 1; i < lowered->bodies.count; i++) {
        const struct body *body = lowered->bodies.items[i];
        for (size_t k = 0; lower_is_in_body(body, branch) && k < body->suspensions.count; k++)
            if (!set_has(frame->alive_at[body->suspensions.items[k]->number - 1], symbol->index))
                return false;
    }
    return true;
}

bool layout_keeps(const struct frame *frame, const struct symbol *symbol,
                  const struct suspension *suspension) {
    if (!set_has(frame->lent, symbol->index))
        return true;
    if (!set_has(frame->alive_at[suspension->number - 1], symbol->index))
        return false;
    const struct step *step = suspension->step;
    for (uint32_t i = 0; i < step->branch_count; i++)
        if (set_has(frame->members[step->branches[i]->number], symbol->index) &&
            !is_kept_by(frame, symbol, step->branches[i]))
            return false;
    return true;
}

bool layout_is_alive(const struct frame *frame, const struct slot *slot,
                     const struct suspension *suspension) {
    const uint64_t *alive = frame->alive_at[suspension->number - 1];
    if (slot->suspension == suspension || set_has(alive, slot->thing))
        return true;
    if (slot->kind == SLOT_STATE || (slot->kind == SLOT_RESULT && frame->routine->is_main))
        return true;
    return is_held_by_branches(frame, slot, suspension->step) ||
           is_held_by_blocks(frame, slot, alive);
}
