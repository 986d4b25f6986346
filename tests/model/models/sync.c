/*
 * sync.c: locks and what else tasks wait for (runtime/sync). Goal: exclusive, nothing granted is lost,
 * nobody is left waiting, and a node is not touched after its owner has it back. Method: threads poll
 * the futures as tasks would, each node in memory that is freed at once, and change plain variables
 * that the explorer watches for races; some of them give up.
 */
#include <wok/sync.h>

#include "models/leaf.h"
#include "models/models.h"

static long shared; /* plain: what is protected */

/* ---- mutex ---- */

static struct wok_mutex mutex;

static bool lock(unsigned flag, bool give_up) {
    struct wok_mutex_lock *self = model_allocate(sizeof *self, 16);
    wok_mutex_lock_init(self, &mutex);
    AWAIT_LEAF(wok_mutex_lock, self, flag, give_up);
    model_free(self);
    return ready;
}

static void increment(void *flag) {
    lock((unsigned)(uintptr_t)flag, false);
    shared++;
    wok_mutex_unlock(&mutex);
}

static void increment_or_give_up(void *flag) {
    if (!lock((unsigned)(uintptr_t)flag, true))
        return;
    shared++;
    wok_mutex_unlock(&mutex);
}

static void begin(void) {
    world_begin();
    mutex = (struct wok_mutex)WOK_MUTEX_INIT;
    model_name(&mutex, sizeof mutex, "mutex");
    shared = 0;
}

static void mutex_two(void) {
    begin();
    int t = model_spawn(increment, (void *)1);
    increment((void *)0);
    model_join(t);
    model_assert(shared == 2);
    model_assert(wok_mutex_try_lock(&mutex) == 0);
}

static void mutex_three(void) {
    begin();
    int t = model_spawn(increment, (void *)1), u = model_spawn(increment, (void *)2);
    increment((void *)0);
    model_join(t);
    model_join(u);
    model_assert(shared == 3);
    model_assert(wok_mutex_try_lock(&mutex) == 0);
}

/* Who gives up may have been granted it already: then it goes on to the third. */
static void mutex_given_up(void) {
    begin();
    int t = model_spawn(increment_or_give_up, (void *)1), u = model_spawn(increment, (void *)2);
    increment((void *)0);
    model_join(t);
    model_join(u);
    model_outcome(shared == 3);
    model_assert(shared >= 2);
    model_assert(wok_mutex_try_lock(&mutex) == 0);
}

static void try_to_increment(void *unused) {
    (void)unused;
    if (wok_mutex_try_lock(&mutex) < 0)
        return;
    shared++;
    wok_mutex_unlock(&mutex);
}
static void mutex_tried(void) {
    begin();
    int t = model_spawn(try_to_increment, NULL), u = model_spawn(increment, (void *)1);
    increment((void *)0);
    model_join(t);
    model_join(u);
    model_assert(shared >= 2);
}

/* It is polled with another waker while it is granted. */
static void increment_with_two_wakers(void *unused) {
    (void)unused;
    struct wok_mutex_lock *self = model_allocate(sizeof *self, 16);
    struct wok_waker other;
    struct wok_context first = leaf_context(&other, 2);
    wok_mutex_lock_init(self, &mutex);
    if (wok_mutex_lock_poll(self, &first) == WOK_PENDING) {
        AWAIT_LEAF(wok_mutex_lock, self, 1, false);
    }
    model_free(self);
    shared++;
    wok_mutex_unlock(&mutex);
}
static void mutex_waker_replaced(void) {
    begin();
    int t = model_spawn(increment_with_two_wakers, NULL);
    increment((void *)0);
    model_join(t);
    model_assert(shared == 2);
}

/* ---- semaphore ---- */

static struct wok_semaphore semaphore;
static uint32_t given_up;

