/*
 * monitor.c: see monitor.h.
 */
#include "scheduler/monitor.h"

#include <errno.h>
#include <string.h>

#include "platform/thread_use.h"
#include "scheduler/crowd.h"
#include "scheduler/deadlock.h"
#include "scheduler/report.h"
#include "scheduler/stand_in.h"
#include "task/backtrace.h"

enum { QUIET_LOOKS = 8, LINES_MAX = 16 };

/* What a worker looked like. */
struct sample {
    uint32_t turn;
    bool reported;     /* the poll of this turn */
    bool is_measured;  /* cpu_ns is of this turn */
    bool computes;     /* it did at the last look at its thread */
    uint64_t since_ns; /* when it was first seen in this turn */
    uint64_t cpu_ns;   /* what its thread had used at the last look */
    uint64_t held_ns;  /* how long the poll itself took since is_measured, see hold */
};

struct wok__monitor {
    struct wok_runtime *runtime;
    uint64_t limit_ns;       /* how long a poll may take */
    wok__atomic_u32 stopped; /* 1: end */
    wok__atomic_u32 asleep;  /* 1: to be woken by the first worker that wakes up */
    wok__atomic_u32 bell;    /* rung to end its sleep */
    uint64_t looked_ns;      /* the last look */
    uint32_t computing;      /* stuck polls that it found to compute */
    struct wok__thread thread;
    struct sample samples[WOK__WORKERS_MAX + WOK__STAND_INS_MAX];
    struct wok__crowd crowd;
    uint64_t crowd_looked_ns;
    struct wok__thread_share shares[WOK__WORKERS_MAX]; /* at that look */
};

static void ring(struct wok__monitor *monitor) {
    wok__fetch_add_release(&monitor->bell, 1);
    wok__futex_wake(&monitor->bell, 1);
}

void wok__monitor_notice(struct wok__monitor *monitor) {
    wok__fence_seq_cst(); /* after `parked`; pairs with sleep_while_quiet */
    if (!wok__load_relaxed(&monitor->asleep))
        return;
    wok__store_relaxed(&monitor->asleep, 0);
    ring(monitor);
}

/* Reporting */

static void report(struct wok__monitor *monitor, const struct wok__worker *worker,
                   const struct sample *sample, uint64_t now_ns) {
    const struct wok_runtime *runtime = monitor->runtime;
    struct wok__system *system = runtime->host.system;
    struct wok__backtrace_line lines[LINES_MAX];
    char name[64];
    const struct wok_task *task = wok__load_relaxed(&worker->task);
    uint32_t count = task ? wok__backtrace(task, lines, LINES_MAX) : 0;
    bool named = count > 0 && wok__peek_task_name(task, name, sizeof name) &&
                 strcmp(name, lines[0].function) != 0;
    if (wok__load_acquire(&worker->turn) != sample->turn)
        return; /* it has gone on meanwhile: who knows what was read */
    wok__log(system,
             "wok: worker %u%s%s has been inside one poll%s%s for %llu ms; another thread runs the "
             "other tasks meanwhile",
             (unsigned)worker->index, runtime->name[0] ? " of runtime " : "", runtime->name,
             named ? " of task " : "", named ? name : "",
             (unsigned long long)((now_ns - sample->since_ns) / WOK_MS));
    for (uint32_t i = 0; i < count; i++)
        wok__report_line(system, &lines[i], "after");
}

/* Looking */

/* Whether a thread runs the other tasks: an error where there is none to be had. */
static int call_help(struct wok__monitor *monitor, struct wok__worker *worker) {
    if (wok__load_acquire(&worker->stuck))
        return 0;
    return wok__stand_in_call(monitor->runtime, worker);
}

