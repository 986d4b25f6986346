/*
 * Whose frames need no header, and which branches no strand.
 *
 * A header says who to resume and who is told when that is finished. A frame that is embedded in its
 * caller's can do without: the caller polls it again, as it does a hand-written future. That is a walk
 * down from the nearest frame with a header at each wake, so only so many frames are merged into each
 * other; and a frame that calls through a descriptor, or embeds one with a header, has to be found by
 * its callee, so it keeps its own.
 *
 * A branch of a join or race is a strand. Where there are just a few of them, and each is as simple as a
 * merged callee, they do without these 32 bytes: they are merged into the body that waits for them, which
 * polls the woken ones itself (see struct wok_turn).
 */
#include "layout/frame.h"

enum {
    HEIGHT_MAX = 12,
    BRANCHES_MAX = 8, /* each is a piece of code in the body that waits for them */
};

static int height_of_body(const struct body *body);

/* The highest of a few branches that are merged; 0 where they are strands. */
static int height_of_branches(const struct step *step) {
    int highest = 0;
    for (uint32_t i = 0; i < step->branch_count; i++) {
        int height = height_of_body(step->branches[i]);
        if (height < 0 || step->branch_count > BRANCHES_MAX)
            return 0;
        highest = height > highest ? height : highest;
    }
    return highest;
}

/* The height of what is awaited there, 0 for what has none; -1: its caller needs a header. */
static int height_of(const struct step *step) {
    const struct future *future = step->future;
    if (!future)
        return height_of_branches(step);
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

/* -1: something in it has to find it. */
static int height_of_body(const struct body *body) {
    int highest = 0;
    for (size_t i = 0; i < body->suspensions.count; i++) {
        int height = height_of(body->suspensions.items[i]->step);
        if (height < 0 || height >= HEIGHT_MAX)
            return -1;
        highest = height > highest ? height : highest;
    }
    return highest;
}

unsigned layout__merged_height(const struct routine *routine) {
    if (routine->is_main || routine->is_plain || !routine->is_embedded)
        return 0;
    return (unsigned)(height_of_body(routine->lowered->bodies.items[0]) + 1);
}

int layout_state_size(const struct body *body) {
    return body->suspensions.count < UINT8_MAX ? 1 : 2;
}

bool layout_is_merged(const struct routine *callee) {
    return callee->frame && callee->frame->height > 0;
}

bool layout_merges_branches(const struct step *step) {
    const struct routine *routine = step->suspension->body->routine;
    if (step->future || !routine->frame || step->branch_count > BRANCHES_MAX)
        return false;
    for (uint32_t i = 0; i < step->branch_count; i++)
        if (height_of_body(step->branches[i]) < 0)
            return false;
    return true;
}

bool layout_is_headless(const struct body *body) {
    if (!body->outer)
        return layout_is_merged(body->routine);
    return body->fork && layout_merges_branches(body->fork);
}
