/*
 * Goal    Locks are exclusive and fair, what was granted to who is cancelled goes to the next, plain
 *         threads and tasks wait in the same line.
 * Method  Tasks that take notes of who came when, with turns in between; each primitive with waiters
 *         that are cancelled before and after the grant; a crowd on all workers and plain threads that
 *         increment a plain counter.
 */
#include <errno.h>
#include <pthread.h>

#include <wok/wok.h>

#include "support/expect.h"
#include "sync/crowd.h"

/* Let others run until so many wait for the object. */
static async void until_waiting(uint32_t *lock, struct wok_wait *const *list, int count) {
    while (count_waiting(lock, list) < count)
        await wok_yield();
}
#define UNTIL_WAITING(object, count) until_waiting(&(object)->lock, &(object)->waiters, count)

/* ---- mutex ---- */

struct line {
    struct wok_mutex mutex;
    struct wok_semaphore semaphore;
    struct wok_rwlock rwlock;
    struct wok_notify notify;
    struct wok_condition condition;
    int order[64];
    int count;
};

static async void lock_and_note(struct line *line, int number) {
    await wok_mutex_lock(&line->mutex);
    defer wok_mutex_unlock(&line->mutex);
    line->order[line->count++] = number;
    await wok_yield();
}

static async void a_mutex_goes_to_who_came_first(void) {
    static struct line line;
    task(void) tasks[8];
    await wok_mutex_lock(&line.mutex);
    EXPECT_EQUAL(wok_mutex_try_lock(&line.mutex), -EBUSY);
    for (int i = 0; i < 8; i++) {
        tasks[i] = spawn(lock_and_note(&line, i));
        await UNTIL_WAITING(&line.mutex, i + 1);
    }
    wok_mutex_unlock(&line.mutex);
    for (int i = 0; i < 8; i++)
        await tasks[i];
    for (int i = 0; i < 8; i++)
        EXPECT_EQUAL(line.order[i], i);
    EXPECT_EQUAL(wok_mutex_try_lock(&line.mutex), 0);
    wok_mutex_unlock(&line.mutex);
}

static async void who_is_cancelled_passes_the_mutex_on(void) {
    static struct line line;
    await wok_mutex_lock(&line.mutex);
    auto first = spawn(lock_and_note(&line, 1));
    await UNTIL_WAITING(&line.mutex, 1);
    auto second = spawn(lock_and_note(&line, 2));
    await UNTIL_WAITING(&line.mutex, 2);
    wok_mutex_unlock(&line.mutex); /* now it is the first one's, which may not have run since */
    int status = await wok_cancel(first);
    await second;
    EXPECT(status == 0 || status == -ECANCELED);
    EXPECT_EQUAL(line.order[line.count - 1], 2);
    EXPECT_EQUAL(wok_mutex_try_lock(&line.mutex), 0);
    wok_mutex_unlock(&line.mutex);
}

/* What others call futurelock: here the loser is out of the line before the body runs. */
static async void who_loses_a_race_holds_no_place(void) {
    static struct line line;
    await wok_mutex_lock(&line.mutex);
    race {
        when(await wok_mutex_lock(&line.mutex)) {
            EXPECT(!"the mutex is locked");
        }
        when(await wok_sleep(WOK_MS)) {
            wok_mutex_unlock(&line.mutex);
            await wok_mutex_lock(&line.mutex);
        }
    }
    wok_mutex_unlock(&line.mutex);
}

/* ---- semaphore ---- */

static async void acquire_and_note(struct line *line, uint32_t permits, int number) {
    await wok_semaphore_acquire(&line->semaphore, permits);
    line->order[line->count++] = number;
}

static async void who_wants_many_is_not_overtaken(void) {
    static struct line line;
    wok_semaphore_init(&line.semaphore, 1);
    auto many = spawn(acquire_and_note(&line, 3, 1));
    await UNTIL_WAITING(&line.semaphore, 1);
    auto few = spawn(acquire_and_note(&line, 1, 2));
    await UNTIL_WAITING(&line.semaphore, 2);
    EXPECT_EQUAL(wok_semaphore_try_acquire(&line.semaphore, 1), -EAGAIN);
    EXPECT_EQUAL(line.count, 0);
    wok_semaphore_release(&line.semaphore, 2);
    await many;
    wok_semaphore_release(&line.semaphore, 1);
    await few;
    EXPECT(line.order[0] == 1 && line.order[1] == 2);
    EXPECT_EQUAL(wok_semaphore_permits(&line.semaphore), 0);
}

