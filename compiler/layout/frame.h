/*
 * What the files of layout/ share: the slots of a frame, what is alive together, and where they are.
 *
 *   merge.c      whose frames need no header
 *   slots.c      which slots a frame has, and the bytes that each needs
 *   interfere.c  which of them are alive together, in the order of the graph
 *   parallel.c   ... and beside it: branches, blocks, literals; both work on graph.h
 *   alive.c      which of them are alive at one suspension
 *   place.c      an offset for each, so that only those that never are share bytes
 *   ruler.c      --print=frame
 */
#ifndef WOKCC_LAYOUT_FRAME_H
#define WOKCC_LAYOUT_FRAME_H

#include "analyze/flow.h"
#include "analyze/live.h"
#include "layout/layout.h"

enum {
    HEADER_SIZE = 16, /* struct wok_frame */
    /* Its way to the frame around it: four bytes that a frame which no other one embeds has no use for. */
    DELTA_AT = 8,
    DELTA_END = 12,
    BRANCH_SIZE = 32, /* a strand's record and the frame's header behind it */
    WAIT_SIZE = 32,   /* struct wok_task_wait */
};

/*
 * Everything that can be alive has a number: variables by their index, then temporaries, what is
 * awaited (a race's winner too), the result, the strands of bodies, compound literals.
 */
struct thing_numbers {
    size_t temporaries, children, result, state, branches, literals, count;
};
struct thing_numbers layout__thing_numbers(const struct routine *routine);

/* merge.c */
unsigned layout__merged_height(const struct routine *routine);

/* slots.c */
void layout__collect(struct program *program, struct frame *frame);
/* Bytes of a type in the frame: handles are handles. */
struct oracle_extent layout__extent(const struct oracle_type *type);

/* interfere.c: fills frame->conflicts and the lines of the slots. */
void layout__interfere(struct program *program, struct frame *frame);

/* place.c: fills the offsets, groups, and the frame's size. */
void layout__place(struct program *program, struct frame *frame);

/* ruler.c */
void layout__print_ruler(const struct program *program, const struct frame *frame);

static inline long long layout__round_up(long long value, long long alignment) {
    return (value + alignment - 1) / alignment * alignment;
}

static inline bool layout__conflict(const struct frame *frame, size_t a, size_t b) {
    return frame->conflicts[a * frame->word_count + b / 64] >> b % 64 & 1;
}

#endif
