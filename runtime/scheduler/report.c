/*
 * report.c: see report.h.
 */
#include "scheduler/report.h"

#include <stdio.h>
#include <string.h>

#include "platform/peek.h"

enum { LINES_MAX = 24, DEPTH_MAX = 3 };

/* What is awaited, where it has no name. */
static const char *what_of_kind(uint16_t kind) {
    switch (kind) {
    case WOK_AWAIT_JOIN:
        return "the branches of a join";
    case WOK_AWAIT_RACE:
        return "an arm of a race";
    case WOK_AWAIT_TASK:
        return "a task";
    case WOK_AWAIT_CALL:
        return "a call";
    case WOK_AWAIT_BOX:
        return "a box";
    case WOK_AWAIT_BLOCK:
        return "a block";
    default:
        return "something";
    }
}

static const char *awaited_in(const struct wok__backtrace_line *line) {
    if (line->child[0])
        return line->child;
    return line->kind == WOK_AWAIT_JOIN   ? "join"
           : line->kind == WOK_AWAIT_RACE ? "race"
                                          : what_of_kind(line->kind);
}

void wok__report_line(struct wok__system *system, const struct wok__backtrace_line *line,
                      const char *word) {
    if (!line->file[0])
        wok__log(system, "wok:   in %s", line->function);
    else if (!line->was_suspended)
        wok__log(system, "wok:   in %s (%s:%u), which was never suspended", line->function,
                 line->file, (unsigned)line->line);
    else
        wok__log(system, "wok:   in %s, %s %s:%u (await %s)", line->function, word, line->file,
                 (unsigned)line->line, awaited_in(line));
}

/* Names */

static bool peek_task(const struct wok_task *task, struct wok_task *copy) {
    return task && wok__peek(task, copy, sizeof *copy);
}

/* Of a copy: nobody else has it. */
static bool is_alive(const struct wok_task *copy) {
    uint64_t word = copy->word.only_through_atomic_h;
    return word != 0 && !(word & WOK__TASK_FINISHED);
}

bool wok__report_is_alive(const struct wok_task *task) {
    struct wok_task copy;
    return peek_task(task, &copy) && is_alive(&copy);
}

const char *wok__report_name(const struct wok_task *task, struct wok__task_name *name) {
    char given[64];
    if (!wok__report_is_alive(task) || !wok__peek_task_name(task, given, sizeof given))
        snprintf(name->text, sizeof name->text, "task %p, which has ended", (const void *)task);
    else
        snprintf(name->text, sizeof name->text, "task %p (%s)", (const void *)task, given);
    return name->text;
}

/* Reasons */

/* `line` is the innermost function's. */
static void reason_of_line(const struct wok__backtrace_line *line,
                           struct wok__wait_reason *reason) {
    const char *leaf = line->child[0] ? line->child : line->function;
    struct wok_task *task;
    *reason = (struct wok__wait_reason){.what = what_of_kind(line->kind)};
    if (line->kind == WOK_AWAIT_LEAF)
        wok__wait_explain(leaf, line->awaited, reason);
    if (line->kind != WOK_AWAIT_TASK || !wok__peek(line->awaited, &task, sizeof task))
        return;
    reason->relation = "";
    reason->partner = task;
}

/* Of branches, the reason of the first that waits for a task that lives: it is enough to follow. */
static void reason_of_trace(const struct wok__backtrace_line *lines, uint32_t count,
                            struct wok__wait_reason *reason, int depth) {
    struct wok__backtrace_line inner[LINES_MAX];
    const struct wok__backtrace_line *last = &lines[count - 1];
    reason_of_line(last, reason);
    for (uint32_t i = 0; depth < DEPTH_MAX && !wok__report_is_alive(reason->partner); i++) {
        struct wok__wait_reason of_branch;
        int found = wok__backtrace_branch(last, i, inner, LINES_MAX);
        if (found < 0)
            return;
        if (found == 0)
            continue;
        reason_of_trace(inner, (uint32_t)found, &of_branch, depth + 1);
        if (wok__report_is_alive(of_branch.partner))
            *reason = of_branch;
    }
}

