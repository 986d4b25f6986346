/*
 * system.h: the run-time seam. Everything libwok asks of the operating system goes through one
 * table of functions, and a runtime carries a pointer to its table.
 *
 *   real        system_real.c   the machine
 *   simulation  simulation.c    a virtual clock and sockets in memory
 *   faults      fault.c         stands before another table; the n-th call of a kind fails
 *
 * Rules of the table: the first argument is the table itself. Functions that can fail return a
 * negative errno (never -1 with errno set), or NULL for memory. Any thread may call any of them.
 * Descriptors made here are non-blocking and close on exec. No function raises SIGPIPE.
 * EINTR comes back as -EINTR: whether to try again is the caller's business.
 */
#ifndef WOK__PLATFORM_SYSTEM_H
#define WOK__PLATFORM_SYSTEM_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "platform/atomic.h"
#include "platform/wait.h"

struct iovec;
struct msghdr;
struct sockaddr;
struct stat;
struct wok__completion;
struct wok__ring;
struct wok__submission;
struct wok__system;

/* What a poller reports about a descriptor; the numbers are those of epoll. */
enum wok__poll_bit {
    WOK__POLL_IN = 0x001,
    WOK__POLL_URGENT = 0x002,
    WOK__POLL_OUT = 0x004,
    WOK__POLL_ERROR = 0x008,
    WOK__POLL_HANGUP = 0x010,
    WOK__POLL_READ_HANGUP = 0x2000,
};

struct wok__poll_event {
    uint64_t token; /* the one given to poller_add */
    uint32_t bits;  /* enum wok__poll_bit */
};

/* What a new process is to be; strings as for execve. */
struct wok__process_plan {
    const char *program; /* looked for in PATH unless it holds a slash */
    char *const *arguments;
    char *const *environment; /* NULL: ours */
    const char *folder;       /* NULL: ours */
    bool new_group;
    unsigned char streams[3]; /* enum wok_process_stream */
};

/* A thread made by the table; storage is the caller's and stays until it was joined. */
struct wok__thread {
    uint64_t handle;
    wok__atomic_u32 is_known; /* stored by who creates the thread, behind `handle`; it runs then */
    void (*run)(void *argument);
    void *argument;
    struct wok__system *system;
    char name[16];
};

struct wok__system {
    const char *name;
    bool is_simulation; /* its clock says nothing about how long code runs */

    /* Time: nanoseconds of a clock that never goes back; virtual in a simulation. */
    uint64_t (*now)(struct wok__system *system);

    /* Memory. `alignment` is a power of two; release takes what either returned, and NULL. */
    void *(*allocate)(struct wok__system *system, size_t size);
    void *(*allocate_aligned)(struct wok__system *system, size_t alignment, size_t size);
    void (*release)(struct wok__system *system, void *memory);
    /* Zeroed pages; `size` and `alignment` are multiples of 4096, alignment a power of two. */
    void *(*pages_map)(struct wok__system *system, size_t size, size_t alignment);
    void (*pages_unmap)(struct wok__system *system, void *pages, size_t size);

    /* Threads, which block all signals. The names show in debuggers (15 characters). */
    int (*thread_create)(struct wok__system *system, struct wok__thread *thread, const char *name,
                         void (*run)(void *argument), void *argument);
    int (*thread_join)(struct wok__system *system, struct wok__thread *thread);
    /*
     * A call on the calling thread may be interrupted from now on, or no more. interrupt makes a
     * system call that another thread waits in return -EINTR; one that it has not begun yet does not
     * hear of it, so who interrupts does so again and again.
     */
    void (*thread_interruptible)(struct wok__system *system, bool on);
    void (*thread_interrupt)(struct wok__system *system, struct wok__thread *thread);
    /* How many CPUs this process is really given: affinity, cgroup quota; at least 1. */
    uint32_t (*cpu_count)(struct wok__system *system);

    /*
     * Poller: edge-triggered readiness. A descriptor that is ready when it is added is reported.
     * wait returns how many events it wrote; `timeout_ns` 0 looks only, WOK__FOREVER has no limit.
     */
    int (*poller_create)(struct wok__system *system);
    int (*poller_add)(struct wok__system *system, int poller, int descriptor, uint64_t token);
    int (*poller_remove)(struct wok__system *system, int poller, int descriptor);
    int (*poller_wait)(struct wok__system *system, int poller, struct wok__poll_event *events,
                       uint32_t capacity, uint64_t timeout_ns);
    /* An event descriptor: each signal makes it readable anew, for every poller it is in. */
    int (*event_create)(struct wok__system *system);
    int (*event_signal)(struct wok__system *system, int event);

