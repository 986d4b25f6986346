/*
 * fault.c: see fault.h. Each function counts, asks the plan, and passes on.
 */
#include "platform/fault.h"

#include <string.h>

#include "platform/ring.h"

static struct wok__faults *faults_of(struct wok__system *table) {
    return (struct wok__faults *)table;
}

/* Count a call; its error when the plan hits it, otherwise 0. */
static int strike(struct wok__system *table, enum wok__call kind) {
    struct wok__faults *faults = faults_of(table);
    uint64_t of_kind = wok__fetch_add_relaxed(&faults->calls[kind], 1) + 1;
    uint64_t of_all = wok__fetch_add_relaxed(&faults->calls[WOK__CALL_ANY], 1) + 1;
    if (faults->first == 0 || (faults->kind != WOK__CALL_ANY && faults->kind != kind))
        return 0;
    uint64_t number = faults->kind == WOK__CALL_ANY ? of_all : of_kind;
    return number >= faults->first && number <= faults->last ? faults->error : 0;
}

/* For the functions that do nothing but count, fail, and pass on. */
#define PASS_ON(type, function, kind, parameters, arguments)                                       \
    static type fault_##function parameters {                                                      \
        int error = strike(system, kind);                                                          \
        struct wok__system *behind = faults_of(system)->behind;                                    \
        return error ? error : behind->function arguments;                                         \
    }

static uint64_t fault_now(struct wok__system *system) {
    struct wok__system *behind = faults_of(system)->behind;
    return behind->now(behind);
}

static void *fault_allocate(struct wok__system *system, size_t size) {
    struct wok__system *behind = faults_of(system)->behind;
    return strike(system, WOK__CALL_ALLOCATE) ? NULL : behind->allocate(behind, size);
}

static void *fault_allocate_aligned(struct wok__system *system, size_t alignment, size_t size) {
    struct wok__system *behind = faults_of(system)->behind;
    if (strike(system, WOK__CALL_ALLOCATE))
        return NULL;
    return behind->allocate_aligned(behind, alignment, size);
}

static void fault_release(struct wok__system *system, void *memory) {
    struct wok__system *behind = faults_of(system)->behind;
    behind->release(behind, memory);
}

static void *fault_pages_map(struct wok__system *system, size_t size, size_t alignment) {
    struct wok__system *behind = faults_of(system)->behind;
    return strike(system, WOK__CALL_PAGES_MAP) ? NULL : behind->pages_map(behind, size, alignment);
}

static void fault_pages_unmap(struct wok__system *system, void *pages, size_t size) {
    struct wok__system *behind = faults_of(system)->behind;
    behind->pages_unmap(behind, pages, size);
}

PASS_ON(int, thread_create, WOK__CALL_THREAD_CREATE,
        (struct wok__system * system, struct wok__thread *thread, const char *name,
         void (*run)(void *argument), void *argument),
        (behind, thread, name, run, argument))

static void fault_thread_interruptible(struct wok__system *system, bool on) {
    struct wok__system *behind = faults_of(system)->behind;
    behind->thread_interruptible(behind, on);
}

static void fault_thread_interrupt(struct wok__system *system, struct wok__thread *thread) {
    struct wok__system *behind = faults_of(system)->behind;
    behind->thread_interrupt(behind, thread);
}

static int fault_thread_join(struct wok__system *system, struct wok__thread *thread) {
    struct wok__system *behind = faults_of(system)->behind;
    return behind->thread_join(behind, thread);
}

static uint32_t fault_cpu_count(struct wok__system *system) {
    struct wok__system *behind = faults_of(system)->behind;
    return behind->cpu_count(behind);
}

PASS_ON(int, poller_create, WOK__CALL_POLLER_CREATE, (struct wok__system * system), (behind))
PASS_ON(int, poller_add, WOK__CALL_POLLER_ADD,
        (struct wok__system * system, int poller, int descriptor, uint64_t token),
        (behind, poller, descriptor, token))
PASS_ON(int, poller_remove, WOK__CALL_POLLER_REMOVE,
        (struct wok__system * system, int poller, int descriptor), (behind, poller, descriptor))
