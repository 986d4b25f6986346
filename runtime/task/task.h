/*
 * task.h: a task is a future that the runtime drives, in one allocation.
 *
 *     | wok_task 48 | strand 16 | future ... |
 *       ^ the handle, the data of its wakers
 *
 * The strand's record is there whether the future was made by wokcc or by hand, so that the future
 * always stands 64 bytes behind the handle. A task that sleeps: 48 + 16 + frame header 16 + sleep
 * node 32 = 112 bytes.
 *
 * Life: create (kept) -> run, run, ... -> finished -> the last reference frees it. The transitions
 * are in state.h. What a task needs from the layers above it are the function pointers below: the
 * only upward calls.
 */
#ifndef WOK__TASK_TASK_H
#define WOK__TASK_TASK_H

#include <wok/generated.h>

#include "platform/current.h"
#include "task/slab.h"
#include "task/state.h"
#include "task/strand.h"

/* Letters: C const after create. R the thread that runs it. Q the owner of the queue it is in.
 * J see JOINER in state.h. */
struct wok_task {
    wok__atomic_u64 word;
    const struct wok_future_type *type; /* C, but see extra.h */
    uintptr_t link; /* Q: the next task of the queue, and bit 0: kept (see state.h) */
    union {
        struct wok_waker joiner; /* J */
        wok__atomic_u32 parked;  /* BLOCK_ON tasks: 1 while their thread should sleep */
    };
    struct wok_runtime *runtime; /* C; NULL: one of the tasks that could not start */
};
_Static_assert(sizeof(struct wok_task) == 48, "the header of a task");

#define WOK__TASK_KEPT ((uintptr_t)1)

static inline struct wok_task *wok__task_next(const struct wok_task *task) {
    return (struct wok_task *)(task->link & ~WOK__TASK_KEPT);
}

static inline void wok__task_link(struct wok_task *task, struct wok_task *next) {
    task->link = (uintptr_t)next | (task->link & WOK__TASK_KEPT);
}

#define WOK__TASK_PREFIX (sizeof(struct wok_task) + sizeof(struct wok_strand))
_Static_assert(WOK__TASK_PREFIX == 64, "the future stands 64 bytes behind the handle");

/* What task/ knows of a runtime: its first member. The functions are the scheduler's. */
struct wok__task_host {
    struct wok__system *system;
    /* Put a QUEUED task in a queue, from any thread: to run soon, or behind all that are ready. */
    void (*submit)(struct wok_runtime *runtime, struct wok_task *task);
    void (*submit_behind)(struct wok_runtime *runtime, struct wok_task *task);
    /* The same as behind for QUEUED tasks that are linked. */
    void (*submit_list)(struct wok_runtime *runtime, struct wok_task *first);
    /* The heap of the calling thread. */
    struct wok__heap *(*heap)(struct wok_runtime *runtime);
    /* The task that the calling thread polls. */
    struct wok_task *(*here)(void);
};

static inline struct wok__task_host *wok__task_host(struct wok_runtime *runtime) {
    return (struct wok__task_host *)runtime;
}

/* That of the calling thread. */
static inline struct wok__heap *wok__task_heap(struct wok_runtime *runtime) {
    if (wok__current.heap && wok__current.runtime == runtime)
        return wok__current.heap;
    return wok__task_host(runtime)->heap(runtime);
}

static inline void *wok__task_future(struct wok_task *task) {
    return (char *)task + WOK__TASK_PREFIX;
}

/*
 * A kept task around a copy of the cold future's first `size` bytes, with the flags given; the
 * caller submits it. Its references: the runtime's, and, with HANDLE, the caller's. NULL when there
 * is no memory.
 */
struct wok_task *wok__task_create(struct wok_runtime *runtime, const struct wok_future_type *type,
                                  const void *cold, size_t size, uint32_t flags);

/* Give back a task that nobody has seen; its future has not been polled and is not dropped. */
void wok__task_discard(struct wok_task *task);

/* What a poll leaves to be done when it has returned. */
struct wok__poll {
    bool gave_way;                /* the task wants another turn */
    struct wok_sleep *new_timers; /* linked through `next`: timers that this poll made */
    /* Called, unless there are none, before anybody else may run the task. */
    void (*start_timers)(struct wok__poll *poll, bool finished);
};

