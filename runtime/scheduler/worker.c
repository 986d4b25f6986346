/*
 * worker.c: a worker's loop. See scheduler.h for the order of things, and for seats.
 */
#include <errno.h>

#include "base/budget.h"
#include "blocking/pool.h"
#include "platform/thread_use.h"
#include "scheduler/crowd.h"
#include "scheduler/deadlock.h"
#include "scheduler/monitor.h"
#include "scheduler/scheduler.h"
#include "scheduler/stand_in.h"

static void start_timers(struct wok__poll *poll, bool finished);

/* Whatever keeps a ring from us, automatic means that it works without. */
static int reactor_create(struct wok_runtime *runtime, struct wok__reactor **out) {
    struct wok__system *system = runtime->host.system;
    int error = -ENOSYS;
    if (runtime->reactor != WOK_REACTOR_EPOLL)
        error = wok__reactor_create_with_ring(system, out);
    if (error < 0 && runtime->reactor != WOK_REACTOR_URING)
        error = wok__reactor_create(system, out);
    return error;
}

static int seat_init(struct wok__worker *worker, struct wok_runtime *runtime) {
    worker->home = worker;
    wok__wheel_init(&worker->wheel, &runtime->clock, worker->index);
    return reactor_create(runtime, &worker->reactor);
}

int wok__worker_init(struct wok__worker *worker, struct wok_runtime *runtime, uint32_t index,
                     bool seat) {
    worker->runtime = runtime;
    worker->index = index;
    worker->poll_ns = WOK_US;
    worker->clock_interval = 1;
    worker->turns_left = 1;
    worker->fair_turn = WOK__TURNS_FAIR;
    worker->waker.type = &wok__task_waker_types[0];
    worker->context = (struct wok_context){
        .size = sizeof worker->context, .runtime = runtime, .waker = &worker->waker};
    worker->nap_ns = WOK__NAP_FIRST_NS;
    worker->poll.start_timers = start_timers;
    wok__store_relaxed(&worker->parked, 1);
    wok__heap_init(&worker->heap, runtime->host.system, /* shared */ false);
    return seat ? seat_init(worker, runtime) : 0;
}

void wok__worker_finish(struct wok__worker *worker) {
    wok__reactor_destroy(worker->reactor);
    wok__heap_finish(&worker->heap);
}

bool wok__runtime_stopped(void *argument) {
    struct wok_runtime *runtime = argument;
    return wok__load_relaxed(&runtime->phase) ==
           WOK__RUNTIME_STOPPED; /* nothing is read after it */
}

static uint64_t now(const struct wok__worker *worker) {
    return wok__clock_now(&worker->runtime->clock);
}

/* Polls */

/*
 * The timers that the poll has made go into the seat's wheel. Of a task that has finished and left
 * one behind: it is as if that had not been polled.
 */
static void start_timers(struct wok__poll *poll, bool finished) {
    struct wok__worker *worker = wok__current.worker;
    while (finished && poll->new_timers)
        wok__timer_unmake_new(poll->new_timers);
    if (poll->new_timers)
        wok__wheel_take_new(&worker->home->wheel, poll->new_timers);
    poll->new_timers = NULL;
    if (wok__load_relaxed(&worker->home->guests)) /* another one may sleep on that wheel */
        wok__reactor_interrupt(worker->home->reactor);
}

/* Where the next task comes from */

static inline struct wok_task *take_slot(struct wok__worker *worker) {
    struct wok_task *task = wok__load_relaxed(&worker->slot);
    if (!task)
        return NULL;
    if (worker->alone) {
        wok__store_relaxed(&worker->slot, NULL);
        return task;
    }
    return wok__exchange_relaxed(&worker->slot, NULL); /* it has put it there itself */
}

/* Put what was taken elsewhere in the own ring; the first of it runs now. */
static struct wok_task *keep(struct wok__worker *worker, struct wok_task **tasks, uint32_t count) {
    for (uint32_t i = 1; i < count; i++)
        wok__scheduler_requeue(worker, tasks[i]);
    return count ? tasks[0] : NULL;
}