static void report_once(struct wok__monitor *monitor, const struct wok__worker *worker,
                        struct sample *sample, uint64_t now_ns, int error) {
    if (sample->reported)
        return;
    wok__count(&monitor->runtime->polls_over_limit);
    report(monitor, worker, sample, now_ns);
    if (error < 0)
        wok__log(monitor->runtime->host.system, "wok: no thread for its tasks: %s",
                 strerror(-error));
    sample->reported = true;
}

/*
 * A poll goes on since the last look. It has held its worker for what it computed, or waited, in that
 * time; not for the time in which its thread would have run and got no processor: then the machine
 * has too many threads already, and one more would make it worse.
 */
static void hold(const struct wok__worker *worker, struct sample *sample, uint64_t since_look_ns) {
    struct wok__thread_use use = {0, true};
    bool known = wok__thread_use(wok__load_relaxed(&worker->thread_number), &use);
    uint64_t used_ns = use.cpu_ns - sample->cpu_ns;
    if (sample->is_measured)
        sample->held_ns += !known || use.waits ? since_look_ns : used_ns;
    sample->is_measured = true;
    sample->cpu_ns = use.cpu_ns;
    sample->computes = !use.waits;
}

/*
 * A poll that is not over at its limit. Where others are stuck in loops already it is they who keep it
 * from a processor, and it the tasks that wait for it: each of twenty loops gets so little of two
 * processors that it would take half a second to see that it is one.
 */
static void handle_late(struct wok__monitor *monitor, struct wok__worker *worker,
                        struct sample *sample, uint64_t now_ns) {
    bool held = sample->held_ns >= monitor->limit_ns / 2;
    if (!held && monitor->computing == 0)
        return;
    int error = call_help(monitor, worker);
    if (held)
        report_once(monitor, worker, sample, now_ns, error);
    /* It went on just now, perhaps into its sleep: let it see that it was stuck. */
    if (error == 0 && wok__load_acquire(&worker->turn) != sample->turn)
        wok__reactor_interrupt(worker->home->reactor);
}

/* Whether the worker is in a poll. */
static bool look_at(struct wok__monitor *monitor, uint32_t index, uint64_t now_ns,
                    uint32_t *computing) {
    struct wok__worker *worker = wok__runtime_worker(monitor->runtime, index);
    struct sample *sample = &monitor->samples[index];
    uint32_t turn = wok__load_acquire(&worker->turn);
    bool parked = wok__load_acquire(&worker->parked);
    if (parked || turn != sample->turn) {
        *sample = (struct sample){.turn = turn, .since_ns = now_ns};
        return !parked;
    }
    if (!sample->reported || !wok__load_acquire(&worker->stuck)) {
        hold(worker, sample, now_ns - monitor->looked_ns);
        if (now_ns - sample->since_ns >= monitor->limit_ns)
            handle_late(monitor, worker, sample, now_ns);
    }
    *computing += sample->computes && wok__load_relaxed(&worker->stuck);
    return true;
}

/* What all workers have had of the processors since the last look, and what they have waited for them. */
static struct wok__thread_share take_shares(struct wok__monitor *monitor) {
    struct wok__thread_share sum = {0, 0};
    for (uint32_t i = 0; i < monitor->runtime->worker_count; i++) {
        struct wok__thread_share *before = &monitor->shares[i], now;
        uint32_t number = wok__load_relaxed(&monitor->runtime->workers[i].thread_number);
        if (number == 0 || !wok__thread_share(number, &now))
            now = (struct wok__thread_share){0, 0};
        if (before->ran_ns && now.ran_ns >= before->ran_ns && now.waited_ns >= before->waited_ns) {
            sum.ran_ns += now.ran_ns - before->ran_ns;
            sum.waited_ns += now.waited_ns - before->waited_ns;
        }
        *before = now;
    }
    return sum;
}