static void acquire_many(void *flag) {
    struct wok_semaphore_acquire *self = model_allocate(sizeof *self, 16);
    wok_semaphore_acquire_init(self, &semaphore, 2);
    AWAIT_LEAF(wok_semaphore_acquire, self, (unsigned)(uintptr_t)flag, false);
    model_free(self);
}
static void acquire_one_or_give_up(void *flag) {
    struct wok_semaphore_acquire *self = model_allocate(sizeof *self, 16);
    wok_semaphore_acquire_init(self, &semaphore, 1);
    AWAIT_LEAF(wok_semaphore_acquire, self, (unsigned)(uintptr_t)flag, true);
    model_free(self);
    given_up = !ready;
}
static void release_one(void *unused) {
    (void)unused;
    wok_semaphore_release(&semaphore, 1);
}
static void release_two(void *unused) {
    (void)unused;
    wok_semaphore_release(&semaphore, 2);
}

static void semaphore_pieces(void) {
    world_begin();
    wok_semaphore_init(&semaphore, 0);
    int t = model_spawn(release_one, NULL), u = model_spawn(release_one, NULL);
    acquire_many((void *)0);
    model_join(t);
    model_join(u);
    model_assert(wok_semaphore_permits(&semaphore) == 0);
}

static void semaphore_given_up(void) {
    world_begin();
    wok_semaphore_init(&semaphore, 1);
    int t = model_spawn(release_two, NULL), u = model_spawn(acquire_one_or_give_up, (void *)1);
    acquire_many((void *)0);
    model_join(t);
    model_join(u);
    model_assert(wok_semaphore_permits(&semaphore) == given_up);
}

/* ---- read-write lock ---- */

static struct wok_rwlock rwlock;

static bool rw(unsigned flag, bool writes, bool give_up) {
    struct wok_rwlock_wait *self = model_allocate(sizeof *self, 16);
    if (writes)
        wok_rwlock_write_init(self, &rwlock);
    else
        wok_rwlock_read_init(self, &rwlock);
    AWAIT_LEAF(wok_rwlock_wait, self, flag, give_up);
    model_free(self);
    return ready;
}
static void write_shared(void *flag) {
    rw((unsigned)(uintptr_t)flag, true, false);
    shared++;
    wok_rwlock_unlock(&rwlock);
}
static void write_or_give_up(void *flag) {
    if (!rw((unsigned)(uintptr_t)flag, true, true))
        return;
    shared++;
    wok_rwlock_unlock(&rwlock);
}
static void read_shared(void *flag) {
    rw((unsigned)(uintptr_t)flag, false, false);
    long seen = shared;
    model_assert(seen >= 0);
    wok_rwlock_unlock(&rwlock);
}
static void begin_rw(void) {
    world_begin();
    rwlock = (struct wok_rwlock)WOK_RWLOCK_INIT;
    model_name(&rwlock, sizeof rwlock, "rwlock");
    shared = 0;
}
static void rwlock_readers(void) {
    begin_rw();
    int t = model_spawn(read_shared, (void *)1), u = model_spawn(read_shared, (void *)2);
    write_shared((void *)0);
    model_join(t);
    model_join(u);
    model_assert(wok_rwlock_try_write(&rwlock) == 0);
}
/* The writer in the middle of the line leaves, and the reader behind it must not stay. */
static void rwlock_given_up(void) {
    begin_rw();
    int t = model_spawn(write_or_give_up, (void *)1), u = model_spawn(read_shared, (void *)2);
    read_shared((void *)0);
    model_join(t);
    model_join(u);
    model_assert(wok_rwlock_try_write(&rwlock) == 0);
}

/* ---- notify ---- */

static struct wok_notify notify;

