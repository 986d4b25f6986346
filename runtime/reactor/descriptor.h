/*
 * descriptor.h: what stands behind a struct wok_descriptor, and who may touch what.
 *
 * A record belongs to a pool, one per system table, whose memory is never given back while the
 * table is in use: a stale pointer or a late event finds a record, sees another generation, and
 * does nothing. Numbers of the operating system are reused at once, generations are not.
 *
 * The word, changed by compare-and-swap and fetch_add only:
 *
 *     63        40 39     25   24   23       8 7         0
 *    | generation | users  | closing | tick   | readiness |
 *       24 bits     15       1         16        8
 *
 *   generation  which life of this record; a future remembers the one it was made for
 *   users       threads that are using the operating system's number right now. While there is one
 *               the number is not closed, so it cannot be recycled under a system call
 *   closing     no new user; whoever leaves last closes the number
 *   tick        counts readiness events, so that "not ready any more" cannot wipe out an event that
 *               came after the system call that found nothing
 *   readiness   what may be tried: a bit that is set is a hint, one that is clear is a promise that
 *               an event will come
 *
 * Life of a record, and the functions that move it:
 *
 *      free ---open---> open ---close_begin---> closing ---last leave---> free, next generation
 *
 * Fields: W the word's own rules, L under the lock, I written in open() and constant until the
 * record is free again, A atomic.
 */
#ifndef WOK__REACTOR_DESCRIPTOR_H
#define WOK__REACTOR_DESCRIPTOR_H

#include <stdbool.h>
#include <wok/io.h>

#include "platform/system.h"
#include "platform/wait.h"

struct wok__late;
struct wok__reactor;
struct wok__record;

enum wok__direction { WOK__READER, WOK__WRITER, WOK__DIRECTIONS };

enum wok__readiness {
    WOK__READABLE = 1u << 0,
    WOK__WRITABLE = 1u << 1,
    WOK__READ_CLOSED = 1u << 2, /* the peer sends no more, so a read of less than asked is no end */
    WOK__WRITE_CLOSED = 1u << 3,
    WOK__URGENT = 1u << 4, /* an urgent mark cuts reads short: less than asked proves nothing */
    WOK__ERROR = 1u << 5,
    WOK__LATE = 1u << 6, /* a cancelled operation has left something: late.h */
};
#define WOK__READER_BITS (WOK__READABLE | WOK__READ_CLOSED | WOK__ERROR | WOK__LATE)
#define WOK__WRITER_BITS (WOK__WRITABLE | WOK__WRITE_CLOSED | WOK__ERROR)

#define WOK__TICK_ONE         ((uint64_t)1 << 8)
#define WOK__TICK_MASK        ((uint64_t)0xffff << 8)
#define WOK__CLOSING          ((uint64_t)1 << 24)
#define WOK__USER_ONE         ((uint64_t)1 << 25)
#define WOK__USERS_MASK       ((uint64_t)0x7fff << 25)
#define WOK__GENERATION_SHIFT 40

enum wok__descriptor_flag {
    /* A read of less than asked has emptied it: true for stream sockets. */
    WOK__SHORT_READ_EMPTIES = 1u << 0,
    /* The number is somebody else's: it is watched, and never closed. */
    WOK__FOREIGN = 1u << 1,
    /* A process: ended, not only closed. */
    WOK__PROCESS = 1u << 2,
    /* recv and send do as read and write, so that the kernel can do them by itself. */
    WOK__STREAM_SOCKET = 1u << 3,
};

/* What a wait is doing; WAITING to FIRED or FAILED is a release by whoever unlinked it. */
enum wok__wait_state {
    WOK__WAIT_IDLE,
    WOK__WAIT_WAITING,   /* linked; the record's lock protects everything in it */
    WOK__WAIT_FIRED,     /* unlinked: try again */
    WOK__WAIT_FAILED,    /* unlinked: `detail` says why, as a negative errno */
    WOK__WAIT_SUBMITTED, /* the kernel works on it: completion.h; the lock protects it too */
    WOK__WAIT_COMPLETED, /* it has a result */
};