PASS_ON(int, poller_wait, WOK__CALL_POLLER_WAIT,
        (struct wok__system * system, int poller, struct wok__poll_event *events, uint32_t capacity,
         uint64_t timeout_ns),
        (behind, poller, events, capacity, timeout_ns))
PASS_ON(int, event_create, WOK__CALL_EVENT_CREATE, (struct wok__system * system), (behind))

static int fault_event_signal(struct wok__system *system, int event) {
    struct wok__system *behind = faults_of(system)->behind;
    return behind->event_signal(behind, event);
}

PASS_ON(int, ring_create, WOK__CALL_RING_CREATE,
        (struct wok__system * system, struct wok__ring **out), (behind, out))

static void fault_ring_destroy(struct wok__system *system, struct wok__ring *ring) {
    struct wok__system *behind = faults_of(system)->behind;
    behind->ring_destroy(behind, ring);
}

static bool fault_ring_offers(struct wok__system *system, struct wok__ring *ring, int operation) {
    struct wok__system *behind = faults_of(system)->behind;
    return behind->ring_offers(behind, ring, operation);
}

/* Rather than begun, an operation is completed: true, unless there is no room to remember it. */
static bool fail_operation(struct wok__faults *faults, struct wok__ring *ring, uint64_t token,
                           int error) {
    wok__lock_acquire(&faults->failures_lock);
    bool has_room = faults->failure_count < WOK__RING_FAILURES_MAX;
    if (has_room) {
        uint32_t at = faults->failure_count++;
        faults->failure_rings[at] = ring;
        faults->failures[at] =
            (struct wok__completion){.token = token, .result = error, .is_last = true};
    }
    wok__lock_release(&faults->failures_lock);
    return has_room;
}

static bool fault_ring_put(struct wok__system *system, struct wok__ring *ring,
                           const struct wok__submission *submission) {
    struct wok__system *behind = faults_of(system)->behind;
    if (strike(system, WOK__CALL_RING_PUT))
        return false;
    int error = 0;
    if (submission->operation != WOK__RING_CANCEL)
        error = strike(system, WOK__CALL_RING_RESULT);
    if (error && submission->operation == WOK__RING_FILE_CLOSE)
        behind->file_close(behind, submission->number); /* it is closed even so */
    if (error && fail_operation(faults_of(system), ring, submission->token, error))
        return true;
    return behind->ring_put(behind, ring, submission);
}

static int fault_ring_enter(struct wok__system *system, struct wok__ring *ring,
                            uint64_t timeout_ns) {
    struct wok__faults *faults = faults_of(system);
    int error = strike(system, WOK__CALL_RING_ENTER);
    if (error)
        return error;
    wok__lock_acquire(&faults->failures_lock);
    bool waits = faults->failure_count == 0;
    wok__lock_release(&faults->failures_lock);
    return faults->behind->ring_enter(faults->behind, ring, waits ? timeout_ns : 0);
}

/* Those of this ring; the others keep their places. */
static uint32_t take_failures(struct wok__faults *faults, const struct wok__ring *ring,
                              struct wok__completion *completions, uint32_t capacity) {
    uint32_t taken = 0, kept = 0;
    wok__lock_acquire(&faults->failures_lock);
    for (uint32_t i = 0; i < faults->failure_count; i++) {
        if (taken < capacity && faults->failure_rings[i] == ring) {
            completions[taken++] = faults->failures[i];
        } else {
            faults->failure_rings[kept] = faults->failure_rings[i];
            faults->failures[kept++] = faults->failures[i];
        }
    }
    faults->failure_count = kept;
    wok__lock_release(&faults->failures_lock);
    return taken;
}

static uint32_t fault_ring_take(struct wok__system *system, struct wok__ring *ring,
                                struct wok__completion *completions, uint32_t capacity) {
    struct wok__faults *faults = faults_of(system);
    uint32_t taken = take_failures(faults, ring, completions, capacity);
    return taken +
           faults->behind->ring_take(faults->behind, ring, completions + taken, capacity - taken);
}

PASS_ON(int, socket, WOK__CALL_SOCKET,
        (struct wok__system * system, int domain, int type, int protocol),
        (behind, domain, type, protocol))
PASS_ON(int, socket_bind, WOK__CALL_BIND,
        (struct wok__system * system, int socket, const struct sockaddr *address,
         uint32_t address_size),
        (behind, socket, address, address_size))
