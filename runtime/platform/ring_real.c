/*
 * ring_real.c: io_uring.
 *
 * liburing makes the ring, its memory and the entries; entering the kernel is done here, because
 * liburing's own functions want one thread. Here the tail is published by each put, under the
 * caller's lock, and whoever enters tells the kernel of all that is published. Two threads may do so
 * at the same time: the kernel takes what there is and answers less to the second.
 *
 * The set-up flags, each only where the kernel knows it:
 *   COOP_TASKRUN   a completion does not interrupt the thread that submitted: it is made when that
 *                  one enters the kernel next, which it does to look. TASKRUN_FLAG says when it has
 *                  to for nothing else.
 *   SUBMIT_ALL     an entry that is refused does not hold back those behind it
 * SINGLE_ISSUER and DEFER_TASKRUN are not for us: when a worker is stuck another thread submits to
 * its ring and takes from it, which the kernel then refuses; and completions of the stuck thread
 * would not be made at all.
 */
#include "platform/ring_real.h"

#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <poll.h>

#include "platform/ring.h"
#include "platform/system.h"

enum { ENTRIES = 512, COMPLETIONS = 4096, NS_PER_S = 1000000000 };

/* Without these the ring is not worth having: a wait with a limit, completions that are not lost. */
#define FEATURES (IORING_FEAT_EXT_ARG | IORING_FEAT_NODROP | IORING_FEAT_FAST_POLL)

struct wok__ring {
    struct io_uring uring;
    bool offers[WOK__RING_OPERATIONS];
};

static const uint8_t opcodes[WOK__RING_OPERATIONS] = {
    [WOK__RING_POLL] = IORING_OP_POLL_ADD,
    [WOK__RING_CANCEL] = IORING_OP_ASYNC_CANCEL,
    [WOK__RING_RECEIVE] = IORING_OP_RECV,
    [WOK__RING_SEND] = IORING_OP_SEND,
    [WOK__RING_ACCEPT] = IORING_OP_ACCEPT,
    [WOK__RING_FILE_READ] = IORING_OP_READ,
    [WOK__RING_FILE_WRITE] = IORING_OP_WRITE,
    [WOK__RING_FILE_SYNC] = IORING_OP_FSYNC,
    [WOK__RING_FILE_OPEN] = IORING_OP_OPENAT,
    [WOK__RING_FILE_RENAME] = IORING_OP_RENAMEAT,
    [WOK__RING_FILE_MAKE_FOLDER] = IORING_OP_MKDIRAT,
    [WOK__RING_FILE_STATUS] = IORING_OP_STATX,
    [WOK__RING_FILE_UNLINK] = IORING_OP_UNLINKAT,
    [WOK__RING_FILE_CLOSE] = IORING_OP_CLOSE,
};

/*
 * The kernel may give a ring the addresses of one that is gone. liburing asks it behind the back of
 * ThreadSanitizer, which is told here that the one was over before the other began.
 */
static wok__atomic_u32 rings_ended = WOK__ATOMIC(0);

/* Making one */

static wok__atomic_u32 entries_wanted = WOK__ATOMIC(ENTRIES);
static wok__atomic_u32 completions_wanted = WOK__ATOMIC(COMPLETIONS);

void wok__real_ring_size(uint32_t entries, uint32_t completions) {
    wok__store_relaxed(&entries_wanted, entries ? entries : ENTRIES);
    wok__store_relaxed(&completions_wanted, completions ? completions : COMPLETIONS);
}

