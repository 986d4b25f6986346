/*
 * family.c: see family.h.
 */
#include "scope/family.h"

#include <errno.h>

#include "base/check.h"
#include "reactor/reactor.h"
#include "task/task.h"

/* ---- the lists, under the lock ---- */

static void enter(struct wok_family *family, struct wok_child *child) {
    child->next = family->children;
    if (child->next)
        child->next->previous = child;
    family->children = child;
}

static void leave(struct wok_family *family, struct wok_child *child) {
    if (child->next)
        child->next->previous = child->previous;
    if (child->previous)
        child->previous->next = child->next;
    else
        family->children = child->next;
}

static void enter_over(struct wok_family *family, struct wok_child *child) {
    child->over_next = NULL;
    if (family->over_first)
        family->over_last->over_next = child;
    else
        family->over_first = child;
    family->over_last = child;
}

static struct wok_waker take_waker(struct wok_family *family) {
    struct wok_waker waker = family->waker;
    family->waker.type = NULL;
    return waker;
}

/* ---- a task ends ---- */

/* On the thread where it has ended; after the lock neither child nor family is touched. */
static void child_is_over(struct wok_child *child) {
    struct wok_family *family = child->family;
    struct wok_waker waker = {NULL, NULL};
    bool orphaned, last = false;
    wok__family_lock(family);
    orphaned = family->state & WOK__FAMILY_ORPHANED;
    if (orphaned) {
        leave(family, child);
        last = !family->children;
    } else {
        enter_over(family, child);
        waker = take_waker(family);
    }
    wok__family_unlock(family);
    wok_waker_wake(&waker);
    if (orphaned) {
        wok_task_detach(child->task);
        child->system->release(child->system, child);
    }
    if (last)
        wok__group_free(family);
}

static struct wok_waker joiner_clone(const struct wok_waker *waker) {
    return *waker;
}
static void joiner_wake(struct wok_waker *waker) {
    child_is_over(waker->data);
}
static void joiner_wake_by_ref(const struct wok_waker *waker) {
    child_is_over(waker->data);
}
static void joiner_drop(struct wok_waker *waker) {
    (void)waker;
}
static const struct wok_waker_type joiner_type = {
    .clone = joiner_clone,
    .wake = joiner_wake,
    .wake_by_ref = joiner_wake_by_ref,
    .drop = joiner_drop,
};

static enum wok_poll poll_wait(struct wok_child *child) {
    struct wok_waker joiner = {child, &joiner_type};
    struct wok_context cx = {.size = sizeof cx, .waker = &joiner};
    return wok_task_wait_poll(&child->wait, &cx);
}

/* ---- beginning ---- */

static void cancel_task(struct wok_task *task) {
    if (task->runtime)
        wok__task_after_wake(task, wok__state_cancel(&task->word));
}

/* Nobody settles the child before its joiner is in place, which is the last that is done with it here. */
static void begin(struct wok_child *child) {
    struct wok_family *family = child->family;
    struct wok_task *task = wok_spawn_box(child->box);
    wok_task_wait_init(&child->wait, task);
    wok__family_lock(family);
    child->task = task;
    child->box = NULL;
    bool ends = family->state & WOK__FAMILY_ENDS;
    wok__family_unlock(family);
    if (ends)
        cancel_task(task);
    if (poll_wait(child) == WOK_READY)
        child_is_over(child);
}

int wok__family_add(struct wok_family *family, wok_box_handle box) {
    struct wok__system *system = wok__system_here();
    struct wok_child *child = system->allocate(system, sizeof *child);
    if (!child) {
        wok_box_drop(box);
        return -ENOMEM;
    }
    *child = (struct wok_child){.family = family, .system = system, .box = box};
    wok__family_lock(family);
    uint32_t state = family->state;
    if (!(state & WOK__FAMILY_ENDS))
        enter(family, child);
    wok__family_unlock(family);
    if (state & WOK__FAMILY_ENDS) {
        wok_box_drop(box);
        system->release(system, child);
        return -ECANCELED;
    }
    if (state & WOK__FAMILY_RUNS)
        begin(child);
    return 0;
}

