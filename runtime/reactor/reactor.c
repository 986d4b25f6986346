/*
 * reactor.c: one poller, one event descriptor to interrupt it, and the turn; with a ring (ring.h) it
 * is the ring that a turn waits in, and the poller, which can be polled itself, is looked at when the
 * ring says so. So readiness means the same with and without, and costs nothing where it is not used.
 *
 * Interrupting is a handshake on `sleep`:
 *
 *      AWAKE --turn, about to wait--> WAITING --interrupt: signals the event--> NOTIFIED
 *        |                               |                                         |
 *        |                               +--turn, woken by something else--+       |
 *        |                                                                 v       |
 *        +--interrupt: no system call--> NOTIFIED --next turn that would wait---> AWAKE
 *
 * Interrupting releases, and the turn that takes NOTIFIED away acquires: it sees what was published before
 * interrupt(). Several interrupts continue each other's release sequence. WAITING is released for
 * wok__reactor_is_waiting, which acquires.
 */
#include "reactor/reactor.h"

#include <errno.h>
#include <stddef.h>

#include "platform/current.h"
#include "reactor/back_end.h"
#include "reactor/descriptor.h"
#include "reactor/ring.h"

enum { AWAKE, WAITING, NOTIFIED };
enum { EVENTS_MAX = WOK__REACTOR_BATCH_MAX };

/* No record has this generation and index: generations have 24 bits. */
#define INTERRUPT_TOKEN UINT64_MAX

struct wok__reactor {
    struct wok__system *system;
    int poller;
    int interrupt_event;
    wok__atomic_u32 sleep;
    wok__atomic_u64 turns, waits, events, completions, interrupts; /* written by one thread at a
                                                                      time, except interrupts */
    struct wok__reactor_ring ring;            /* without one its `ring` is NULL */
    bool is_poller_ready;                     /* by the thread in turn: the ring has said so */
    struct wok__poll_event ready[EVENTS_MAX]; /* by the thread in turn */
};

/* The event is reported to what a turn waits in. */
static int watch_interrupt(struct wok__reactor *reactor, bool with_ring) {
    struct wok__system *system = reactor->system;
    if (with_ring)
        return wok__ring_begin(&reactor->ring, reactor, system, reactor->interrupt_event,
                               reactor->poller);
    int error = wok__reactor_watch(reactor, reactor->interrupt_event, INTERRUPT_TOKEN);
    /* A new event is writable, which would end the first turn: take that report now. */
    if (error >= 0)
        system->poller_wait(system, reactor->poller, reactor->ready, 1, 0);
    return error;
}

static int create(struct wok__system *system, bool with_ring, struct wok__reactor **out) {
    struct wok__reactor *reactor = system->allocate(system, sizeof *reactor);
    if (!reactor)
        return -ENOMEM;
    *reactor = (struct wok__reactor){.system = system, .poller = -1, .interrupt_event = -1};
    int error = reactor->poller = system->poller_create(system);
    if (error >= 0)
        error = reactor->interrupt_event = system->event_create(system);
    if (error >= 0)
        error = watch_interrupt(reactor, with_ring);
    if (error < 0) {
        wok__reactor_destroy(reactor);
        return error;
    }
    *out = reactor;
    return 0;
}

int wok__reactor_create(struct wok__system *system, struct wok__reactor **out) {
    return create(system, /* with_ring */ false, out);
}

int wok__reactor_create_with_ring(struct wok__system *system, struct wok__reactor **out) {
    return create(system, /* with_ring */ true, out);
}

bool wok__reactor_has_ring(struct wok__reactor *reactor) {
    return reactor->ring.ring;
}

struct wok__reactor_ring *wok__reactor_ring(struct wok__reactor *reactor) {
    return &reactor->ring;
}

void wok__reactor_destroy(struct wok__reactor *reactor) {
    if (!reactor)
        return;
    struct wok__system *system = reactor->system;
    wok__ring_end(&reactor->ring);
    wok__descriptors_leave_home(system, reactor);
    if (reactor->interrupt_event >= 0)
        system->close(system, reactor->interrupt_event);
    if (reactor->poller >= 0)
        system->close(system, reactor->poller);
    system->release(system, reactor);
}

struct wok__system *wok__reactor_system(const struct wok__reactor *reactor) {
    return reactor->system;
}

struct wok__system *wok__system_here(void) {
    struct wok__reactor *reactor = wok__current.reactor;
    return reactor ? wok__reactor_system(reactor) : wok__system_real();
}

int wok__reactor_watch(struct wok__reactor *reactor, int number, uint64_t token) {
    return reactor->system->poller_add(reactor->system, reactor->poller, number, token);
}

void wok__reactor_unwatch(struct wok__reactor *reactor, int number) {
    reactor->system->poller_remove(reactor->system, reactor->poller, number);
}

/* Written by one thread at a time: no read-modify-write is needed. */
static void count_one_more(wok__atomic_u64 *counter) {
    wok__store_relaxed(counter, wok__load_relaxed(counter) + 1);
}

