/*
 * system_real.c: the machine behind the table of system.h: memory, threads, clock, sockets, poller.
 * How many CPUs there are is a story of its own: cpu_count.c.
 */
#include "platform/system.h"

#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "platform/ring_real.h"
#include "platform/system_real.h"

#define SAME(ours, epoll) _Static_assert((int)(ours) == (int)(epoll), "the numbers of epoll")
SAME(WOK__POLL_IN, EPOLLIN);
SAME(WOK__POLL_URGENT, EPOLLPRI);
SAME(WOK__POLL_OUT, EPOLLOUT);
SAME(WOK__POLL_ERROR, EPOLLERR);
SAME(WOK__POLL_HANGUP, EPOLLHUP);
SAME(WOK__POLL_READ_HANGUP, EPOLLRDHUP);

enum { NS_PER_MS = 1000000, NS_PER_S = 1000000000, WAIT_BATCH_MAX = 256 };

static int checked(long answer) {
    return answer < 0 ? -errno : (int)answer;
}

/* Time and memory */

static uint64_t real_now(struct wok__system *system) {
    (void)system;
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

static void *real_allocate(struct wok__system *system, size_t size) {
    (void)system;
    return malloc(size);
}

static void *real_allocate_aligned(struct wok__system *system, size_t alignment, size_t size) {
    (void)system;
    if (alignment < sizeof(void *))
        alignment = sizeof(void *);
    void *memory;
    return posix_memalign(&memory, alignment, size) == 0 ? memory : NULL;
}

static void real_release(struct wok__system *system, void *memory) {
    (void)system;
    free(memory);
}

/* Map more than is needed and give back what stands before and behind the aligned part. */
static void *real_pages_map(struct wok__system *system, size_t size, size_t alignment) {
    (void)system;
    size_t slack = alignment > 4096 ? alignment - 4096 : 0;
    if (size > SIZE_MAX - slack)
        return NULL;
    char *mapping =
        mmap(NULL, size + slack, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapping == MAP_FAILED)
        return NULL;
    size_t before = (alignment - (uintptr_t)mapping % alignment) % alignment;
    if (before > 0)
        munmap(mapping, before);
    if (slack > before)
        munmap(mapping + before + size, slack - before);
    return mapping + before;
}

static void real_pages_unmap(struct wok__system *system, void *pages, size_t size) {
    (void)system;
    if (pages)
        munmap(pages, size);
}

/* Threads */

static void *thread_start(void *argument) {
    struct wok__thread *thread = argument;
    /* What it runs may tell others of the thread, who interrupt or join it by its handle. */
    while (!wok__load_acquire(&thread->is_known))
        sched_yield();
    pthread_setname_np(pthread_self(), thread->name);
    thread->run(thread->argument);
    return NULL;
}

static int real_thread_create(struct wok__system *system, struct wok__thread *thread,
                              const char *name, void (*run)(void *argument), void *argument) {
    *thread = (struct wok__thread){.run = run, .argument = argument, .system = system};
    snprintf(thread->name, sizeof thread->name, "%s", name);
    /* The new thread inherits the mask: signals are for the program's own threads. */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t handle;
    int error = pthread_create(&handle, NULL, thread_start, thread);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (error)
        return -error;
    thread->handle = (uint64_t)handle;
    wok__store_release(&thread->is_known, 1); /* the last touch: it may end and be gone at once */
    return 0;
}

static int real_thread_join(struct wok__system *system, struct wok__thread *thread) {
    (void)system;
    return -pthread_join((pthread_t)thread->handle, NULL);
}

static uint32_t real_cpu_count(struct wok__system *system) {
    (void)system;
    return wok__cpu_count();
}

/* Poller */

static int real_poller_create(struct wok__system *system) {
    (void)system;
    return checked(epoll_create1(EPOLL_CLOEXEC));
}

static int real_poller_add(struct wok__system *system, int poller, int descriptor, uint64_t token) {
    (void)system;
    struct epoll_event event = {
        .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLPRI | EPOLLET,
        .data.u64 = token,
    };
    return checked(epoll_ctl(poller, EPOLL_CTL_ADD, descriptor, &event));
}

static int real_poller_remove(struct wok__system *system, int poller, int descriptor) {
    (void)system;
    struct epoll_event unused = {0};
    return checked(epoll_ctl(poller, EPOLL_CTL_DEL, descriptor, &unused));
}

/* Kernels before 5.11, and some sandboxes, have no epoll_pwait2: whole milliseconds then, rounded up, never early. */
static int wait_in_ms(int poller, struct epoll_event *events, int capacity, uint64_t timeout_ns) {
    int timeout_ms = -1;
    if (timeout_ns != WOK__FOREVER) {
        uint64_t whole_ms = timeout_ns / NS_PER_MS + (timeout_ns % NS_PER_MS != 0);
        timeout_ms = whole_ms > INT32_MAX ? INT32_MAX : (int)whole_ms;
    }
    return checked(epoll_wait(poller, events, capacity, timeout_ms));
}

static int wait_exactly(int poller, struct epoll_event *events, int capacity, uint64_t timeout_ns) {
    struct timespec timeout = {
        .tv_sec = (time_t)(timeout_ns / NS_PER_S),
        .tv_nsec = (long)(timeout_ns % NS_PER_S),
    };
    int count = checked(epoll_pwait2(poller, events, capacity, &timeout, NULL));
    if (count == -ENOSYS || count == -EPERM)
        return wait_in_ms(poller, events, capacity, timeout_ns);
    return count;
}

static int real_poller_wait(struct wok__system *system, int poller, struct wok__poll_event *events,
                            uint32_t capacity, uint64_t timeout_ns) {
    (void)system;
    struct epoll_event ready[WAIT_BATCH_MAX];
    int limit = capacity < WAIT_BATCH_MAX ? (int)capacity : WAIT_BATCH_MAX;
    int count = timeout_ns == 0 || timeout_ns == WOK__FOREVER
                    ? wait_in_ms(poller, ready, limit, timeout_ns)
                    : wait_exactly(poller, ready, limit, timeout_ns);
    for (int i = 0; i < count; i++)
        events[i] = (struct wok__poll_event){.token = ready[i].data.u64, .bits = ready[i].events};
    return count;
}

static int real_event_create(struct wok__system *system) {
    (void)system;
    return checked(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
}

/*
 * Nobody reads the counter: every write is an edge of its own. It is full after 2^64 - 2 writes,
 * and even then EAGAIN would mean that the event is ready.
 */
static int real_event_signal(struct wok__system *system, int event) {
    (void)system;
    const uint64_t one = 1;
    ssize_t written;
    do {
        written = write(event, &one, sizeof one);
    } while (written < 0 && errno == EINTR);
    return written < 0 && errno != EAGAIN ? -errno : 0;
}

/* Sockets */

static int real_socket(struct wok__system *system, int domain, int type, int protocol) {
    (void)system;
    return checked(socket(domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol));
}

static int real_socket_bind(struct wok__system *system, int socket, const struct sockaddr *address,
                            uint32_t address_size) {
    (void)system;
    return checked(bind(socket, address, address_size));
}

static int real_socket_listen(struct wok__system *system, int socket, int backlog) {
    (void)system;
    return checked(listen(socket, backlog));
}

static int real_socket_accept(struct wok__system *system, int socket) {
    (void)system;
    return checked(accept4(socket, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC));
}

static int real_socket_connect(struct wok__system *system, int socket,
                               const struct sockaddr *address, uint32_t address_size) {
    (void)system;
    return checked(connect(socket, address, address_size));
}

static int real_socket_option(struct wok__system *system, int socket, int level, int option,
                              int value) {
    (void)system;
    return checked(setsockopt(socket, level, option, &value, sizeof value));
}

static int real_socket_error(struct wok__system *system, int socket) {
    (void)system;
    int error = 0;
    socklen_t size = sizeof error;
    if (getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) < 0)
        return -errno;
    return -error;
}

static int real_socket_local_address(struct wok__system *system, int socket,
                                     struct sockaddr *address, uint32_t *address_size) {
    (void)system;
    return checked(getsockname(socket, address, address_size));
}

static int real_socket_peer_address(struct wok__system *system, int socket,
                                    struct sockaddr *address, uint32_t *address_size) {
    (void)system;
    return checked(getpeername(socket, address, address_size));
}

static ssize_t real_read(struct wok__system *system, int descriptor, void *buffer, size_t size) {
    (void)system;
    ssize_t count = read(descriptor, buffer, size);
    return count < 0 ? -errno : count;
}

/* send, because only it can be told not to raise SIGPIPE; write, for what is not a socket. */
static ssize_t real_write(struct wok__system *system, int descriptor, const void *buffer,
                          size_t size) {
    (void)system;
    ssize_t count = send(descriptor, buffer, size, MSG_NOSIGNAL);
    if (count < 0 && errno == ENOTSOCK) {
        struct iovec whole = {(void *)buffer, size};
        return wok__real_write_quietly(descriptor, &whole, 1);
    }
    return count < 0 ? -errno : count;
}

/* EINTR from close means that the descriptor is gone: on Linux it is never to be repeated. */
static int real_close(struct wok__system *system, int descriptor) {
    (void)system;
    int answer = checked(close(descriptor));
    return answer == -EINTR ? 0 : answer;
}

/* The rest */

/* Real time passes by itself. */
static void real_count_blocking(struct wok__system *system, int change) {
    (void)system;
    (void)change;
}

static int real_random(struct wok__system *system, void *buffer, size_t size) {
    (void)system;
    char *place = buffer;
    while (size > 0) {
        ssize_t count = getrandom(place, size, 0);
        if (count < 0 && errno != EINTR)
            return -errno;
        if (count > 0) {
            place += count;
            size -= (size_t)count;
        }
    }
    return 0;
}

static const char *real_environment(struct wok__system *system, const char *name) {
    (void)system;
    return getenv(name);
}

static void real_log(struct wok__system *system, const char *format, va_list arguments) {
    (void)system;
    char line[1024];
    int length = vsnprintf(line, sizeof line - 1, format, arguments);
    if (length < 0)
        return;
    if (length > (int)sizeof line - 2)
        length = (int)sizeof line - 2;
    line[length] = '\n';
    fwrite(line, 1, (size_t)length + 1, stderr);
    fflush(stderr);
}

static void real_abort(struct wok__system *system) {
    (void)system;
    abort();
}

static struct wok__system real_system = {
    .name = "real",
    .now = real_now,
    .allocate = real_allocate,
    .allocate_aligned = real_allocate_aligned,
    .release = real_release,
    .pages_map = real_pages_map,
    .pages_unmap = real_pages_unmap,
    .thread_create = real_thread_create,
    .thread_join = real_thread_join,
    .thread_interruptible = wok__real_thread_interruptible,
    .thread_interrupt = wok__real_thread_interrupt,
    .cpu_count = real_cpu_count,
    .poller_create = real_poller_create,
    .poller_add = real_poller_add,
    .poller_remove = real_poller_remove,
    .poller_wait = real_poller_wait,
    .event_create = real_event_create,
    .event_signal = real_event_signal,
    .ring_create = wok__real_ring_create,
    .ring_destroy = wok__real_ring_destroy,
    .ring_offers = wok__real_ring_offers,
    .ring_put = wok__real_ring_put,
    .ring_enter = wok__real_ring_enter,
    .ring_take = wok__real_ring_take,
    .socket = real_socket,
    .socket_bind = real_socket_bind,
    .socket_listen = real_socket_listen,
    .socket_accept = real_socket_accept,
    .socket_connect = real_socket_connect,
    .socket_option = real_socket_option,
    .socket_error = real_socket_error,
    .socket_local_address = real_socket_local_address,
    .socket_peer_address = real_socket_peer_address,
    .read = real_read,
    .write = real_write,
    .close = real_close,
    .read_vector = wok__real_read_vector,
    .write_vector = wok__real_write_vector,
    .socket_send = wok__real_socket_send,
    .socket_receive = wok__real_socket_receive,
    .socket_shutdown = wok__real_socket_shutdown,
    .socket_option_bytes = wok__real_socket_option_bytes,
    .socket_pair = wok__real_socket_pair,
    .send_file = wok__real_send_file,
    .pipe_open = wok__real_pipe_open,
    .splice = wok__real_splice,
    .duplicate = wok__real_duplicate,
    .signal_open = wok__real_signal_open,
    .signal_close = wok__real_signal_close,
    .process_spawn = wok__real_process_spawn,
    .process_wait = wok__real_process_wait,
    .process_signal = wok__real_process_signal,
    .process_end = wok__real_process_end,
    .file_open = wok__real_file_open,
    .file_read = wok__real_file_read,
    .file_write = wok__real_file_write,
    .file_read_at = wok__real_file_read_at,
    .file_write_at = wok__real_file_write_at,
    .file_sync = wok__real_file_sync,
    .file_stat = wok__real_file_stat,
    .file_rename = wok__real_file_rename,
    .file_unlink = wok__real_file_unlink,
    .file_make_folder = wok__real_file_make_folder,
    .file_list = wok__real_file_list,
    .file_lock = wok__real_file_lock,
    .file_close = wok__real_file_close,
    .watch_open = wok__real_watch_open,
    .watch_add = wok__real_watch_add,
    .watch_remove = wok__real_watch_remove,
    .random = real_random,
    .count_blocking = real_count_blocking,
    .environment = real_environment,
    .log = real_log,
    .abort = real_abort,
};

struct wok__system *wok__system_real(void) {
    return &real_system;
}

void wok__system_fill_real(struct wok__system *table) {
    *table = real_system;
    wok__store_relaxed(&table->descriptors, NULL);
    wok__store_relaxed(&table->blocking, NULL);
    wok__store_relaxed(&table->blocking_users, 0);
    wok__store_relaxed(&table->files_in_rings, 0);
}

void wok__log(struct wok__system *system, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    system->log(system, format, arguments);
    va_end(arguments);
}

void wok__fatal(struct wok__system *system, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    system->log(system, format, arguments);
    va_end(arguments);
    system->abort(system);
    __builtin_trap();
}
