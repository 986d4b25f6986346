/*
 * world.c: see world.h.
 */
#include "models/world.h"

#include "platform/thread_use.h"
#include "scheduler/deadlock.h"
#include "scheduler/monitor.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { TASKS_MAX = 4, FLAGS_MAX = 4 };

struct wok__system world_system;
struct wok_runtime world_runtime;
uint64_t world_clock_ns;
uint32_t world_before_cancel;

static wok__atomic_pointer ready[TASKS_MAX]; /* submitted tasks; a task is in one place at most */
static unsigned tasks_made, tasks_gone;      /* the world's */
static void (*let_go)(void);
static wok__atomic_u32 events;
static wok__atomic_u32 flag_wakes[FLAGS_MAX];
static uint32_t flag_seen[FLAGS_MAX];
static struct wok__poll polls[8]; /* by thread: the one that it performs */

/* Memory */

static void *allocate(struct wok__system *system, size_t size) {
    (void)system;
    return model_allocate(size, 16);
}

static void *allocate_aligned(struct wok__system *system, size_t alignment, size_t size) {
    (void)system;
    return model_allocate(size, alignment);
}

static void release(struct wok__system *system, void *memory) {
    (void)system;
    model_free(memory);
}

MODEL_WORLD static uint64_t world_now(struct wok__system *system) {
    (void)system;
    return world_clock_ns;
}

/* A task whose memory has gone: nothing of it is left to do. */
MODEL_WORLD static void count_gone(void) {
    model_kernel();
    if (++tasks_gone == tasks_made && let_go)
        let_go();
}

void world_finish_lets_go(void (*function)(void)) {
    let_go = function;
}

MODEL_WORLD bool world_all_finished(void) {
    return tasks_gone == tasks_made;
}

/*
 * What who walks the heap sees: every block that there has been. A block that is given back stays, with
 * a word of zero, until the model ends; it is plain memory that nobody may touch any more but that word.
 */
static bool blocks_stay;
static wok__atomic_pointer blocks[TASKS_MAX];
static wok__atomic_u32 block_count;

void world_keep_blocks(void) {
    blocks_stay = true;
}

void world_free_blocks(void) {
    blocks_stay = false;
    for (uint32_t i = 0; i < wok__load_relaxed(&block_count); i++)
        model_free(wok__load_relaxed(&blocks[i]));
}

static void keep_block(void *block) {
    uint32_t number = wok__load_relaxed(&block_count);
    model_assert(number < TASKS_MAX);
    wok__store_relaxed(&blocks[number], block);
    wok__store_release(&block_count, number + 1);
}

void wok__heap_walk(struct wok__heap *walked, enum wok__block_kind kind,
                    void (*visit)(void *block, void *argument), void *argument) {
    (void)walked, (void)kind;
    for (uint32_t i = 0, count = wok__load_acquire(&block_count); i < count; i++)
        visit(wok__load_relaxed(&blocks[i]), argument);
}

void *wok__heap_alloc(struct wok__heap *heap, enum wok__block_kind kind, size_t size,
                      size_t alignment, size_t offset) {
    (void)heap, (void)kind, (void)alignment, (void)offset;
    void *block = model_allocate(size, 64);
    model_name(block, size, "task");
    if (blocks_stay)
        keep_block(block);
    return block;
}

void wok__heap_free(struct wok__heap *mine, void *block) {
    (void)mine;
    if (!blocks_stay)
        model_free(block);
    count_gone();
}

void wok__heap_init(struct wok__heap *made, struct wok__system *system, bool shared) {
    *made = (struct wok__heap){.system = system, .shared = shared};
}

void wok__heap_finish(struct wok__heap *ended) {
    (void)ended;
}

/* What the code under test says when it stops the process. */

struct wok__system *wok__system_real(void) {
    return &world_system;
}

void wok__fatal(struct wok__system *system, const char *format, ...) {
    char text[300];
    va_list arguments;
    (void)system;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    model_fail("fatal: %s", text);
}

void wok__log(struct wok__system *system, const char *format, ...) {
    (void)system, (void)format;
}

uint32_t wok__thread_number(void) {
    return 1;
}

void wok__thread_hurry(uint32_t number, bool hurries) {
    (void)number, (void)hurries;
}

/* There is no monitor, and nobody looks for deadlocks. */
uint64_t wok__deadlock_look_before_sleep(struct wok__worker *worker) {
    (void)worker;
    return WOK__FOREVER;
}

void wok__monitor_notice(struct wok__monitor *monitor) {
    (void)monitor;
}

/* Tasks */

static struct wok__heap *heap(struct wok_runtime *runtime) {
    (void)runtime;
    return NULL;
}

static void submit(struct wok_runtime *runtime, struct wok_task *task) {
    (void)runtime;
    for (unsigned i = 0; i < TASKS_MAX; i++) {
        void *none = NULL;
        if (wok__load_relaxed(&ready[i]) == NULL && wok__cas_release(&ready[i], &none, task))
            return;
        model_assert(wok__load_relaxed(&ready[i]) != task);
    }
    model_fail("the world has too few places for tasks");
}

static void submit_list(struct wok_runtime *runtime, struct wok_task *first) {
    for (struct wok_task *task = first, *next; task; task = next) {
        next = wok__task_next(task);
        submit(runtime, task);
    }
}

MODEL_WORLD static void count_made(void) {
    tasks_made++;
}

MODEL_WORLD static void clear_counts(void) {
    tasks_made = tasks_gone = 0;
    let_go = NULL;
    world_clock_ns = (uint64_t)1 << 30;
}