static uint32_t readiness_of(uint32_t bits) {
    uint32_t readiness = 0;
    if (bits & WOK__POLL_IN)
        readiness |= WOK__READABLE;
    if (bits & WOK__POLL_OUT)
        readiness |= WOK__WRITABLE;
    if (bits & WOK__POLL_URGENT)
        readiness |= WOK__URGENT | WOK__READABLE;
    if (bits & WOK__POLL_READ_HANGUP)
        readiness |= WOK__READ_CLOSED;
    if (bits & WOK__POLL_HANGUP)
        readiness |= WOK__READ_CLOSED | WOK__WRITE_CLOSED;
    if (bits & WOK__POLL_ERROR)
        readiness |= WOK__ERROR;
    return readiness;
}

static uint32_t deliver(struct wok__reactor *reactor, const struct wok__poll_event *event) {
    uint32_t woken = 0;
    if (event->token == INTERRUPT_TOKEN)
        return 0;
    struct wok_descriptor *descriptor = wok__descriptor_by_token(reactor->system, event->token);
    uint32_t generation = (uint32_t)(event->token >> 32);
    if (wok__descriptor_ready(descriptor, generation, readiness_of(event->bits), &woken))
        count_one_more(&reactor->events);
    return woken;
}

/* May this turn wait? Not when it was interrupted before it began. */
static bool begin_wait(struct wok__reactor *reactor) {
    uint32_t expected = AWAKE;
    if (wok__cas_release(&reactor->sleep, &expected, WAITING)) {
        count_one_more(&reactor->waits);
        return true;
    }
    wok__exchange_acquire(&reactor->sleep, AWAKE);
    return false;
}

/* Deliver `count` events; how many wakers that called. */
static uint32_t deliver_all(struct wok__reactor *reactor, int count) {
    uint32_t woken = 0;
    for (int i = 0; i < count; i++)
        woken += deliver(reactor, &reactor->ready[i]);
    return woken;
}

/* What the poller has. The ring reports only what comes anew, so it stays ready until it is empty. */
static int look_at_poller(struct wok__reactor *reactor) {
    struct wok__system *system = reactor->system;
    int count;
    do
        count = system->poller_wait(system, reactor->poller, reactor->ready, EVENTS_MAX, 0);
    while (count == -EINTR);
    if (count < 0)
        return count;
    reactor->is_poller_ready = count == EVENTS_MAX;
    return (int)deliver_all(reactor, count);
}

static int turn_in_ring(struct wok__reactor *reactor, uint64_t timeout_ns) {
    struct wok__ring_news news;
    bool waits = timeout_ns > 0 && !reactor->is_poller_ready && begin_wait(reactor);
    int answer = wok__ring_wait(&reactor->ring, waits ? timeout_ns : 0);
    if (waits)
        wok__exchange_acquire(&reactor->sleep, AWAKE);
    count_one_more(&reactor->turns);
    wok__ring_deliver(&reactor->ring, &news);
    wok__store_relaxed(&reactor->completions,
                       wok__load_relaxed(&reactor->completions) + news.arrived);
    reactor->is_poller_ready |= news.is_poller_ready;
    int woken = reactor->is_poller_ready ? look_at_poller(reactor) : 0;
    if (answer < 0 || woken < 0)
        return answer < 0 ? answer : woken;
    return woken + (int)news.woken;
}

static int turn_in_poller(struct wok__reactor *reactor, uint64_t timeout_ns) {
    struct wok__system *system = reactor->system;
    bool waits = timeout_ns > 0 && begin_wait(reactor);
    int count = system->poller_wait(system, reactor->poller, reactor->ready, EVENTS_MAX,
                                    waits ? timeout_ns : 0);
    if (waits)
        wok__exchange_acquire(&reactor->sleep, AWAKE);
    count_one_more(&reactor->turns);
    if (count < 0)
        return count == -EINTR ? 0 : count;
    return (int)deliver_all(reactor, count);
}

int wok__reactor_turn(struct wok__reactor *reactor, uint64_t timeout_ns) {
    return reactor->ring.ring ? turn_in_ring(reactor, timeout_ns)
                              : turn_in_poller(reactor, timeout_ns);
}

void wok__reactor_interrupt(struct wok__reactor *reactor) {
    if (wok__exchange_release(&reactor->sleep, NOTIFIED) != WAITING)
        return;
    wok__fetch_add_relaxed(&reactor->interrupts, 1);
    reactor->system->event_signal(reactor->system, reactor->interrupt_event);
}

bool wok__reactor_is_waiting(const struct wok__reactor *reactor) {
    return wok__load_acquire(&reactor->sleep) == WAITING;
}

bool wok__reactor_has_operations(struct wok__reactor *reactor) {
    return wok__ring_has_operations(&reactor->ring);
}

void wok__reactor_rouse(struct wok__reactor *reactor) {
    if (wok__load_relaxed(&reactor->sleep) == WAITING)
        wok__reactor_interrupt(reactor);
}

void wok__reactor_count(const struct wok__reactor *reactor, struct wok__reactor_counts *counts) {
    counts->turns = wok__load_relaxed(&reactor->turns);
    counts->waits = wok__load_relaxed(&reactor->waits);
    counts->completions = wok__load_relaxed(&reactor->completions);
    counts->events = wok__load_relaxed(&reactor->events);
    counts->interrupts = wok__load_relaxed(&reactor->interrupts);
}
