/*
 * report.h: tasks in words, for the log: who waits, where, and for what.
 *
 * All of a task but its word is read as peek.h reads: it may run, end and be freed meanwhile, and then
 * what is written is of little worth, and no harm is done.
 */
#ifndef WOK__SCHEDULER_REPORT_H
#define WOK__SCHEDULER_REPORT_H

#include "scheduler/scheduler.h"
#include "sync/waits.h"
#include "task/backtrace.h"

/* One line of a backtrace. `word` is "at" or, of a task that may have gone on, "after". */
void wok__report_line(struct wok__system *system, const struct wok__backtrace_line *line,
                      const char *word);

/* What a task waits for, as far as it is known. A task that it awaits is the partner. */
void wok__report_reason(const struct wok_task *task, struct wok__wait_reason *reason);

/* Room for a task's address and its name, which is its function's unless it was given one. */
struct wok__task_name {
    char text[96];
};
/* "has ended" instead of the name, if it has. */
const char *wok__report_name(const struct wok_task *task, struct wok__task_name *name);

/* What `reason` says, in words. */
struct wok__reason_text {
    char text[256];
};
const char *wok__report_reason_text(const struct wok__wait_reason *reason,
                                    struct wok__reason_text *text);

/* Name a task, what it waits for, and its backtrace, one function a line. */
void wok__report_task(struct wok__system *system, const struct wok_task *task);

/*
 * The same of all tasks of a runtime that have not finished, as far as `limit`; behind it only how many
 * more there are.
 */
void wok__report_tasks(struct wok_runtime *runtime, uint32_t limit);

/* Whether somebody still waits with this pointer: a task that lives and has not finished. */
bool wok__report_is_alive(const struct wok_task *task);

#endif