/* A fair share of an injection queue. */
static struct wok_task *take_from_inbox(struct wok__worker *worker, struct wok__injection *inbox) {
    struct wok_task *tasks[WOK__QUEUE_CAPACITY / 2];
    struct wok_runtime *runtime = worker->runtime;
    uint32_t share = wok__injection_length(inbox);
    if (share == 0)
        return NULL;
    if (!worker->alone)
        share = share / runtime->worker_count + 1;
    uint32_t room = WOK__QUEUE_CAPACITY / 2;
    return keep(worker, tasks, wok__injection_take(inbox, tasks, share < room ? share : room));
}

/* Its own queue first, then the others. */
static struct wok_task *take_injected(struct wok__worker *worker) {
    struct wok__inboxes *inboxes = &worker->runtime->inboxes;
    struct wok_task *task = NULL;
    if (worker->is_careful)
        return NULL;
    for (uint32_t i = 0; i < inboxes->count && !task; i++)
        task = take_from_inbox(worker, wok__inbox_of(inboxes, worker->index + i));
    return task;
}

/* Every 61st turn: somebody else's task, from each injection queue in turn, else the ring's oldest. */
static struct wok_task *take_fair(struct wok__worker *worker, uint32_t turn) {
    struct wok__inboxes *inboxes = &worker->runtime->inboxes;
    struct wok_task *task = NULL;
    worker->fair = false;
    for (uint32_t i = 0; i < inboxes->count; i++)
        if (wok__injection_take(wok__inbox_of(inboxes, turn / WOK__TURNS_FAIR + i), &task, 1))
            return task;
    return wok__queue_pop(&worker->queue, worker->alone);
}

/* The next task of the own ones and the injected ones. */
static inline struct wok_task *take(struct wok__worker *worker, uint32_t turn) {
    struct wok_task *task = NULL;
    if (__builtin_expect(worker->fair, 0) && (task = take_fair(worker, turn)))
        return task;
    if (worker->slot_chain < WOK__SLOT_CHAIN_MAX && (task = take_slot(worker))) {
        worker->slot_chain++;
        return task;
    }
    worker->slot_chain = 0;
    if (worker->local.first && turn & 1)
        return wok__local_take(&worker->local);
    if ((task = wok__queue_pop(&worker->queue, worker->alone)) || (task = take_slot(worker)) ||
        (task = wok__local_take(&worker->local)))
        return task;
    return take_injected(worker);
}

/* Running it */

/* Behind all that is ready, also what is in the injection queues: else tasks that give way to each
 * other would keep those waiting. */
static void run_again(struct wok__worker *worker, struct wok_task *task) {
    if (wok__queue_length(&worker->queue) == 0) {
        struct wok_task *injected = take_injected(worker);
        if (injected)
            wok__scheduler_requeue(worker, injected);
    }
    wok__scheduler_requeue(worker, task);
}

static inline void run_task(struct wok__worker *worker, struct wok_task *task) {
    worker->context.budget = WOK__POLL_BUDGET;
    worker->waker.data = task;
    worker->poll.gave_way = false;
    wok__store_relaxed(&worker->task, task);
    wok__count(&worker->counts.polls);
    bool is_local = worker->local.alive && wok__state_is_local(wok__load_relaxed(&task->word));
    switch (wok__task_run(task, &worker->context, &worker->poll)) {
    case WOK__RUN_IDLE:
        break;
    case WOK__RUN_AGAIN:
        run_again(worker, task);
        break;
    case WOK__RUN_FINISHED:
        if (is_local)
            worker->local.alive--;
        wok__store_release(&worker->counts.finished,
                           wok__load_relaxed(&worker->counts.finished) + 1);
        break;
    }
    if (__builtin_expect(worker->context.budget < 0, 0))
        wok__count(&worker->counts.exhaustions);
}

/* Stealing */

static struct wok_task *steal_from(struct wok__worker *worker, struct wok__worker *victim) {
    struct wok_task *tasks[WOK__QUEUE_CAPACITY / 2];
    if (wok__crowd_leaves_alone(worker, victim))
        return NULL;
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
    struct wok_task *task = wok__exchange_acquire(&victim->slot, NULL);
    if (task)
        wok__count(&worker->counts.steals);
    return task;
}

