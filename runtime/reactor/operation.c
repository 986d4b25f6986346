/*
 * operation.c: operations: the attempt, and then the wait.
 *
 * The attempt comes first: a descriptor is believed ready until a system call has said otherwise.
 * A stream read that returned less than was asked has emptied the socket, so the next one waits
 * without asking the kernel in vain; a request and its answer cost two calls, not three.
 */
#include "reactor/operation.h"

#include <errno.h>

#include <sys/socket.h>
#include <sys/uio.h>

#include "base/budget.h"
#include "reactor/completion.h"
#include "reactor/descriptor.h"
#include "reactor/late.h"

void wok__operation_init(struct wok_descriptor_wait *wait,
                         const struct wok_descriptor *descriptor) {
    *wait = (struct wok_descriptor_wait){.state = WOK__WAIT_IDLE};
    if (descriptor)
        wait->detail = (int32_t)wok__descriptor_generation(descriptor);
}

static enum wok__direction direction_of(enum wok__request_kind kind) {
    switch (kind) {
    case WOK__REQUEST_READ:
    case WOK__REQUEST_READ_VECTOR:
    case WOK__REQUEST_RECEIVE:
    case WOK__REQUEST_WAIT_PROCESS:
    case WOK__REQUEST_ACCEPT:
        return WOK__READER;
    default:
        return WOK__WRITER;
    }
}

static uint64_t bits_of(enum wok__request_kind kind) {
    return direction_of(kind) == WOK__READER ? WOK__READER_BITS : WOK__WRITER_BITS;
}

/* connect(2) again is the question whether it is connected: EALREADY, EISCONN, or its error. */
static ssize_t connect_attempt(struct wok_descriptor *descriptor,
                               const struct wok__request *request) {
    struct wok__system *system = descriptor->system;
    int answer = system->socket_connect(system, descriptor->number, request->buffer,
                                        (uint32_t)request->size);
    switch (answer) {
    case -EISCONN:
        return 0;
    case -EINPROGRESS:
    case -EALREADY:
    case -EINTR: /* it goes on in the background */
        return -EAGAIN;
    case -EAGAIN: /* no local port is free: not something to wait for */
        return -EADDRNOTAVAIL;
    default:
        return answer;
    }
}

static ssize_t perform(struct wok_descriptor *descriptor, const struct wok__request *request) {
    struct wok__system *system = descriptor->system;
    int number = descriptor->number;
    switch (request->kind) {
    case WOK__REQUEST_READ:
        return system->read(system, number, request->buffer, request->size);
    case WOK__REQUEST_WRITE:
    case WOK__REQUEST_WRITE_ALL:
        return system->write(system, number, request->buffer, request->size);
    case WOK__REQUEST_ACCEPT:
        return system->socket_accept(system, number);
    case WOK__REQUEST_CONNECT:
        return connect_attempt(descriptor, request);
    case WOK__REQUEST_READ_VECTOR:
        return system->read_vector(system, number, request->buffer, (int)request->size);
    case WOK__REQUEST_WRITE_VECTOR:
        return system->write_vector(system, number, request->buffer, (int)request->size);
    case WOK__REQUEST_RECEIVE:
        return system->socket_receive(system, number, request->buffer);
    case WOK__REQUEST_SEND:
        return system->socket_send(system, number, request->buffer);
    case WOK__REQUEST_WAIT_PROCESS:
        return system->process_wait(system, number, request->buffer);
    case WOK__REQUEST_SEND_FILE: {
        const struct wok__file_part *part = request->buffer;
        return system->send_file(system, number, part->file, part->offset, request->size);
    }
    }
    return -EINVAL;
}

/*
 * Interrupted; or a connection that its peer gave up before it was accepted, which is no failure of
 * the listener: the next one may be fine.
 */
static bool is_to_be_repeated(const struct wok__request *request, ssize_t answer) {
    if (answer == -EINTR)
        return true;
    return request->kind == WOK__REQUEST_ACCEPT && answer == -ECONNABORTED;
}

