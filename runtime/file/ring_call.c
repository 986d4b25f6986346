/*
 * ring_call.c: see ring_call.h.
 */
#include "file/ring_call.h"

#include <errno.h>
#include <sys/stat.h>

#include "base/budget.h"
#include "platform/sanitizer.h"
#include "reactor/ring.h"

/* Beyond those of the pool. */
enum { IN_RING = 16, ARRIVED };

static wok__atomic_u32 *state_of(struct wok_blocking_call *call) {
    return wok__atomic_in_u32(&call->state);
}

static struct wok__record *record_of(const struct wok_blocking_call *call) {
    return (struct wok__record *)(void *)call->next;
}

/* The kernel writes into what a read has lent it. */
static bool is_written_to(const struct wok__record *record) {
    return record->kind == WOK__RING_FILE_READ;
}

/* The kernel writes its answer into memory that only the record knows. */
static bool has_own_memory(const struct wok__record *record) {
    return record->kind == WOK__RING_FILE_STATUS;
}

static void give_back(struct wok__record *record) {
    struct wok__system *system = record->ring->system;
    if (has_own_memory(record))
        system->release(system, record->buffer);
    wok__ring_give(record);
}

static void arrived(struct wok__record *record, int result, uint32_t *woken) {
    struct wok_blocking_call *call = record->owner;
    struct wok__system *system = record->ring->system;
    if (is_written_to(record))
        wok__unpoison(record->buffer, record->size);
    wok__lock_acquire(&record->ring->lock);
    struct wok_waker waker = record->waker;
    record->result = result;
    wok__store_release(state_of(call), ARRIVED);
    wok__lock_release(&record->ring->lock);
    if (woken) {
        wok_waker_wake(&waker);
        ++*woken;
    } else {
        wok_waker_drop(&waker);
    }
    /* After the wake: a clock that stood still sees the task it woke. */
    wok__fetch_sub_release(&system->files_in_rings, 1);
}

static bool start(struct wok_blocking_call *call, const struct wok__ring_way *way,
                  const struct wok_context *cx) {
    struct wok__reactor_ring *ring = wok__ring_here(way->operation);
    struct wok__record *record = ring ? wok__ring_take(ring) : NULL;
    if (!record)
        return false;
    struct wok__submission submission = {.operation = way->operation, .number = -1};
    way->prepare(call, &submission);
    record->arrived = arrived;
    record->owner = call;
    record->kind = (uint8_t)way->operation;
    if (has_own_memory(record))
        submission.buffer = ring->system->allocate(ring->system, sizeof(struct statx));
    if (has_own_memory(record) && !submission.buffer) {
        wok__ring_give(record);
        return false;
    }
    record->buffer = submission.buffer;
    record->size = submission.size;
    record->waker = wok_waker_clone(cx->waker);
    call->next = (struct wok_blocking_call *)(void *)record;
    wok__store_relaxed(state_of(call), IN_RING);
    if (is_written_to(record))
        wok__poison(record->buffer, record->size);
    wok__fetch_add_relaxed(&ring->system->files_in_rings, 1);
    if (wok__ring_put(record, &submission))
        return true;
    wok__fetch_sub_relaxed(&ring->system->files_in_rings, 1);
    if (is_written_to(record))
        wok__unpoison(record->buffer, record->size);
    wok_waker_drop(&record->waker);
    wok__store_relaxed(state_of(call), WOK__CALL_IDLE);
    give_back(record);
    return false;
}

/* True while it is still to be waited for, with the waker brought up to date. */
static bool wait_again(struct wok_blocking_call *call, const struct wok_context *cx) {
    struct wok__record *record = record_of(call);
    struct wok_waker stale = {NULL, NULL};
    wok__lock_acquire(&record->ring->lock);
    bool waits = wok__load_relaxed(state_of(call)) == IN_RING;
    if (waits && !wok_waker_will_wake(&record->waker, cx->waker)) {
        stale = record->waker;
        record->waker = wok_waker_clone(cx->waker);
    }
    wok__lock_release(&record->ring->lock);
    wok_waker_drop(&stale);
    return waits;
}

/*
 * It never ran, or not to its end, for a reason that says nothing about the file; or it is a folder, which
 * unlinking takes another call for. A close is never repeated: the number may be somebody else's by now.
 */
static bool has_to_be_repeated(const struct wok__record *record) {
    int result = record->result;
    if (record->kind == WOK__RING_FILE_CLOSE)
        return false;
    if (record->kind == WOK__RING_FILE_UNLINK && result == -EISDIR)
        return true;
    return result == -ECANCELED || result == -EINTR || result == -EAGAIN;
}

/* Afterwards the call is DONE, or IDLE when it has to be repeated. */
static void conclude(struct wok_blocking_call *call) {
    struct wok__record *record = record_of(call);
    bool is_to_be_repeated = has_to_be_repeated(record);
    if (!is_to_be_repeated)
        wok__ring_way_of(call)->conclude(call, record->ring->system, record->result,
                                         record->buffer);
    give_back(record);
    call->next = NULL;
    wok__store_relaxed(state_of(call), is_to_be_repeated ? WOK__CALL_IDLE : WOK__CALL_DONE);
}

bool wok__file_call_is_in_ring(struct wok_blocking_call *call) {
    return wok__load_acquire(state_of(call)) >= IN_RING;
}

enum wok_poll wok__file_call_poll(struct wok_blocking_call *call, struct wok_context *cx,
                                  int *error) {
    *error = 0;
    if (wok__file_call_is_in_ring(call)) {
        if (wait_again(call, cx))
            return WOK_PENDING;
        conclude(call);
    } else if (wok__load_relaxed(state_of(call)) == WOK__CALL_IDLE) {
        const struct wok__ring_way *way = wok__ring_way_of(call);
        if (way && !wok__budget_spend(cx))
            return WOK_PENDING;
        if (way && start(call, way, cx))
            return WOK_PENDING;
    }
    return wok__call_poll(call, cx, error);
}

enum wok_poll wok__file_call_cancel(struct wok_blocking_call *call, struct wok_context *cx) {
    if (!wok__file_call_is_in_ring(call))
        return wok__call_cancel(call, cx);
    if (record_of(call)->kind != WOK__RING_FILE_CLOSE) /* which is done all the same */
        wok__ring_cancel(record_of(call));
    if (wait_again(call, cx))
        return WOK_PENDING;
    conclude(call);
    return WOK_READY;
}
