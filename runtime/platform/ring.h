/*
 * ring.h: what is put into a ring and what comes out of it: the seam at the level of submission and
 * completion entries. The ring itself is the system table's: io_uring's in ring_real.c, one over the
 * simulated sockets in simulation_ring.c.
 */
#ifndef WOK__PLATFORM_RING_H
#define WOK__PLATFORM_RING_H

#include <stdbool.h>
#include <stdint.h>

struct wok__ring;

/* What the kernel is to do. The results are those of the system call of that name. */
enum wok__ring_operation {
    WOK__RING_POLL,    /* report each time that `number` becomes readable, until cancelled */
    WOK__RING_CANCEL,  /* stop the operation whose token is in `offset`, if it has not finished */
    WOK__RING_RECEIVE, /* recv from a socket into buffer, size */
    WOK__RING_SEND,    /* send all of buffer, size; less only with an error behind it */
    WOK__RING_ACCEPT,  /* a new number, non-blocking and closed on exec */
    /* Files: `number` is one of the machine's; `offset` UINT64_MAX is the file's position. */
    WOK__RING_FILE_READ,        /* read or pread into buffer, size */
    WOK__RING_FILE_WRITE,       /* write or pwrite; raises no signal on any thread */
    WOK__RING_FILE_SYNC,        /* fsync */
    WOK__RING_FILE_OPEN,        /* open of path, flags, mode; closed on exec */
    WOK__RING_FILE_RENAME,      /* of path to other_path */
    WOK__RING_FILE_MAKE_FOLDER, /* mkdir of path, mode */
    WOK__RING_FILE_STATUS,      /* statx of path, or without one of `number`, into buffer */
    WOK__RING_FILE_UNLINK,      /* unlink of path: no folder */
    WOK__RING_FILE_CLOSE,       /* close */
    WOK__RING_OPERATIONS
};

struct wok__submission {
    enum wok__ring_operation operation;
    int number;
    void *buffer; /* only read by SEND */
    uint32_t size;
    uint64_t offset;
    const char *path, *other_path;
    int flags;
    uint32_t mode;
    uint64_t token; /* comes back with the result; 0: nobody asks for it */
    /* The system call is known to answer EAGAIN now: wait first. */
    bool has_to_wait;
};

struct wok__completion {
    uint64_t token;
    int32_t result; /* or negative errno */
    bool is_last;   /* nothing more comes for this submission */
};

#endif