/* Which readiness the answer has disproved. */
static uint64_t emptied_by(const struct wok_descriptor *descriptor,
                           const struct wok__request *request, ssize_t answer, uint64_t word) {
    if (answer == -EAGAIN)
        return bits_of(request->kind);
    bool is_short_read =
        request->kind == WOK__REQUEST_READ && answer > 0 && (size_t)answer < request->size;
    if (is_short_read && (descriptor->flags & WOK__SHORT_READ_EMPTIES) &&
        !(word & (WOK__READ_CLOSED | WOK__URGENT | WOK__ERROR)))
        return WOK__READABLE;
    return 0;
}

static ssize_t take_late_parts(struct wok_descriptor *descriptor, const struct iovec *parts,
                               size_t count) {
    ssize_t total = 0, taken = -EAGAIN;
    for (size_t i = 0; i < count; i++) {
        taken = wok__late_take_bytes(descriptor->system, &descriptor->late, parts[i].iov_base,
                                     parts[i].iov_len);
        if (taken < 0)
            break;
        total += taken;
    }
    return total > 0 ? total : taken;
}

static ssize_t take_late_message(struct wok_descriptor *descriptor, struct msghdr *message) {
    ssize_t taken = take_late_parts(descriptor, message->msg_iov, message->msg_iovlen);
    if (taken >= 0) {
        message->msg_namelen = 0;
        message->msg_controllen = 0;
        message->msg_flags = 0;
    }
    return taken;
}

/* What cancelled operations have left comes before what the kernel has: -EAGAIN when there is none. */
static ssize_t take_late(struct wok_descriptor *descriptor, const struct wok__request *request) {
    struct wok__system *system = descriptor->system;
    switch (request->kind) {
    case WOK__REQUEST_READ:
        return wok__late_take_bytes(system, &descriptor->late, request->buffer, request->size);
    case WOK__REQUEST_READ_VECTOR:
        return take_late_parts(descriptor, request->buffer, request->size);
    case WOK__REQUEST_RECEIVE:
        return take_late_message(descriptor, request->buffer);
    case WOK__REQUEST_ACCEPT:
        return wok__late_take_number(system, &descriptor->late);
    default:
        return -EAGAIN;
    }
}

ssize_t wok__operation_attempt_late(struct wok_descriptor *descriptor,
                                    const struct wok__request *request, uint64_t *emptied) {
    wok__lock_acquire(&descriptor->lock);
    ssize_t answer = take_late(descriptor, request);
    *emptied = descriptor->late ? 0 : WOK__LATE;
    wok__lock_release(&descriptor->lock);
    return answer;
}

/* One try: the answer of the system call, or -EAGAIN when it is known not to be worth it. */
ssize_t wok__operation_attempt(struct wok_descriptor *descriptor,
                               const struct wok_descriptor_wait *wait,
                               const struct wok__request *request) {
    uint64_t word =
        wok__load_relaxed(&descriptor->word); /* entering acquires; so does the wait's lock */
    uint32_t generation = (uint32_t)wait->detail;
    if (!(word & bits_of(request->kind)) && wok__word_generation(word) == generation)
        return -EAGAIN; /* closing or not: the wait finds out */
    if (!wok__descriptor_enter(descriptor, generation, &word))
        return -EBADF;
    ssize_t answer = -EAGAIN;
    uint64_t emptied = 0;
    if (__builtin_expect(word & WOK__LATE, 0) && direction_of(request->kind) == WOK__READER)
        answer = wok__operation_attempt_late(descriptor, request, &emptied);
    if (answer == -EAGAIN) {
        answer = perform(descriptor, request);
        emptied |= emptied_by(descriptor, request, answer, word) & ~(uint64_t)WOK__LATE;
    }
    wok__descriptor_leave(descriptor, word, emptied);
    return answer;
}

