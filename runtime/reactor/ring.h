/*
 * ring.h: a reactor's ring: operations that the kernel performs, and the records they are known by.
 *
 * The kernel knows an operation by a token, never by an address: the token names a record and its
 * generation, so a completion that comes late, or twice, is known as such. Records stand in chunks
 * that are kept as long as the reactor. A record is its taker's from wok__ring_take to
 * wok__ring_give, and the kernel's between put and `arrived`:
 *
 *      free ---take---> taken ---put---> IN FLIGHT ---turn: the completion---> arrived() ---give---> free
 *                                          |                                     ^
 *                                          +---cancel: at the next turn, once ---+
 *
 * What the kernel works on, buffers included, is the kernel's until the completion. Cancelling only
 * asks for that to come soon; it comes in any case, and has a result that may be a success.
 *
 * Entries are put by whoever polls, submitted by the next turn, all at once. A turn that is about to
 * wait first says so (reactor.c) and then takes the lock here; whoever puts has the lock first and
 * then looks whether somebody waits, whom it interrupts. So one of the two sees the other.
 *
 * Fields: L under the lock, A atomic, I constant, T the taker's, K the taker's until put, then unchanged.
 */
#ifndef WOK__REACTOR_RING_H
#define WOK__REACTOR_RING_H

#include <stdbool.h>
#include <stdint.h>

#include <wok/future.h>

#include "platform/ring.h"
#include "platform/system.h"
#include "reactor/reactor.h"

struct wok__reactor;
struct wok_descriptor;
struct wok_descriptor_wait;

#if defined(WOK__MODEL)
enum { WOK__RING_CHUNK_FIRST = 2 };
#else
enum { WOK__RING_CHUNK_FIRST = 64 };
#endif
enum { WOK__RING_CHUNKS_MAX = 24, WOK__RING_BATCH_MAX = WOK__REACTOR_BATCH_MAX };

struct wok__record {
    struct wok__reactor_ring *ring;  /* I */
    uint32_t index;                  /* I */
    uint32_t generation;             /* L */
    struct wok__record *next;        /* free: L; taken: T, in a list of the owner's */
    struct wok__record *next_cancel; /* L */
    bool is_in_flight;               /* L */
    bool is_cancelled;               /* L: it was asked for */
    uint8_t kind;                    /* K, as what follows: the owner's notes */
    int32_t result;
    uint32_t size;
    void *buffer;
    union {
        struct {
            struct wok_descriptor *descriptor;
            struct wok_descriptor_wait *wait;
        };
        struct { /* of who has no descriptor */
            void *owner;
            struct wok_waker waker; /* L */
        };
    };
    /*
     * On the thread in turn: the completion. From here on the record is the owner's again. `woken`
     * grows by the wakers called; NULL: the reactor ends, and nobody is to be woken.
     */
    void (*arrived)(struct wok__record *record, int result, uint32_t *woken);
};

/* What a turn asks the kernel to report for good. */
enum wok__ring_poll { WOK__RING_POLL_INTERRUPT, WOK__RING_POLL_POLLER, WOK__RING_POLLS };

struct wok__reactor_ring {
    struct wok__system *system;   /* I */
    struct wok__reactor *reactor; /* I */
    struct wok__ring *ring;       /* I: the table's; NULL: this reactor has none */
    int polled[WOK__RING_POLLS];  /* I */
    wok__atomic_u32
        batch; /* written by the thread in turn: operations the last one has completed */
    bool is_polling[WOK__RING_POLLS]; /* by the thread in turn */
    wok__lock lock;
    wok__atomic_u32 entries;    /* put and not submitted; A */
    uint32_t in_flight;         /* L */
    uint32_t capacity;          /* L */
    uint32_t made;              /* L: records that have been used; behind them untouched memory */
    uint32_t chunk_count;       /* L */
    struct wok__record *free;   /* L */
    struct wok__record *cancel; /* L: whose cancellation is still to be put */
    struct wok__record *chunks[WOK__RING_CHUNKS_MAX];        /* L */
    struct wok__completion completions[WOK__RING_BATCH_MAX]; /* by the thread in turn */
};

/* What a turn has found. */
struct wok__ring_news {
    uint32_t woken;       /* wakers called */
    uint32_t arrived;     /* operations completed */
    bool is_poller_ready; /* the poller has events */
};

/* 0, or negative errno: there is no ring to be had. */
int wok__ring_begin(struct wok__reactor_ring *ring, struct wok__reactor *reactor,
                    struct wok__system *system, int interrupt_event, int poller);
/* Cancel what is in flight and wait for it; nobody is woken. Also of a ring that never began. */
void wok__ring_end(struct wok__reactor_ring *ring);

/*
 * The two halves of a turn: submit what was put and wait for a completion for at most `timeout_ns`
 * (0: only look), 0 or negative errno; then deliver what has come, a batch at most, in either case.
 */
int wok__ring_wait(struct wok__reactor_ring *ring, uint64_t timeout_ns);
void wok__ring_deliver(struct wok__reactor_ring *ring, struct wok__ring_news *news);

/* The ring in which the calling thread may start such an operation here and now, or NULL. */
struct wok__reactor_ring *wok__ring_here(enum wok__ring_operation operation);

/*
 * Whether operations lately come in company, so that what is put now will have some as well. One alone
 * is better done by its system call: the completion of what never waits is one more turn.
 */
bool wok__ring_is_busy(const struct wok__reactor_ring *ring);

/* Whether the kernel has operations of this ring. Any thread. */
bool wok__ring_has_operations(struct wok__reactor_ring *ring);

/* A record, or NULL: no memory. */
struct wok__record *wok__ring_take(struct wok__reactor_ring *ring);
void wok__ring_give(struct wok__record *record);

/*
 * Start the operation; its token becomes the record's. False when the ring is full and cannot be
 * emptied: nothing has happened.
 */
bool wok__ring_put(struct wok__record *record, struct wok__submission *submission);

/* Let the operation come to an end soon. On any thread, while the record is taken. */
void wok__ring_cancel(struct wok__record *record);

#endif
