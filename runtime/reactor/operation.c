/*
 * operation.c: operations by readiness.
 *
 * The attempt comes first: a descriptor is believed ready until a system call has said otherwise.
 * A stream read that returned less than was asked has emptied the socket, so the next one waits
 * without asking the kernel in vain; a request and its answer cost two calls, not three.
 */
#include "reactor/operation.h"

#include <errno.h>

#include "base/budget.h"
#include "reactor/descriptor.h"

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

/* One try: the answer of the system call, or -EAGAIN when it is known not to be worth it. */
ssize_t wok__operation_attempt(struct wok_descriptor *descriptor,
                               const struct wok_descriptor_wait *wait,
                               const struct wok__request *request) {
    uint64_t word = wok__load_acquire(&descriptor->word);
    uint32_t generation = (uint32_t)wait->detail;
    if (!(word & bits_of(request->kind)) && wok__word_generation(word) == generation)
        return -EAGAIN; /* closing or not: the wait finds out */
    if (!wok__descriptor_enter(descriptor, generation, &word))
        return -EBADF;
    ssize_t answer = perform(descriptor, request);
    wok__descriptor_leave(descriptor, word, emptied_by(descriptor, request, answer, word));
    return answer;
}

/* Where the wait stands: PENDING, or READY to attempt, or READY with *failure. */
enum wok_poll wok__operation_wait_over(struct wok_descriptor *descriptor,
                                       struct wok_descriptor_wait *wait,
                                       const struct wok_context *cx, int *failure) {
    uint32_t state = wok__load_acquire(wok__wait_state(wait));
    if (state == WOK__WAIT_WAITING) {
        if (wok__descriptor_wait_again(descriptor, wait, cx) == WOK_PENDING)
            return WOK_PENDING;
        state = wok__load_acquire(wok__wait_state(wait));
    }
    *failure = state == WOK__WAIT_FAILED ? wait->detail : 0;
    return WOK_READY;
}

enum wok_poll wok__operation_wait(struct wok_descriptor *descriptor,
                                  struct wok_descriptor_wait *wait, enum wok__request_kind kind,
                                  const struct wok_context *cx, int *failure) {
    return wok__descriptor_wait(descriptor, wait, direction_of(kind), cx, failure);
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
    while (failure == 0) {
        if (!wok__budget_spend(cx))
            return WOK_PENDING;
        ssize_t answer = wok__operation_attempt(descriptor, wait, request);
        if (is_to_be_repeated(request, answer))
            continue; /* at the price of one more unit, so that it cannot go on for ever */
        if (answer != -EAGAIN) {
            *result = answer;
            return WOK_READY;
        }
        if (wok__descriptor_wait(descriptor, wait, direction_of(request->kind), cx, &failure) ==
            WOK_PENDING)
            return WOK_PENDING;
    }
    *result = failure;
    return WOK_READY;
}

enum wok_poll wok__operation_cancel(struct wok_descriptor *descriptor,
                                    struct wok_descriptor_wait *wait) {
    if (descriptor)
        wok__descriptor_wait_cancel(descriptor, wait);
    return WOK_READY;
}