void world_begin(void) {
    memset(&world_runtime, 0, sizeof world_runtime);
    world_system = (struct wok__system){.name = "world",
                                        .now = world_now,
                                        .allocate = allocate,
                                        .allocate_aligned = allocate_aligned,
                                        .release = release};
    world_runtime.clock.system = &world_system;
    world_runtime.reactor =
        WOK_REACTOR_EPOLL; /* workers wait in pollers; for rings see reactor.c */
    world_runtime.host = (struct wok__task_host){.system = &world_system,
                                                 .submit = submit,
                                                 .submit_behind = submit,
                                                 .submit_list = submit_list,
                                                 .heap = heap};
    for (unsigned i = 0; i < TASKS_MAX; i++)
        ready[i] = (wok__atomic_pointer)WOK__ATOMIC(NULL);
    for (unsigned i = 0; i < FLAGS_MAX; i++) {
        flag_wakes[i] = (wok__atomic_u32)WOK__ATOMIC(0);
        flag_seen[i] = 0;
    }
    events = (wok__atomic_u32)WOK__ATOMIC(0);
    world_before_cancel = 0;
    blocks_stay = false;
    block_count = (wok__atomic_u32)WOK__ATOMIC(0);
    clear_counts();
    model_name(&events, sizeof events, "events");
    model_name(ready, sizeof ready, "ready");
    model_name(flag_wakes, sizeof flag_wakes, "flag");
}

struct body {
    uint32_t events;
    uint32_t polls;
    int32_t result;
};

static enum wok_poll body_poll(void *self, struct wok_context *cx) {
    struct body *body = self;
    (void)cx;
    body->polls++; /* plain: two polls at a time are a race */
    if (wok__load_relaxed(&events) < body->events)
        return WOK_PENDING;
    body->result = 42;
    return WOK_READY;
}

static enum wok_poll body_cancel(void *self, struct wok_context *cx) {
    struct body *body = self;
    (void)cx;
    body->polls++;
    model_assert(world_before_cancel == 1);
    body->result = -1;
    return WOK_READY;
}

static void body_drop(void *self) {
    struct body *body = self;
    body->polls = 0;
}

static const struct wok_future_type body_type = {
    .flags = WOK_FUTURE_LEAF,
    .name = "body",
    .size = sizeof(struct body),
    .align = 16,
    .result_offset = offsetof(struct body, result),
    .result_size = sizeof(int32_t),
    .poll = body_poll,
    .cancel = body_cancel,
    .drop = body_drop,
};

struct wok_task *world_task(unsigned event_count, uint32_t flags) {
    struct body cold = {.events = event_count};
    return world_adopt(wok__task_create(&world_runtime, &body_type, &cold, sizeof cold, flags));
}

struct wok_task *world_adopt(struct wok_task *task) {
    count_made();
    return task;
}

void world_event(void) {
    wok__fetch_add_relaxed(&events, 1);
}

uint32_t world_events_seen(void) {
    return wok__load_relaxed(&events);
}

struct wok_waker world_waker(struct wok_task *task) {
    struct wok_waker waker = wok__task_waker(task);
    return wok_waker_clone(&waker);
}

/* Memory itself is read: it is the kernel that looks. */
MODEL_WORLD static bool something_to_run(void *unused) {
    (void)unused;
    if (tasks_gone == tasks_made)
        return true;
    for (unsigned i = 0; i < TASKS_MAX; i++)
        if (ready[i].only_through_atomic_h)
            return true;
    return false;
}

static struct wok_task *take_ready(void) {
    for (unsigned i = 0; i < TASKS_MAX; i++) {
        struct wok_task *task = wok__exchange_acquire(&ready[i], NULL);
        if (task)
            return task;
    }
    return NULL;
}

void world_yield_this_poll(bool yields) {
    polls[model_thread()].gave_way = yields;
}

void world_run(void *unused) {
    (void)unused;
    for (;;) {
        model_wait_until(something_to_run, NULL);
        if (world_all_finished())
            return;
        struct wok_task *task = take_ready();
        if (!task)
            continue;
        struct wok_waker waker = wok__task_waker(task);
        struct wok_context cx = {
            .size = sizeof cx, .budget = 100, .runtime = &world_runtime, .waker = &waker};
        struct wok__poll *poll = &polls[model_thread()];
        *poll = (struct wok__poll){.gave_way = false};
        switch (wok__task_run(task, &cx, poll)) {
        case WOK__RUN_IDLE:
            break;
        case WOK__RUN_AGAIN:
            submit(&world_runtime, task);
            break;
        case WOK__RUN_FINISHED:
            break;
        }
    }
}

/* Wakers of no task */

static struct wok_waker flag_clone(const struct wok_waker *waker) {
    return *waker;
}

static void flag_wake_by_ref(const struct wok_waker *waker) {
    wok__fetch_add_release((wok__atomic_u32 *)waker->data, 1);
}

static void flag_wake(struct wok_waker *waker) {
    flag_wake_by_ref(waker);
}

static void flag_drop(struct wok_waker *waker) {
    (void)waker;
}

static const struct wok_waker_type flag_type = {
    .clone = flag_clone, .wake = flag_wake, .wake_by_ref = flag_wake_by_ref, .drop = flag_drop};

struct wok_waker world_flag_waker(unsigned which) {
    return (struct wok_waker){.data = &flag_wakes[which], .type = &flag_type};
}

MODEL_WORLD static bool was_woken(void *argument) {
    unsigned which = *(unsigned *)argument;
    return flag_wakes[which].only_through_atomic_h != flag_seen[which];
}

MODEL_WORLD static void note_seen(unsigned which) {
    flag_seen[which] = flag_wakes[which].only_through_atomic_h;
}

void world_wait_for_wake(unsigned which) {
    unsigned argument = which;
    model_wait_until(was_woken, &argument);
    note_seen(which);
    wok__fetch_add_acquire(&flag_wakes[which], 0); /* who polls again has seen the wake */
}