/* The i-th of the others, stand-ins included, beginning behind the own number. */
static struct wok__worker *other(const struct wok__worker *worker, uint32_t i, uint32_t count) {
    return wok__runtime_worker(worker->runtime, (worker->index + i) % count);
}

static struct wok_task *search(struct wok__worker *worker) {
    uint32_t count = wok__runtime_worker_count(worker->runtime);
    struct wok_task *task = NULL;
    for (uint32_t i = 1; i < count && !task; i++)
        task = steal_from(worker, other(worker, i, count));
    if (!task)
        task = take_injected(worker);
    for (uint32_t i = 1; i < count && !task; i++)
        task = steal_slot(worker, other(worker, i, count));
    return task;
}

/* Woken as the searcher, but there is work of its own. */
static void stop_searching(struct wok__worker *worker) {
    worker->searching = false;
    wok__idle_search_end(&worker->runtime->idle);
    if (wok__inboxes_length(&worker->runtime->inboxes))
        wok__scheduler_wake_one(worker->runtime);
}

/* Search if nobody else does. Who found something lets the next one search: there may be more. */
static struct wok_task *steal(struct wok__worker *worker) {
    if (__builtin_expect(worker->is_careful, 0)) {
        if (worker->searching)
            wok__idle_search_end(&worker->runtime->idle);
        worker->searching = false; /* it wakes nobody for that: it will soon look itself */
        return NULL;
    }
    if (worker->alone) {
        /* Picked for a task that it had found by itself: the next producer must pick it again. */
        if (worker->searching)
            stop_searching(worker);
        return NULL;
    }
    worker->was_picked = worker->searching;
    if (!worker->searching && !wok__idle_search_begin(&worker->runtime->idle))
        return NULL;
    struct wok_task *task = search(worker);
    worker->searching = false;
    wok__idle_search_end(&worker->runtime->idle);
    uint64_t more =
        wok__queue_length(&worker->queue) + wok__inboxes_length(&worker->runtime->inboxes);
    if (task && more && (!wok__is_crowd(worker) || wok__is_backlog(worker, more)))
        wok__scheduler_wake_one(worker->runtime);
    return task;
}

/* Sleep */

static bool others_are_busy(const struct wok__worker *worker) {
    return wok__load_relaxed(&worker->runtime->idle.sleeping) < worker->runtime->worker_count;
}

/* The last look before sleep: see idle.h. A sibling's ring does not count: its worker is awake and
 * wakes somebody when its backlog is long. */
static bool work_is_left(struct wok__worker *worker) {
    bool injected = !worker->is_careful && wok__inboxes_length(&worker->runtime->inboxes);
    return injected || wok__load_relaxed(&worker->slot) || wok__queue_length(&worker->queue) ||
           worker->local.first || wok__injection_length(&worker->local.inbox);
}

static uint64_t sleep_limit_ns(struct wok__worker *worker, uint64_t time, uint64_t look_ns) {
    uint64_t next = wok__wheel_next_ns(&worker->home->wheel), limit = look_ns;
    if (wok__load_relaxed(&worker->runtime->clock.is_paused))
        next = WOK__FOREVER; /* time does not bring it */
    if (others_are_busy(worker)) {
        limit = worker->nap_ns < limit ? worker->nap_ns : limit;
        if (worker->nap_ns < WOK__NAP_MAX_NS)
            worker->nap_ns *= 2;
    }
    if (worker->is_careful && limit > WOK__NAP_FIRST_NS)
        limit = WOK__NAP_FIRST_NS;
    if (next == WOK__FOREVER)
        return limit;
    uint64_t left = next > time ? next - time : 0;
    return left < limit ? left : limit;
}

#if defined(WOK__MODEL)
enum { SPIN_LOOKS = 1, SPIN_PAUSES = 1 };
#else
enum { SPIN_LOOKS = 64, SPIN_PAUSES = 16 }; /* a simulated clock stands still */
#endif

/*
 * When others have lately given this worker work soon after it ran out, they may again: looking for
 * that a little costs less than being woken. Only at queues: the reactor costs a system call a look.
 */
