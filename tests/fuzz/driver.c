/*
 * driver.c: runs the programs of an executable. Async C, compiled by the wokcc that is tested; with
 * FUZZ_PLAIN the same text is plain C, and runs plain and erased programs.
 *
 *     program [--only SEED] [--skip SEED]... [--every] [--schedule S --cancel K --way task|race|shutdown]
 *
 * For each program a line `@ SEED` before it runs (whoever reads them knows what was running when
 * there is no further one), and one for each schedule:
 *
 *     SEED SCHEDULE end HASH LENGTH TALLY UNBALANCED ACQUIRED VALUE SUSPENSIONS
 *     SEED SCHEDULE cancelled RUNS HASH UNBALANCED
 *
 * A cancelled run's hash is that of all runs; --every prints a line for each of them instead.
 */
#ifdef FUZZ_PLAIN
#define async
#define await
#endif
#include "fuzz.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "log.h"
#ifndef FUZZ_PLAIN
#include <wok/runtime.h>
#include <wok/task.h>
#endif

enum { EACH_MAX = 100, SAMPLES = 40, SKIPPED_MAX = 64, SECONDS = 10, REAL_FACTOR = 10 };

struct request {
    unsigned long only, skipped[SKIPPED_MAX];
    unsigned skipped_count;
    bool every;
    const char *schedule, *way;
    unsigned long cancel_at;
};

static struct request request;
static u value; /* of the program, once it has one */

/* --- one run --------------------------------------------------------------------------------- */

#ifdef FUZZ_PLAIN

static void *run_program(void *entry) {
    value = ((struct fuzz_entry *)entry)->program();
    return NULL;
}

/* A thread of its own, because pthread_exit unwinds a thread. */
static void run(struct fuzz_entry *entry, const char *way) {
    pthread_t thread;
    (void)way;
    if (pthread_create(&thread, NULL, run_program, entry) != 0)
        abort();
    pthread_join(thread, NULL);
}

static unsigned long tasks_left(void) {
    return 0;
}

#else

/* Besides this one. What cancellation leaves behind detached is allowed to end first. */
static async unsigned long tasks_left(void) {
    struct wok_statistics statistics = {.size = sizeof statistics};
    for (unsigned turn = 0; turn < 100000; turn++) {
        if (wok_statistics_read(&statistics) != 0 || statistics.tasks_alive <= 1)
            return 0;
        await wok_yield();
    }
    return statistics.tasks_alive - 1;
}

/* Where branches run beside each other, a cancelled run may be over before its suspension comes. */
static async void run_watched(struct fuzz_entry *entry) {
    value = await entry->program();
    fuzz_ended();
}

static async void run(struct fuzz_entry *entry, const char *way) {
    if (strcmp(way, "end") == 0) {
        value = await entry->program();
    } else if (strcmp(way, "task") == 0) {
        task(void) running = spawn(run_watched(entry));
        await reached();
        (void)await wok_cancel(running);
    } else if (strcmp(way, "race") == 0) {
        race {
            when(value = await entry->program()) {
            }
            when(await reached()) {
            }
        }
    } else {
        wok_detach(spawn(run_watched(entry)));
        await reached();
    }
}

#endif

static async void observe(struct fuzz_entry *entry, const char *schedule, const char *way,
                          unsigned long cancel_at) {
    fuzz_begin(schedule, cancel_at, entry->exact);
    value = 0;
    await run(entry, way);
}

/* --- what a run is known by ------------------------------------------------------------------- */

static uint64_t state_hash(void) {
    uint64_t hash = fuzz.hash ^ fuzz.length * 31 ^ fuzz.tally * 7 ^ fuzz.acquired * 1009;
    return hash * 0x9e3779b97f4a7c15u;
}

static void print_end(const struct fuzz_entry *entry, const char *schedule, unsigned long left) {
    printf("%lu %s end %016llx %lu %llu %d %lu %u %lu\n", entry->seed, schedule,
           (unsigned long long)fuzz.hash, fuzz.length, (unsigned long long)fuzz.tally,
           fuzz_unbalanced() + fuzz.disorder, fuzz.acquired, value, fuzz.suspensions);
    if (left)
        printf("%lu %s left %lu tasks\n", entry->seed, schedule, left);
}

struct cancelled {
    unsigned long runs;
    uint64_t hash;
    int unbalanced;
};

static async void cancel_at(struct fuzz_entry *entry, const char *schedule, unsigned long k,
                            struct cancelled *sum) {
    const char *way = k % 2 ? "task" : "race";
    await observe(entry, schedule, way, k);
#ifndef FUZZ_PLAIN
    fuzz_go_on();
#endif
    unsigned long left = await tasks_left();
    int unbalanced = fuzz_unbalanced() + fuzz.disorder + (int)left;
    sum->runs++;
    sum->unbalanced += unbalanced != 0;
    if (entry->exact)
        sum->hash = (sum->hash ^ state_hash()) * 1099511628211u;
    if (request.every)
        printf("%lu %s at %lu by %s: %016llx %lu %llu %d %lu\n", entry->seed, schedule, k, way,
               entry->exact ? (unsigned long long)fuzz.hash : 0, entry->exact ? fuzz.length : 0,
               entry->exact ? (unsigned long long)fuzz.tally : 0, unbalanced,
               entry->exact ? fuzz.acquired : 0);
}