void wok__report_reason(const struct wok_task *task, struct wok__wait_reason *reason) {
    struct wok__backtrace_line lines[LINES_MAX];
    uint32_t count = wok__backtrace(task, lines, LINES_MAX);
    *reason = (struct wok__wait_reason){.what = "something"};
    if (count > 0)
        reason_of_trace(lines, count, reason, 0);
}

const char *wok__report_reason_text(const struct wok__wait_reason *reason,
                                    struct wok__reason_text *text) {
    struct wok__task_name name;
    char object[32] = "";
    if (reason->object)
        snprintf(object, sizeof object, " %p", reason->object);
    if (reason->partner && !reason->relation[0])
        snprintf(text->text, sizeof text->text, "%s", wok__report_name(reason->partner, &name));
    else if (reason->partner)
        snprintf(text->text, sizeof text->text, "%s%s, %s %s", reason->what, object,
                 reason->relation, wok__report_name(reason->partner, &name));
    else if (reason->without)
        snprintf(text->text, sizeof text->text, "%s%s, %s", reason->what, object, reason->without);
    else
        snprintf(text->text, sizeof text->text, "%s%s", reason->what, object);
    return text->text;
}

/* Tasks */

/* Its functions, and below a join or race those of its branches. */
static void report_trace(struct wok__system *system, const struct wok__backtrace_line *lines,
                         uint32_t count, const char *word, int depth) {
    struct wok__backtrace_line inner[LINES_MAX];
    for (uint32_t i = 0; i < count; i++)
        wok__report_line(system, &lines[i], word);
    for (uint32_t i = 0; depth < DEPTH_MAX; i++) {
        struct wok__wait_reason reason;
        struct wok__reason_text text;
        int found = wok__backtrace_branch(&lines[count - 1], i, inner, LINES_MAX);
        if (found < 0)
            return;
        if (found == 0)
            continue;
        reason_of_line(&inner[found - 1], &reason);
        wok__log(system, "wok:   branch %u waits for %s", (unsigned)i + 1,
                 wok__report_reason_text(&reason, &text));
        report_trace(system, inner, (uint32_t)found, word, depth + 1);
    }
}

void wok__report_task(struct wok__system *system, const struct wok_task *task) {
    struct wok__backtrace_line lines[LINES_MAX];
    struct wok_task copy;
    struct wok__task_name name;
    if (!peek_task(task, &copy) || !is_alive(&copy))
        return;
    uint32_t count = wok__backtrace(task, lines, LINES_MAX);
    bool runs = copy.word.only_through_atomic_h & WOK__TASK_RUNNING;
    wok__report_name(task, &name);
    if (runs || count == 0) {
        wok__log(system, "wok: %s %s", name.text, runs ? "runs, or is about to" : "waits");
    } else {
        struct wok__wait_reason reason;
        struct wok__reason_text text;
        reason_of_line(&lines[count - 1], &reason);
        wok__log(system, "wok: %s waits for %s", name.text,
                 wok__report_reason_text(&reason, &text));
    }
    if (count > 0)
        report_trace(system, lines, count, runs ? "after" : "at", 0);
}

struct listing {
    struct wok__system *system;
    uint32_t left;
    uint64_t more;
};

static void list_task(void *block, void *argument) {
    const struct wok_task *task = block;
    struct listing *listing = argument;
    uint64_t word = wok__load_acquire(&task->word);
    if (word == 0 || word & WOK__TASK_FINISHED)
        return;
    if (listing->left == 0) {
        listing->more++;
        return;
    }
    listing->left--;
    wok__report_task(listing->system, task);
}

void wok__report_tasks(struct wok_runtime *runtime, uint32_t limit) {
    struct listing listing = {.system = runtime->host.system, .left = limit};
    wok__runtime_walk_tasks(runtime, list_task, &listing);
    if (listing.more)
        wok__log(listing.system, "wok: and %llu more", (unsigned long long)listing.more);
}