static bool spin(struct wok__worker *worker, uint64_t time) {
    for (int look = 0; look < SPIN_LOOKS && now(worker) - time < WOK__SPIN_NS; look++) {
        for (int i = 0; i < SPIN_PAUSES; i++)
            wok__spin_pause();
        if (work_is_left(worker))
            return true;
    }
    return false;
}

/* Whether spinning has lately been worth it: a success counts 1, a failure 8. */
static void credit_spin(struct wok__worker *worker, int credit) {
    int sum = worker->spin_credit + credit;
    worker->spin_credit = sum > 4 ? 4 : sum < -8 ? -8 : sum;
}

/* Somebody else of this seat serves it, or sleeps there. If that one stands in it will now go. */
static void wait_for_seat(struct wok__worker *worker, uint32_t seen) {
    struct wok__worker *home = worker->home;
    wok__reactor_interrupt(home->reactor);
    if (!work_is_left(worker))
        wok__futex_wait(&home->left, seen, WOK_MS);
}

static void give_back_seat(struct wok__worker *home) {
    wok__lock_release(&home->serving);
    if (wok__load_relaxed(&home->guests) == 0)
        return;
    wok__fetch_add_relaxed(&home->left, 1);
    wok__futex_wake(&home->left, 1);
}

/*
 * The clock is paused and nothing can happen but time: let it be the next timer's. Not while a
 * function runs on the blocking pool, and not past an event that is there already. False: park.
 */
static bool jump(struct wok__worker *worker) {
    struct wok__clock *clock = &worker->runtime->clock;
    if (__builtin_expect(!wok__load_relaxed(&clock->is_paused), 1))
        return false;
    uint64_t next = wok__wheel_next_ns(&worker->home->wheel);
    if (next == WOK__FOREVER || wok__blocking_is_busy(worker->runtime->host.system))
        return false;
    if (wok__reactor_turn(worker->home->reactor, 0) == 0 && !work_is_left(worker)) {
        wok__clock_advance_to(clock, next);
        wok__wheel_advance(&worker->home->wheel, next);
    }
    return true;
}

static void park(struct wok__worker *worker, uint64_t time, uint64_t look_ns) {
    struct wok__worker *home = worker->home;
    struct wok__idle *idle = &worker->runtime->idle;
    uint32_t turns = wok__crowd_turns(worker);
    int woken = 0;
    wok__idle_sleep_begin(idle, home->index);
    if (!work_is_left(worker) && !wok__crowd_has_left(worker)) {
        wok__count(&worker->counts.parks);
        uint64_t limit = sleep_limit_ns(worker, time, look_ns);
        if (limit == WOK__FOREVER && !worker->runtime->monitor)
            limit = wok__deadlock_look_before_sleep(worker);
        woken = wok__reactor_turn(home->reactor, limit);
    }
    worker->searching = wok__idle_sleep_end(idle, home->index);
    uint64_t after = now(worker);
    wok__wheel_advance(&home->wheel, after);
    if (woken == 0 && after - time < WOK__GAP_SHORT_NS)
        credit_spin(worker, 1);
    worker->others_move = wok__crowd_turns(worker) != turns;
}

/*
 * In a crowd what has come to this worker in its sleep is left, in its ring, to the others that are
 * awake, who look there before they sleep themselves; for so long at most. One of the two sees the
 * other: the one has tasks in its ring, enters the sleepers, and looks who is awake; the other enters
 * the sleepers and looks at rings.
 */
static void leave_to_others(struct wok__worker *worker, uint64_t limit_ns) {
    struct wok__worker *home = worker->home;
    struct wok__idle *idle = &worker->runtime->idle;
    uint32_t turns = wok__crowd_turns(worker);
    struct wok_task *task = take_slot(worker);
    if (task)
        wok__scheduler_requeue(worker, task);
    wok__idle_sleep_begin(idle, home->index);
    if (others_are_busy(worker)) {
        wok__count(&worker->counts.parks);
        uint64_t next_ns = sleep_limit_ns(worker, now(worker), limit_ns);
        wok__reactor_turn(home->reactor, next_ns);
    }
    worker->searching = wok__idle_sleep_end(idle, home->index);
    wok__wheel_advance(&home->wheel, now(worker));
    worker->others_move = wok__crowd_turns(worker) != turns;
}

