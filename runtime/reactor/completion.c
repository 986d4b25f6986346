/*
 * completion.c: see completion.h.
 */
#include "reactor/completion.h"

#include <errno.h>

#include "platform/sanitizer.h"
#include "reactor/back_end.h"
#include "reactor/late.h"
#include "reactor/ring.h"

/* The result has to fit into a completion's; the kernel transfers no more at once anyway. */
enum { SIZE_MAX_AT_ONCE = 1 << 30 };

/* What goes through the ring, and what may be tried again when it has been done. */
static bool operation_of(const struct wok_descriptor *descriptor, enum wok__request_kind kind,
                         enum wok__ring_operation *operation) {
    switch (kind) {
    case WOK__REQUEST_READ:
        *operation = WOK__RING_RECEIVE;
        return descriptor->flags & WOK__STREAM_SOCKET;
    case WOK__REQUEST_WRITE_ALL:
        *operation = WOK__RING_SEND;
        return descriptor->flags & WOK__STREAM_SOCKET;
    case WOK__REQUEST_ACCEPT:
        *operation = WOK__RING_ACCEPT;
        return true;
    default:
        return false;
    }
}

/* The kernel writes into what a read has lent it, and only reads the rest. */
static void lend_buffer(const struct wok__record *record) {
    if (record->kind == WOK__REQUEST_READ)
        wok__poison(record->buffer, record->size);
}

static void take_buffer_back(const struct wok__record *record) {
    if (record->kind == WOK__REQUEST_READ)
        wok__unpoison(record->buffer, record->size);
}

/* The list of what is in flight, under the descriptor's lock */

static void link_record(struct wok__record *record) {
    record->next = record->descriptor->records;
    record->descriptor->records = record;
}

static void unlink_record(struct wok__record *record) {
    struct wok__record **link = &record->descriptor->records;
    while (*link != record)
        link = &(*link)->next;
    *link = record->next;
}

static struct wok__record *record_of(const struct wok_descriptor_wait *wait) {
    return (struct wok__record *)(void *)wait->next;
}

/* The completion */

static bool nothing_happened(const struct wok__record *record, int result) {
    return result == -ECANCELED || result == -EAGAIN || result == -EINTR ||
           (result == -ECONNABORTED && record->kind == WOK__REQUEST_ACCEPT);
}

/* What the result says can be done at once: readiness that is news, or 0. */
static uint32_t readiness_shown(const struct wok__record *record, int result) {
    bool is_whole = result > 0 && (uint32_t)result == record->size;
    switch (record->kind) {
    case WOK__REQUEST_READ:
        return is_whole ? WOK__READABLE : 0;
    case WOK__REQUEST_ACCEPT:
        return result >= 0 ? WOK__READABLE : 0;
    default:
        return is_whole ? WOK__WRITABLE : 0;
    }
}

/* Under the lock: what the wait is now. A record without a result is given back. */
static enum wok__wait_state conclude(struct wok__record *record, int result) {
    if (!nothing_happened(record, result)) {
        record->result = result;
        return WOK__WAIT_COMPLETED;
    }
    bool is_closing = wok__load_relaxed(&record->descriptor->word) & WOK__CLOSING;
    if (is_closing)
        record->wait->detail = -ECANCELED;
    wok__ring_give(record);
    return is_closing ? WOK__WAIT_FAILED : WOK__WAIT_FIRED;
}

static void arrived(struct wok__record *record, int result, uint32_t *woken) {
    struct wok_descriptor *descriptor = record->descriptor;
    struct wok_descriptor_wait *wait = record->wait;
    uint32_t generation = (uint32_t)wait->detail;
    wok__lock_acquire(&descriptor->lock);
    unlink_record(record);
    take_buffer_back(record);
    uint32_t shown =
        readiness_shown(record, result) & ~(uint32_t)wok__load_relaxed(&descriptor->word);
    struct wok_waker waker = wait->waker;
    wok__store_release(wok__wait_state(wait), conclude(record, result));
    wok__lock_release(&descriptor->lock);
    if (shown && woken)
        wok__descriptor_ready(descriptor, generation, shown, woken);
    if (woken) {
        wok_waker_wake(&waker);
        ++*woken;
    } else {
        wok_waker_drop(&waker);
    }
    wok__descriptor_leave(descriptor, /* word */ 0, /* emptied */ 0);
}

/* Starting */

/* Under the lock, as a user. READY when it cannot be, or when it need not. */
static enum wok_poll submit(struct wok__record *record, enum wok__ring_operation operation,
                            const struct wok_context *cx, int *failure) {
    struct wok_descriptor *descriptor = record->descriptor;
    struct wok_descriptor_wait *wait = record->wait;
    uint64_t word = wok__load_relaxed(&descriptor->word);
    if (word & WOK__CLOSING) {
        *failure = -EBADF;
        return WOK_READY;
    }
    if (operation != WOK__RING_SEND && (word & WOK__READER_BITS))
        return WOK_READY;
    struct wok__submission submission = {
        .operation = operation,
        .number = descriptor->number,
        .buffer = record->buffer,
        .size = record->size,
        .has_to_wait = operation != WOK__RING_SEND || !(word & WOK__WRITER_BITS),
    };
    wait->waker = wok_waker_clone(cx->waker);
    wait->next = (struct wok_descriptor_wait *)(void *)record;
    wok__store_relaxed(wok__wait_state(wait), WOK__WAIT_SUBMITTED);
    link_record(record);
    lend_buffer(record);
    if (wok__ring_put(record, &submission))
        return WOK_PENDING;
    take_buffer_back(record);
    unlink_record(record);
    wok__store_relaxed(wok__wait_state(wait), WOK__WAIT_IDLE);
    return WOK_READY;
}

