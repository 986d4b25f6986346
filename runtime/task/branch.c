/*
 * branch.c: joins and races. See branch.h for the ready bits.
 */
#include "task/branch.h"

#include "task/strand.h"
#include "task/task.h"

static struct wok_frame *branch(const struct wok__turn *turn, uint32_t index) {
    return (struct wok_frame *)(void *)(turn->frame + turn->offsets[index]);
}

static bool has_started(struct wok_frame *root) {
    return root->state != WOK_UNRESUMED || wok__strand_of(root)->leaf;
}

struct wok__turn wok__turn_begin(struct wok_context *cx, void *frame, const uint32_t *offsets,
                                 uint32_t count) {
    struct wok__turn turn = {.cx = cx, .frame = frame, .offsets = offsets, .count = count};
    uint32_t bits = cx->branch_count;
    turn.has_bits = bits && wok__is_task_waker(cx->waker);
    turn.all = !turn.has_bits || !has_started(branch(&turn, 0));
    turn.part_size = count < bits ? bits / count : 1;
    turn.sharing = turn.has_bits && count > bits ? (count + bits - 1) / bits : 1;
    turn.index = UINT32_MAX;
    turn.part_first = cx->branch_first - turn.part_size;
    return turn;
}

bool wok__turn_next(struct wok__turn *turn) {
    while (++turn->index < turn->count) {
        if (turn->part_left) {
            turn->part_left--;
            return true;
        }
        turn->part_first += turn->part_size;
        uint32_t mask = (((uint32_t)1 << turn->part_size) - 1);
        if (turn->all || turn->cx->ready & mask << (turn->part_first & 31)) {
            turn->part_left = turn->sharing - 1;
            return true;
        }
        turn->index += turn->sharing - 1;
    }
    return false;
}

/* With its own waker and its part of the bits, both for this poll only. */
static enum wok_poll poll_branch(const struct wok__turn *turn) {
    struct wok_context *cx = turn->cx;
    struct wok_frame *root = branch(turn, turn->index);
    if (!turn->has_bits)
        return wok__strand_poll(root, cx);
    const struct wok_waker *outer_waker = cx->waker;
    uint8_t outer_first = cx->branch_first, outer_count = cx->branch_count;
    struct wok_waker waker = {.data = outer_waker->data,
                              .type = &wok__task_waker_types[1 + turn->part_first]};
    cx->waker = &waker;
    cx->branch_first = (uint8_t)turn->part_first;
    cx->branch_count = (uint8_t)turn->part_size;
    enum wok_poll answer = wok__strand_poll(root, cx);
    cx->waker = outer_waker;
    cx->branch_first = outer_first;
    cx->branch_count = outer_count;
    return answer;
}

static bool all_have_finished(const struct wok__turn *turn) {
    for (uint32_t i = turn->count; i-- > 0;)
        if (branch(turn, i)->state != WOK_FINISHED)
            return false;
    return true;
}

enum wok_poll wok_join_poll(void *frame, const uint32_t *offsets, uint32_t count,
                            struct wok_context *cx) {
    struct wok__turn turn = wok__turn_begin(cx, frame, offsets, count);
    bool some_finished = false;
    while (wok__turn_next(&turn)) {
        struct wok_frame *root = branch(&turn, turn.index);
        if (root->state == WOK_FINISHED || poll_branch(&turn) == WOK_PENDING)
            continue;
        if (root->status_errno)
            return WOK_READY;
        some_finished = true;
    }
    return some_finished && all_have_finished(&turn) ? WOK_READY : WOK_PENDING;
}

/* The first that is ready; -1: none. */
static int find_winner(struct wok__turn turn) {
    while (wok__turn_next(&turn))
        if (poll_branch(&turn) == WOK_READY)
            return (int)turn.index;
    return -1;
}

/*
 * All but `spared`, the last one first. One that does not finish at once does not hold up the others: it
 * may wait for a lock that one of them has.
 */
static enum wok_poll cancel_all(const struct wok__turn *turn, int spared) {
    enum wok_poll answer = WOK_READY;
    for (uint32_t i = turn->count; i-- > 0;)
        if ((int)i != spared && wok__strand_cancel(branch(turn, i), turn->cx) == WOK_PENDING)
            answer = WOK_PENDING;
    return answer;
}

enum wok_poll wok_race_poll(void *frame, const uint32_t *offsets, uint32_t count, int *winner,
                            struct wok_context *cx) {
    struct wok__turn turn = wok__turn_begin(cx, frame, offsets, count);
    if (*winner < 0)
        *winner = find_winner(turn);
    return *winner < 0 ? WOK_PENDING : cancel_all(&turn, *winner);
}

enum wok_poll wok_branches_cancel(void *frame, const uint32_t *offsets, uint32_t count,
                                  struct wok_context *cx) {
    struct wok__turn turn = {.cx = cx, .frame = frame, .offsets = offsets, .count = count};
    return cancel_all(&turn, /* spared: none */ -1);
}

int wok_branches_error(void *frame, const uint32_t *offsets, uint32_t count) {
    struct wok__turn turn = {.frame = frame, .offsets = offsets, .count = count};
    for (uint32_t i = 0; i < count; i++)
        if (branch(&turn, i)->state == WOK_FINISHED && branch(&turn, i)->status_errno)
            return branch(&turn, i)->status_errno;
    return 0;
}
