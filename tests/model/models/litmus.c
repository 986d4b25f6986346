/*
 * litmus.c: the explorer's own test. Goal: every outcome that C11 allows is found, and none that it
 * forbids. Method: the classic programs of a few lines; each notes what its threads have read, and
 * says which outcomes there are. All are searched exhaustively.
 *
 * Load buffering (two threads that each read what the other writes afterwards) is left out of the
 * memory model: the test says so, by naming it an outcome that does not occur.
 */
#include "models/models.h"
#include "platform/atomic.h"
#include "platform/wait.h"

#define LITMUS(identifier, title, set)                                                             \
    static const struct model identifier##_model = {                                               \
        .name = "litmus/" title, .run = identifier, .flags = MODEL_EXHAUSTIVE, .outcomes = set}
#define LITMUS_FAILS(identifier, title, message)                                                   \
    static const struct model identifier##_model = {.name = "litmus/" title,                       \
                                                    .run = identifier,                             \
                                                    .flags = MODEL_EXHAUSTIVE,                     \
                                                    .must_fail = message}

static wok__atomic_u32 x, y;
static uint32_t r0, r1, r2, r3;
static uint32_t data;

static void reset(void) {
    x = y = (wok__atomic_u32)WOK__ATOMIC(0);
    model_name(&x, sizeof x, "x");
    model_name(&y, sizeof y, "y");
    r0 = r1 = r2 = r3 = data = 0;
}

static void together(void (*first)(void *), void (*second)(void *)) {
    reset();
    int a = model_spawn(first, NULL);
    int b = model_spawn(second, NULL);
    model_join(a);
    model_join(b);
}

/* Message passing: the flag read, is the message? */

static void mp_write_release(void *unused) {
    (void)unused;
    wok__store_relaxed(&x, 1);
    wok__store_release(&y, 1);
}
static void mp_write_relaxed(void *unused) {
    (void)unused;
    wok__store_relaxed(&x, 1);
    wok__store_relaxed(&y, 1);
}
static void mp_write_fence(void *unused) {
    (void)unused;
    wok__store_relaxed(&x, 1);
    wok__fence_release();
    wok__store_relaxed(&y, 1);
}
static void mp_read_acquire(void *unused) {
    (void)unused;
    r0 = wok__load_acquire(&y);
    r1 = wok__load_relaxed(&x);
}
static void mp_read_relaxed(void *unused) {
    (void)unused;
    r0 = wok__load_relaxed(&y);
    r1 = wok__load_relaxed(&x);
}
static void mp_read_fence(void *unused) {
    (void)unused;
    r0 = wok__load_relaxed(&y);
    wok__fence_acquire();
    r1 = wok__load_relaxed(&x);
}

enum { STRONG = 0xb /* 00 01 11 */, WEAK = 0xf };