static void look_for_crowd(struct wok__monitor *monitor, uint64_t now_ns) {
    struct wok_runtime *runtime = monitor->runtime;
    if (runtime->worker_count == 1 || now_ns - monitor->crowd_looked_ns < WOK__CROWD_LOOK_NS)
        return;
    monitor->crowd_looked_ns = now_ns;
    struct wok__thread_share sum = take_shares(monitor);
    uint32_t level = wok__load_relaxed(&runtime->crowd_level);
    wok__store_relaxed(&runtime->crowd_level,
                       wok__crowd_level(&monitor->crowd, level, sum.ran_ns, sum.waited_ns, now_ns));
}

static bool look_at_all(struct wok__monitor *monitor) {
    struct wok__system *system = monitor->runtime->host.system;
    uint64_t now_ns = system->now(system);
    bool busy = false;
    uint32_t count = wok__runtime_worker_count(monitor->runtime), computing = 0;
    for (uint32_t i = 0; i < count; i++)
        busy |= look_at(monitor, i, now_ns, &computing);
    monitor->looked_ns = now_ns;
    monitor->computing = computing;
    look_for_crowd(monitor, now_ns);
    return busy;
}

static bool all_are_parked(const struct wok__monitor *monitor) {
    uint32_t count = wok__runtime_worker_count(monitor->runtime);
    for (uint32_t i = 0; i < count; i++)
        if (!wok__load_relaxed(&wok__runtime_worker(monitor->runtime, i)->parked))
            return false;
    return true;
}

/* Say that we sleep, then look again; a worker that wakes up says so first, and then looks at us. */
static void sleep_while_quiet(struct wok__monitor *monitor, uint64_t limit_ns) {
    uint32_t seen = wok__load_acquire(&monitor->bell);
    wok__store_relaxed(&monitor->asleep, 1);
    wok__fence_seq_cst(); /* pairs with wok__monitor_notice */
    if (all_are_parked(monitor) && !wok__load_acquire(&monitor->stopped))
        wok__futex_wait(&monitor->bell, seen, limit_ns);
    wok__store_relaxed(&monitor->asleep, 0);
}

static void monitor_thread(void *argument) {
    struct wok__monitor *monitor = argument;
    uint32_t quiet = 0;
    wok__thread_hurry(wok__thread_number(), true);
    while (!wok__load_acquire(&monitor->stopped)) {
        uint32_t seen = wok__load_acquire(&monitor->bell);
        quiet = look_at_all(monitor) ? 0 : quiet + 1;
        if (quiet < QUIET_LOOKS) {
            wok__futex_wait(&monitor->bell, seen, monitor->limit_ns / 2);
            continue;
        }
        uint64_t limit_ns = wok__deadlock_look(monitor->runtime);
        sleep_while_quiet(monitor, limit_ns);
        quiet = limit_ns == WOK__FOREVER ? 0 : QUIET_LOOKS;
    }
}

int wok__monitor_start(struct wok_runtime *runtime, uint64_t limit_ns) {
    struct wok__system *system = runtime->host.system;
    struct wok__monitor *monitor = system->allocate(system, sizeof *monitor);
    if (!monitor)
        return -ENOMEM;
    memset(monitor, 0, sizeof *monitor);
    monitor->runtime = runtime;
    monitor->limit_ns = limit_ns;
    runtime->monitor = monitor;
    int error =
        system->thread_create(system, &monitor->thread, "wok-monitor", monitor_thread, monitor);
    if (error == 0)
        return 0;
    runtime->monitor = NULL;
    system->release(system, monitor);
    return error;
}

void wok__monitor_stop(struct wok_runtime *runtime) {
    struct wok__monitor *monitor = runtime->monitor;
    if (!monitor)
        return;
    struct wok__system *system = runtime->host.system;
    wok__store_release(&monitor->stopped, 1);
    ring(monitor);
    system->thread_join(system, &monitor->thread);
}

void wok__monitor_free(struct wok_runtime *runtime) {
    struct wok__system *system = runtime->host.system;
    system->release(system, runtime->monitor);
    runtime->monitor = NULL;
}