static void fill(struct wok__record *record, struct wok_descriptor *descriptor,
                 struct wok_descriptor_wait *wait, const struct wok__request *request) {
    record->kind = (uint8_t)request->kind;
    record->buffer = request->buffer;
    record->size = request->size < SIZE_MAX_AT_ONCE ? (uint32_t)request->size : SIZE_MAX_AT_ONCE;
    record->descriptor = descriptor;
    record->wait = wait;
    record->arrived = arrived;
}

enum wok_poll wok__completion_start(struct wok_descriptor *descriptor,
                                    struct wok_descriptor_wait *wait,
                                    const struct wok__request *request,
                                    const struct wok_context *cx, int *failure) {
    enum wok__ring_operation operation;
    uint64_t word;
    *failure = 0;
    if (!operation_of(descriptor, request->kind, &operation))
        return WOK_READY;
    struct wok__reactor_ring *ring = wok__ring_here(operation);
    if (!ring || ring->system != descriptor->system)
        return WOK_READY;
    if (!wok__descriptor_enter(descriptor, (uint32_t)wait->detail, &word)) {
        *failure = -EBADF;
        return WOK_READY;
    }
    struct wok__record *record = wok__ring_take(ring);
    enum wok_poll answer = WOK_READY;
    if (record) {
        fill(record, descriptor, wait, request);
        wok__lock_acquire(&descriptor->lock);
        answer = submit(record, operation, cx, failure);
        wok__lock_release(&descriptor->lock);
    }
    if (answer == WOK_PENDING)
        return WOK_PENDING; /* still a user; the completion leaves */
    if (record)
        wok__ring_give(record);
    wok__descriptor_leave(descriptor, word, /* emptied */ 0);
    return WOK_READY;
}

bool wok__completion_has_company(void) {
    struct wok__reactor_ring *ring = wok__ring_here(WOK__RING_SEND);
    return ring && wok__ring_is_busy(ring);
}

ssize_t wok__completion_take(struct wok_descriptor_wait *wait) {
    struct wok__record *record = record_of(wait);
    ssize_t result = record->result;
    wok__ring_give(record);
    wok__store_relaxed(wok__wait_state(wait), WOK__WAIT_IDLE);
    return result;
}

/* Ending */

/*
 * Under the lock: keep what a cancelled operation has brought. Who waits in the ring for more of it,
 * from another future, has to look here first.
 */
static void keep(struct wok_descriptor *descriptor, const struct wok__record *record) {
    struct wok__system *system = descriptor->system;
    if (record->kind == WOK__REQUEST_READ)
        wok__late_add_bytes(system, &descriptor->late, record->buffer, (size_t)record->result);
    else if (wok__late_add_number(system, &descriptor->late, record->result) < 0)
        system->close(system, record->result);
    for (struct wok__record *other = descriptor->records; other; other = other->next)
        if (other->kind == record->kind)
            wok__ring_cancel(other);
}

static bool has_to_be_kept(const struct wok__record *record) {
    return (record->kind == WOK__REQUEST_READ && record->result > 0) ||
           (record->kind == WOK__REQUEST_ACCEPT && record->result >= 0);
}

/* Nobody wants the result any more. */
static void put_away(struct wok_descriptor *descriptor, struct wok_descriptor_wait *wait) {
    struct wok__record *record = record_of(wait);
    uint32_t woken = 0;
    uint64_t word;
    if (!has_to_be_kept(record))
        return;
    if (!wok__descriptor_enter(descriptor, (uint32_t)wait->detail, &word)) {
        if (record->kind == WOK__REQUEST_ACCEPT)
            descriptor->system->close(descriptor->system, record->result);
        return; /* it was closed: nobody can ask */
    }
    wok__lock_acquire(&descriptor->lock);
    keep(descriptor, record);
    wok__lock_release(&descriptor->lock);
    wok__descriptor_ready(descriptor, (uint32_t)wait->detail, WOK__LATE, &woken);
    wok__descriptor_leave(descriptor, word, /* emptied */ 0);
}

enum wok_poll wok__completion_cancel(struct wok_descriptor *descriptor,
                                     struct wok_descriptor_wait *wait,
                                     const struct wok_context *cx) {
    wok__lock_acquire(&descriptor->lock);
    if (wok__load_relaxed(wok__wait_state(wait)) == WOK__WAIT_SUBMITTED)
        wok__ring_cancel(record_of(wait));
    wok__lock_release(&descriptor->lock);
    if (wok__descriptor_wait_again(descriptor, wait, cx) == WOK_PENDING)
        return WOK_PENDING;
    if (wok__load_relaxed(wok__wait_state(wait)) == WOK__WAIT_COMPLETED) { /* seen under the lock */
        put_away(descriptor, wait);
        wok__completion_take(wait);
    }
    return WOK_READY;
}

void wok__completions_end(struct wok_descriptor *descriptor) {
    for (struct wok__record *record = descriptor->records; record; record = record->next)
        wok__ring_cancel(record);
}
