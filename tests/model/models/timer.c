/*
 * timer.c: the timer wheel (timer/wheel.c). Goal: a timer fires once, wakes who waits, and after
 * cancel nothing refers to the node; a timer started from another thread is not overlooked. Method:
 * one thread advances the wheel as the clock says, others start, look and cancel; nodes are memory
 * that is freed at once.
 */
#include "models/models.h"
#include "models/world.h"

#define DEADLINE_NS ((uint64_t)1 << 31)
#define LATER_NS    ((uint64_t)1 << 32)

static struct wok__wheel wheel;

static void begin(void) {
    world_begin();
    wok__wheel_init(&wheel, &world_runtime.clock, 0);
    model_name(&wheel.lock, sizeof wheel.lock, "wheel.lock");
    model_name(&wheel.next, sizeof wheel.next, "wheel.next");
}

static struct wok_sleep *node_make(void) {
    struct wok_sleep *node = model_allocate(sizeof *node, 16);
    *node = (struct wok_sleep){0};
    return node;
}

static void advance(void *unused) {
    (void)unused;
    wok__wheel_advance(&wheel, DEADLINE_NS);
}
static void advance_until_fired(void *unused) {
    (void)unused;
    uint64_t fired = 0;
    while ((fired += wok__wheel_advance(&wheel, DEADLINE_NS)) == 0)
        wok__spin_pause();
}

/* Wait for a timer that is in the wheel, as the poll of a sleep does. */
static void wait_for(struct wok_sleep *node, unsigned flag) {
    struct wok_waker waker = world_flag_waker(flag);
    while (wok__timer_look(&wheel, node, &waker) != WOK__TIMER_FIRED)
        world_wait_for_wake(flag);
    model_free(node);
}

static void fired(void) {
    begin();
    struct wok_waker waker = world_flag_waker(0);
    struct wok_sleep *node = node_make();
    model_assert(wok__timer_start(&wheel, node, DEADLINE_NS, &waker) == WOK__TIMER_SOONEST);
    int t = model_spawn(advance, NULL);
    world_wait_for_wake(0);
    wait_for(node, 0);
    model_join(t);
}

/* The sleep is polled with another waker while it fires. */
static void waker_replaced(void) {
    begin();
    struct wok_waker waker = world_flag_waker(0);
    struct wok_sleep *node = node_make();
    wok__timer_start(&wheel, node, DEADLINE_NS, &waker);
    int t = model_spawn(advance, NULL);
    wait_for(node, 1);
    model_join(t);
}

static void cancel(void *argument) {
    struct wok_sleep *node = argument;
    wok__timer_cancel(&wheel, node);
    model_free(node);
}
static void cancelled(void) {
    begin();
    struct wok_waker waker = world_flag_waker(0);
    struct wok_sleep *node = node_make();
    wok__timer_start(&wheel, node, DEADLINE_NS, &waker);
    int t = model_spawn(advance, NULL);
    cancel(node);
    model_join(t);
    model_assert(wok__load_relaxed(&wheel.count) == 0);
}

/* Two in one bucket: taking one out touches the other. */
static void cancelled_beside(void) {
    begin();
    struct wok_waker waker = world_flag_waker(0);
    struct wok_sleep *first = node_make(), *second = node_make();
    wok__timer_start(&wheel, first, DEADLINE_NS, &waker);
    wok__timer_start(&wheel, second, DEADLINE_NS, &waker);
    int t = model_spawn(cancel, first), u = model_spawn(cancel, second);
    advance(NULL);
    model_join(t);
    model_join(u);
    model_assert(wok__load_relaxed(&wheel.count) == 0);
}

/*
 * A task's waker in the wheel is no reference: what keeps the task there is the frame that the node
 * stands in. Here a reference does, until the cancel has returned.
 */
