/*
 * family.h: tasks that somebody waits for together: what scopes and groups have in common.
 *
 * A child is a small record beside the task, which holds the task's handle and stands in two lists:
 *
 *     children   all that are not settled, begun or not
 *     over       those whose task has ended, in the order in which they did
 *
 *       add               begin                     the task ends            settle
 *     ------> in children -----> the task runs ----------------> in over too -------> freed
 *                |
 *                +-- drop (never begun) --> freed
 *
 * The joiner of a child's task is a waker of our own: its wake puts the child in the list `over` and
 * wakes who waits for the family; after it has given back the family's lock it touches neither child nor
 * family. Settling is done by the one who waits, so only that one takes children out, and may walk them.
 * When nobody will wait any more (ORPHANED, groups only) each child settles itself.
 *
 * Under the lock: the lists, the state, the waker, and child->task.
 */
#ifndef WOK__SCOPE_FAMILY_H
#define WOK__SCOPE_FAMILY_H

#include <stdbool.h>

#include <wok/generated.h>
#include <wok/scope.h>

#include "platform/system.h"
#include "platform/wait.h"

enum wok__family_state {
    WOK__FAMILY_RUNS = 1u << 0,     /* what is added begins at once */
    WOK__FAMILY_ENDS = 1u << 1,     /* what is added is dropped; what has begun is cancelled */
    WOK__FAMILY_ORPHANED = 1u << 2, /* nobody waits any more */
};

struct wok_child {
    struct wok_child *next, *previous; /* in children */
    struct wok_child *over_next;
    struct wok_family *family;  /* const */
    struct wok__system *system; /* const */
    wok_box_handle box;         /* until it begins */
    struct wok_task *task;      /* once it has begun */
    struct wok_task_wait wait;  /* by who begins it, then by who settles it */
};

static inline void wok__family_lock(struct wok_family *family) {
    wok__brief_acquire((wok__brief_lock *)(void *)&family->lock);
}

static inline void wok__family_unlock(struct wok_family *family) {
    wok__brief_release((wok__brief_lock *)(void *)&family->lock);
}

/* A child around a box; begun at once if the family runs. -ENOMEM, -ECANCELED (the family ends): the box
 * has been dropped. Any thread. */
int wok__family_add(struct wok_family *family, wok_box_handle box);

/* By who waits: from now on the family runs; begin what was added before, or, if the family has ended
 * already, drop it. */
void wok__family_run(struct wok_family *family);
/* By who waits: the oldest that is over, out of that list. NULL: none is, and the next that is wakes
 * `waker`, unless *none_left. */
struct wok_child *wok__family_take(struct wok_family *family, const struct wok_waker *waker,
                                   bool *none_left);
/* By who waits, of a child that was taken: 0 or negative errno, then its result, then it is freed. */
int wok__child_status(struct wok_child *child);
void wok__child_settle(struct wok_child *child);
/* By who waits: no longer. */
void wok__family_forget_waker(struct wok_family *family);

/* The family ends: wake who waits, who then cancels. Any thread. */
void wok__family_end(struct wok_family *family);
bool wok__family_ends(struct wok_family *family);
/* By who waits: cancel all that have begun, of a family that ends. */
void wok__family_cancel(struct wok_family *family);

/* By the owner, of a family that does not run: drop those that have not begun, and be as new. */
void wok__family_reset(struct wok_family *family);

/* By the owner, of a family that ends and was cancelled: what is left of it settles itself. True: nothing
 * is left. False: the last child to end frees the group. */
bool wok__family_orphan(struct wok_family *family);
/* See group.c. */
void wok__group_free(struct wok_family *family);

#endif
