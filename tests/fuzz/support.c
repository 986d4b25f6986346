/*
 * support.c: the log, the schedule, and the futures of fuzz.h. Plain C, compiled once for the async
 * programs and once (FUZZ_PLAIN) for the plain ones.
 *
 * Everything runs on one worker, so nothing here is shared between threads.
 */
#define WOK_CALLER 1
#include "fuzz.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HELD_MAX = 4096 };

static uint64_t log_hash = 1469598103934665603u;
static unsigned long log_length, tally_sum;
static int held[HELD_MAX];
static unsigned long acquired;
static unsigned long suspensions, cancel_at;
static bool traced;
static uint64_t schedule_seed; /* 0: the same answer every time */
static int schedule_always;

static void report(void) {
    int unbalanced = 0;
    for (int id = 0; id < HELD_MAX; id++)
        if (held[id] != 0) {
            printf("id %d is held %d times\n", id, held[id]);
            unbalanced++;
        }
    printf("trace %016llx of %lu, tally %lu, held %d of %lu, suspensions %lu\n",
           (unsigned long long)log_hash, log_length, tally_sum, unbalanced, acquired, suspensions);
    fflush(stdout);
}

__attribute__((constructor)) static void fuzz_start(void) {
    const char *schedule = getenv("FUZZ_SCHEDULE"), *cancel = getenv("FUZZ_CANCEL");
    if (schedule && strcmp(schedule, "pending") == 0)
        schedule_always = 1;
    else if (schedule && strcmp(schedule, "ready") != 0)
        schedule_seed = strtoull(schedule, NULL, 10) * 2 + 1;
    cancel_at = cancel ? strtoul(cancel, NULL, 10) : 0;
    traced = getenv("FUZZ_TRACE") != NULL;
    atexit(report);
}

static void hash(uint64_t word) {
    log_hash = (log_hash ^ word) * 1099511628211u;
    log_hash ^= log_hash >> 29;
}

u trace(u place, u value) {
    if (traced)
        printf("%u: %u\n", place, value);
    hash(place);
    hash(value);
    log_length++;
    return value;
}

u tally(u place, u value) {
    if (traced)
        printf("tally %u: %u\n", place, value);
    uint64_t word = (uint64_t)place << 32 | value;
    word *= 0x9e3779b97f4a7c15u;
    tally_sum += word ^ word >> 31;
    return value;
}

void acquire(u id) {
    if (traced)
        printf("acquire %u\n", id);
    held[id % HELD_MAX]++;
    acquired++;
}

void release(u id) {
    if (traced)
        printf("release %u\n", id);
    held[id % HELD_MAX]--;
}

u mix(u left, u right) {
    return (left ^ 0x5bd1e995u) * 3 + (right >> 3 | right << 29);
}

void trace_end(u *variable) {
    trace(1, *variable);
}

void tally_end(u *variable) {
    tally(1, *variable);
}

/* How often maybe() suspends this time. */
static int turns(void) {
    if (!schedule_seed)
        return schedule_always;
    schedule_seed = schedule_seed * 6364136223846793005u + 1442695040888963407u;
    unsigned draw = (unsigned)(schedule_seed >> 40) % 8;
    if (traced)
        printf("draw %u\n", draw);
    return draw < 4 ? 0 : draw < 7 ? 1 : 3;
}

/* The program is about to suspend: is this where it ends? */
static bool suspends_for_good(void) {
    if (traced)
        printf("suspension %lu\n", suspensions + 1);
    return ++suspensions == cancel_at;
}

#ifdef FUZZ_PLAIN

u maybe(u value) {
    if (traced)
        printf("maybe %u\n", value);
    for (int left = turns(); left > 0; left--)
        if (suspends_for_good())
            pthread_exit(NULL);
    return value;
}

static void *run(void *unused) {
    trace(0, program());
    return unused;
}

/* The stack of a thread is what pthread_exit unwinds; 256 MiB, because there are no segments. */
int main(void) {
    pthread_t thread;
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, (size_t)256 << 20);
    if (pthread_create(&thread, &attributes, run, NULL) != 0)
        return 2;
    pthread_join(thread, NULL);
    return 0;
}

#else

int fuzz_way(void) {
    const char *way = getenv("FUZZ_WAY");
    if (!cancel_at || !way)
        return 0;
    return strcmp(way, "task") == 0 ? 1 : strcmp(way, "race") == 0 ? 2 : 3;
}

static struct wok_waker waiting; /* reached()'s */

void maybe_init(struct maybe *self, u value) {
    if (traced)
        printf("maybe %u\n", value);
    *self = (struct maybe){.value = value, .left = -1};
}

enum wok_poll maybe_poll(struct maybe *self, struct wok_context *cx) {
    if (self->left < 0)
        self->left = turns();
    if (self->left == 0) {
        self->result = self->value;
        return WOK_READY;
    }
    self->left--;
    if (suspends_for_good()) {
        self->left = 1000; /* it is not polled again, except for a spurious wake */
        wok_waker_wake(&waiting);
    } else {
        wok_waker_wake_by_ref(cx->waker);
        if (schedule_seed >> 50 & 1) /* a second, spurious wake */
            wok_waker_wake_by_ref(cx->waker);
    }
    return WOK_PENDING;
}

enum wok_poll maybe_cancel(struct maybe *self, struct wok_context *cx) {
    (void)self, (void)cx;
    return WOK_READY;
}

void maybe_drop(struct maybe *self) {
    (void)self;
}

void forever_init(struct forever *self, u id) {
    *self = (struct forever){.id = id};
}

enum wok_poll forever_poll(struct forever *self, struct wok_context *cx) {
    (void)cx;
    if (!self->started)
        held[self->id % HELD_MAX]++;
    self->started = 1;
    return WOK_PENDING;
}

/* Not at once: the first call asks, the second is the end. */
enum wok_poll forever_cancel(struct forever *self, struct wok_context *cx) {
    if (!self->started)
        return WOK_READY;
    if (self->started++ == 1) {
        wok_waker_wake_by_ref(cx->waker);
        return WOK_PENDING;
    }
    if (self->started == 3)
        held[self->id % HELD_MAX]--;
    return WOK_READY;
}

void forever_drop(struct forever *self) {
    (void)self;
}

void reached_init(struct reached *self) {
    self->unused = 0;
}

enum wok_poll reached_poll(struct reached *self, struct wok_context *cx) {
    (void)self;
    if (cancel_at && suspensions >= cancel_at)
        return WOK_READY;
    wok_waker_drop(&waiting);
    waiting = wok_waker_clone(cx->waker);
    return WOK_PENDING;
}

enum wok_poll reached_cancel(struct reached *self, struct wok_context *cx) {
    (void)self, (void)cx;
    wok_waker_drop(&waiting);
    return WOK_READY;
}

void reached_drop(struct reached *self) {
    (void)self;
}

/* What the erased program calls: there an await is a call, and the first arm of a race runs. */
u maybe(u value) {
    return value;
}

void forever(u id) {
    (void)id;
}

void reached(void) {
}

#endif