static struct wok_waker frame_of_node;
static void cancel_and_let_go(void *node) {
    cancel(node);
    wok_waker_drop(&frame_of_node);
}
static void cancelled_task(void) {
    begin();
    struct wok_task *task = world_task(0, 0);
    struct wok_waker waker = wok__task_waker(task);
    struct wok_sleep *node = node_make();
    frame_of_node = world_waker(task);
    wok__timer_start(&wheel, node, DEADLINE_NS, &waker);
    wok__task_after_wake(task, WOK__WAKE_SUBMIT);
    int t = model_spawn(advance, NULL), u = model_spawn(cancel_and_let_go, node);
    world_run(NULL);
    model_join(t);
    model_join(u);
}

/* A sleep as a task's poll makes it: new, then relative, then stamped by who advances, and it fires. */
static void advance_until_fired_and_let_go(void *node) {
    advance_until_fired(NULL);
    cancel_and_let_go(node);
}
static void fires_after_being_new(void) {
    begin();
    struct wok_task *task = world_task(1, 0);
    struct wok_sleep *node = node_make(), *list = NULL;
    frame_of_node = world_waker(task);
    node->when = 1;
    wok__timer_make_new(&list, node, &frame_of_node);
    model_assert(wok__timer_is_new(node));
    int t = model_spawn(advance_until_fired_and_let_go, node);
    wok__wheel_take_new(&wheel, list);
    wok__task_after_wake(task, WOK__WAKE_SUBMIT);
    world_event();
    world_run(NULL);
    model_join(t);
}

/* The same, cancelled while it is stamped and fires. */
static void cancelled_while_stamped(void) {
    begin();
    struct wok_task *task = world_task(0, 0);
    struct wok_sleep *node = node_make(), *list = NULL;
    frame_of_node = world_waker(task);
    node->when = 1;
    wok__timer_make_new(&list, node, &frame_of_node);
    int t = model_spawn(advance, NULL);
    wok__wheel_take_new(&wheel, list);
    wok__task_after_wake(task, WOK__WAKE_SUBMIT);
    int u = model_spawn(advance, NULL);
    cancel_and_let_go(node);
    world_run(NULL);
    model_join(t);
    model_join(u);
    model_assert(wok__load_relaxed(&wheel.count) == 0);
}

/* Started on a thread while another advances: it fires in that turn or the next. */
static void start_and_wait(void *unused) {
    (void)unused;
    struct wok_waker waker = world_flag_waker(0);
    struct wok_sleep *node = node_make();
    if (wok__timer_start(&wheel, node, DEADLINE_NS, &waker) != WOK__TIMER_FIRED)
        wait_for(node, 0);
    else
        model_free(node);
}
static void started_elsewhere(void) {
    begin();
    struct wok_waker waker = world_flag_waker(1);
    struct wok_sleep *late = node_make();
    wok__timer_start(&wheel, late, LATER_NS, &waker);
    int t = model_spawn(start_and_wait, NULL);
    advance_until_fired(NULL);
    model_join(t);
    cancel(late);
}

#define MODEL(identifier, title, preemptions)                                                      \
    static const struct model identifier##_model = {.name = "timer/" title,                        \
                                                    .run = identifier,                             \
                                                    .bound = preemptions,                          \
                                                    .flags = MODEL_FUTEX_WEAK}
MODEL(fired, "fires and wakes", 3);
MODEL(waker_replaced, "fires while its waker is replaced", 3);
MODEL(cancelled, "cancelled while it fires", 3);
MODEL(cancelled_beside, "two cancelled while they fire", 2);
MODEL(cancelled_task, "cancelled while it wakes a task", 2);
MODEL(fires_after_being_new, "new, stamped, fires and wakes a task", 2);
MODEL(cancelled_while_stamped, "cancelled while it is stamped", 2);
MODEL(started_elsewhere, "started while the wheel advances", 3);

const struct model *const timer_models[] = {
    &fired_model,
    &waker_replaced_model,
    &cancelled_model,
    &cancelled_beside_model,
    &cancelled_task_model,
    &fires_after_being_new_model,
    &cancelled_while_stamped_model,
    &started_elsewhere_model,
    NULL,
};
