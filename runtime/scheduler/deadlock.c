/*
 * deadlock.c: see deadlock.h.
 *
 * Cycles. Who waits for a lock waits for the task that has it (waits.h), who awaits a handle for that
 * task; who waits for a channel, for the task that used its other end last, which is a guess. So each
 * task points to one other at most, and following the pointers from a task ends, or goes round. A
 * cycle is named once, from its task of the lowest address.
 */
#include "scheduler/deadlock.h"

#include "blocking/pool.h"
#include "platform/thread_use.h"
#include "scheduler/report.h"

#define LOOK_AGAIN_NS (5 * WOK_MS)
#define NEXT_LOOK_NS  (50 * WOK_MS)

enum look {
    ALIVE,    /* something can happen, or nobody waits */
    DOUBTFUL, /* only other threads could bring it about */
    MOVED,    /* somebody moved while we looked */
    DEAD,     /* it has been reported, now or before */
};

enum { DOUBTS_MAX = 6 }; /* looks until they are believed, each after twice the time */
enum { TASKS_REPORTED = 32, STARTS_MAX = 256, CYCLE_MAX = 32, CYCLES_MAX = 8 };

/* What is left that could wake a task */

static bool timers_are_left(const struct wok_runtime *runtime) {
    for (uint32_t i = 0; i < runtime->worker_count; i++)
        if (wok__load_relaxed(&runtime->workers[i].wheel.count))
            return true;
    return false;
}

static bool is_queued_at(struct wok__worker *worker) {
    return wok__load_relaxed(&worker->slot) || wok__queue_length(&worker->queue) ||
           wok__injection_length(&worker->local.inbox) || wok__load_relaxed(&worker->guests);
}

static bool tasks_are_queued(struct wok_runtime *runtime) {
    if (wok__inboxes_length(&runtime->inboxes) || wok__load_acquire(&runtime->starting))
        return true;
    uint32_t count = wok__runtime_worker_count(runtime);
    for (uint32_t i = 0; i < count; i++)
        if (is_queued_at(wok__runtime_worker(runtime, i)))
            return true;
    return false;
}

static void count_block_on(void *block, void *argument) {
    const struct wok_task *task = block;
    uint32_t *asleep = argument;
    uint64_t word = wok__load_acquire(&task->word);
    if (word & WOK__TASK_BLOCK_ON && !(word & WOK__TASK_BUSY))
        ++*asleep;
}

/* Threads of whom we know what they do, namely nothing. Those in block_on made their task themselves. */
static uint32_t known_threads(struct wok_runtime *runtime) {
    uint32_t count = wok__load_acquire(&runtime->stand_in_count) + (runtime->monitor != NULL) +
                     wok__blocking_threads(runtime->host.system);
    for (uint32_t i = 0; i < runtime->worker_count; i++)
        count += wok__load_relaxed(&runtime->workers[i].thread_number) != 0;
    wok__heap_walk(&runtime->heap, WOK__BLOCK_TASK, count_block_on, &count);
    return count;
}

/* Threads that could do anything; UINT32_MAX: it is not known. */
static uint32_t other_threads(struct wok_runtime *runtime) {
    uint32_t all = wok__thread_count(), known = known_threads(runtime);
    return all == 0 ? UINT32_MAX : all > known ? all - known : 0;
}

/* Everybody is where nothing is done, but `looking` (or NULL), which is the caller; *moves changes when
 * somebody leaves that place. */
static bool all_stand_still(const struct wok_runtime *runtime, const struct wok__worker *looking,
                            uint64_t *moves) {
    *moves = 0;
    for (uint32_t i = 0; i < runtime->worker_count; i++) {
        const struct wok__worker *worker = &runtime->workers[i];
        struct wok__reactor_counts counts;
        if (worker == looking)
            continue;
        if (!wok__load_acquire(&worker->parked) || !wok__reactor_is_waiting(worker->reactor))
            return false;
        wok__reactor_count(worker->reactor, &counts);
        *moves += counts.turns + wok__load_relaxed(&worker->turn);
    }
    return true;
}