static bool wait_notice(unsigned flag, bool give_up) {
    struct wok_notify_wait *self = model_allocate(sizeof *self, 16);
    wok_notify_wait_init(self, &notify);
    AWAIT_LEAF(wok_notify_wait, self, flag, give_up);
    model_free(self);
    return ready;
}
static void notice(void *unused) {
    (void)unused;
    shared = 1;
    wok_notify_one(&notify);
}
static void begin_notify(void) {
    world_begin();
    notify = (struct wok_notify)WOK_NOTIFY_INIT;
    shared = 0;
}
static void notify_one_waits(void) {
    begin_notify();
    int t = model_spawn(notice, NULL);
    wait_notice(0, false);
    model_assert(shared == 1);
    model_join(t);
}
/* Two wait, one gives up: the notice reaches the other, or is kept. */
static void give_up_waiting(void *unused) {
    (void)unused;
    if (wait_notice(1, true))
        wok_notify_one(&notify);
}
static void notify_given_up(void) {
    begin_notify();
    int t = model_spawn(notice, NULL), u = model_spawn(give_up_waiting, NULL);
    wait_notice(0, false);
    model_assert(shared == 1);
    model_join(t);
    model_join(u);
}
/* notify_all may come too early for one or both; the one after it goes from hand to hand. */
static void wait_and_pass_on(void *flag) {
    wait_notice((unsigned)(uintptr_t)flag, false);
    model_assert(shared == 1);
    wok_notify_one(&notify);
}
static void notice_to_all(void *unused) {
    (void)unused;
    shared = 1;
    wok_notify_all(&notify);
    wok_notify_one(&notify);
}
static void notify_all_waits(void) {
    begin_notify();
    int t = model_spawn(notice_to_all, NULL), u = model_spawn(wait_and_pass_on, (void *)1);
    wait_and_pass_on(NULL);
    model_join(t);
    model_join(u);
}

/* ---- condition ---- */

static struct wok_condition condition;
static int stock;

static bool take_stock(unsigned flag, bool give_up) {
    lock(flag, false);
    bool waits = stock == 0, taken = true;
    while (stock == 0 && taken) {
        struct wok_condition_wait *self = model_allocate(sizeof *self, 16);
        wok_condition_wait_init(self, &condition, &mutex);
        AWAIT_LEAF(wok_condition_wait, self, flag, give_up);
        model_free(self);
        taken = ready || stock > 0;
    }
    (void)waits;
    if (stock > 0)
        stock--;
    wok_mutex_unlock(&mutex); /* also who gave up has it: this would be a fatal check */
    return taken;
}
static void add_stock(void *flag) {
    lock((unsigned)(uintptr_t)flag, false);
    stock++;
    wok_mutex_unlock(&mutex);
    wok_condition_signal(&condition);
}
static void take_or_give_up(void *flag) {
    given_up = !take_stock((unsigned)(uintptr_t)flag, true);
}
static void begin_condition(void) {
    begin();
    condition = (struct wok_condition)WOK_CONDITION_INIT;
    stock = 0;
    given_up = 0;
}
static void condition_signalled(void) {
    begin_condition();
    int t = model_spawn(add_stock, (void *)1);
    take_stock(0, false);
    model_join(t);
    model_assert(stock == 0);
}
static void condition_given_up(void) {
    begin_condition();
    stock = 0;
    int t = model_spawn(add_stock, (void *)1), u = model_spawn(take_or_give_up, (void *)2);
    add_stock((void *)0);
    take_stock(0, false);
    model_join(t);
    model_join(u);
    model_assert(stock == (int)given_up);
}

/* ---- barrier ---- */

static struct wok_barrier barrier;
static _Bool came[3];

static int arrive(unsigned flag, bool give_up) {
    struct wok_barrier_wait *self = model_allocate(sizeof *self, 16);
    wok_barrier_wait_init(self, &barrier);
    AWAIT_LEAF(wok_barrier_wait, self, flag, give_up);
    int result = ready ? self->result : -1;
    model_free(self);
    return result;
}
static void come(void *flag) {
    came[(uintptr_t)flag] = true;
    arrive((unsigned)(uintptr_t)flag, false);
    model_assert(came[0] && came[1]); /* plain: ordered by the barrier */
}
static void come_twice(void *flag) {
    come(flag);
    arrive((unsigned)(uintptr_t)flag, false);
}
static void barrier_two_rounds(void) {
    world_begin();
    wok_barrier_init(&barrier, 2);
    came[0] = came[1] = false;
    int t = model_spawn(come_twice, (void *)1);
    come_twice((void *)0);
    model_join(t);
    model_assert(barrier.arrived == 0 && !barrier.waiters);
}
static void come_or_give_up(void *flag) {
    arrive((unsigned)(uintptr_t)flag, true);
}
static void barrier_given_up(void) {
    world_begin();
    wok_barrier_init(&barrier, 2);
    int t = model_spawn(come_or_give_up, (void *)1);
    int result = arrive(0, true);
    model_join(t);
    model_assert(barrier.arrived == 0 && !barrier.waiters);
    model_outcome(result >= 0);
}