PASS_ON(int, socket_listen, WOK__CALL_LISTEN,
        (struct wok__system * system, int socket, int backlog), (behind, socket, backlog))
PASS_ON(int, socket_accept, WOK__CALL_ACCEPT, (struct wok__system * system, int socket),
        (behind, socket))
PASS_ON(int, socket_connect, WOK__CALL_CONNECT,
        (struct wok__system * system, int socket, const struct sockaddr *address,
         uint32_t address_size),
        (behind, socket, address, address_size))
PASS_ON(int, socket_option, WOK__CALL_OPTION,
        (struct wok__system * system, int socket, int level, int option, int value),
        (behind, socket, level, option, value))

static int fault_socket_error(struct wok__system *system, int socket) {
    struct wok__system *behind = faults_of(system)->behind;
    return behind->socket_error(behind, socket);
}

PASS_ON(int, socket_local_address, WOK__CALL_LOCAL_ADDRESS,
        (struct wok__system * system, int socket, struct sockaddr *address, uint32_t *address_size),
        (behind, socket, address, address_size))

static int fault_socket_peer_address(struct wok__system *system, int socket,
                                     struct sockaddr *address, uint32_t *address_size) {
    struct wok__system *behind = faults_of(system)->behind;
    return behind->socket_peer_address(behind, socket, address, address_size);
}

PASS_ON(ssize_t, read, WOK__CALL_READ,
        (struct wok__system * system, int descriptor, void *buffer, size_t size),
        (behind, descriptor, buffer, size))

static ssize_t fault_write(struct wok__system *system, int descriptor, const void *buffer,
                           size_t size) {
    struct wok__system *behind = faults_of(system)->behind;
    size_t size_max = faults_of(system)->write_size_max;
    int error = strike(system, WOK__CALL_WRITE);
    if (error)
        return error;
    return behind->write(behind, descriptor, buffer, size_max && size > size_max ? size_max : size);
}

static int fault_close(struct wok__system *system, int descriptor) {
    struct wok__system *behind = faults_of(system)->behind;
    int error = strike(system, WOK__CALL_CLOSE);
    int answer = behind->close(behind, descriptor);
    return error ? error : answer;
}

PASS_ON(int, random, WOK__CALL_RANDOM, (struct wok__system * system, void *buffer, size_t size),
        (behind, buffer, size))

/* More of sockets */

PASS_ON(ssize_t, read_vector, WOK__CALL_READ_VECTOR,
        (struct wok__system * system, int descriptor, const struct iovec *parts, int count),
        (behind, descriptor, parts, count))
PASS_ON(ssize_t, write_vector, WOK__CALL_WRITE_VECTOR,
        (struct wok__system * system, int descriptor, const struct iovec *parts, int count),
        (behind, descriptor, parts, count))
PASS_ON(ssize_t, socket_send, WOK__CALL_SEND,
        (struct wok__system * system, int socket, const struct msghdr *message),
        (behind, socket, message))
PASS_ON(ssize_t, socket_receive, WOK__CALL_RECEIVE,
        (struct wok__system * system, int socket, struct msghdr *message),
        (behind, socket, message))
PASS_ON(int, socket_shutdown, WOK__CALL_SHUTDOWN,
        (struct wok__system * system, int socket, int how), (behind, socket, how))
PASS_ON(int, socket_option_bytes, WOK__CALL_OPTION_BYTES,
        (struct wok__system * system, int socket, int level, int option, const void *value,
         uint32_t size),
        (behind, socket, level, option, value, size))
PASS_ON(int, socket_pair, WOK__CALL_PAIR,
        (struct wok__system * system, int domain, int type, int pair[2]),
        (behind, domain, type, pair))
PASS_ON(ssize_t, send_file, WOK__CALL_SEND_FILE,
        (struct wok__system * system, int socket, int file, uint64_t offset, size_t size),
        (behind, socket, file, offset, size))
PASS_ON(int, pipe_open, WOK__CALL_PIPE, (struct wok__system * system, size_t size, int ends[2]),
        (behind, size, ends))
PASS_ON(ssize_t, splice, WOK__CALL_SPLICE,
        (struct wok__system * system, int from, int to, size_t size), (behind, from, to, size))