static int set_up(struct io_uring *uring) {
    static const unsigned flags[] = {
        IORING_SETUP_COOP_TASKRUN | IORING_SETUP_TASKRUN_FLAG | IORING_SETUP_SUBMIT_ALL,
        IORING_SETUP_SUBMIT_ALL, /* 5.18 */
        0,
    };
    int error = -EINVAL;
    for (size_t i = 0; i < sizeof flags / sizeof flags[0] && error == -EINVAL; i++) {
        struct io_uring_params parameters = {
            .flags = flags[i] | IORING_SETUP_CQSIZE | IORING_SETUP_CLAMP,
            .cq_entries = wok__load_relaxed(&completions_wanted),
        };
        error = io_uring_queue_init_params(wok__load_relaxed(&entries_wanted), uring, &parameters);
        if (error == 0 && (parameters.features & FEATURES) != FEATURES) {
            io_uring_queue_exit(uring);
            return -ENOSYS;
        }
    }
    return error;
}

static int probe(struct wok__ring *ring) {
    struct io_uring_probe *known = io_uring_get_probe_ring(&ring->uring);
    if (!known)
        return -ENOSYS;
    for (int i = 0; i < WOK__RING_OPERATIONS; i++)
        ring->offers[i] = io_uring_opcode_supported(known, opcodes[i]);
    io_uring_free_probe(known);
    return ring->offers[WOK__RING_POLL] && ring->offers[WOK__RING_CANCEL] ? 0 : -ENOSYS;
}

int wok__real_ring_create(struct wok__system *system, struct wok__ring **out) {
    struct wok__ring *ring = system->allocate(system, sizeof *ring);
    if (!ring)
        return -ENOMEM;
    *ring = (struct wok__ring){0};
    int error = set_up(&ring->uring);
    if (error < 0) {
        system->release(system, ring);
        return error;
    }
    (void)wok__load_acquire(&rings_ended); /* pairs with wok__real_ring_destroy */
    /* A forked child that wrote to the shared memory would submit for its parent. */
    error = io_uring_ring_dontfork(&ring->uring);
    if (error == 0)
        error = probe(ring);
    if (error < 0) {
        wok__real_ring_destroy(system, ring);
        return error;
    }
    /* The indirection between tail and entry is the identity, for ever. */
    for (unsigned i = 0; i < ring->uring.sq.ring_entries; i++)
        ring->uring.sq.array[i] = i;
    *out = ring;
    return 0;
}

void wok__real_ring_destroy(struct wok__system *system, struct wok__ring *ring) {
    wok__fetch_add_release(&rings_ended, 1); /* pairs with wok__real_ring_create */
    io_uring_queue_exit(&ring->uring);
    system->release(system, ring);
}

bool wok__real_ring_offers(struct wok__system *system, struct wok__ring *ring, int operation) {
    (void)system;
    return ring->offers[operation];
}

/* Putting in */

