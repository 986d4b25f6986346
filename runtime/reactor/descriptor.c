/*
 * descriptor.c: the states of a descriptor and who waits for it. The word and its ruler are in
 * descriptor.h.
 *
 * No readiness is lost. Whoever found nothing clears the readiness it saw, unless the tick moved;
 * then takes the lock, looks at the word again, and links itself. An event first sets the word and
 * then takes the lock to look for waiters. Whichever took the lock first, either the waiter sees the
 * readiness or the event sees the waiter.
 *
 * Wakers are called without the lock, in batches: a linked wait is moved out of the list and its
 * waker out of the wait, and from the release store of its state on the wait is its owner's again.
 */
#include "reactor/descriptor.h"

#include <errno.h>

#include "platform/current.h"
#include "reactor/back_end.h"
#include "reactor/completion.h"
#include "reactor/late.h"
#include "reactor/pool.h"
#include "reactor/reactor.h"

enum { WAKE_BATCH_MAX = 16 };

uint64_t wok__descriptor_token(const struct wok_descriptor *descriptor, uint32_t generation) {
    return (uint64_t)generation << 32 | descriptor->index;
}

struct wok_descriptor *wok__descriptor_by_token(struct wok__system *system, uint64_t token) {
    return wok__pool_find(system, (uint32_t)token);
}

int wok__descriptor_open(struct wok__system *system, int number, uint32_t flags, uint32_t readiness,
                         struct wok_descriptor **out) {
    struct wok_descriptor *descriptor = wok__pool_take(system);
    if (!descriptor)
        return -ENOMEM;
    descriptor->system = system;
    descriptor->number = number;
    descriptor->flags = flags;
    descriptor->records = NULL;
    uint64_t generation = wok__descriptor_generation(descriptor);
    wok__store_release(&descriptor->word, generation << WOK__GENERATION_SHIFT | readiness);
    *out = descriptor;
    return 0;
}

/* Users */

static bool is_open(uint64_t word, uint32_t generation) {
    return wok__word_generation(word) == generation && !(word & WOK__CLOSING);
}

bool wok__descriptor_enter(struct wok_descriptor *descriptor, uint32_t generation, uint64_t *word) {
    uint64_t seen = wok__load_relaxed(&descriptor->word);
    while (is_open(seen, generation)) {
        if (wok__cas_weak_acquire(&descriptor->word, &seen, seen + WOK__USER_ONE)) {
            *word = seen;
            return true;
        }
    }
    return false;
}

/* Nobody uses the number any more, and nobody can begin to: close it. */
static int number_close(struct wok_descriptor *descriptor) {
    struct wok__system *system = descriptor->system;
    if (descriptor->home)
        wok__reactor_unwatch(descriptor->home, descriptor->number);
    if (descriptor->flags & WOK__FOREIGN)
        return 0;
    if (descriptor->flags & WOK__PROCESS) {
        system->process_end(system, descriptor->number);
        return 0;
    }
    return system->close(system, descriptor->number);
}

static void record_free(struct wok_descriptor *descriptor) {
    uint64_t generation = wok__descriptor_generation(descriptor) + 1;
    descriptor->home = NULL;
    wok__late_end(descriptor->system, &descriptor->late);
    wok__store_release(&descriptor->word, generation << WOK__GENERATION_SHIFT | WOK__CLOSING);
    wok__pool_give(descriptor->system, descriptor);
}

/* The last user of a closing descriptor, who is not the closer: close, and tell the closer. */
static void close_for_closer(struct wok_descriptor *descriptor) {
    int result = number_close(descriptor);
    struct wok_waker waker = {NULL, NULL};
    wok__lock_acquire(&descriptor->lock);
    struct wok_descriptor_wait *closer = descriptor->closer;
    descriptor->closer = NULL;
    if (closer) {
        waker = closer->waker;
        closer->detail = result;
        wok__store_release(wok__wait_state(closer), WOK__WAIT_FIRED);
    }
    wok__lock_release(&descriptor->lock);
    record_free(descriptor);
    wok_waker_wake(&waker);
}

static bool is_last_user(uint64_t word) {
    return (word & WOK__USERS_MASK) == WOK__USER_ONE;
}

void wok__descriptor_leave(struct wok_descriptor *descriptor, uint64_t word, uint64_t emptied) {
    uint64_t seen = wok__load_relaxed(&descriptor->word);
    uint64_t left;
    do {
        left = seen - WOK__USER_ONE;
        if (((seen ^ word) & WOK__TICK_MASK) == 0)
            left &= ~emptied;
    } while (!wok__cas_weak_acq_rel(&descriptor->word, &seen, left));
    if ((seen & WOK__CLOSING) && is_last_user(seen))
        close_for_closer(descriptor);
}

/* Waiters */