static bool io_is_awaited(struct wok_runtime *runtime) {
    uint32_t hint = wok__load_relaxed(&runtime->deadlock.awaited_hint);
    bool awaited = wok__descriptors_awaited(runtime->host.system, &hint);
    wok__store_relaxed(&runtime->deadlock.awaited_hint, hint);
    for (uint32_t i = 0; i < runtime->worker_count && !awaited; i++)
        awaited = wok__reactor_has_operations(runtime->workers[i].reactor);
    return awaited;
}

/* As far as it can be said while somebody may move. */
static enum look judge(struct wok_runtime *runtime) {
    if (timers_are_left(runtime) || tasks_are_queued(runtime) ||
        wok__runtime_tasks_alive(runtime) == 0 || io_is_awaited(runtime) ||
        wok__blocking_is_busy(runtime->host.system))
        return ALIVE;
    runtime->deadlock.other_threads = other_threads(runtime);
    if (runtime->deadlock.other_threads && runtime->deadlock.mode != WOK_DEADLOCK_SUSPECT)
        return DOUBTFUL;
    return DEAD;
}

/* The report */

struct cycles {
    struct wok__system *system;
    uint32_t starts_left, named;
    const struct wok_task *lowest[CYCLES_MAX]; /* of those that have been named */
};

static const struct wok_task *task_waited_for(const struct wok_task *task) {
    struct wok__wait_reason reason;
    wok__report_reason(task, &reason);
    return wok__report_is_alive(reason.partner) ? reason.partner : NULL;
}

/* A task of the cycle that begins, or ends, at `task`: its lowest. NULL: there is none. */
static const struct wok_task *find_cycle(const struct wok_task *task, uint32_t *length) {
    const struct wok_task *path[CYCLE_MAX];
    uint32_t count = 0;
    while (task && count < CYCLE_MAX) {
        for (uint32_t i = 0; i < count; i++) {
            if (path[i] != task)
                continue;
            const struct wok_task *lowest = task;
            for (uint32_t k = i; k < count; k++)
                lowest = path[k] < lowest ? path[k] : lowest;
            *length = count - i;
            return lowest;
        }
        path[count++] = task;
        task = task_waited_for(task);
    }
    return NULL;
}

static void name_cycle(struct wok__system *system, const struct wok_task *task, uint32_t length) {
    if (length == 1)
        wok__log(system, "wok: one of them waits for itself:");
    else
        wok__log(system, "wok: %u of them wait for each other, in a cycle:", (unsigned)length);
    for (uint32_t i = 0; i < length && task; i++) {
        struct wok__wait_reason reason;
        struct wok__reason_text text;
        struct wok__task_name name;
        wok__report_reason(task, &reason);
        wok__log(system, "wok:   %s waits for %s", wok__report_name(task, &name),
                 wok__report_reason_text(&reason, &text));
        task = reason.partner;
    }
}

static void look_for_cycle(void *block, void *argument) {
    const struct wok_task *task = block;
    struct cycles *cycles = argument;
    uint64_t word = wok__load_acquire(&task->word);
    if (word == 0 || word & WOK__TASK_BUSY || cycles->starts_left == 0)
        return;
    cycles->starts_left--;
    uint32_t length;
    const struct wok_task *lowest = find_cycle(task, &length);
    for (uint32_t i = 0; i < cycles->named && lowest; i++)
        if (cycles->lowest[i] == lowest)
            return;
    if (!lowest || cycles->named == CYCLES_MAX)
        return;
    cycles->lowest[cycles->named++] = lowest;
    name_cycle(cycles->system, lowest, length);
}

