/*
 * support.c: the log, the schedule, and the futures of fuzz.h. Plain C, compiled once for the async
 * programs and once (FUZZ_PLAIN) for the plain ones.
 *
 * Everything runs on one thread at a time, so nothing here is shared between threads.
 */
#define _GNU_SOURCE
#ifndef FUZZ_PLAIN
#define WOK_CALLER 1
#endif
#include "fuzz.h"

#include <link.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"

enum { HELD_MAX = 4096, STACK_MAX = 4096, SUSPENSIONS_MIN = 20 };

struct fuzz_state fuzz;
static int held[HELD_MAX];
static u stack[STACK_MAX]; /* what is acquired, the last on top */
static unsigned depth;

bool fuzz_traced(void) {
    static int traced = -1;
    if (traced < 0)
        traced = getenv("FUZZ_TRACE") != NULL;
    return traced;
}

/*
 * The writable data of the executable, which is that of its programs (all else is in libraries), as
 * it was before the first run: each run begins with it.
 */
struct image {
    char *at;
    size_t size;
    void *copy;
};
static struct image images[8];

/* No memcpy, which the address sanitizer watches: there are its red zones between the variables. */
static void copy(char *to, const char *from, size_t size) {
    for (size_t i = 0; i < size; i++) {
        to[i] = from[i];
        __asm__ volatile("" ::: "memory");
    }
}

static int find_image(struct dl_phdr_info *info, size_t size, void *unused) {
    size_t count = 0;
    (void)size, (void)unused;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        if (segment->p_type != PT_LOAD || !(segment->p_flags & PF_W) || count == 8)
            continue;
        struct image *image = &images[count++];
        *image = (struct image){(char *)info->dlpi_addr + segment->p_vaddr, segment->p_memsz, NULL};
        image->copy = malloc(image->size);
        copy(image->copy, image->at, image->size);
    }
    return 1; /* the executable comes first, and is the only one of interest */
}

static void restore_images(void) {
    if (!images[0].copy)
        dl_iterate_phdr(find_image, NULL);
    for (struct image *image = images; image->copy; image++)
        copy(image->at, image->copy, image->size);
}

void fuzz_begin(const char *schedule, unsigned long cancel_at, bool exact) {
    restore_images();
    memset(held, 0, sizeof held);
    depth = 0;
    fuzz =
        (struct fuzz_state){.hash = 1469598103934665603u, .cancel_at = cancel_at, .exact = exact};
    if (strcmp(schedule, "pending") == 0)
        fuzz.always = 1;
    else if (strcmp(schedule, "ready") != 0)
        fuzz.schedule = strtoull(schedule, NULL, 10) * 2 + 1;
}

int fuzz_unbalanced(void) {
    int unbalanced = 0;
    for (int id = 0; id < HELD_MAX; id++)
        unbalanced += held[id] != 0;
    return unbalanced;
}

static void hash(uint64_t word) {
    fuzz.hash = (fuzz.hash ^ word) * 1099511628211u;
    fuzz.hash ^= fuzz.hash >> 29;
}

u trace(u place, u value) {
    if (fuzz_traced())
        printf("%u: %u\n", place, value);
    hash(place);
    hash(value);
    fuzz.length++;
    return value;
}

u tally(u place, u value) {
    if (fuzz_traced())
        printf("tally %u: %u\n", place, value);
    uint64_t word = (uint64_t)place << 32 | value;
    word *= 0x9e3779b97f4a7c15u;
    fuzz.tally += word ^ word >> 31;
    return value;
}

void acquire(u id) {
    if (fuzz_traced())
        printf("acquire %u\n", id);
    held[id % HELD_MAX]++;
    if (depth < STACK_MAX)
        stack[depth++] = id;
    fuzz.acquired++;
}

void release(u id) {
    if (fuzz_traced())
        printf("release %u\n", id);
    held[id % HELD_MAX]--;
    fuzz.disorder += fuzz.exact && (depth == 0 || stack[depth - 1] != id);
    depth -= depth > 0;
}

u mix(u left, u right) {
    return (left ^ 0x5bd1e995u) * 3 + (right >> 3 | right << 29);
}

int again(void) {
    return fuzz.calls < SUSPENSIONS_MIN && ++fuzz.rounds < SUSPENSIONS_MIN;
}

void trace_end(u *variable) {
    trace(1, *variable);
}

void tally_end(u *variable) {
    tally(1, *variable);
}

/* How often maybe() suspends this time. */
static int turns(void) {
    fuzz.calls++;
    if (!fuzz.schedule)
        return fuzz.always;
    fuzz.schedule = fuzz.schedule * 6364136223846793005u + 1442695040888963407u;
    unsigned draw = (unsigned)(fuzz.schedule >> 40) % 8;
    if (fuzz_traced())
        printf("draw %u\n", draw);
    return draw < 4 ? 0 : draw < 7 ? 1 : 3;
}

/* The program is about to suspend: is this where it ends? */
static bool suspends_for_good(void) {
    if (fuzz_traced())
        printf("suspension %lu\n", fuzz.suspensions + 1);
    return ++fuzz.suspensions == fuzz.cancel_at;
}

#ifdef FUZZ_PLAIN

u maybe(u value) {
    if (fuzz_traced())
        printf("maybe %u\n", value);
    for (int left = turns(); left > 0; left--)
        if (suspends_for_good())
            pthread_exit(NULL);
    return value;
}

/* Whether a future is ready is a question for the async form; there it ends a race. */
void forever(u id) {
    (void)id;
}

#else

static struct wok_waker waiting; /* reached()'s */
static struct wok_waker stopped; /* of the maybe() at whose suspension the program is cancelled */
static const struct maybe *stopped_at;

void fuzz_ended(void) {
    fuzz.ended = true;
    wok_waker_wake(&waiting);
}

/* What was not cancelled, because it is a task of its own, goes on. */
void fuzz_go_on(void) {
    stopped_at = NULL;
    wok_waker_wake(&stopped);
}

void maybe_init(struct maybe *self, u value) {
    if (fuzz_traced())
        printf("maybe %u\n", value);
    *self = (struct maybe){.value = value, .left = -1};
}

enum wok_poll maybe_poll(struct maybe *self, struct wok_context *cx) {
    if (self == stopped_at)
        return WOK_PENDING;
    if (self->left < 0)
        self->left = turns();
    if (self->left == 0) {
        self->result = self->value;
        return WOK_READY;
    }
    self->left--;
    if (suspends_for_good()) {
        stopped_at = self;
        stopped = wok_waker_clone(cx->waker);
        wok_waker_wake(&waiting);
    } else {
        wok_waker_wake_by_ref(cx->waker);
        if (fuzz.schedule >> 50 & 1) /* a second, spurious wake */
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
    if (fuzz.ended || (fuzz.cancel_at && fuzz.suspensions >= fuzz.cancel_at))
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

#endif