static async void who_wanted_many_and_leaves_lets_the_others_go(void) {
    static struct line line;
    wok_semaphore_init(&line.semaphore, 1);
    auto many = spawn(acquire_and_note(&line, 3, 1));
    await UNTIL_WAITING(&line.semaphore, 1);
    auto few = spawn(acquire_and_note(&line, 1, 2));
    await UNTIL_WAITING(&line.semaphore, 2);
    EXPECT_EQUAL(await wok_cancel(many), -ECANCELED);
    await few;
    EXPECT_EQUAL(line.order[0], 2);
}

static async void permits_of_the_cancelled_come_back(void) {
    static struct line line;
    wok_semaphore_init(&line.semaphore, 0);
    auto waits = spawn(acquire_and_note(&line, 5, 1));
    await UNTIL_WAITING(&line.semaphore, 1);
    wok_semaphore_release(&line.semaphore, 5);
    int status = await wok_cancel(waits);
    EXPECT_EQUAL(wok_semaphore_permits(&line.semaphore), status == -ECANCELED ? 5 : 0);
}

/* ---- read-write lock ---- */

static async void read_and_note(struct line *line, int number) {
    await wok_rwlock_read(&line->rwlock);
    defer wok_rwlock_unlock(&line->rwlock);
    __atomic_fetch_add(&line->count, 1, __ATOMIC_SEQ_CST);
    if (number < 3)
        await wok_semaphore_acquire(&line->semaphore, 1); /* read until the test says so */
}

static async void write_and_note(struct line *line) {
    await wok_rwlock_write(&line->rwlock);
    defer wok_rwlock_unlock(&line->rwlock);
    EXPECT_EQUAL(__atomic_load_n(&line->count, __ATOMIC_SEQ_CST), 2);
}

static async void readers_share_and_a_writer_is_not_starved(void) {
    static struct line line;
    auto first = spawn(read_and_note(&line, 1));
    auto second = spawn(read_and_note(&line, 2));
    while (__atomic_load_n(&line.count, __ATOMIC_SEQ_CST) < 2)
        await wok_yield();
    auto writer = spawn(write_and_note(&line)); /* both read: it waits */
    await UNTIL_WAITING(&line.rwlock, 1);
    EXPECT_EQUAL(wok_rwlock_try_read(&line.rwlock), -EBUSY);
    auto third = spawn(read_and_note(&line, 3));
    await UNTIL_WAITING(&line.rwlock, 2);
    wok_semaphore_release(&line.semaphore, 2);
    await first;
    await second;
    await writer;
    await third;
    EXPECT_EQUAL(line.count, 3);
    EXPECT_EQUAL(wok_rwlock_try_write(&line.rwlock), 0);
    EXPECT_EQUAL(wok_rwlock_try_read(&line.rwlock), -EBUSY);
    wok_rwlock_unlock(&line.rwlock);
}

static async void a_writer_that_leaves_lets_readers_go(void) {
    static struct line line;
    await wok_rwlock_read(&line.rwlock);
    auto writer = spawn(write_and_note(&line));
    await UNTIL_WAITING(&line.rwlock, 1);
    auto reader = spawn(read_and_note(&line, 3));
    await UNTIL_WAITING(&line.rwlock, 2);
    EXPECT_EQUAL(line.count, 0);
    EXPECT_EQUAL(await wok_cancel(writer), -ECANCELED);
    await reader;
    wok_rwlock_unlock(&line.rwlock);
    EXPECT_EQUAL(wok_rwlock_try_write(&line.rwlock), 0);
}

/* ---- notify ---- */

static async void wait_and_note(struct line *line) {
    await wok_notify_wait(&line->notify);
    __atomic_fetch_add(&line->count, 1, __ATOMIC_SEQ_CST);
}

static async void a_notice_is_kept_once_and_passed_on(void) {
    static struct line line;
    wok_notify_one(&line.notify);
    wok_notify_one(&line.notify);
    await wok_notify_wait(&line.notify);
    auto first = spawn(wait_and_note(&line));
    await UNTIL_WAITING(&line.notify, 1);
    auto second = spawn(wait_and_note(&line));
    await UNTIL_WAITING(&line.notify, 2);
    EXPECT_EQUAL(line.count, 0);
    wok_notify_one(&line.notify);
    if (await wok_cancel(first) == 0)
        wok_notify_one(&line.notify);
    await second;
}

