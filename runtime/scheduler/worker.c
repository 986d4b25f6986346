/*
 * worker.c: a worker's loop. See scheduler.h for the order of things.
 */
#include "base/budget.h"
#include "scheduler/scheduler.h"

int wok__worker_init(struct wok__worker *worker, struct wok_runtime *runtime, uint32_t index) {
    worker->runtime = runtime;
    worker->index = index;
    worker->poll_ns = WOK_US;
    worker->clock_interval = 1;
    worker->nap_ns = WOK__NAP_FIRST_NS;
    wok__wheel_init(&worker->wheel, runtime->host.system, index);
    wok__heap_init(&worker->heap, runtime->host.system, /* shared */ false);
    return wok__reactor_create(runtime->host.system, &worker->reactor);
}

void wok__worker_finish(struct wok__worker *worker) {
    wok__reactor_destroy(worker->reactor);
    wok__heap_finish(&worker->heap);
}

bool wok__runtime_stopped(void *argument) {
    struct wok_runtime *runtime = argument;
    return wok__load_acquire(&runtime->phase) == WOK__RUNTIME_STOPPED;
}

static uint64_t now(const struct wok__worker *worker) {
    struct wok__system *system = worker->runtime->host.system;
    return system->now(system);
}

static void run_task(struct wok__worker *worker, struct wok_task *task) {
    struct wok_context cx = {
        .size = sizeof cx,
        .budget = WOK__POLL_BUDGET,
        .runtime = worker->runtime,
    };
    worker->task = task;
    worker->yielded = false;
    wok__count(&worker->counts.polls);
    switch (wok__task_run(task, &cx, &worker->yielded)) {
    case WOK__RUN_IDLE:
        break;
    case WOK__RUN_AGAIN:
        /* Behind all that is ready: else a task that yields alone starves the injection queue. */
        if (wok__queue_length(&worker->queue) == 0 &&
            wok__injection_length(&worker->runtime->injection))
            wok__injection_push(&worker->runtime->injection, task, task, 1);
        else
            wok__scheduler_requeue(worker, task);
        break;
    case WOK__RUN_FINISHED:
        wok__store_release(&worker->counts.finished,
                           wok__load_relaxed(&worker->counts.finished) + 1);
        break;
    }
}

static struct wok_task *take_slot(struct wok__worker *worker) {
    struct wok_task *task = wok__load_relaxed(&worker->slot);
    if (!task)
        return NULL;
    if (worker->alone) {
        wok__store_relaxed(&worker->slot, NULL);
        return task;
    }
    return wok__exchange_acq_rel(&worker->slot, NULL);
}

/* Put what was taken elsewhere in the own ring, which is empty; the first of it runs now. */
static struct wok_task *keep(struct wok__worker *worker, struct wok_task **tasks, uint32_t count) {
    for (uint32_t i = 1; i < count; i++)
        wok__scheduler_requeue(worker, tasks[i]);
    return count ? tasks[0] : NULL;
}

/* A fair share of the injection queue. */
static struct wok_task *take_injected(struct wok__worker *worker) {
    struct wok_task *tasks[WOK__QUEUE_CAPACITY / 2];
    struct wok__injection *injection = &worker->runtime->injection;
    uint32_t share = wok__injection_length(injection) / worker->runtime->worker_count + 1;
    uint32_t room = WOK__QUEUE_CAPACITY / 2;
    return keep(worker, tasks, wok__injection_take(injection, tasks, share < room ? share : room));
}

static struct wok_task *take_own(struct wok__worker *worker) {
    struct wok_task *task = NULL;
    if (worker->slot_chain < WOK__SLOT_CHAIN_MAX)
        task = take_slot(worker);
    worker->slot_chain = task ? worker->slot_chain + 1 : 0;
    if (!task)
        task = wok__queue_pop(&worker->queue, worker->alone);
    return task ? task : take_slot(worker);
}

/* The next task of the own ones and the injected ones. */
static struct wok_task *take(struct wok__worker *worker, uint32_t turn) {
    struct wok_task *task = NULL;
    if (turn % WOK__TURNS_FAIR == 0) {
        if (wok__injection_take(&worker->runtime->injection, &task, 1) == 0)
            task = wok__queue_pop(&worker->queue, worker->alone);
    }
    if (!task)
        task = take_own(worker);
    return task ? task : take_injected(worker);
}

static struct wok_task *steal_from(struct wok__worker *worker, struct wok__worker *victim) {
    struct wok_task *tasks[WOK__QUEUE_CAPACITY / 2];
    uint32_t count = wok__queue_steal(&victim->queue, tasks, WOK__QUEUE_CAPACITY / 2);
    if (count == 0)
        return NULL;
    wok__store_relaxed(&worker->counts.steals, wok__load_relaxed(&worker->counts.steals) + count);
    return keep(worker, tasks, count);
}

#if defined(WOK__MODEL)
enum { SLOT_LOOKS = 1 }; /* enough to explore what can happen */
#else
enum { SLOT_LOOKS = 1000 };
#endif

/* A slot is left alone as long as its worker comes past it: that is, makes turns. */
static struct wok_task *steal_slot(struct wok__worker *worker, struct wok__worker *victim) {
    uint32_t turn = wok__load_relaxed(&victim->turn);
    if (!wok__load_relaxed(&victim->slot))
        return NULL;
    for (int i = 0; i < SLOT_LOOKS; i++) {
        wok__spin_pause();
        if (wok__load_relaxed(&victim->turn) != turn)
            return NULL;
    }
    struct wok_task *task = wok__exchange_acq_rel(&victim->slot, NULL);
    if (task)
        wok__count(&worker->counts.steals);
    return task;
}

