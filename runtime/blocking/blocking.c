/*
 * blocking.c: the futures of <wok/blocking.h>.
 */
#include <wok/blocking.h>

#include <errno.h>

#include "base/leaf.h"
#include "blocking/pool.h"
#include "reactor/reactor.h"

/* Call and wait */

WOK__LEAF_WITH(wok_blocking, WOK_FUTURE_LEAF);

static void call_function(struct wok_blocking_call *call) {
    struct wok_blocking *self = (struct wok_blocking *)call;
    self->result = self->function(self->argument);
}

void wok_blocking_init(struct wok_blocking *self, wok_blocking_function function, void *argument) {
    wok__call_init(&self->call, WOK__POOL_FUNCTIONS, call_function);
    self->function = function;
    self->argument = argument;
}

enum wok_poll wok_blocking_poll(struct wok_blocking *self, struct wok_context *cx) {
    int error;
    if (wok__call_poll(&self->call, cx, &error) == WOK_PENDING)
        return WOK_PENDING;
    if (error < 0)
        self->result = error;
    return WOK_READY;
}

enum wok_poll wok_blocking_cancel(struct wok_blocking *self, struct wok_context *cx) {
    return wok__call_cancel(&self->call, cx);
}

void wok_blocking_drop(struct wok_blocking *self) {
    (void)self;
}

int wok_blocking(wok_blocking_function function, void *argument) {
    struct wok_blocking cold;
    int result;
    wok_blocking_init(&cold, function, argument);
    wok_block_on_future(&wok_blocking_type, &cold, sizeof cold, &result, __FILE__, __LINE__);
    return result;
}

/* Call, and leave it alone when cancelled */

WOK__LEAF_WITH(wok_blocking_or_leave, WOK_FUTURE_LEAF | WOK_FUTURE_CANCEL_IS_SYNC);

/* On the heap, because it may outlive the future. */
struct left {
    struct wok_blocking_call call;
    struct wok__system *system;
    wok_blocking_function function;
    wok_blocking_late late;
    void *argument;
    int result;
};

static void call_left(struct wok_blocking_call *call) {
    struct left *left = (struct left *)call;
    left->result = left->function(left->argument);
}

static void end_late(struct wok_blocking_call *call) {
    struct left *left = (struct left *)call;
    left->late(left->argument, left->result);
    left->system->release(left->system, left);
}

void wok_blocking_or_leave_init(struct wok_blocking_or_leave *self, wok_blocking_function function,
                                void *argument, wok_blocking_late late) {
    *self =
        (struct wok_blocking_or_leave){.function = function, .argument = argument, .late = late};
}

static struct left *left_create(const struct wok_blocking_or_leave *self) {
    struct wok__system *system = wok__system_here();
    struct left *left = system->allocate(system, sizeof *left);
    if (!left)
        return NULL;
    *left = (struct left){
        .system = system,
        .function = self->function,
        .late = self->late,
        .argument = self->argument,
        .result = -ECANCELED,
    };
    wok__call_init(&left->call, WOK__POOL_FUNCTIONS, call_left);
    return left;
}

enum wok_poll wok_blocking_or_leave_poll(struct wok_blocking_or_leave *self,
                                         struct wok_context *cx) {
    int error;
    if (!self->left)
        self->left = left_create(self);
    struct left *left = self->left;
    self->result = -ENOMEM;
    if (!left)
        return WOK_READY;
    if (wok__call_poll(&left->call, cx, &error) == WOK_PENDING)
        return WOK_PENDING;
    self->result = error < 0 ? error : left->result;
    left->system->release(left->system, left);
    self->left = NULL;
    return WOK_READY;
}

enum wok_poll wok_blocking_or_leave_cancel(struct wok_blocking_or_leave *self,
                                           struct wok_context *cx) {
    (void)cx;
    struct left *left = self->left;
    self->left = NULL;
    if (left && !wok__call_abandon(&left->call, end_late))
        end_late(&left->call);
    return WOK_READY;
}

void wok_blocking_or_leave_drop(struct wok_blocking_or_leave *self) {
    (void)self;
}

int wok_blocking_or_leave(wok_blocking_function function, void *argument, wok_blocking_late late) {
    struct wok_blocking_or_leave cold;
    int result;
    wok_blocking_or_leave_init(&cold, function, argument, late);
    wok_block_on_future(&wok_blocking_or_leave_type, &cold, sizeof cold, &result, __FILE__,
                        __LINE__);
    return result;
}