PASS_ON(int, duplicate, WOK__CALL_DUPLICATE, (struct wok__system * system, int descriptor),
        (behind, descriptor))

PASS_ON(int, watch_open, WOK__CALL_WATCH_OPEN, (struct wok__system * system), (behind))
PASS_ON(int, watch_add, WOK__CALL_WATCH_ADD,
        (struct wok__system * system, int watch, const char *path, uint32_t bits),
        (behind, watch, path, bits))
PASS_ON(int, watch_remove, WOK__CALL_WATCH_REMOVE,
        (struct wok__system * system, int watch, int number), (behind, watch, number))

PASS_ON(int, signal_open, WOK__CALL_SIGNAL_OPEN,
        (struct wok__system * system, const int *numbers, uint32_t count), (behind, numbers, count))

static void fault_signal_close(struct wok__system *system, int descriptor) {
    struct wok__system *behind = faults_of(system)->behind;
    behind->signal_close(behind, descriptor);
}

PASS_ON(int, process_spawn, WOK__CALL_PROCESS_SPAWN,
        (struct wok__system * system, const struct wok__process_plan *plan, int *id, int ends[3]),
        (behind, plan, id, ends))
PASS_ON(int, process_wait, WOK__CALL_PROCESS_WAIT,
        (struct wok__system * system, int process, int *status), (behind, process, status))
PASS_ON(int, process_signal, WOK__CALL_PROCESS_SIGNAL,
        (struct wok__system * system, int process, int signal), (behind, process, signal))

static void fault_process_end(struct wok__system *system, int process) {
    struct wok__system *behind = faults_of(system)->behind;
    behind->process_end(behind, process);
}

/* Files */

