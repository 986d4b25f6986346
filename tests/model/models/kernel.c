/*
 * kernel.c: see kernel.h. Pollers are edge-triggered: each arrival is reported once to the poller
 * that the socket is in, and what is ready when it is added is reported as well.
 */
#include "models/kernel.h"

#include <errno.h>
#include <string.h>

#include "models/world.h"
#include "platform/ring.h"

enum { POLLERS_MAX = 3, ENTRIES_MAX = 8 };

struct poller {
    bool event_signalled;
    uint64_t event_token;
    bool watches_socket, socket_edge;
    uint64_t socket_token;
};

/* The kernel's: changed between model_kernel() and the next step only. */
static struct {
    struct poller pollers[POLLERS_MAX];
    unsigned poller_count;
    unsigned bytes;
    bool closed, let_go;
    /* Of the one ring there is: put, submitted and waiting for bytes, completed. */
    struct wok__submission entries[ENTRIES_MAX], receives[ENTRIES_MAX];
    struct wok__completion completions[ENTRIES_MAX];
    unsigned entry_count, receive_count, completion_count;
    uint64_t event_poll; /* the token under which its event is polled */
} kernel;

/* Numbers: poller p is 10 + p, its event 20 + p. */

MODEL_WORLD static int poller_create(struct wok__system *system) {
    (void)system;
    return 10 + (int)kernel.poller_count++;
}

MODEL_WORLD static int event_create(struct wok__system *system) {
    (void)system;
    return 20 + (int)kernel.poller_count - 1;
}

MODEL_WORLD static int poller_add(struct wok__system *system, int number, int descriptor,
                                  uint64_t token) {
    (void)system;
    struct poller *poller = &kernel.pollers[number - 10];
    if (descriptor != KERNEL_SOCKET) {
        poller->event_token = token;
        return 0;
    }
    model_kernel();
    if (kernel.closed)
        model_fail("a closed socket is added to a poller");
    poller->watches_socket = true;
    poller->socket_token = token;
    poller->socket_edge = kernel.bytes > 0;
    return 0;
}

MODEL_WORLD static int poller_remove(struct wok__system *system, int number, int descriptor) {
    (void)system, (void)descriptor;
    model_kernel();
    if (kernel.closed)
        model_fail("a closed socket is taken out of a poller");
    kernel.pollers[number - 10].watches_socket = false;
    kernel.pollers[number - 10].socket_edge = false;
    return 0;
}

MODEL_WORLD static bool has_something(void *argument) {
    const struct poller *poller = argument;
    return kernel.let_go || poller->event_signalled || poller->socket_edge;
}

MODEL_WORLD static int poller_wait(struct wok__system *system, int number,
                                   struct wok__poll_event *events, uint32_t capacity,
                                   uint64_t timeout_ns) {
    (void)system, (void)capacity;
    struct poller *poller = &kernel.pollers[number - 10];
    if (timeout_ns > 0)
        model_wait_until(has_something, poller);
    else
        model_kernel();
    int count = 0;
    if (poller->event_signalled)
        events[count++] = (struct wok__poll_event){poller->event_token, WOK__POLL_IN};
    if (poller->socket_edge)
        events[count++] = (struct wok__poll_event){poller->socket_token, WOK__POLL_IN};
    poller->event_signalled = poller->socket_edge = false;
    model_note("poller %d reports %d", number, count);
    return count;
}

MODEL_WORLD static int event_signal(struct wok__system *system, int event) {
    (void)system;
    model_kernel();
    model_note("event %d is signalled", event);
    kernel.pollers[event - 20].event_signalled = true;
    return 0;
}

MODEL_WORLD static ssize_t kernel_read(struct wok__system *system, int descriptor, void *buffer,
                                       size_t size) {
    (void)system, (void)buffer;
    model_kernel();
    if (descriptor != KERNEL_SOCKET || kernel.closed)
        model_fail("a read from a closed socket");
    unsigned count = kernel.bytes < size ? kernel.bytes : (unsigned)size;
    model_note("read: %u of %u bytes", count, kernel.bytes);
    kernel.bytes -= count;
    return count ? (ssize_t)count : -EAGAIN;
}

/* The ring: of poller 0 and its event */

static int ring_memory; /* its address is the ring */

MODEL_WORLD static int ring_create(struct wok__system *system, struct wok__ring **out) {
    (void)system;
    *out = (struct wok__ring *)(void *)&ring_memory;
    return 0;
}

MODEL_WORLD static void ring_destroy(struct wok__system *system, struct wok__ring *ring) {
    (void)system, (void)ring;
    if (kernel.receive_count > 0)
        model_fail("the ring is destroyed under an operation");
}

MODEL_WORLD static bool ring_offers(struct wok__system *system, struct wok__ring *ring,
                                    int operation) {
    (void)system, (void)ring, (void)operation;
    return true;
}

MODEL_WORLD static bool ring_put(struct wok__system *system, struct wok__ring *ring,
                                 const struct wok__submission *submission) {
    (void)system, (void)ring;
    model_kernel();
    if (kernel.entry_count == ENTRIES_MAX)
        return false;
    kernel.entries[kernel.entry_count++] = *submission;
    return true;
}

