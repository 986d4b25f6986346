/*
 * Whose frames need no header.
 *
 * A header says who to resume and who is told when that is finished. A frame that is embedded in its
 * caller's can do without: the caller polls it again, as it does a hand-written future. That is a walk
 * down from the nearest frame with a header at each wake, so only so many frames are merged into each
 * other; and a frame that calls through a descriptor, or embeds one with a header, has to be found by
 * its callee, so it keeps its own.
 */
#include "layout/frame.h"

enum { HEIGHT_MAX = 12 };

/* The height of what is awaited there, 0 for what has none; -1: its caller needs a header. */
static int height_of(const struct future *future) {
    if (!future)
        return 0; /* strands of their own */
    switch (future->kind) {
    case FUTURE_EMBEDDED:
        return layout_is_merged(future->routine) ? (int)future->routine->frame->height : -1;
    case FUTURE_VARIABLE:
        return future->routine->is_leaf ? 0 : -1;
    case FUTURE_CALL:
        return -1;
    default:
        return 0;
    }
}

unsigned layout__merged_height(const struct routine *routine) {
    const struct lowered *lowered = routine->lowered;
    int highest = 0;
    if (routine->is_main)
        return 0;
    for (size_t i = 0; i < lowered->bodies.items[0]->suspensions.count; i++) {
        int height = height_of(lowered->bodies.items[0]->suspensions.items[i]->step->future);
        if (height < 0)
            return 0;
        highest = height > highest ? height : highest;
    }
    return highest < HEIGHT_MAX ? (unsigned)highest + 1 : 0;
}

int layout_state_size(const struct routine *routine) {
    return routine->lowered->bodies.items[0]->suspensions.count < UINT8_MAX ? 1 : 2;
}

bool layout_is_merged(const struct routine *callee) {
    return callee->frame && callee->frame->height > 0;
}