#define PASS_FILE(type, name, kind, parameters, arguments)                                         \
    PASS_ON(type, file_##name, WOK__CALL_FILE_##kind, parameters, arguments)

PASS_FILE(int, open, OPEN,
          (struct wok__system * system, int folder, const char *path, int flags, uint32_t mode),
          (behind, folder, path, flags, mode))
PASS_FILE(ssize_t, read, READ, (struct wok__system * system, int file, void *buffer, size_t size),
          (behind, file, buffer, size))
PASS_FILE(ssize_t, read_at, READ,
          (struct wok__system * system, int file, void *buffer, size_t size, uint64_t offset),
          (behind, file, buffer, size, offset))
PASS_FILE(ssize_t, write, WRITE,
          (struct wok__system * system, int file, const void *buffer, size_t size),
          (behind, file, buffer, size))
PASS_FILE(ssize_t, write_at, WRITE,
          (struct wok__system * system, int file, const void *buffer, size_t size, uint64_t offset),
          (behind, file, buffer, size, offset))
PASS_FILE(int, sync, SYNC, (struct wok__system * system, int file), (behind, file))
PASS_FILE(int, stat, STAT,
          (struct wok__system * system, int file, const char *path, struct stat *out),
          (behind, file, path, out))
PASS_FILE(int, rename, RENAME, (struct wok__system * system, const char *from, const char *to),
          (behind, from, to))
PASS_FILE(int, unlink, UNLINK, (struct wok__system * system, const char *path), (behind, path))
PASS_FILE(int, make_folder, MAKE_FOLDER,
          (struct wok__system * system, const char *path, uint32_t mode), (behind, path, mode))
PASS_FILE(ssize_t, list, LIST, (struct wok__system * system, int folder, void *buffer, size_t size),
          (behind, folder, buffer, size))

PASS_FILE(int, lock, LOCK,
          (struct wok__system * system, int file, int kind, uint64_t offset, uint64_t size),
          (behind, file, kind, offset, size))

static int fault_file_close(struct wok__system *system, int file) {
    struct wok__system *behind = faults_of(system)->behind;
    int error = strike(system, WOK__CALL_FILE_CLOSE);
    int answer = behind->file_close(behind, file);
    return error ? error : answer;
}

static const char *fault_environment(struct wok__system *system, const char *name) {
    struct wok__system *behind = faults_of(system)->behind;
    return behind->environment(behind, name);
}

static void fault_count_blocking(struct wok__system *system, int change) {
    struct wok__system *behind = faults_of(system)->behind;
    behind->count_blocking(behind, change);
}

static void fault_log(struct wok__system *system, const char *format, va_list arguments) {
    struct wok__system *behind = faults_of(system)->behind;
    behind->log(behind, format, arguments);
}

static void fault_abort(struct wok__system *system) {
    struct wok__system *behind = faults_of(system)->behind;
    behind->abort(behind);
}

static const struct wok__system fault_table = {
    .name = "faults",
    .now = fault_now,
    .allocate = fault_allocate,
    .allocate_aligned = fault_allocate_aligned,
    .release = fault_release,
    .pages_map = fault_pages_map,
    .pages_unmap = fault_pages_unmap,
    .thread_create = fault_thread_create,
    .thread_join = fault_thread_join,
    .thread_interruptible = fault_thread_interruptible,
    .thread_interrupt = fault_thread_interrupt,
    .cpu_count = fault_cpu_count,
    .poller_create = fault_poller_create,
    .poller_add = fault_poller_add,
    .poller_remove = fault_poller_remove,
    .poller_wait = fault_poller_wait,
    .event_create = fault_event_create,
    .event_signal = fault_event_signal,
    .ring_create = fault_ring_create,
    .ring_destroy = fault_ring_destroy,
    .ring_offers = fault_ring_offers,
    .ring_put = fault_ring_put,
    .ring_enter = fault_ring_enter,
    .ring_take = fault_ring_take,
    .socket = fault_socket,
    .socket_bind = fault_socket_bind,
    .socket_listen = fault_socket_listen,
    .socket_accept = fault_socket_accept,
    .socket_connect = fault_socket_connect,
    .socket_option = fault_socket_option,
    .socket_error = fault_socket_error,
    .socket_local_address = fault_socket_local_address,
    .socket_peer_address = fault_socket_peer_address,
    .read = fault_read,
    .write = fault_write,
    .close = fault_close,
    .read_vector = fault_read_vector,
    .write_vector = fault_write_vector,
    .socket_send = fault_socket_send,
    .socket_receive = fault_socket_receive,
    .socket_shutdown = fault_socket_shutdown,
    .socket_option_bytes = fault_socket_option_bytes,
    .socket_pair = fault_socket_pair,
    .send_file = fault_send_file,
    .pipe_open = fault_pipe_open,
    .splice = fault_splice,
    .duplicate = fault_duplicate,
    .signal_open = fault_signal_open,
    .signal_close = fault_signal_close,
    .process_spawn = fault_process_spawn,
    .process_wait = fault_process_wait,
    .process_signal = fault_process_signal,
    .process_end = fault_process_end,
    .file_open = fault_file_open,
    .file_read = fault_file_read,
    .file_write = fault_file_write,
    .file_read_at = fault_file_read_at,
    .file_write_at = fault_file_write_at,
    .file_sync = fault_file_sync,
    .file_stat = fault_file_stat,
    .file_rename = fault_file_rename,
    .file_unlink = fault_file_unlink,
    .file_make_folder = fault_file_make_folder,
    .file_list = fault_file_list,
    .file_lock = fault_file_lock,
    .file_close = fault_file_close,
    .watch_open = fault_watch_open,
    .watch_add = fault_watch_add,
    .watch_remove = fault_watch_remove,
    .random = fault_random,
    .count_blocking = fault_count_blocking,
    .environment = fault_environment,
    .log = fault_log,
    .abort = fault_abort,
};

void wok__faults_init(struct wok__faults *faults, struct wok__system *behind) {
    memset(faults, 0, sizeof *faults);
    faults->table = fault_table;
    faults->behind = behind;
}

void wok__faults_plan(struct wok__faults *faults, enum wok__call kind, uint64_t nth, int error,
                      bool for_ever) {
    uint64_t so_far = wok__faults_calls(faults, kind);
    faults->kind = kind;
    faults->first = so_far + nth;
    faults->last = for_ever ? UINT64_MAX : so_far + nth;
    faults->error = error;
}

void wok__faults_clear(struct wok__faults *faults) {
    faults->first = 0;
}

uint64_t wok__faults_calls(const struct wok__faults *faults, enum wok__call kind) {
    return wok__load_relaxed(&faults->calls[kind]);
}
