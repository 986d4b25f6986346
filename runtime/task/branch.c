/*
 * branch.c: joins and races. See branch.h for the ready bits.
 */
#include "task/branch.h"

#include "task/strand.h"
#include "task/task.h"

void wok_turn_begin(struct wok_turn *turn, struct wok_context *cx, uint32_t count, int is_first) {
    uint32_t bits = cx->branch_count;
    bool has_bits = bits && wok__is_task_waker(cx->waker);
    *turn = (struct wok_turn){
        .outer_waker = has_bits ? cx->waker : NULL,
        .part_size = count < bits ? bits / count : 1,
        .sharing = has_bits && count > bits ? (count + bits - 1) / bits : 1,
        .outer_first = cx->branch_first,
        .outer_count = cx->branch_count,
        .all = is_first || !has_bits,
    };
}

int wok_turn_enter(struct wok_turn *turn, struct wok_context *cx, uint32_t branch) {
    if (!turn->outer_waker)
        return true;
    uint32_t first = turn->outer_first + branch / turn->sharing * turn->part_size;
    uint32_t mask = ((uint32_t)1 << turn->part_size) - 1;
    if (!turn->all && !(cx->ready & mask << (first & 31)))
        return false;
    turn->waker = (struct wok_waker){.data = turn->outer_waker->data,
                                     .type = &wok__task_waker_types[1 + first]};
    cx->waker = &turn->waker;
    cx->branch_first = (uint8_t)first;
    cx->branch_count = (uint8_t)turn->part_size;
    return true;
}

void wok_turn_leave(struct wok_turn *turn, struct wok_context *cx) {
    if (!turn->outer_waker)
        return;
    cx->waker = turn->outer_waker;
    cx->branch_first = turn->outer_first;
    cx->branch_count = turn->outer_count;
}

static struct wok_frame *branch(const struct wok__walk *walk, uint32_t index) {
    return (struct wok_frame *)(void *)(walk->frame + walk->offsets[index]);
}

static bool has_started(struct wok_frame *root) {
    return root->state != WOK_UNRESUMED || wok__strand_of(root)->leaf;
}

struct wok__walk wok__walk_begin(struct wok_context *cx, void *frame, const uint32_t *offsets,
                                 uint32_t count) {
    struct wok__walk walk = {
        .cx = cx, .frame = frame, .offsets = offsets, .count = count, .index = UINT32_MAX};
    wok_turn_begin(&walk.turn, cx, count, !has_started(branch(&walk, 0)));
    return walk;
}

bool wok__walk_next(struct wok__walk *walk) {
    while (++walk->index < walk->count)
        if (branch(walk, walk->index)->state != WOK_FINISHED &&
            wok_turn_enter(&walk->turn, walk->cx, walk->index))
            return true;
    return false;
}

/* The branch that wok__walk_next has entered. */
static enum wok_poll poll_branch(struct wok__walk *walk) {
    enum wok_poll answer = wok__strand_poll(branch(walk, walk->index), walk->cx);
    wok_turn_leave(&walk->turn, walk->cx);
    return answer;
}

static bool all_have_finished(const struct wok__walk *walk) {
    for (uint32_t i = walk->count; i-- > 0;)
        if (branch(walk, i)->state != WOK_FINISHED)
            return false;
    return true;
}

enum wok_poll wok_join_poll(void *frame, const uint32_t *offsets, uint32_t count,
                            struct wok_context *cx) {
    struct wok__walk walk = wok__walk_begin(cx, frame, offsets, count);
    bool some_finished = false;
    while (wok__walk_next(&walk)) {
        if (poll_branch(&walk) == WOK_PENDING)
            continue;
        if (branch(&walk, walk.index)->status_errno)
            return WOK_READY;
        some_finished = true;
    }
    return some_finished && all_have_finished(&walk) ? WOK_READY : WOK_PENDING;
}

/* The first that is ready; -1: none. */
static int find_winner(struct wok__walk *walk) {
    while (wok__walk_next(walk))
        if (poll_branch(walk) == WOK_READY)
            return (int)walk->index;
    return -1;
}

/*
 * All but `spared`, the last one first. One that does not finish at once does not hold up the others: it
 * may wait for a lock that one of them has.
 */
static enum wok_poll cancel_all(const struct wok__walk *walk, int spared) {
    enum wok_poll answer = WOK_READY;
    for (uint32_t i = walk->count; i-- > 0;)
        if ((int)i != spared && wok__strand_cancel(branch(walk, i), walk->cx) == WOK_PENDING)
            answer = WOK_PENDING;
    return answer;
}

enum wok_poll wok_race_poll(void *frame, const uint32_t *offsets, uint32_t count, int *winner,
                            struct wok_context *cx) {
    struct wok__walk walk = wok__walk_begin(cx, frame, offsets, count);
    if (*winner < 0)
        *winner = find_winner(&walk);
    return *winner < 0 ? WOK_PENDING : cancel_all(&walk, *winner);
}

enum wok_poll wok_branches_cancel(void *frame, const uint32_t *offsets, uint32_t count,
                                  struct wok_context *cx) {
    struct wok__walk walk = {.cx = cx, .frame = frame, .offsets = offsets, .count = count};
    return cancel_all(&walk, /* spared: none */ -1);
}

int wok_branches_error(void *frame, const uint32_t *offsets, uint32_t count) {
    struct wok__walk walk = {.frame = frame, .offsets = offsets, .count = count};
    for (uint32_t i = 0; i < count; i++)
        if (branch(&walk, i)->state == WOK_FINISHED && branch(&walk, i)->status_errno)
            return branch(&walk, i)->status_errno;
    return 0;
}
