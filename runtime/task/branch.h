/*
 * branch.h: which branches of a join or race are polled.
 *
 * Each branch is a strand, and gets a waker of its own: the same task, another type, which says a bit
 * of the task's word (state.h). A wake sets the bit, a poll of the task takes all bits with it
 * (cx->ready), and a join polls the branches whose bits are there; without any it stays pending.
 *
 * A task has 16 bits. They are dealt out like a ruler: who has a range of them divides it among its
 * branches, and a join inside a branch divides that one's part again.
 *
 *     task       | 0                                              16 |
 *     join of 3  | 0    a    5 | 5    b    10 | 10    c    15 |
 *     in b, of 2               | 5  7 | 7  9 |
 *
 * A branch's own waker sets the first bit of its part, so a wake in the join inside b is one of b's
 * part, and passes through to the one branch. Where there are more branches than bits, neighbours
 * share one: of 100 branches seven are polled at a wake. Sharing is never wrong, only slower: polls
 * without a reason are always legal.
 *
 * Bits that were taken and are not looked at would be wakes that are lost. So they pass only through
 * code of ours, which polls whatever has bits: a strand polled through the future's table, by a future
 * written by hand, has no bits (branch_count 0), gives its branches the waker that it has, and polls
 * them all.
 */
#ifndef WOK__TASK_BRANCH_H
#define WOK__TASK_BRANCH_H

#include <stdbool.h>

#include <wok/generated.h>

/* One poll of the branches of a join or race: a walk over those to be polled. */
struct wok__walk {
    struct wok_turn turn;
    struct wok_context *cx;
    char *frame;
    const uint32_t *offsets; /* of the branches' root frames */
    uint32_t count, index;
};

struct wok__walk wok__walk_begin(struct wok_context *cx, void *frame, const uint32_t *offsets,
                                 uint32_t count);
/* Enters the next branch that is to be polled; false: there is none. Each is left with wok_turn_leave. */
bool wok__walk_next(struct wok__walk *walk);

#endif