    /*
     * Ring: operations that the kernel performs by itself (platform/ring.h). create answers -ENOSYS or
     * -EPERM where there is none to be had. put is for one thread at a time, and false when the ring
     * is full; then enter makes room. enter submits what was put, of whichever thread, and, unless
     * `timeout_ns` is 0, waits until a completion is there; it answers how many entries it submitted.
     * What was not stays in the ring for the next time: -EAGAIN (no memory now), -EBUSY (completions
     * have to be taken first). take is for one thread at a time. An operation of a thread that ends
     * is over with -ECANCELED. destroy leaves operations that have not finished to the kernel.
     */
    int (*ring_create)(struct wok__system *system, struct wok__ring **out);
    void (*ring_destroy)(struct wok__system *system, struct wok__ring *ring);
    bool (*ring_offers)(struct wok__system *system, struct wok__ring *ring, int operation);
    bool (*ring_put)(struct wok__system *system, struct wok__ring *ring,
                     const struct wok__submission *submission);
    int (*ring_enter)(struct wok__system *system, struct wok__ring *ring, uint64_t timeout_ns);
    uint32_t (*ring_take)(struct wok__system *system, struct wok__ring *ring,
                          struct wok__completion *completions, uint32_t capacity);

    /* Sockets and what can be read and written like one. */
    int (*socket)(struct wok__system *system, int domain, int type, int protocol);
    int (*socket_bind)(struct wok__system *system, int socket, const struct sockaddr *address,
                       uint32_t address_size);
    int (*socket_listen)(struct wok__system *system, int socket, int backlog);
    int (*socket_accept)(struct wok__system *system, int socket);
    int (*socket_connect)(struct wok__system *system, int socket, const struct sockaddr *address,
                          uint32_t address_size);
    int (*socket_option)(struct wok__system *system, int socket, int level, int option, int value);
    /* The pending error of a socket, taken: 0 or negative errno; or why it cannot be asked. */
    int (*socket_error)(struct wok__system *system, int socket);
    int (*socket_local_address)(struct wok__system *system, int socket, struct sockaddr *address,
                                uint32_t *address_size);
    int (*socket_peer_address)(struct wok__system *system, int socket, struct sockaddr *address,
                               uint32_t *address_size);
    ssize_t (*read)(struct wok__system *system, int descriptor, void *buffer, size_t size);
    ssize_t (*write)(struct wok__system *system, int descriptor, const void *buffer, size_t size);
    int (*close)(struct wok__system *system, int descriptor);
    ssize_t (*read_vector)(struct wok__system *system, int descriptor, const struct iovec *parts,
                           int count);
    ssize_t (*write_vector)(struct wok__system *system, int descriptor, const struct iovec *parts,
                            int count);
    /* sendmsg and recvmsg; descriptors that are received close on exec. With MSG_PEEK in the msg_flags
     * that receive is given, what it answers stays to be received. */
    ssize_t (*socket_send)(struct wok__system *system, int socket, const struct msghdr *message);
    ssize_t (*socket_receive)(struct wok__system *system, int socket, struct msghdr *message);
    int (*socket_shutdown)(struct wok__system *system, int socket, int how);
    /* An option whose value is more than an int. */
    int (*socket_option_bytes)(struct wok__system *system, int socket, int level, int option,
                               const void *value, uint32_t size);
    int (*socket_pair)(struct wok__system *system, int domain, int type, int pair[2]);
    /* From a file to a socket; waits for the file's disk, never for the socket. */
    ssize_t (*send_file)(struct wok__system *system, int socket, int file, uint64_t offset,
                         size_t size);
    /* Both ends of a pipe: [0] is read, [1] written; for `size` bytes if the system allows it. */
    int (*pipe_open)(struct wok__system *system, size_t size, int ends[2]);
    /* Move bytes without copying them; one of the two is a pipe. Waits for a file's disk only. */
    ssize_t (*splice)(struct wok__system *system, int from, int to, size_t size);
    /* A second number for the same description, which closes on exec. */
    int (*duplicate)(struct wok__system *system, int descriptor);