static uint64_t bits_of(enum wok__direction direction) {
    return direction == WOK__READER ? WOK__READER_BITS : WOK__WRITER_BITS;
}

static void list_append(struct wok_descriptor_wait **last, struct wok_descriptor_wait *wait) {
    wait->next = *last ? (*last)->next : wait;
    if (*last)
        (*last)->next = wait;
    *last = wait;
}

/* Take out the wait behind `before`. */
static struct wok_descriptor_wait *list_take_next(struct wok_descriptor_wait **last,
                                                  struct wok_descriptor_wait *before) {
    struct wok_descriptor_wait *taken = before->next;
    before->next = taken->next;
    if (taken == before)
        *last = NULL;
    else if (taken == *last)
        *last = before;
    return taken;
}

/* As long as the list is; lists are short except for a listener with very many acceptors. */
static bool list_remove(struct wok_descriptor_wait **last, const struct wok_descriptor_wait *wait) {
    struct wok_descriptor_wait *before = *last;
    if (!before)
        return false;
    while (before->next != wait) {
        before = before->next;
        if (before == *last)
            return false;
    }
    list_take_next(last, before);
    return true;
}

/* Under the lock: move up to a batch of waits out. `error` 0 fires them, otherwise they fail. */
static uint32_t take_batch(struct wok_descriptor_wait **last, int error, struct wok_waker *wakers) {
    uint32_t count = 0;
    while (*last && count < WAKE_BATCH_MAX) {
        struct wok_descriptor_wait *wait = list_take_next(last, *last);
        wakers[count++] = wait->waker;
        if (error)
            wait->detail = error;
        /* The last touch: pairs with the acquire in wok__operation_poll, and the wait is gone. */
        wok__store_release(wok__wait_state(wait), error ? WOK__WAIT_FAILED : WOK__WAIT_FIRED);
    }
    return count;
}

static uint32_t wake_all(struct wok_descriptor *descriptor, enum wok__direction direction,
                         int error) {
    struct wok_waker wakers[WAKE_BATCH_MAX];
    uint32_t woken = 0;
    uint32_t count;
    do {
        wok__lock_acquire(&descriptor->lock);
        count = take_batch(&descriptor->waits[direction], error, wakers);
        wok__lock_release(&descriptor->lock);
        for (uint32_t i = 0; i < count; i++)
            wok_waker_wake(&wakers[i]);
        woken += count;
    } while (count == WAKE_BATCH_MAX);
    return woken;
}

bool wok__descriptor_ready(struct wok_descriptor *descriptor, uint32_t generation, uint32_t bits,
                           uint32_t *woken) {
    uint64_t seen = wok__load_relaxed(&descriptor->word);
    uint64_t next;
    do {
        if (!is_open(seen, generation))
            return false;
        next = (seen & ~WOK__TICK_MASK) | ((seen + WOK__TICK_ONE) & WOK__TICK_MASK) | bits;
    } while (!wok__cas_weak_acq_rel(&descriptor->word, &seen, next));
    if (bits & WOK__READER_BITS)
        *woken += wake_all(descriptor, WOK__READER, 0);
    if (bits & WOK__WRITER_BITS)
        *woken += wake_all(descriptor, WOK__WRITER, 0);
    return true;
}

/*
 * Under the lock: the first wait gives the descriptor its home. It is still open, and closing takes
 * the lock before it closes the number, so the number is ours. Adding reports what is ready already.
 */
static int ensure_home(struct wok_descriptor *descriptor, uint32_t generation) {
    if (descriptor->home)
        return 0;
    struct wok__reactor *reactor = wok__current.reactor;
    if (!reactor)
        return -ENXIO;
    if (wok__reactor_system(reactor) != descriptor->system)
        return -EXDEV;
    int error = wok__reactor_watch(reactor, descriptor->number,
                                   wok__descriptor_token(descriptor, generation));
    if (error == 0)
        descriptor->home = reactor;
    return error;
}

/* Under the lock. */
static enum wok_poll link_wait(struct wok_descriptor *descriptor, struct wok_descriptor_wait *wait,
                               enum wok__direction direction, const struct wok_context *cx,
                               int *error) {
    uint32_t generation = (uint32_t)wait->detail;
    uint64_t word = wok__load_relaxed(&descriptor->word);
    if (!is_open(word, generation)) {
        *error = -EBADF;
        return WOK_READY;
    }
    if (word & bits_of(direction))
        return WOK_READY;
    *error = ensure_home(descriptor, generation);
    if (*error)
        return WOK_READY;
    wait->waker = wok_waker_clone(cx->waker);
    wok__store_relaxed(wok__wait_state(wait), WOK__WAIT_WAITING);
    list_append(&descriptor->waits[direction], wait);
    return WOK_PENDING;
}