static async void notify_all_reaches_all_who_wait(void) {
    static struct line line;
    task(void) tasks[40];
    for (int i = 0; i < 40; i++)
        tasks[i] = spawn(wait_and_note(&line));
    await UNTIL_WAITING(&line.notify, 40);
    wok_notify_all(&line.notify);
    for (int i = 0; i < 40; i++)
        await tasks[i];
    race {
        when(await wok_notify_wait(&line.notify)) {
            EXPECT(!"nothing is kept");
        }
        when(await wok_sleep(WOK_MS)) {
        }
    }
}

/* ---- condition ---- */

static async void consume(struct line *line, int number) {
    await wok_mutex_lock(&line->mutex);
    defer wok_mutex_unlock(&line->mutex);
    while (line->count == 0)
        await wok_condition_wait(&line->condition, &line->mutex);
    line->count--;
    line->order[number]++;
}

static async void produce(struct line *line) {
    await wok_mutex_lock(&line->mutex);
    line->count++;
    wok_mutex_unlock(&line->mutex);
    wok_condition_signal(&line->condition);
}

static async void a_condition_wakes_one_a_signal(void) {
    static struct line line;
    task(void) tasks[10];
    for (int i = 0; i < 10; i++)
        tasks[i] = spawn(consume(&line, i));
    await UNTIL_WAITING(&line.condition.notify, 10);
    for (int i = 0; i < 10; i++)
        await produce(&line);
    for (int i = 0; i < 10; i++)
        await tasks[i];
    EXPECT_EQUAL(line.count, 0);
}

/* Its defer unlocks: so the mutex must be locked, also when others have it at that moment. */
static async void a_cancelled_condition_has_its_mutex(void) {
    static struct line line;
    auto waits = spawn(consume(&line, 0));
    await UNTIL_WAITING(&line.condition.notify, 1);
    await wok_mutex_lock(&line.mutex); /* has it only once the other one waits */
    int cancelled = 0, slept = 0;
    join(cancelled = await wok_cancel(waits), ({
             await wok_sleep(2 * WOK_MS);
             slept = 1;
             wok_mutex_unlock(&line.mutex);
         }));
    EXPECT(cancelled == -ECANCELED && slept);
    EXPECT_EQUAL(wok_mutex_try_lock(&line.mutex), 0);
    wok_mutex_unlock(&line.mutex);
    race {
        when(await consume(&line, 1)) {
        }
        when(await wok_sleep(WOK_MS)) {
        }
    }
    EXPECT_EQUAL(wok_mutex_try_lock(&line.mutex), 0);
    wok_mutex_unlock(&line.mutex);
}

/* ---- barrier ---- */

struct field {
    struct wok_barrier barrier;
    _Atomic int rounds[3], leaders;
};

static async void run_rounds(struct field *field) {
    for (int round = 0; round < 3; round++) {
        field->rounds[round]++;
        if (await wok_barrier_wait(&field->barrier))
            field->leaders++;
        EXPECT_EQUAL(field->rounds[round], 40);
    }
}

static async void a_barrier_holds_all_until_the_last(void) {
    static struct field field;
    task(void) tasks[40];
    wok_barrier_init(&field.barrier, 40);
    for (int i = 0; i < 40; i++)
        tasks[i] = spawn(run_rounds(&field));
    for (int i = 0; i < 40; i++)
        await tasks[i];
    EXPECT_EQUAL(field.leaders, 3);
}

static async void who_leaves_a_barrier_has_not_come(void) {
    static struct wok_barrier barrier = WOK_BARRIER_INIT(2);
    race {
        when(await wok_barrier_wait(&barrier)) {
            EXPECT(!"nobody else has come");
        }
        when(await wok_sleep(WOK_MS)) {
        }
    }
    int first = 0, second = 0;
    join(first = await wok_barrier_wait(&barrier), second = await wok_barrier_wait(&barrier));
    EXPECT_EQUAL(first + second, 1);
}

/* ---- once ---- */

struct making {
    struct wok_once once;
    _Atomic int begun;
    int made;
};

/* The first one that begins fails, the second is slow enough to be cancelled, the third succeeds. */
static async int make_once(struct making *making) {
    if (await wok_once_begin(&making->once)) {
        defer wok_once_end(&making->once);
        int turn = making->begun++;
        if (turn == 1)
            await wok_sleep(3600 * WOK_S);
        await wok_yield();
        if (turn == 2) {
            making->made++;
            wok_once_set(&making->once);
        }
    }
    return wok_once_is_set(&making->once) ? making->made : -1;
}