static struct wok_task *search(struct wok__worker *worker) {
    struct wok_runtime *runtime = worker->runtime;
    struct wok_task *task = NULL;
    for (uint32_t i = 1; i < runtime->worker_count && !task; i++)
        task = steal_from(worker, &runtime->workers[(worker->index + i) % runtime->worker_count]);
    if (!task)
        task = take_injected(worker);
    for (uint32_t i = 1; i < runtime->worker_count && !task; i++)
        task = steal_slot(worker, &runtime->workers[(worker->index + i) % runtime->worker_count]);
    return task;
}

/* Search if nobody else does. Who found something lets the next one search: there may be more. */
static struct wok_task *steal(struct wok__worker *worker) {
    if (worker->runtime->worker_count == 1)
        return NULL;
    if (!worker->searching && !wok__idle_search_begin(&worker->runtime->idle))
        return NULL;
    struct wok_task *task = search(worker);
    worker->searching = false;
    wok__idle_search_end(&worker->runtime->idle);
    if (task &&
        (wok__queue_length(&worker->queue) || wok__injection_length(&worker->runtime->injection)))
        wok__scheduler_wake_one(worker->runtime);
    return task;
}

/* Woken as the searcher, but there is work of its own. */
static void stop_searching(struct wok__worker *worker) {
    worker->searching = false;
    wok__idle_search_end(&worker->runtime->idle);
    if (wok__injection_length(&worker->runtime->injection))
        wok__scheduler_wake_one(worker->runtime);
}

static bool others_are_busy(const struct wok__worker *worker) {
    return wok__load_relaxed(&worker->runtime->idle.sleeping) < worker->runtime->worker_count;
}

/* The last look before sleep: see idle.h. A sibling's ring counts too, unless it is short: its
 * worker is awake and wakes somebody when its backlog is long. */
static bool work_is_left(struct wok__worker *worker) {
    struct wok_runtime *runtime = worker->runtime;
    return wok__injection_length(&runtime->injection) || wok__load_relaxed(&worker->slot) ||
           wok__queue_length(&worker->queue);
}

static uint64_t sleep_limit_ns(struct wok__worker *worker, uint64_t look_ns) {
    uint64_t next = wok__wheel_next_ns(&worker->wheel), limit = look_ns;
    if (others_are_busy(worker)) {
        limit = worker->nap_ns < limit ? worker->nap_ns : limit;
        if (worker->nap_ns < WOK__NAP_MAX_NS)
            worker->nap_ns *= 2;
    }
    if (next == WOK__FOREVER)
        return limit;
    uint64_t time = now(worker);
    uint64_t left = next > time ? next - time : 0;
    return left < limit ? left : limit;
}

static void sleep_until_work(struct wok__worker *worker, uint64_t look_ns) {
    struct wok__idle *idle = &worker->runtime->idle;
    wok__idle_sleep_begin(idle, worker->index);
    if (!work_is_left(worker)) {
        wok__count(&worker->counts.parks);
        wok__reactor_turn(worker->reactor, sleep_limit_ns(worker, look_ns));
    }
    worker->searching = wok__idle_sleep_end(idle, worker->index);
    wok__wheel_advance(&worker->wheel, now(worker));
    worker->clock_ns = 0; /* the time asleep is no poll's */
    worker->clock_interval = 1;
}

static void measure_polls(struct wok__worker *worker, uint64_t time) {
    uint32_t turn = wok__load_relaxed(&worker->turn);
    if (worker->clock_ns) {
        uint64_t poll_ns = (time - worker->clock_ns) / (turn - worker->clock_turn);
        worker->poll_ns = (worker->poll_ns + poll_ns) / 2;
        if (poll_ns > WOK__BACKLOG_NS)
            worker->clock_interval = 1;
        else if (worker->clock_interval < WOK__TURNS_CLOCK)
            worker->clock_interval *= 2;
    }
    worker->clock_ns = time;
    worker->clock_turn = turn;
}

/* Every few turns: how long polls take, which timers are due, whether to ask for help. */
static void look_at_clock(struct wok__worker *worker) {
    uint64_t time = now(worker);
    measure_polls(worker, time);
    wok__wheel_advance(&worker->wheel, time);
    if (time - worker->reactor_ns >= WOK__REACTOR_NS) {
        worker->reactor_ns = time;
        wok__reactor_turn(worker->reactor, 0);
    }
    struct wok_runtime *runtime = worker->runtime;
    if (wok__load_relaxed(&runtime->idle.sleeping) == 0)
        return;
    uint64_t backlog = wok__queue_length(&worker->queue);
    if (backlog * worker->poll_ns >= WOK__BACKLOG_NS)
        wok__scheduler_wake_one(runtime);
}

static void turn(struct wok__worker *worker, uint64_t look_ns) {
    uint32_t number = wok__load_relaxed(&worker->turn) + 1;
    wok__store_relaxed(&worker->turn, number);
    if (number - worker->clock_turn >= worker->clock_interval)
        look_at_clock(worker);
    struct wok_task *task = take(worker, number);
    if (task && worker->searching)
        stop_searching(worker);
    if (!task)
        task = steal(worker);
    if (!task) {
        sleep_until_work(worker, look_ns);
        return;
    }
    worker->nap_ns = WOK__NAP_FIRST_NS;
    run_task(worker, task);
}

void wok__worker_run(struct wok__worker *worker, bool (*until)(void *argument), void *argument,
                     uint64_t look_ns) {
    struct wok__current outer = wok__current;
    wok__current = (struct wok__current){
        .runtime = worker->runtime,
        .worker = worker,
        .reactor = worker->reactor,
    };
    while (!until(argument))
        turn(worker, look_ns);
    if (worker->searching)
        stop_searching(worker);
    wok__current = outer;
}