static void sleep_at_seat(struct wok__worker *worker, uint64_t time, uint64_t look_ns) {
    park(worker, time, look_ns);
    uint64_t since = __builtin_expect(wok__is_crowd(worker), 0) ? now(worker) : 0, after = since;
    while (after - since < WOK__NAP_FIRST_NS && wok__crowd_takes(worker)) {
        leave_to_others(worker, WOK__NAP_FIRST_NS - (after - since));
        after = now(worker);
    }
}

/*
 * How long a task waits in the ring: note what was last there, and when its place is empty. Only seen
 * when somebody looks at the clock, so short waits come out longer by up to 32 polls.
 */
static void probe_latency(struct wok__worker *worker, uint64_t time) {
    uint32_t head = wok__load_relaxed(&worker->queue.head);
    if (worker->probe_ns && (int32_t)(head - worker->probe_tail) >= 0) {
        wok__histogram_add(&worker->latency, time - worker->probe_ns, 1);
        worker->probe_ns = 0;
    }
    uint32_t tail = wok__load_relaxed(&worker->queue.tail);
    if (!worker->probe_ns && tail != head) {
        worker->probe_ns = time;
        worker->probe_tail = tail;
    }
}

static void leave_park(struct wok__worker *worker) {
    wok__store_relaxed(&worker->parked, 0);
    if (worker->runtime->monitor)
        wok__monitor_notice(worker->runtime->monitor);
}

static void look_whether_careful(struct wok__worker *worker) {
    struct wok__system *system = worker->runtime->host.system;
    worker->is_careful = system->now(system) < worker->careful_ns;
}

static void sleep_until_work(struct wok__worker *worker, uint64_t look_ns) {
    struct wok__worker *home = worker->home;
    uint64_t time = now(worker);
    probe_latency(worker, time);
    if (worker->spin_credit >= 2 && !worker->alone) {
        bool found = spin(worker, time);
        credit_spin(worker, found ? 1 : -8);
        if (found)
            return;
    }
    wok__store_release(&worker->parked, 1);
    /* Before the try: who leaves later rings. Who misses that wakes up a millisecond later. */
    uint32_t left = wok__load_relaxed(&home->left);
    if (!wok__lock_try_acquire(&home->serving)) {
        wait_for_seat(worker, left);
    } else {
        if (wok__wheel_advance(&home->wheel, time) == 0 && !jump(worker))
            sleep_at_seat(worker, time, look_ns);
        give_back_seat(home);
    }
    leave_park(worker);
    if (__builtin_expect(worker->is_careful, 0))
        look_whether_careful(worker);
    worker->clock_ns = 0; /* the time asleep is no poll's */
    worker->clock_interval = 1;
    worker->turns_left = 1;
    wok__store_relaxed(&worker->attention, 1);
    wok__local_take_inbox(&worker->local);
}

/* The clock */

static void measure_polls(struct wok__worker *worker, uint64_t time) {
    uint32_t turn = wok__load_relaxed(&worker->turn);
    if (worker->clock_ns) {
        uint64_t poll_ns = (time - worker->clock_ns) / (turn - worker->clock_turn);
        wok__histogram_add(&worker->poll_time, poll_ns, turn - worker->clock_turn);
        worker->poll_ns = (worker->poll_ns + poll_ns) / 2;
        if (poll_ns > WOK__BACKLOG_NS)
            worker->clock_interval = 1;
        else if (worker->clock_interval < WOK__TURNS_CLOCK)
            worker->clock_interval *= 2;
    }
    worker->clock_ns = time;
    worker->clock_turn = turn;
}

/*
 * Look at the reactor? Only when there is room in the ring for what a turn brings. Else the oldest would
 * have to go to the injection queue, and those that come later would run before them.
 */
