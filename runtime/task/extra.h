/*
 * extra.h: what few tasks have: a name of their own, and somebody who watches them.
 *
 * A task's behaviour is its type, a constant; so a task with an extra has a copy of its type, which says
 * that it is one (WOK_FUTURE_IS_COPY), with the name, or with functions that call the hooks around the
 * original ones. Nothing is asked of the others when they are polled, and their header has no place for it.
 *
 * The type is changed before the task is first queued, or by the task itself; who looks from elsewhere
 * reads it as peek.h reads, or after the task has finished.
 */
#ifndef WOK__TASK_EXTRA_H
#define WOK__TASK_EXTRA_H

#include <wok/hooks.h>

struct wok_task;
struct wok_future_type;

enum { WOK__TASK_NAME_SIZE = 48 };

struct wok__task_extra {
    struct wok_future_type type;            /* first: the copy */
    const struct wok_future_type *original; /* const */
    const struct wok_hooks *hooks;          /* const; NULL: only a name */
    char name[WOK__TASK_NAME_SIZE];         /* "": the original's */
};

/* By who has made the task and not shown it to anybody: have it watched. -ENOMEM. */
int wok__task_watch(struct wok_task *task, const struct wok_hooks *hooks);

/* The type of a task that is freed, if it is a copy. */
void wok__task_extra_free(struct wok_task *task, const struct wok_future_type *type);

#endif