    /*
     * Signals: from open to close each of them that arrives is one byte, its number, to be read from
     * the descriptor that open answers. close gives the old dispositions back and ends the writing;
     * the descriptor is then closed like any other. -EINVAL for signals that cannot be caught, or
     * that say that this thread has failed.
     */
    int (*signal_open)(struct wok__system *system, const int *numbers, uint32_t count);
    void (*signal_close)(struct wok__system *system, int descriptor);

    /*
     * Processes. spawn answers a descriptor that becomes readable when the process has ended, its id,
     * and our ends of the pipes that were asked for (-1: none). wait takes the status, as waitpid's;
     * -EAGAIN while the process runs. end kills it if it still runs, waits for it, and closes.
     */
    int (*process_spawn)(struct wok__system *system, const struct wok__process_plan *plan, int *id,
                         int ends[3]);
    int (*process_wait)(struct wok__system *system, int process, int *status);
    int (*process_signal)(struct wok__system *system, int process, int signal);
    void (*process_end)(struct wok__system *system, int process);

    /*
     * Files: these may block for as long as a disk takes, so only threads of the pool call them. The
     * numbers are of the machine also in a simulation, and only these functions take them.
     * `folder` is a number or AT_FDCWD; list is getdents64.
     */
    int (*file_open)(struct wok__system *system, int folder, const char *path, int flags,
                     uint32_t mode);
    ssize_t (*file_read)(struct wok__system *system, int file, void *buffer, size_t size);
    ssize_t (*file_write)(struct wok__system *system, int file, const void *buffer, size_t size);
    ssize_t (*file_read_at)(struct wok__system *system, int file, void *buffer, size_t size,
                            uint64_t offset);
    ssize_t (*file_write_at)(struct wok__system *system, int file, const void *buffer, size_t size,
                             uint64_t offset);
    int (*file_sync)(struct wok__system *system, int file);
    /* Of `file` when path is NULL. */
    int (*file_stat)(struct wok__system *system, int file, const char *path, struct stat *out);
    int (*file_rename)(struct wok__system *system, const char *from, const char *to);
    int (*file_unlink)(struct wok__system *system, const char *path);
    int (*file_make_folder)(struct wok__system *system, const char *path, uint32_t mode);
    ssize_t (*file_list)(struct wok__system *system, int folder, void *buffer, size_t size);
    /* Of the open description, on `size` bytes from `offset` on (0: to the end), never waiting: F_RDLCK,
     * F_WRLCK or F_UNLCK. -EAGAIN: somebody else has it. */
    int (*file_lock)(struct wok__system *system, int file, int kind, uint64_t offset,
                     uint64_t size);
    int (*file_close)(struct wok__system *system, int file);
    /* Changes of files: a descriptor to read struct inotify_event from, whole ones only; what is
     * watched has a number in it, 1 or more. `bits` are those of inotify_add_watch(2). */
    int (*watch_open)(struct wok__system *system);
    int (*watch_add)(struct wok__system *system, int watch, const char *path, uint32_t bits);
    int (*watch_remove)(struct wok__system *system, int watch, int number);

    /* The rest. */
    int (*random)(struct wok__system *system, void *buffer, size_t size);
    /* A call that blocks is begun (1) or over (-1): meanwhile a simulated clock stands still. */
    void (*count_blocking)(struct wok__system *system, int change);
    const char *(*environment)(struct wok__system *system, const char *name);
    /* One line to standard error, without its newline. For the documented fatal checks only. */
    void (*log)(struct wok__system *system, const char *format, va_list arguments);
    void (*abort)(struct wok__system *system); /* does not return */

    /* Belongs to reactor/descriptor.c: the records of all descriptors opened through this table. */
    wok__atomic_pointer descriptors;
    /* Belong to blocking/pool.c: its threads, and how many runtimes use them. */
    wok__atomic_pointer blocking;
    wok__atomic_u32 blocking_users;
    /* Belongs to file/ring_call.c: operations on files that kernels have. */
    wok__atomic_u32 files_in_rings;
};

/* The machine. One table for the whole process; never destroyed. */
struct wok__system *wok__system_real(void);

/* Fill `table` with the functions of the machine: for those that stand before it or change some. */
void wok__system_fill_real(struct wok__system *table);

/* printf to the table's log, and the same followed by its abort. */
void wok__log(struct wok__system *system, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
_Noreturn void wok__fatal(struct wok__system *system, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