static void prepare(struct io_uring_sqe *entry, const struct wok__submission *submission) {
    int number = submission->number;
    switch (submission->operation) {
    case WOK__RING_POLL:
        io_uring_prep_poll_multishot(entry, number, POLLIN);
        break;
    case WOK__RING_CANCEL:
        io_uring_prep_cancel64(entry, submission->offset, 0);
        break;
    case WOK__RING_RECEIVE:
        io_uring_prep_recv(entry, number, submission->buffer, submission->size, 0);
        if (submission->has_to_wait)
            entry->ioprio |= IORING_RECVSEND_POLL_FIRST;
        break;
    case WOK__RING_SEND:
        io_uring_prep_send(entry, number, submission->buffer, submission->size,
                           MSG_NOSIGNAL | MSG_WAITALL);
        if (submission->has_to_wait)
            entry->ioprio |= IORING_RECVSEND_POLL_FIRST;
        break;
    case WOK__RING_ACCEPT:
        io_uring_prep_accept(entry, number, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        break;
    case WOK__RING_FILE_READ:
        io_uring_prep_read(entry, number, submission->buffer, submission->size, submission->offset);
        break;
    case WOK__RING_FILE_WRITE:
        io_uring_prep_write(entry, number, submission->buffer, submission->size,
                            submission->offset);
        /* SIGXFSZ and SIGPIPE are for who writes: a thread of the kernel, which has them blocked. */
        entry->flags |= IOSQE_ASYNC;
        break;
    case WOK__RING_FILE_SYNC:
        io_uring_prep_fsync(entry, number, 0);
        break;
    case WOK__RING_FILE_OPEN:
        io_uring_prep_openat(entry, AT_FDCWD, submission->path, submission->flags | O_CLOEXEC,
                             submission->mode);
        break;
    case WOK__RING_FILE_RENAME:
        io_uring_prep_renameat(entry, AT_FDCWD, submission->path, AT_FDCWD, submission->other_path,
                               0);
        break;
    case WOK__RING_FILE_MAKE_FOLDER:
        io_uring_prep_mkdirat(entry, AT_FDCWD, submission->path, submission->mode);
        break;
    case WOK__RING_FILE_STATUS:
        io_uring_prep_statx(entry, submission->path ? AT_FDCWD : number,
                            submission->path ? submission->path : "",
                            AT_NO_AUTOMOUNT | (submission->path ? 0 : AT_EMPTY_PATH),
                            STATX_BASIC_STATS, submission->buffer);
        break;
    case WOK__RING_FILE_UNLINK:
        io_uring_prep_unlinkat(entry, AT_FDCWD, submission->path, 0);
        break;
    case WOK__RING_FILE_CLOSE:
        io_uring_prep_close(entry, number);
        break;
    case WOK__RING_OPERATIONS:
        break;
    }
    entry->user_data = submission->token;
}

bool wok__real_ring_put(struct wok__system *system, struct wok__ring *ring,
                        const struct wok__submission *submission) {
    (void)system;
    struct io_uring_sq *sq = &ring->uring.sq;
    struct io_uring_sqe *entry = io_uring_get_sqe(&ring->uring);
    if (!entry)
        return false;
    prepare(entry, submission);
    io_uring_smp_store_release(sq->ktail, sq->sqe_tail);
    return true;
}

/* Entering */

static unsigned unsubmitted(const struct io_uring_sq *sq) {
    return io_uring_smp_load_acquire(sq->ktail) - io_uring_smp_load_acquire(sq->khead);
}

static bool kernel_has_to_work(const struct io_uring_sq *sq) {
    unsigned flags = IO_URING_READ_ONCE(*sq->kflags);
    return flags & (IORING_SQ_CQ_OVERFLOW | IORING_SQ_TASKRUN);
}

int wok__real_ring_enter(struct wok__system *system, struct wok__ring *ring, uint64_t timeout_ns) {
    (void)system;
    unsigned count = unsubmitted(&ring->uring.sq);
    bool waits = timeout_ns > 0 && io_uring_cq_ready(&ring->uring) == 0;
    if (count == 0 && !waits && !kernel_has_to_work(&ring->uring.sq))
        return 0;
    struct __kernel_timespec limit = {
        .tv_sec = (long long)(timeout_ns / NS_PER_S),
        .tv_nsec = (long long)(timeout_ns % NS_PER_S),
    };
    struct io_uring_getevents_arg argument = {
        .ts = waits && timeout_ns != WOK__FOREVER ? (uint64_t)(uintptr_t)&limit : 0,
    };
    int answer = io_uring_enter2((unsigned)ring->uring.ring_fd, count, waits ? 1 : 0,
                                 IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG, (void *)&argument,
                                 sizeof argument);
    return answer == -ETIME ? 0 : answer;
}

uint32_t wok__real_ring_take(struct wok__system *system, struct wok__ring *ring,
                             struct wok__completion *completions, uint32_t capacity) {
    (void)system;
    struct io_uring_cqe *entry;
    unsigned head;
    uint32_t count = 0;
    io_uring_for_each_cqe(&ring->uring, head, entry) {
        if (count == capacity)
            break;
        completions[count++] = (struct wok__completion){
            .token = entry->user_data,
            .result = entry->res,
            .is_last = !(entry->flags & IORING_CQE_F_MORE),
        };
    }
    io_uring_cq_advance(&ring->uring, count);
    return count;
}
