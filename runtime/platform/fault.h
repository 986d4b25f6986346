/*
 * fault.h: a system table that stands before another and makes calls fail.
 *
 * Every call is counted by its kind. A plan says that the n-th call of a kind (or of any kind) from
 * now on, or every call from that one on, fails with a given error instead of reaching the table
 * behind. A test finds out how many calls a scenario makes and then runs it once for each of them.
 *
 * A ring is full for a put that fails. RING_RESULT is an operation of a ring: put, never begun, and
 * completed with the error. Cancelling is counted as none.
 *
 * Memory fails with NULL. close() closes even when it is told to fail, as the real one does.
 */
#ifndef WOK__PLATFORM_FAULT_H
#define WOK__PLATFORM_FAULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform/ring.h"
#include "platform/system.h"

enum { WOK__RING_FAILURES_MAX = 64 };

enum wok__call {
    WOK__CALL_ANY, /* in a plan: whichever kind comes n-th */
    WOK__CALL_ALLOCATE,
    WOK__CALL_PAGES_MAP,
    WOK__CALL_THREAD_CREATE,
    WOK__CALL_POLLER_CREATE,
    WOK__CALL_POLLER_ADD,
    WOK__CALL_POLLER_REMOVE,
    WOK__CALL_POLLER_WAIT,
    WOK__CALL_EVENT_CREATE,
    WOK__CALL_RING_CREATE,
    WOK__CALL_RING_PUT,
    WOK__CALL_RING_ENTER,
    WOK__CALL_RING_RESULT,
    WOK__CALL_SOCKET,
    WOK__CALL_BIND,
    WOK__CALL_LISTEN,
    WOK__CALL_ACCEPT,
    WOK__CALL_CONNECT,
    WOK__CALL_OPTION,
    WOK__CALL_LOCAL_ADDRESS,
    WOK__CALL_READ,
    WOK__CALL_WRITE,
    WOK__CALL_CLOSE,
    WOK__CALL_RANDOM,
    WOK__CALL_READ_VECTOR,
    WOK__CALL_WRITE_VECTOR,
    WOK__CALL_SEND,
    WOK__CALL_RECEIVE,
    WOK__CALL_SHUTDOWN,
    WOK__CALL_OPTION_BYTES,
    WOK__CALL_PAIR,
    WOK__CALL_SEND_FILE,
    WOK__CALL_PIPE,
    WOK__CALL_SPLICE,
    WOK__CALL_DUPLICATE,
    WOK__CALL_SIGNAL_OPEN,
    WOK__CALL_PROCESS_SPAWN,
    WOK__CALL_PROCESS_WAIT,
    WOK__CALL_PROCESS_SIGNAL,
    WOK__CALL_FILE_OPEN,
    WOK__CALL_FILE_READ,
    WOK__CALL_FILE_WRITE,
    WOK__CALL_FILE_SYNC,
    WOK__CALL_FILE_STAT,
    WOK__CALL_FILE_RENAME,
    WOK__CALL_FILE_UNLINK,
    WOK__CALL_FILE_MAKE_FOLDER,
    WOK__CALL_FILE_LIST,
    WOK__CALL_FILE_LOCK,
    WOK__CALL_FILE_CLOSE,
    WOK__CALL_WATCH_OPEN,
    WOK__CALL_WATCH_ADD,
    WOK__CALL_WATCH_REMOVE,
    WOK__CALLS
};

struct wok__faults {
    struct wok__system table; /* first: give its address to the runtime */
    struct wok__system *behind;
    wok__atomic_u64 calls[WOK__CALLS]; /* ANY counts all */
    /* The plan; written while no thread uses the table. */
    enum wok__call kind;
    uint64_t first, last; /* counted as in `calls`; first 0: no plan */
    int error;
    size_t write_size_max; /* a longer write is cut short; 0: never */
    /* Operations of rings that have failed and were not taken yet; under the lock. */
    wok__lock failures_lock;
    struct wok__completion failures[WOK__RING_FAILURES_MAX];
    struct wok__ring *failure_rings[WOK__RING_FAILURES_MAX];
    uint32_t failure_count;
};

/* Stand before `behind`, with no plan: calls are counted and passed on. */
void wok__faults_init(struct wok__faults *faults, struct wok__system *behind);

/* From now on the `nth` call (1 is the next one) of the kind fails with `error` (negative errno). */
void wok__faults_plan(struct wok__faults *faults, enum wok__call kind, uint64_t nth, int error,
                      bool for_ever);
void wok__faults_clear(struct wok__faults *faults);

uint64_t wok__faults_calls(const struct wok__faults *faults, enum wok__call kind);

#endif