static async void once_is_made_by_the_first_who_succeeds(void) {
    static struct making making;
    EXPECT_EQUAL(await make_once(&making), -1);
    auto slow = spawn(make_once(&making));
    while (making.begun < 2)
        await wok_yield();
    task(int) tasks[8];
    for (int i = 0; i < 8; i++)
        tasks[i] = spawn(make_once(&making));
    await UNTIL_WAITING(&making.once, 8);
    EXPECT_EQUAL(await wok_cancel(slow), -ECANCELED);
    for (int i = 0; i < 8; i++)
        EXPECT_EQUAL(await tasks[i], 1);
    EXPECT(making.begun == 3 && making.made == 1);
    EXPECT_EQUAL(await wok_once_begin(&making.once), 0);
}

/* ---- everybody at once ---- */

static async void step_task(struct crowd *crowd, int number) {
    for (int i = 0; i < STEPS; i++) {
        await wok_mutex_lock(&crowd->mutex);
        crowd->by_mutex++;
        if ((i + number) % 7 == 0)
            await wok_yield();
        wok_mutex_unlock(&crowd->mutex);
        await wok_semaphore_acquire(&crowd->semaphore, 1);
        crowd->by_semaphore++;
        wok_semaphore_release(&crowd->semaphore, 1);
        await wok_rwlock_read(&crowd->rwlock);
        long seen = crowd->by_rwlock;
        if ((i + number) % 5 == 0)
            await wok_yield();
        EXPECT_EQUAL(crowd->by_rwlock, seen);
        wok_rwlock_unlock(&crowd->rwlock);
        await wok_rwlock_write(&crowd->rwlock);
        crowd->by_rwlock++;
        wok_rwlock_unlock(&crowd->rwlock);
    }
}

/* Waits with a limit that is often too short, so that grants and cancels meet. */
static async void impatient_task(struct crowd *crowd) {
    for (int i = 0; i < STEPS; i++) {
        race {
            when(await wok_mutex_lock(&crowd->mutex)) {
                crowd->by_mutex += 0;
                wok_mutex_unlock(&crowd->mutex);
            }
            when(await wok_yield()) {
            }
        }
        race {
            when(await wok_rwlock_write(&crowd->rwlock)) {
                wok_rwlock_unlock(&crowd->rwlock);
            }
            when(await wok_yield()) {
            }
        }
        race {
            when(await wok_semaphore_acquire(&crowd->semaphore, 1)) {
                wok_semaphore_release(&crowd->semaphore, 1);
            }
            when(await wok_yield()) {
            }
        }
    }
}

/* On a plain thread the same names block. */
static int join_threads(void *threads) {
    for (int i = 0; i < THREADS; i++)
        pthread_join(((pthread_t *)threads)[i], NULL);
    return 0;
}

static async void tasks_and_threads_share_locks(void) {
    static struct crowd crowd;
    wok_semaphore_init(&crowd.semaphore, 1);
    pthread_t threads[THREADS];
    task(void) tasks[CROWD + 2];
    for (int i = 0; i < THREADS; i++)
        EXPECT_EQUAL(pthread_create(&threads[i], NULL, step_thread, &crowd), 0);
    for (int i = 0; i < CROWD; i++)
        tasks[i] = spawn(step_task(&crowd, i));
    tasks[CROWD] = spawn(impatient_task(&crowd));
    tasks[CROWD + 1] = spawn(impatient_task(&crowd));
    for (int i = 0; i < CROWD + 2; i++)
        await tasks[i];
    EXPECT_EQUAL(await wok_blocking(join_threads, threads), 0);
    EXPECT_EQUAL(crowd.by_mutex, (CROWD + THREADS) * STEPS);
    EXPECT_EQUAL(crowd.by_semaphore, (CROWD + THREADS) * STEPS);
    EXPECT_EQUAL(crowd.by_rwlock, (CROWD + THREADS) * STEPS);
}

async int main(void) {
    await a_mutex_goes_to_who_came_first();
    await who_is_cancelled_passes_the_mutex_on();
    await who_loses_a_race_holds_no_place();
    await who_wants_many_is_not_overtaken();
    await who_wanted_many_and_leaves_lets_the_others_go();
    await permits_of_the_cancelled_come_back();
    await readers_share_and_a_writer_is_not_starved();
    await a_writer_that_leaves_lets_readers_go();
    await a_notice_is_kept_once_and_passed_on();
    await notify_all_reaches_all_who_wait();
    await a_condition_wakes_one_a_signal();
    await a_cancelled_condition_has_its_mutex();
    await a_barrier_holds_all_until_the_last();
    await who_leaves_a_barrier_has_not_come();
    await once_is_made_by_the_first_who_succeeds();
    await tasks_and_threads_share_locks();
    printf("ok\n");
    return 0;
}