enum wok__run {
    WOK__RUN_IDLE,     /* do not touch the task any more */
    WOK__RUN_AGAIN,    /* QUEUED or kept: the caller puts it in a queue */
    WOK__RUN_FINISHED, /* do not touch the task any more */
};

/* The future has answered READY: the task's status, its joiner, its reference. */
void wok__task_finish(struct wok_task *task, bool cancelled);

static inline bool wok__task_begin_poll(struct wok_task *task) {
    if (task->link & WOK__TASK_KEPT) {
        task->link = 0;
        return wok__state_go_on(&task->word);
    }
    return wok__state_begin_poll(&task->word);
}

/*
 * Poll (or cancel) a task from a queue once. `cx` is complete but for the strand; its waker is the
 * task's.
 */
static inline enum wok__run wok__task_run(struct wok_task *task, struct wok_context *cx,
                                          struct wok__poll *poll) {
    bool cancel = wok__task_begin_poll(task);
    const struct wok_future_type *type = task->type;
    cx->calls_left = WOK__CALLS_ON_STACK;
    cx->branch_first = 0;
    cx->branch_count = type->flags & WOK_FUTURE_COMPILED ? WOK__TASK_READY_BITS : 0;
    cx->ready = (uint16_t)wok__state_take_ready(&task->word);
    void *future = wok__task_future(task);
    enum wok_poll answer =
        __builtin_expect(cancel, 0) ? type->cancel(future, cx) : type->poll(future, cx);
    if (poll->new_timers)
        poll->start_timers(poll, answer == WOK_READY);
    if (answer == WOK_READY) {
        wok__task_finish(task, cancel);
        return WOK__RUN_FINISHED;
    }
    if (poll->gave_way) {
        task->link = WOK__TASK_KEPT;
        return WOK__RUN_AGAIN;
    }
    return wok__state_end_poll(&task->word) == WOK__END_AGAIN ? WOK__RUN_AGAIN : WOK__RUN_IDLE;
}

/* Free a task whose last reference is gone. */
void wok__task_destroy(struct wok_task *task);
void wok__task_drop(struct wok_task *task);

/* Do what a wake's outcome asks for. */
void wok__task_after_wake(struct wok_task *task, enum wok__wake outcome);

/*
 * The wakers of tasks: data is the task, a clone is a reference. The type says which bit of READY_MASK
 * a wake sets: type 0 none, that is the task's own; type n bit n - 1, see branch.h.
 */
extern const struct wok_waker_type wok__task_waker_types[1 + WOK__TASK_READY_BITS];

static inline struct wok_waker wok__task_waker(struct wok_task *task) {
    return (struct wok_waker){.data = task, .type = &wok__task_waker_types[0]};
}

static inline bool wok__is_task_waker(const struct wok_waker *waker) {
    uintptr_t offset = (uintptr_t)waker->type - (uintptr_t)wok__task_waker_types;
    return offset < sizeof wok__task_waker_types;
}

/* Of a task's waker. */
static inline uint64_t wok__task_waker_ready(const struct wok_waker *waker) {
    size_t number = (size_t)(waker->type - wok__task_waker_types);
    return ((uint64_t)1 << WOK__TASK_READY_SHIFT >> 1 << number) & WOK__TASK_READY_MASK;
}

/*
 * A task's waker in one word, whose three lowest bits are free. Addresses of memory are below 2^56.
 *
 *     | type 8 | task 53 | 0 |
 */
static inline uintptr_t wok__task_waker_pack(const struct wok_waker *waker) {
    uintptr_t number = (uintptr_t)(waker->type - wok__task_waker_types);
    return (uintptr_t)waker->data | number << 56;
}

static inline struct wok_waker wok__task_waker_unpack(uintptr_t packed) {
    uintptr_t address = (packed << 8 >> 8) & ~(uintptr_t)7;
    return (struct wok_waker){.data = (void *)address,
                              .type = &wok__task_waker_types[packed >> 56]};
}

/* A finished task with this status (positive errno: ENOMEM, ESHUTDOWN), which is never freed. */
struct wok_task *wok__task_not_started(int error_number);

#endif
