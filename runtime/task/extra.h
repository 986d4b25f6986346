/*
 * extra.h: what few tasks have: a name of their own, somebody who watches them, a deadline.
 *
 * A task's behaviour is its type, a constant; so a task with an extra has a copy of its type, which says
 * that it is one (WOK_FUTURE_IS_COPY), with the name, or with functions that do more than the original
 * ones: call the hooks around them, or see to the deadline. Nothing is asked of the others when they are polled, and their header has no place for it.
 *
 * The type is changed before the task is first queued, or by the task itself; who looks from elsewhere
 * reads it as peek.h reads, or after the task has finished.
 */
#ifndef WOK__TASK_EXTRA_H
#define WOK__TASK_EXTRA_H

#include <stdbool.h>

#include <wok/hooks.h>
#include <wok/time.h>

struct wok_task;
struct wok__task_extra;

/* Poll, or cancel, the original future, as `cx` says, and what else there is to it. */
typedef enum wok_poll (*wok__task_run_original)(struct wok__task_extra *extra, void *future,
                                                struct wok_context *cx, bool cancel);

enum { WOK__TASK_NAME_SIZE = 48 };

struct wok__task_extra {
    struct wok_future_type type;            /* first: the copy */
    const struct wok_future_type *original; /* const */
    wok__task_run_original run;             /* const once the task is polled */
    const struct wok_hooks *hooks;          /* the same; NULL: none */
    uint64_t deadline_ns;                   /* the same; of a task with a deadline */
    struct wok_sleep limit;                 /* by who polls it: until then */
    bool is_late;                           /* by who polls it: it is being cancelled for that */
    char name[WOK__TASK_NAME_SIZE];         /* "": the original's */
};

/*
 * In force for what is polled inside: who spawns a task then lets the task inherit it, as `inherit` says,
 * before anybody else has seen it: 0, or -ENOMEM. See scope/deadline.c.
 */
struct wok__deadline {
    uint64_t deadline_ns;
    int (*inherit)(const struct wok__deadline *deadline, struct wok_task *task);
};

/* The task's extra, made if there is none; NULL: no memory. By who may change its type. */
struct wok__task_extra *wok__task_extra_get(struct wok_task *task);
/* From now on `run` is called where the task is polled or cancelled. */
void wok__task_extra_run(struct wok__task_extra *extra, wok__task_run_original run);

/* By who has made the task and not shown it to anybody: have it watched. -ENOMEM. */
int wok__task_watch(struct wok_task *task, const struct wok_hooks *hooks);

/* The type of a task that is freed, if it is a copy. */
void wok__task_extra_free(struct wok_task *task, const struct wok_future_type *type);

#endif