/* By the only one who has to do with them. */
static void drop_children(struct wok_family *family) {
    while (family->children) {
        struct wok_child *child = family->children;
        wok__check(child->box, "wok: a scope ends while its children run");
        leave(family, child);
        wok_box_drop(child->box);
        child->system->release(child->system, child);
    }
}

/* Those that were added before, oldest first; who adds from now on begins its own. */
static void begin_all(struct wok_family *family, struct wok_child *newest) {
    struct wok_child *child = newest;
    while (child && child->next)
        child = child->next;
    while (child) {
        wok__family_lock(family);
        struct wok_child *newer = child == newest ? NULL : child->previous;
        wok__family_unlock(family);
        begin(child);
        child = newer;
    }
}

void wok__family_run(struct wok_family *family) {
    wok__family_lock(family);
    uint32_t state = family->state;
    family->state |= WOK__FAMILY_RUNS;
    struct wok_child *newest = family->children;
    wok__family_unlock(family);
    wok__check(!(state & WOK__FAMILY_RUNS), "wok: a scope is run twice at a time");
    if (state & WOK__FAMILY_ENDS)
        drop_children(family);
    else
        begin_all(family, newest);
}

/* ---- by who waits ---- */

struct wok_child *wok__family_take(struct wok_family *family, const struct wok_waker *waker,
                                   bool *none_left) {
    struct wok_waker stale = {NULL, NULL};
    wok__family_lock(family);
    struct wok_child *child = family->over_first;
    if (child)
        family->over_first = child->over_next;
    *none_left = !family->children;
    if (!child && !*none_left &&
        (!family->waker.type || !wok_waker_will_wake(&family->waker, waker))) {
        stale = family->waker;
        family->waker = wok_waker_clone(waker);
    }
    wok__family_unlock(family);
    wok_waker_drop(&stale);
    return child;
}

int wok__child_status(struct wok_child *child) {
    enum wok_poll answer = poll_wait(child);
    wok__assert(answer == WOK_READY);
    (void)answer;
    return child->wait.status;
}

void wok__child_settle(struct wok_child *child) {
    struct wok_family *family = child->family;
    wok_task_wait_end(&child->wait);
    wok__family_lock(family);
    leave(family, child);
    wok__family_unlock(family);
    child->system->release(child->system, child);
}

void wok__family_forget_waker(struct wok_family *family) {
    wok__family_lock(family);
    struct wok_waker waker = take_waker(family);
    wok__family_unlock(family);
    wok_waker_drop(&waker);
}

void wok__family_end(struct wok_family *family) {
    wok__family_lock(family);
    family->state |= WOK__FAMILY_ENDS;
    struct wok_waker waker = take_waker(family);
    wok__family_unlock(family);
    wok_waker_wake(&waker);
}

bool wok__family_ends(struct wok_family *family) {
    wok__family_lock(family);
    bool ends = family->state & WOK__FAMILY_ENDS;
    wok__family_unlock(family);
    return ends;
}

/* A child keeps its place until who waits, that is we, settles it. */
void wok__family_cancel(struct wok_family *family) {
    wok__family_lock(family);
    struct wok_child *child = family->children;
    wok__family_unlock(family);
    while (child) {
        wok__family_lock(family);
        struct wok_task *task = child->task;
        struct wok_child *next = child->next;
        wok__family_unlock(family);
        if (task)
            cancel_task(task);
        child = next;
    }
}

/* ---- by the owner ---- */

void wok__family_reset(struct wok_family *family) {
    drop_children(family);
    family->state = 0;
}

bool wok__family_orphan(struct wok_family *family) {
    wok__family_lock(family);
    family->state |= WOK__FAMILY_ORPHANED;
    struct wok_child *over = family->over_first;
    family->over_first = NULL;
    bool none_left = !family->children;
    wok__family_unlock(family);
    while (over) {
        struct wok_child *next = over->over_next;
        wok_task_detach(over->task);
        wok__family_lock(family);
        leave(family, over);
        none_left = !family->children;
        wok__family_unlock(family);
        over->system->release(over->system, over);
        over = next;
    }
    return none_left;
}