static void report(struct wok_runtime *runtime) {
    struct wok__system *system = runtime->host.system;
    uint32_t others = runtime->deadlock.other_threads;
    struct cycles cycles = {.system = system, .starts_left = STARTS_MAX};
    wok__log(
        system,
        "wok: deadlock%s%s: nothing can wake the tasks that wait (%llu): there is no timer, no "
        "I/O, no blocking call%s",
        runtime->name[0] ? " in runtime " : "", runtime->name,
        (unsigned long long)wok__runtime_tasks_alive(runtime),
        others == 0 ? ", no other thread" : "; unless a thread of the program's own does");
    wok__report_tasks(runtime, TASKS_REPORTED);
    wok__runtime_walk_tasks(runtime, look_for_cycle, &cycles);
    if (runtime->deadlock.mode == WOK_DEADLOCK_ABORT)
        wok__fatal(system, "wok: aborted because of the deadlock (WOK_DEADLOCK)");
}

/* The polls of all workers: as long as no task is polled it is the same deadlock. */
static uint64_t episode(const struct wok_runtime *runtime) {
    uint64_t polls = 1;
    for (uint32_t i = 0; i < wok__runtime_worker_count(runtime); i++)
        polls += wok__load_relaxed(&wok__runtime_worker(runtime, i)->counts.polls);
    return polls;
}

static bool is_wanted(const struct wok_runtime *runtime) {
    return runtime->deadlock.mode >= WOK_DEADLOCK_REPORT;
}

static enum look look(struct wok_runtime *runtime, const struct wok__worker *looking) {
    uint64_t before, after;
    if (!is_wanted(runtime) || wok__load_acquire(&runtime->phase) != WOK__RUNTIME_OPEN)
        return ALIVE;
    if (!all_stand_still(runtime, looking, &before))
        return MOVED;
    enum look answer = judge(runtime);
    if (answer != DEAD)
        return answer;
    if (!all_stand_still(runtime, looking, &after) || before != after)
        return MOVED;
    if (runtime->deadlock.reported != episode(runtime)) {
        runtime->deadlock.reported = episode(runtime);
        report(runtime);
    }
    return answer;
}

static uint64_t look_and_wait_ns(struct wok_runtime *runtime, const struct wok__worker *looking) {
    struct wok__deadlock *deadlock = &runtime->deadlock;
    switch (look(runtime, looking)) {
    case MOVED:
        return LOOK_AGAIN_NS;
    case DOUBTFUL:
        if (deadlock->doubted != episode(runtime))
            deadlock->doubts = 0;
        deadlock->doubted = episode(runtime);
        return deadlock->doubts == DOUBTS_MAX ? WOK__FOREVER : NEXT_LOOK_NS << deadlock->doubts++;
    case ALIVE:
    case DEAD:
        break;
    }
    return WOK__FOREVER;
}

uint64_t wok__deadlock_look(struct wok_runtime *runtime) {
    return look_and_wait_ns(runtime, /* looking */ NULL);
}

/*
 * Most sleeps are short, and a look may cost more than a poll. What is cheap is asked at once; the rest
 * at most every NEXT_LOOK_NS, for which such a sleep ends early.
 */
uint64_t wok__deadlock_look_before_sleep(struct wok__worker *worker) {
    struct wok_runtime *runtime = worker->runtime;
    struct wok__deadlock *deadlock = &runtime->deadlock;
    if (!is_wanted(runtime) || timers_are_left(runtime) || io_is_awaited(runtime))
        return WOK__FOREVER;
    if (!wok__lock_try_acquire(&deadlock->lock)) /* another one looks, and sees us move */
        return LOOK_AGAIN_NS;
    struct wok__system *system = runtime->host.system;
    uint64_t time = system->now(system), limit;
    if (system->is_simulation) { /* waiting would move its time */
        look_and_wait_ns(runtime, worker);
        limit = WOK__FOREVER;
    } else if (time < deadlock->next_look_ns) {
        limit = deadlock->next_look_ns - time;
    } else {
        limit = look_and_wait_ns(runtime, worker);
        deadlock->next_look_ns = time + (limit < NEXT_LOOK_NS ? limit : NEXT_LOOK_NS);
    }
    wok__lock_release(&deadlock->lock);
    return limit;
}