/* ---- once ---- */

static struct wok_once once;
static int made;

static int begin_once(unsigned flag, bool give_up) {
    struct wok_once_begin *self = model_allocate(sizeof *self, 16);
    wok_once_begin_init(self, &once);
    AWAIT_LEAF(wok_once_begin, self, flag, give_up);
    int result = ready ? self->result : -1;
    model_free(self);
    return result;
}
static void make(void *flag) {
    if (begin_once((unsigned)(uintptr_t)flag, false) == 1) {
        made++;
        wok_once_set(&once);
        wok_once_end(&once);
    }
    model_assert(made == 1); /* plain: ordered by the once */
}
static void fail_to_make(void *flag) {
    if (begin_once((unsigned)(uintptr_t)flag, true) == 1)
        wok_once_end(&once);
}
static void once_made(void) {
    world_begin();
    once = (struct wok_once)WOK_ONCE_INIT;
    made = 0;
    int t = model_spawn(make, (void *)1), u = model_spawn(make, (void *)2);
    make((void *)0);
    model_join(t);
    model_join(u);
}
static void once_failed(void) {
    world_begin();
    once = (struct wok_once)WOK_ONCE_INIT;
    made = 0;
    int t = model_spawn(fail_to_make, (void *)1), u = model_spawn(fail_to_make, (void *)2);
    make((void *)0);
    model_join(t);
    model_join(u);
}

#define MODEL(identifier, title, preemptions, more)                                                \
    static const struct model identifier##_model = {.name = "sync/" title,                         \
                                                    .run = identifier,                             \
                                                    .bound = preemptions,                          \
                                                    .flags = MODEL_FUTEX_WEAK | more}
MODEL(mutex_two, "a mutex, two tasks", 3, MODEL_EXHAUSTIVE);
MODEL(mutex_three, "a mutex, three tasks", 2, 0);
MODEL(mutex_given_up, "a mutex, one gives up", 2, 0);
MODEL(mutex_tried, "a mutex, one tries", 2, 0);
MODEL(mutex_waker_replaced, "a mutex, the waker is replaced", 3, 0);
MODEL(semaphore_pieces, "permits come one by one", 3, 0);
MODEL(semaphore_given_up, "permits, one gives up", 2, 0);
MODEL(rwlock_readers, "two readers, one writer", 2, 0);
MODEL(rwlock_given_up, "a writer between readers gives up", 2, 0);
MODEL(notify_one_waits, "a notice", 3, 0);
MODEL(notify_given_up, "a notice, one gives up", 2, 0);
MODEL(notify_all_waits, "a notice to all", 2, 0);
MODEL(condition_signalled, "a condition", 2, 0);
MODEL(condition_given_up, "a condition, one gives up", 2, 0);
MODEL(barrier_two_rounds, "a barrier, two rounds", 2, 0);
MODEL(barrier_given_up, "a barrier, both give up", 3, 0);
MODEL(once_made, "once, three tasks", 2, 0);
MODEL(once_failed, "once, two fail", 2, 0);

const struct model *const sync_models[] = {
    &mutex_two_model,
    &mutex_three_model,
    &mutex_given_up_model,
    &mutex_tried_model,
    &mutex_waker_replaced_model,
    &semaphore_pieces_model,
    &semaphore_given_up_model,
    &rwlock_readers_model,
    &rwlock_given_up_model,
    &notify_one_waits_model,
    &notify_given_up_model,
    &notify_all_waits_model,
    &condition_signalled_model,
    &condition_given_up_model,
    &barrier_two_rounds_model,
    &barrier_given_up_model,
    &once_made_model,
    &once_failed_model,
    NULL,
};