static void note_mp(void) {
    model_outcome(r0 * 2 + r1 == 2 ? 2 : r0 * 2 + r1);
}
#define MP(writer, reader, set)                                                                    \
    static void mp_##writer##_##reader(void) {                                                     \
        together(mp_write_##writer, mp_read_##reader);                                             \
        note_mp();                                                                                 \
    }                                                                                              \
    LITMUS(mp_##writer##_##reader, "MP " #writer " " #reader, set)
MP(release, acquire, STRONG);
MP(relaxed, acquire, WEAK);
MP(release, relaxed, WEAK);
MP(fence, acquire, STRONG);
MP(release, fence, STRONG);
MP(fence, fence, STRONG);
MP(relaxed, fence, WEAK);

/* The same with plain data: a race where the order is too weak. */

static void mp_plain_writer(void *unused) {
    (void)unused;
    data = 1;
    wok__store_release(&y, 1);
}
static void mp_plain_writer_relaxed(void *unused) {
    (void)unused;
    data = 1;
    wok__store_relaxed(&y, 1);
}
static void mp_plain_reader(void *unused) {
    (void)unused;
    if (wok__load_acquire(&y))
        model_assert(data == 1);
}
static void mp_plain(void) {
    together(mp_plain_writer, mp_plain_reader);
}
LITMUS(mp_plain, "MP plain data", 0);
static void mp_race(void) {
    together(mp_plain_writer_relaxed, mp_plain_reader);
}
LITMUS_FAILS(mp_race, "MP plain data, relaxed", "race");

/* Store buffering: may both read nothing? */

static void sb_first(void *unused) {
    (void)unused;
    wok__store_release(&x, 1);
    r0 = wok__load_acquire(&y);
}
static void sb_second(void *unused) {
    (void)unused;
    wok__store_release(&y, 1);
    r1 = wok__load_acquire(&x);
}
static void sb_first_fence(void *unused) {
    (void)unused;
    wok__store_relaxed(&x, 1);
    wok__fence_seq_cst();
    r0 = wok__load_relaxed(&y);
}
static void sb_second_fence(void *unused) {
    (void)unused;
    wok__store_relaxed(&y, 1);
    wok__fence_seq_cst();
    r1 = wok__load_relaxed(&x);
}
static void sb_weak(void) {
    together(sb_first, sb_second);
    model_outcome(r0 * 2 + r1);
}
LITMUS(sb_weak, "SB release acquire", 0xf);
static void sb_fences(void) {
    together(sb_first_fence, sb_second_fence);
    model_outcome(r0 * 2 + r1);
}
LITMUS(sb_fences, "SB fences", 0xe);
static void sb_one_fence(void) {
    together(sb_first_fence, sb_second);
    model_outcome(r0 * 2 + r1);
}
LITMUS(sb_one_fence, "SB one fence", 0xf);

/* Load buffering. */

static void lb_first(void *unused) {
    (void)unused;
    r0 = wok__load_relaxed(&y);
    wok__store_relaxed(&x, 1);
}
static void lb_second(void *unused) {
    (void)unused;
    r1 = wok__load_relaxed(&x);
    wok__store_relaxed(&y, 1);
}
static void lb(void) {
    together(lb_first, lb_second);
    model_outcome(r0 * 2 + r1);
}
LITMUS(lb, "LB (11 is not modelled)", 0x7);

/* Independent reads of independent writes: may two readers disagree about the order? */

static void write_x(void *unused) {
    (void)unused;
    wok__store_release(&x, 1);
}
static void write_y(void *unused) {
    (void)unused;
    wok__store_release(&y, 1);
}
static void read_xy(void *unused) {
    (void)unused;
    r0 = wok__load_acquire(&x);
    r1 = wok__load_acquire(&y);
}
static void read_yx(void *unused) {
    (void)unused;
    r2 = wok__load_acquire(&y);
    r3 = wok__load_acquire(&x);
}
static void read_xy_fence(void *unused) {
    (void)unused;
    r0 = wok__load_relaxed(&x);
    wok__fence_seq_cst();
    r1 = wok__load_relaxed(&y);
}
static void read_yx_fence(void *unused) {
    (void)unused;
    r2 = wok__load_relaxed(&y);
    wok__fence_seq_cst();
    r3 = wok__load_relaxed(&x);
}
static void iriw(void (*first)(void *), void (*second)(void *)) {
    reset();
    int threads[] = {model_spawn(write_x, NULL), model_spawn(write_y, NULL),
                     model_spawn(first, NULL), model_spawn(second, NULL)};
    for (int i = 0; i < 4; i++)
        model_join(threads[i]);
    model_outcome(r0 && !r1 && r2 && !r3);
}
static void iriw_weak(void) {
    iriw(read_xy, read_yx);
}
LITMUS(iriw_weak, "IRIW acquire", 3);
static void iriw_fences(void) {
    iriw(read_xy_fence, read_yx_fence);
}
LITMUS(iriw_fences, "IRIW fences", 1);

/* Coherence: two reads of one location never go back. */

static void corr_writer(void *unused) {
    (void)unused;
    wok__store_relaxed(&x, 1);
    wok__store_relaxed(&x, 2);
}
static void corr_reader(void *unused) {
    (void)unused;
    r0 = wok__load_relaxed(&x);
    r1 = wok__load_relaxed(&x);
}
static void corr(void) {
    together(corr_writer, corr_reader);
    model_assert(r0 <= r1);
    model_outcome(r0 * 3 + r1);
}
LITMUS(corr, "CoRR", 1 << 0 | 1 << 1 | 1 << 2 | 1 << 4 | 1 << 5 | 1 << 8);

/* Release sequences: a read-modify-write, even relaxed, carries what the release published; a store
 * of another thread ends it. */

static void sequence_release(void *unused) {
    (void)unused;
    data = 1;
    wok__store_release(&x, 1);
}
static void sequence_add(void *unused) {
    (void)unused;
    wok__fetch_add_relaxed(&x, 1);
}
static void sequence_overwrite(void *unused) {
    (void)unused;
    if (wok__load_relaxed(&x) == 1)
        wok__store_relaxed(&x, 2);
}
static void sequence_read(void) {
    if (wok__load_acquire(&x) == 2)
        model_assert(data == 1);
}
static void sequence(void (*middle)(void *)) {
    reset();
    int a = model_spawn(sequence_release, NULL);
    int b = model_spawn(middle, NULL);
    sequence_read();
    model_join(a);
    model_join(b);
}
static void sequence_kept(void) {
    sequence(sequence_add);
}
LITMUS(sequence_kept, "release sequence", 0);
static void sequence_broken(void) {
    sequence(sequence_overwrite);
}
LITMUS_FAILS(sequence_broken, "release sequence, broken by a store", "race");

/* What two increments make. */

static void increment(void *unused) {
    (void)unused;
    wok__fetch_add_relaxed(&x, 1);
}
static void increment_torn(void *unused) {
    (void)unused;
    wok__store_relaxed(&x, wok__load_relaxed(&x) + 1);
}
static void rmw(void) {
    together(increment, increment);
    model_outcome(wok__load_relaxed(&x));
}
LITMUS(rmw, "RMW is atomic", 1 << 2);
static void rmw_torn(void) {
    together(increment_torn, increment_torn);
    model_outcome(wok__load_relaxed(&x));
}
LITMUS(rmw_torn, "load and store is not", 1 << 1 | 1 << 2);

/* A weak compare-and-swap may fail for nothing, a strong one may not. */

static void cas_weak(void) {
    reset();
    uint32_t zero = 0;
    model_outcome(wok__cas_weak_acquire(&x, &zero, 1));
}
LITMUS(cas_weak, "weak cas fails for nothing", 3);
static void cas_strong(void) {
    reset();
    uint32_t zero = 0;
    model_outcome(wok__cas_acquire(&x, &zero, 1));
}
LITMUS(cas_strong, "strong cas does not", 2);

/* The lock of wait.h keeps plain data apart, and nobody sleeps for ever. */

static wok__lock lock;
static void locked_increment(void *unused) {
    (void)unused;
    wok__lock_acquire(&lock);
    data++;
    wok__lock_release(&lock);
}
static void lock_two(void) {
    lock = (wok__lock)WOK__LOCK_FREE;
    together(locked_increment, locked_increment);
    model_assert(data == 2);
}
static const struct model lock_two_model = {
    .name = "lock/two threads", .run = lock_two, .flags = MODEL_EXHAUSTIVE | MODEL_FUTEX_WEAK};
static void lock_three(void) {
    lock = (wok__lock)WOK__LOCK_FREE;
    reset();
    int a = model_spawn(locked_increment, NULL), b = model_spawn(locked_increment, NULL);
    locked_increment(NULL);
    model_join(a);
    model_join(b);
    model_assert(data == 3);
}
static const struct model lock_three_model = {
    .name = "lock/three threads", .run = lock_three, .flags = MODEL_FUTEX_WEAK, .bound = 2};

/* What the explorer itself has to find. */

static void sleeper(void *unused) {
    (void)unused;
    if (wok__load_relaxed(&x) == 0)
        wok__futex_wait(&y, 0, WOK__FOREVER);
}
static void waker_without_word(void *unused) {
    (void)unused;
    wok__store_relaxed(&x, 1);
    wok__futex_wake(&y, 1);
}
static void lost_wakeup(void) {
    together(sleeper, waker_without_word);
}
LITMUS_FAILS(lost_wakeup, "a lost wakeup is found", "lost wakeup");
static void leak(void) {
    model_allocate(16, 16);
}
LITMUS_FAILS(leak, "a leak is found", "leak");
static void freed(void) {
    uint32_t *memory = model_allocate(16, 16);
    model_free(memory);
    memory[1] = 1;
}
LITMUS_FAILS(freed, "use after free is found", "use after free");
static void spin(void) {
    reset();
    while (!wok__load_relaxed(&x))
        wok__spin_pause();
}
LITMUS_FAILS(spin, "a livelock is found", "livelock");

const struct model *const litmus_models[] = {
    &mp_release_acquire_model,
    &mp_relaxed_acquire_model,
    &mp_release_relaxed_model,
    &mp_fence_acquire_model,
    &mp_release_fence_model,
    &mp_fence_fence_model,
    &mp_relaxed_fence_model,
    &mp_plain_model,
    &mp_race_model,
    &sb_weak_model,
    &sb_fences_model,
    &sb_one_fence_model,
    &lb_model,
    &iriw_weak_model,
    &iriw_fences_model,
    &corr_model,
    &sequence_kept_model,
    &sequence_broken_model,
    &rmw_model,
    &rmw_torn_model,
    &cas_weak_model,
    &cas_strong_model,
    &lost_wakeup_model,
    &leak_model,
    &freed_model,
    &spin_model,
    &lock_two_model,
    &lock_three_model,
    NULL,
};
