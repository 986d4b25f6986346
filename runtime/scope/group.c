/*
 * group.c: groups: a family on the heap, whose results are taken one by one.
 */
#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "base/budget.h"
#include "base/check.h"
#include "base/leaf.h"
#include "platform/current.h"
#include "reactor/reactor.h"
#include "scope/family.h"
#include "task/task.h"

struct wok_group {
    struct wok_family family; /* first */
    struct wok__system *system;
};

wok_group *wok_group_create(void) {
    struct wok__system *system = wok__system_here();
    wok_group *group = system->allocate(system, sizeof *group);
    if (group)
        *group = (wok_group){.system = system, .family = {.state = WOK__FAMILY_RUNS}};
    return group;
}

void wok__group_free(struct wok_family *family) {
    wok_group *group = (wok_group *)family;
    group->system->release(group->system, group);
}

void wok_group_destroy(wok_group *group) {
    if (!group)
        return;
    wok__family_end(&group->family);
    wok__family_cancel(&group->family);
    if (wok__family_orphan(&group->family))
        wok__group_free(&group->family);
}

int wok_group_add(wok_group *group, ...) {
    va_list arguments;
    va_start(arguments, group);
    wok_box_handle box = va_arg(arguments, wok_box_handle);
    va_end(arguments);
    return wok__family_add(&group->family, box);
}

void wok_group_next_init(struct wok_group_next *self, wok_group *group, void *out, size_t size) {
    *self = (struct wok_group_next){.group = group, .out = out, .size = size};
}

static int take_result(struct wok_group_next *self, struct wok_child *child) {
    int status = wok__child_status(child);
    if (status < 0)
        return status;
    if (child->task->type->result_size != self->size)
        return -EINVAL;
    if (self->size)
        memcpy(self->out, wok_task_wait_result(&child->wait), self->size);
    return 0;
}

enum wok_poll wok_group_next_poll(struct wok_group_next *self, struct wok_context *cx) {
    bool none_left;
    if (!wok__budget_spend(cx))
        return WOK_PENDING;
    struct wok_child *child = wok__family_take(&self->group->family, cx->waker, &none_left);
    if (!child && !none_left)
        return WOK_PENDING;
    self->result = child ? take_result(self, child) : -ENOENT;
    if (child)
        wok__child_settle(child);
    return WOK_READY;
}

/* What has ended stays in its list. */
enum wok_poll wok_group_next_cancel(struct wok_group_next *self, struct wok_context *cx) {
    (void)cx;
    wok__family_forget_waker(&self->group->family);
    return WOK_READY;
}

void wok_group_next_drop(struct wok_group_next *self) {
    (void)self;
}

WOK__LEAF(wok_group_next);

int wok_group_next_of_size(wok_group *group, void *out, size_t size) {
    wok__check(!wok__current.runtime, "wok: wok_group_next() inside a task; await it");
    struct wok_group_next cold;
    int result = 0;
    wok_group_next_init(&cold, group, out, size);
    wok_block_on_future(&wok_group_next_type, &cold, sizeof cold, &result, __func__, 0);
    return result;
}