struct wok_descriptor {
    wok__atomic_u64 word;       /* W */
    struct wok__system *system; /* I */
    int32_t number;             /* I, the operating system's */
    uint32_t flags;             /* I, enum wok__descriptor_flag */
    uint32_t index;             /* in the pool; for ever */
    wok__lock lock;             /* A */
    struct wok__reactor *home;  /* L, where events arrive; NULL: nowhere yet */
    /* L: the last of a ring of waits, whose next is the first; NULL: there is none */
    struct wok_descriptor_wait *waits[WOK__DIRECTIONS];
    struct wok_descriptor_wait *closer; /* L, who waits for the last user */
    struct wok__late *late;             /* L, what cancelled ones have left */
    union {
        struct wok__record *records;      /* L, operations in flight: completion.c */
        struct wok_descriptor *next_free; /* of a free record, under the pool's lock */
    };
};
_Static_assert(sizeof(struct wok_descriptor) <= 80, "a part of what an idle connection costs");

static inline uint32_t wok__word_generation(uint64_t word) {
    return (uint32_t)(word >> WOK__GENERATION_SHIFT);
}

static inline uint32_t wok__descriptor_generation(const struct wok_descriptor *descriptor) {
    return wok__word_generation(wok__load_relaxed(&descriptor->word));
}

static inline wok__atomic_u32 *wok__wait_state(struct wok_descriptor_wait *wait) {
    return wok__atomic_in_u32(&wait->state);
}

/* What an event is registered under, and the record it names. */
uint64_t wok__descriptor_token(const struct wok_descriptor *descriptor, uint32_t generation);
struct wok_descriptor *wok__descriptor_by_token(struct wok__system *system, uint64_t token);

/*
 * Give a number of the operating system a record. `readiness` is what may be tried before the first
 * event. Returns 0 or -ENOMEM, and then the number is still the caller's to close.
 */
int wok__descriptor_open(struct wok__system *system, int number, uint32_t flags, uint32_t readiness,
                         struct wok_descriptor **out);

/*
 * Enter: from here to leave the number is this descriptor's. False when it is closed (or another by
 * now). *word is the word seen, for leave and for its readiness.
 * Leave: `emptied` are readiness bits that the system call has disproved; they are cleared unless an
 * event came since enter.
 */
bool wok__descriptor_enter(struct wok_descriptor *descriptor, uint32_t generation, uint64_t *word);
void wok__descriptor_leave(struct wok_descriptor *descriptor, uint64_t word, uint64_t emptied);

/*
 * An event: note the readiness and wake who waits for it. False when the token's generation is
 * over. *woken grows by the number of wakers called.
 */
bool wok__descriptor_ready(struct wok_descriptor *descriptor, uint32_t generation, uint32_t bits,
                           uint32_t *woken);

/*
 * Wait for a direction, as `cx` says. Answers PENDING when the waker is in place, READY when it is
 * worth trying again or when *error says why waiting is impossible. The first wait of a record's
 * life decides its home.
 */
enum wok_poll wok__descriptor_wait(struct wok_descriptor *descriptor,
                                   struct wok_descriptor_wait *wait, enum wok__direction direction,
                                   const struct wok_context *cx, int *error);

/* A poll while WAITING or SUBMITTED: PENDING with the waker brought up to date, or READY when no longer so. */
enum wok_poll wok__descriptor_wait_again(struct wok_descriptor *descriptor,
                                         struct wok_descriptor_wait *wait,
                                         const struct wok_context *cx);

/* Unlink the wait, if it is linked. Afterwards nothing refers to it. */
void wok__descriptor_wait_cancel(struct wok_descriptor *descriptor,
                                 struct wok_descriptor_wait *wait);

/*
 * Close: fail who waits with -ECANCELED, and close the number when the last user has left. READY
 * with *result, or PENDING with `wait` linked as the closer (if it is not NULL). -EBADF when it is
 * closed already.
 */
enum wok_poll wok__descriptor_close(struct wok_descriptor *descriptor, uint32_t generation,
                                    struct wok_descriptor_wait *wait, const struct wok_context *cx,
                                    int *result);

/* The reactor ends: descriptors that live there have no home, and get another when they next wait. */
void wok__descriptors_leave_home(struct wok__system *system, struct wok__reactor *reactor);

/* Give the pool of a table back. Every descriptor is closed, no thread uses the table. */
void wok__descriptors_destroy(struct wok__system *system);

#endif
