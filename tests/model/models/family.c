/*
 * family.c: scopes and groups (runtime/scope). Goal: whoever waits sees every child end, once, and what it
 * did before; afterwards nobody touches the scope or a child's record; a cancelled scope ends its
 * children first. Method: one thread runs the scope as a task would, its memory is freed at once; one is a
 * worker that runs the children; others add, fail and cancel.
 */
#include <errno.h>
#include <wok/scope.h>

#include "models/leaf.h"
#include "models/models.h"
#include "scope/family.h"

/* Boxes are the world's here: one is the task that it becomes. */
wok_task_handle wok_spawn_box(wok_box_handle box) {
    struct wok_task *task = (struct wok_task *)box;
    wok__task_after_wake(task, WOK__WAKE_SUBMIT);
    return task;
}
/* What never began is cancelled, so that the world sees it go. */
void wok_box_drop(wok_box_handle box) {
    struct wok_task *task = (struct wok_task *)box;
    wok__state_cancel(&task->word);
    wok__task_after_wake(task, WOK__WAKE_SUBMIT);
    wok_task_detach(task);
}

static struct wok_scope *scope;
static struct wok_waker events[2];

static void begin(void) {
    world_begin();
    scope = model_allocate(sizeof *scope, 16);
    *scope = (struct wok_scope)WOK_SCOPE_INIT;
    model_name(scope, sizeof *scope, "scope");
}

static struct wok_task *child(unsigned event_count) {
    return world_task(event_count, WOK__TASK_HANDLE);
}

static void add(struct wok_task *task) {
    model_assert(wok__family_add(&scope->family, (wok_box_handle)task) == 0);
}

/* Run it to its end, or give up, and free it. */
static int run(bool give_up) {
    struct wok_scope_run *self = model_allocate(sizeof *self, 16);
    wok_scope_run_init(self, scope);
    AWAIT_LEAF(wok_scope_run, self, 0, give_up);
    int result = ready ? self->result : -ECANCELED;
    model_free(self);
    model_free(scope);
    return result;
}

static void event(void *waker) {
    world_event();
    wok_waker_wake(waker);
}

static void two_children(void) {
    begin();
    add(child(0));
    add(child(0));
    int t = model_spawn(world_run, NULL);
    model_assert(run(false) == 0);
    model_join(t);
}

static void a_child_that_waits(void) {
    begin();
    struct wok_task *task = child(1);
    events[0] = world_waker(task);
    add(task);
    int t = model_spawn(world_run, NULL), u = model_spawn(event, &events[0]);
    model_assert(run(false) == 0);
    model_join(t);
    model_join(u);
}

static void cancelled(void) {
    begin();
    world_before_cancel = 1;
    add(child(1)); /* never comes: it ends by being cancelled */
    int t = model_spawn(world_run, NULL);
    run(true);
    model_join(t);
}

static void fail_it(void *unused) {
    (void)unused;
    wok_scope_fail(scope, -EIO);
}
/* The failure comes from a thread that is over before the scope is: a child, in real life. */
static void failed(void) {
    begin();
    world_before_cancel = 1;
    add(child(1));
    int t = model_spawn(world_run, NULL), u = model_spawn(fail_it, NULL);
    struct wok_scope_run *self = model_allocate(sizeof *self, 16);
    wok_scope_run_init(self, scope);
    AWAIT_LEAF(wok_scope_run, self, 0, false);
    model_assert(self->result == -EIO);
    model_free(self);
    model_join(t);
    model_join(u);
    model_free(scope);
}

/* A child adds another while the scope runs. */
static struct wok_task *later;
static void add_later(void *unused) {
    (void)unused;
    add(later);
    world_event();
    wok_waker_wake(&events[0]);
}
static void added_while_it_runs(void) {
    begin();
    struct wok_task *task = child(1);
    later = child(0);
    events[0] = world_waker(task);
    add(task);
    int t = model_spawn(world_run, NULL), u = model_spawn(add_later, NULL);
    model_assert(run(false) == 0);
    model_join(t);
    model_join(u);
}

/* ---- group ---- */

static wok_group *group;

static void end_group(void *unused) {
    (void)unused;
    wok_group_destroy(group);
}
static void group_given_up(void) {
    world_begin();
    world_before_cancel = 1;
    group = wok_group_create();
    wok__family_add((struct wok_family *)group, (wok_box_handle)child(0));
    wok__family_add((struct wok_family *)group, (wok_box_handle)child(1));
    int t = model_spawn(world_run, NULL);
    end_group(NULL);
    model_join(t);
}
static void group_asked(void) {
    world_begin();
    group = wok_group_create();
    wok__family_add((struct wok_family *)group, (wok_box_handle)child(0));
    int t = model_spawn(world_run, NULL);
    struct wok_group_next *self = model_allocate(sizeof *self, 16);
    int32_t answer = 0;
    wok_group_next_init(self, group, &answer, sizeof answer);
    AWAIT_LEAF(wok_group_next, self, 0, false);
    model_assert(self->result == 0 && answer == 42);
    model_free(self);
    end_group(NULL);
    model_join(t);
}

#define MODEL(identifier, title, preemptions)                                                      \
    static const struct model identifier##_model = {.name = "family/" title,                       \
                                                    .run = identifier,                             \
                                                    .bound = preemptions,                          \
                                                    .flags = MODEL_FUTEX_WEAK}
MODEL(two_children, "two children", 2);
MODEL(a_child_that_waits, "a child that waits", 2);
MODEL(cancelled, "cancelled", 2);
MODEL(failed, "failed", 2);
MODEL(added_while_it_runs, "a child is added", 2);
MODEL(group_given_up, "a group is given up", 2);
MODEL(group_asked, "a group is asked", 2);

const struct model *const family_models[] = {
    &two_children_model,        &a_child_that_waits_model, &cancelled_model,   &failed_model,
    &added_while_it_runs_model, &group_given_up_model,     &group_asked_model, NULL,
};