MODEL_WORLD static void ring_complete(uint64_t token, int result) {
    if (kernel.completion_count == ENTRIES_MAX)
        model_fail("too many completions");
    kernel.completions[kernel.completion_count++] =
        (struct wok__completion){.token = token, .result = result, .is_last = true};
}

MODEL_WORLD static void ring_end_receive(unsigned at, int result) {
    model_note("operation %llx ends: %d", (unsigned long long)kernel.receives[at].token, result);
    ring_complete(kernel.receives[at].token, result);
    kernel.receives[at] = kernel.receives[--kernel.receive_count];
}

MODEL_WORLD static void ring_receive(void) {
    while (kernel.receive_count > 0 && kernel.bytes > 0) {
        if (kernel.closed)
            model_fail("the socket is closed under an operation");
        uint32_t size = kernel.receives[0].size;
        unsigned count = kernel.bytes < size ? kernel.bytes : size;
        kernel.bytes -= count;
        ring_end_receive(0, (int)count);
    }
}

MODEL_WORLD static void ring_submit(const struct wok__submission *entry) {
    switch (entry->operation) {
    case WOK__RING_POLL:
        if (entry->number >= 20)
            kernel.event_poll = entry->token;
        break;
    case WOK__RING_RECEIVE:
        if (kernel.closed)
            model_fail("an operation on a closed socket");
        kernel.receives[kernel.receive_count++] = *entry;
        break;
    case WOK__RING_CANCEL:
        for (unsigned i = 0; i < kernel.receive_count; i++)
            if (kernel.receives[i].token == entry->offset) {
                ring_end_receive(i, -ECANCELED);
                break;
            }
        break;
    default:
        model_fail("an operation that the model does not know");
    }
}

MODEL_WORLD static bool ring_has_something(void *argument) {
    (void)argument;
    return kernel.let_go || kernel.completion_count > 0 || kernel.pollers[0].event_signalled ||
           (kernel.receive_count > 0 && kernel.bytes > 0);
}

MODEL_WORLD static int ring_enter(struct wok__system *system, struct wok__ring *ring,
                                  uint64_t timeout_ns) {
    (void)system, (void)ring;
    model_kernel();
    unsigned count = kernel.entry_count;
    ring_receive();
    for (unsigned i = 0; i < count; i++)
        ring_submit(&kernel.entries[i]);
    kernel.entry_count = 0;
    if (timeout_ns > 0)
        model_wait_until(ring_has_something, NULL);
    ring_receive();
    return (int)count;
}

MODEL_WORLD static uint32_t ring_take(struct wok__system *system, struct wok__ring *ring,
                                      struct wok__completion *completions, uint32_t capacity) {
    (void)system, (void)ring, (void)capacity;
    uint32_t count = kernel.completion_count;
    memcpy(completions, kernel.completions, count * sizeof *completions);
    kernel.completion_count = 0;
    if (kernel.pollers[0].event_signalled && kernel.event_poll)
        completions[count++] = (struct wok__completion){.token = kernel.event_poll};
    kernel.pollers[0].event_signalled = false;
    return count;
}

MODEL_WORLD static int kernel_close(struct wok__system *system, int descriptor) {
    (void)system;
    if (descriptor != KERNEL_SOCKET)
        return 0;
    model_kernel();
    if (kernel.closed)
        model_fail("the socket is closed twice");
    model_note("the socket is closed");
    if (kernel.receive_count > 0)
        model_fail("the socket is closed under an operation");
    kernel.closed = true;
    for (unsigned i = 0; i < POLLERS_MAX; i++)
        kernel.pollers[i].watches_socket = kernel.pollers[i].socket_edge = false;
    return 0;
}

MODEL_WORLD void kernel_begin(void) {
    memset(&kernel, 0, sizeof kernel);
    world_system.poller_create = poller_create;
    world_system.poller_add = poller_add;
    world_system.poller_remove = poller_remove;
    world_system.poller_wait = poller_wait;
    world_system.event_create = event_create;
    world_system.event_signal = event_signal;
    world_system.ring_create = ring_create;
    world_system.ring_destroy = ring_destroy;
    world_system.ring_offers = ring_offers;
    world_system.ring_put = ring_put;
    world_system.ring_enter = ring_enter;
    world_system.ring_take = ring_take;
    world_system.read = kernel_read;
    world_system.close = kernel_close;
}

MODEL_WORLD void kernel_bytes_arrive(unsigned count) {
    model_kernel();
    kernel.bytes += count;
    model_note("%u bytes arrive", count);
    for (unsigned i = 0; i < POLLERS_MAX; i++)
        if (kernel.pollers[i].watches_socket)
            kernel.pollers[i].socket_edge = true;
}

MODEL_WORLD void kernel_let_go(void) {
    kernel.let_go = true;
}

MODEL_WORLD bool kernel_is_closed(void) {
    return kernel.closed;
}

MODEL_WORLD void kernel_let_go_after(bool last) {
    kernel.let_go |= last;
}

MODEL_WORLD bool kernel_has_let_go(void) {
    return kernel.let_go;
}