static bool reactor_is_due(const struct wok__worker *worker, uint64_t time) {
    uint64_t since_ns = time - worker->reactor_ns;
    uint32_t room = WOK__QUEUE_CAPACITY - wok__queue_length(&worker->queue);
    return since_ns >= WOK__REACTOR_NS &&
           (room >= WOK__REACTOR_BATCH_MAX || since_ns >= WOK__REACTOR_FULL_NS);
}

static void serve_seat(struct wok__worker *worker, uint64_t time) {
    struct wok__worker *home = worker->home;
    if (!wok__lock_try_acquire(&home->serving))
        return;
    wok__wheel_advance(&home->wheel, time);
    if (reactor_is_due(worker, time)) {
        worker->reactor_ns = time;
        wok__reactor_turn(home->reactor, 0);
    }
    give_back_seat(home);
}

/* How long polls take, which timers are due, whether to ask for help. */
static void look_at_clock(struct wok__worker *worker) {
    uint64_t time = now(worker);
    measure_polls(worker, time);
    probe_latency(worker, time);
    serve_seat(worker, time);
    if (wok__injection_length(&worker->local.inbox))
        wok__local_take_inbox(&worker->local);
    struct wok_runtime *runtime = worker->runtime;
    if (wok__load_relaxed(&runtime->idle.sleeping) == 0)
        return;
    uint64_t backlog = wok__queue_length(&worker->queue) + wok__inboxes_length(&runtime->inboxes);
    if (wok__is_backlog(worker, backlog))
        wok__scheduler_wake_one(runtime);
}

/* A turn */

/* What is done every few turns, and when the next time is. */
__attribute__((noinline)) static void look_up(struct wok__worker *worker, uint32_t number) {
    if (number - worker->clock_turn >= worker->clock_interval) {
        look_at_clock(worker);
        wok__store_relaxed(&worker->attention, 1);
    }
    if ((int32_t)(number - worker->fair_turn) >= 0) {
        worker->fair = true;
        worker->fair_turn = number + WOK__TURNS_FAIR;
    }
    uint32_t to_clock = worker->clock_turn + worker->clock_interval - number;
    uint32_t to_fair = worker->fair_turn - number;
    worker->turns_left = to_clock < to_fair ? to_clock : to_fair;
}

/* Nothing of its own to do. */
__attribute__((noinline)) static struct wok_task *find_work(struct wok__worker *worker,
                                                            uint64_t look_ns) {
    struct wok_task *task = steal(worker);
    if (!task)
        sleep_until_work(worker, look_ns);
    else
        worker->nap_ns = WOK__NAP_FIRST_NS;
    return task;
}

static inline void turn(struct wok__worker *worker, uint64_t look_ns) {
    uint32_t number = wok__load_relaxed(&worker->turn) + 1;
    wok__store_relaxed(&worker->turn, number);
    if (--worker->turns_left == 0)
        look_up(worker, number);
    struct wok_task *task = take(worker, number);
    if (__builtin_expect(task && worker->searching, 0))
        stop_searching(worker);
    if (!task)
        task = find_work(worker, look_ns);
    if (task)
        run_task(worker, task);
}

/* Whether the loop is over. */
static bool attend(struct wok__worker *worker, bool (*until)(void *argument), void *argument) {
    wok__store_relaxed(&worker->attention, 0);
    if (wok__load_relaxed(&worker->stuck))
        wok__stand_in_dismiss(worker);
    return until(argument);
}

void wok__worker_run(struct wok__worker *worker, bool (*until)(void *argument), void *argument,
                     uint64_t look_ns) {
    struct wok__current outer = wok__current;
    wok__current = (struct wok__current){
        .runtime = worker->runtime,
        .worker = worker,
        .reactor = worker->home->reactor,
        .heap = &worker->heap,
    };
    wok__store_relaxed(&worker->thread_number, wok__thread_number());
    leave_park(worker);
    wok__store_relaxed(&worker->attention, 1);
    while (!wok__load_relaxed(&worker->attention) || !attend(worker, until, argument))
        turn(worker, look_ns);
    wok__store_release(&worker->parked, 1);
    wok__store_relaxed(&worker->thread_number, 0);
    if (worker->searching)
        stop_searching(worker);
    wok__current = outer;
}