/* Where the wait stands: PENDING, or READY to attempt, or READY with *failure. */
enum wok_poll wok__operation_wait_over(struct wok_descriptor *descriptor,
                                       struct wok_descriptor_wait *wait,
                                       const struct wok_context *cx, int *failure) {
    uint32_t state = wok__load_acquire(wok__wait_state(wait));
    if (state == WOK__WAIT_WAITING || state == WOK__WAIT_SUBMITTED) {
        if (wok__descriptor_wait_again(descriptor, wait, cx) == WOK_PENDING)
            return WOK_PENDING;
        state = wok__load_relaxed(wok__wait_state(wait)); /* the lock has been taken since */
    }
    *failure = state == WOK__WAIT_FAILED ? wait->detail : 0;
    return WOK_READY;
}

enum wok_poll wok__operation_wait(struct wok_descriptor *descriptor,
                                  struct wok_descriptor_wait *wait, enum wok__request_kind kind,
                                  const struct wok_context *cx, int *failure) {
    return wok__descriptor_wait(descriptor, wait, direction_of(kind), cx, failure);
}

/*
 * A write that is all or nothing goes into the ring untried, when others do as well: those of a turn
 * are then one system call (measured: docs/decisions/0017). But not a second time, when the kernel
 * has sent it back.
 */
static bool is_submitted_first(struct wok_descriptor_wait *wait,
                               const struct wok__request *request) {
    return request->kind == WOK__REQUEST_WRITE_ALL &&
           wok__load_relaxed(wok__wait_state(wait)) == WOK__WAIT_IDLE &&
           wok__completion_has_company();
}

enum wok_poll wok__operation_poll(struct wok_descriptor *descriptor,
                                  struct wok_descriptor_wait *wait,
                                  const struct wok__request *request, struct wok_context *cx,
                                  ssize_t *result) {
    if (!descriptor) {
        *result = -EBADF;
        return WOK_READY;
    }
    int failure;
    if (wok__operation_wait_over(descriptor, wait, cx, &failure) == WOK_PENDING)
        return WOK_PENDING;
    if (wok__load_relaxed(wok__wait_state(wait)) == WOK__WAIT_COMPLETED) {
        *result = wok__completion_take(wait);
        return WOK_READY;
    }
    bool submits_first = is_submitted_first(wait, request);
    while (failure == 0) {
        if (!wok__budget_spend(cx))
            return WOK_PENDING;
        if (submits_first &&
            wok__completion_start(descriptor, wait, request, cx, &failure) == WOK_PENDING)
            return WOK_PENDING;
        submits_first = false;
        if (failure < 0)
            break;
        ssize_t answer = wok__operation_attempt(descriptor, wait, request);
        if (is_to_be_repeated(request, answer))
            continue; /* at the price of one more unit, so that it cannot go on for ever */
        if (answer != -EAGAIN) {
            *result = answer;
            return WOK_READY;
        }
        if (wok__completion_start(descriptor, wait, request, cx, &failure) == WOK_PENDING)
            return WOK_PENDING;
        if (failure == 0 && wok__descriptor_wait(descriptor, wait, direction_of(request->kind), cx,
                                                 &failure) == WOK_PENDING)
            return WOK_PENDING;
    }
    *result = failure;
    return WOK_READY;
}

enum wok_poll wok__operation_cancel(struct wok_descriptor *descriptor,
                                    struct wok_descriptor_wait *wait,
                                    const struct wok_context *cx) {
    if (!descriptor)
        return WOK_READY;
    uint32_t state = wok__load_relaxed(wok__wait_state(wait)); /* both ways look again */
    if (state == WOK__WAIT_SUBMITTED || state == WOK__WAIT_COMPLETED)
        return wok__completion_cancel(descriptor, wait, cx);
    wok__descriptor_wait_cancel(descriptor, wait);
    return WOK_READY;
}