enum wok_poll wok__descriptor_wait(struct wok_descriptor *descriptor,
                                   struct wok_descriptor_wait *wait, enum wok__direction direction,
                                   const struct wok_context *cx, int *error) {
    *error = 0;
    wok__lock_acquire(&descriptor->lock);
    enum wok_poll answer = link_wait(descriptor, wait, direction, cx, error);
    wok__lock_release(&descriptor->lock);
    return answer;
}

enum wok_poll wok__descriptor_wait_again(struct wok_descriptor *descriptor,
                                         struct wok_descriptor_wait *wait,
                                         const struct wok_context *cx) {
    struct wok_waker stale = {NULL, NULL};
    wok__lock_acquire(&descriptor->lock);
    uint32_t state = wok__load_relaxed(wok__wait_state(wait));
    bool waiting = state == WOK__WAIT_WAITING || state == WOK__WAIT_SUBMITTED;
    if (waiting && !wok_waker_will_wake(&wait->waker, cx->waker)) {
        stale = wait->waker;
        wait->waker = wok_waker_clone(cx->waker);
    }
    wok__lock_release(&descriptor->lock);
    wok_waker_drop(&stale);
    return waiting ? WOK_PENDING : WOK_READY;
}

void wok__descriptor_wait_cancel(struct wok_descriptor *descriptor,
                                 struct wok_descriptor_wait *wait) {
    if (wok__load_acquire(wok__wait_state(wait)) != WOK__WAIT_WAITING)
        return;
    struct wok_waker waker = {NULL, NULL};
    wok__lock_acquire(&descriptor->lock);
    if (wok__load_relaxed(wok__wait_state(wait)) == WOK__WAIT_WAITING) {
        if (descriptor->closer == wait)
            descriptor->closer = NULL;
        else if (!list_remove(&descriptor->waits[WOK__READER], wait))
            list_remove(&descriptor->waits[WOK__WRITER], wait);
        waker = wait->waker;
        wok__store_relaxed(wok__wait_state(wait), WOK__WAIT_IDLE);
    }
    wok__lock_release(&descriptor->lock);
    wok_waker_drop(&waker);
}

/* Closing */

/* Refuse new users; the closer itself is one until it has failed the waiters. */
static bool close_begin(struct wok_descriptor *descriptor, uint32_t generation, bool *alone) {
    uint64_t seen = wok__load_relaxed(&descriptor->word);
    do {
        if (!is_open(seen, generation))
            return false;
    } while (
        !wok__cas_weak_acq_rel(&descriptor->word, &seen, (seen | WOK__CLOSING) + WOK__USER_ONE));
    *alone = (seen & WOK__USERS_MASK) == 0;
    return true;
}

static void link_closer(struct wok_descriptor *descriptor, struct wok_descriptor_wait *wait,
                        const struct wok_context *cx) {
    wok__lock_acquire(&descriptor->lock);
    wait->waker = wok_waker_clone(cx->waker);
    wok__store_relaxed(wok__wait_state(wait), WOK__WAIT_WAITING);
    descriptor->closer = wait;
    wok__lock_release(&descriptor->lock);
}

/* What is in flight is a user, and leaves when the kernel has let it go. */
static void end_operations(struct wok_descriptor *descriptor) {
    wok__lock_acquire(&descriptor->lock);
    wok__completions_end(descriptor);
    wok__lock_release(&descriptor->lock);
}

enum wok_poll wok__descriptor_close(struct wok_descriptor *descriptor, uint32_t generation,
                                    struct wok_descriptor_wait *wait, const struct wok_context *cx,
                                    int *result) {
    bool alone;
    if (!close_begin(descriptor, generation, &alone)) {
        *result = -EBADF;
        return WOK_READY;
    }
    wake_all(descriptor, WOK__READER, -ECANCELED);
    wake_all(descriptor, WOK__WRITER, -ECANCELED);
    if (!alone)
        end_operations(descriptor);
    if (!alone && wait)
        link_closer(descriptor, wait, cx);
    uint64_t seen = wok__fetch_sub_acq_rel(&descriptor->word, WOK__USER_ONE);
    if (!is_last_user(seen)) {
        *result = 0;
        return wait ? WOK_PENDING : WOK_READY;
    }
    if (wait)
        wok__descriptor_wait_cancel(descriptor, wait);
    *result = number_close(descriptor);
    record_free(descriptor);
    return WOK_READY;
}

static void leave_home(struct wok_descriptor *descriptor, void *reactor) {
    wok__lock_acquire(&descriptor->lock);
    if (descriptor->home == reactor)
        descriptor->home = NULL;
    wok__lock_release(&descriptor->lock);
}

void wok__descriptors_leave_home(struct wok__system *system, struct wok__reactor *reactor) {
    wok__pool_each(system, leave_home, reactor);
}