/* Each of the first suspensions, and a sample of the others. */
static async void cancel_everywhere(struct fuzz_entry *entry, const char *schedule,
                                    unsigned long total) {
    struct cancelled sum = {0};
    uint64_t chosen = entry->seed * 2 + 1;
    for (unsigned long k = 1; k <= total && k <= EACH_MAX; k++)
        await cancel_at(entry, schedule, k, &sum);
    for (unsigned sample = 0; total > EACH_MAX && sample < SAMPLES; sample++) {
        chosen = chosen * 6364136223846793005u + 1442695040888963407u;
        await cancel_at(entry, schedule, EACH_MAX + 1 + (chosen >> 33) % (total - EACH_MAX), &sum);
    }
    printf("%lu %s cancelled %lu %016llx %d\n", entry->seed, schedule, sum.runs,
           (unsigned long long)sum.hash, sum.unbalanced);
}

static async void run_all(struct fuzz_entry *entry) {
    char seeded[24];
    snprintf(seeded, sizeof seeded, "%lu", entry->seed % 1000 + 1);
    const char *schedules[] = {"ready", "pending", seeded};
    for (unsigned i = 0; i < 3; i++) {
        await observe(entry, schedules[i], "end", 0);
        unsigned long left = await tasks_left();
        print_end(entry, schedules[i], left);
#ifdef FUZZ_ERASED /* nothing unwinds it */
        continue;
#endif
#ifdef FUZZ_PLAIN
        if (!entry->exact)
            continue;
#endif
        unsigned long total = fuzz.suspensions;
        await cancel_everywhere(entry, schedules[i], total);
    }
}

/* --- all of them ------------------------------------------------------------------------------ */

static bool is_wanted(const struct fuzz_entry *entry) {
    for (unsigned i = 0; i < request.skipped_count; i++)
        if (request.skipped[i] == entry->seed)
            return false;
    return !request.only || request.only == entry->seed;
}

static void too_long(int signal) {
    static const char text[] = "HANG\n";
    (void)signal;
    if (write(1, text, sizeof text - 1) < 0)
        _exit(5);
    _exit(4);
}

/* Of one program: of processor time for a loop without end, of real time for a wake that was lost. */
static void limit_time(void) {
    const char *chosen = getenv("FUZZ_SECONDS");
    int seconds = chosen ? atoi(chosen) : SECONDS;
    setitimer(ITIMER_PROF, &(struct itimerval){.it_value.tv_sec = seconds}, NULL);
    setitimer(ITIMER_REAL, &(struct itimerval){.it_value.tv_sec = seconds * REAL_FACTOR}, NULL);
}

static void read_arguments(int argc, char **argv) {
    for (int i = 1; i < argc; i++) {
        const char *next = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(argv[i], "--every") == 0)
            request.every = true;
        else if (strcmp(argv[i], "--only") == 0)
            request.only = strtoul(next, NULL, 10), i++;
        else if (strcmp(argv[i], "--skip") == 0 && request.skipped_count < SKIPPED_MAX)
            request.skipped[request.skipped_count++] = strtoul(next, NULL, 10), i++;
        else if (strcmp(argv[i], "--schedule") == 0)
            request.schedule = next, i++;
        else if (strcmp(argv[i], "--cancel") == 0)
            request.cancel_at = strtoul(next, NULL, 10), i++;
        else if (strcmp(argv[i], "--way") == 0)
            request.way = next, i++;
    }
}

static async void run_entry(struct fuzz_entry *entry) {
    printf("@ %lu\n", entry->seed);
    fflush(stdout);
    limit_time();
    if (!request.schedule) {
        await run_all(entry);
        return;
    }
    await observe(entry, request.schedule, request.way ? request.way : "end", request.cancel_at);
    unsigned long left =
        request.way && strcmp(request.way, "shutdown") == 0 ? 0 : await tasks_left();
    print_end(entry, request.schedule, left);
}

#ifndef FUZZ_PLAIN
/* After main has returned, its runtime has cancelled what was still running. */
static void report_shutdown(void) {
    if (request.way && strcmp(request.way, "shutdown") == 0)
        printf("unbalanced after the shutdown: %d\n", fuzz_unbalanced() + fuzz.disorder);
    fflush(stdout);
}
#endif

async int main(int argc, char **argv) {
    read_arguments(argc, argv);
    signal(SIGALRM, too_long);
    signal(SIGPROF, too_long);
#ifndef FUZZ_PLAIN
    atexit(report_shutdown);
#endif
    for (unsigned i = 0; fuzz_entries[i].seed; i++)
        if (is_wanted(&fuzz_entries[i]))
            await run_entry(&fuzz_entries[i]);
    if (!request.schedule)
        printf("@ end\n");
    fflush(stdout);
    return 0;
}
