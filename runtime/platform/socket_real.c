/*
 * socket_real.c: what the machine's sockets can do besides bytes in and bytes out.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "platform/system.h"
#include "platform/system_real.h"

enum { PIPE_SIZE_DEFAULT = 65536 };

static int checked(long answer) {
    return answer < 0 ? -errno : (int)answer;
}

static ssize_t checked_size(ssize_t answer) {
    return answer < 0 ? -errno : answer;
}

ssize_t wok__real_read_vector(struct wok__system *system, int descriptor, const struct iovec *parts,
                              int count) {
    (void)system;
    return checked_size(readv(descriptor, parts, count));
}

/*
 * SIGPIPE is sent to the thread that writes. Hold it back, and if this write has raised it take it
 * away again; one that was pending before stays.
 */
struct quiet {
    sigset_t pipe_only, before;
    bool was_pending;
};

static void quiet_begin(struct quiet *quiet) {
    sigset_t pending;
    sigemptyset(&quiet->pipe_only);
    sigaddset(&quiet->pipe_only, SIGPIPE);
    sigpending(&pending);
    quiet->was_pending = sigismember(&pending, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &quiet->pipe_only, &quiet->before);
}

static void quiet_end(const struct quiet *quiet, ssize_t answer) {
    if (answer == -EPIPE && !quiet->was_pending) {
        const struct timespec at_once = {0, 0};
        while (sigtimedwait(&quiet->pipe_only, NULL, &at_once) < 0 && errno == EINTR) {
        }
    }
    pthread_sigmask(SIG_SETMASK, &quiet->before, NULL);
}

ssize_t wok__real_write_quietly(int descriptor, const struct iovec *parts, int count) {
    struct quiet quiet;
    quiet_begin(&quiet);
    ssize_t answer = checked_size(writev(descriptor, parts, count));
    quiet_end(&quiet, answer);
    return answer;
}

ssize_t wok__real_write_vector(struct wok__system *system, int descriptor,
                               const struct iovec *parts, int count) {
    (void)system;
    const struct msghdr message = {.msg_iov = (struct iovec *)parts, .msg_iovlen = (size_t)count};
    ssize_t answer = checked_size(sendmsg(descriptor, &message, MSG_NOSIGNAL));
    return answer == -ENOTSOCK ? wok__real_write_quietly(descriptor, parts, count) : answer;
}

ssize_t wok__real_socket_send(struct wok__system *system, int socket,
                              const struct msghdr *message) {
    (void)system;
    return checked_size(sendmsg(socket, message, MSG_NOSIGNAL));
}

ssize_t wok__real_socket_receive(struct wok__system *system, int socket, struct msghdr *message) {
    (void)system;
    return checked_size(
        recvmsg(socket, message, MSG_CMSG_CLOEXEC | (message->msg_flags & MSG_PEEK)));
}

int wok__real_socket_shutdown(struct wok__system *system, int socket, int how) {
    (void)system;
    return checked(shutdown(socket, how));
}

int wok__real_socket_option_bytes(struct wok__system *system, int socket, int level, int option,
                                  const void *value, uint32_t size) {
    (void)system;
    return checked(setsockopt(socket, level, option, value, size));
}

int wok__real_socket_pair(struct wok__system *system, int domain, int type, int pair[2]) {
    (void)system;
    return checked(socketpair(domain, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair));
}

ssize_t wok__real_send_file(struct wok__system *system, int socket, int file, uint64_t offset,
                            size_t size) {
    (void)system;
    off_t at = (off_t)offset;
    return checked_size(sendfile(socket, file, &at, size));
}

int wok__real_pipe_open(struct wok__system *system, size_t size, int ends[2]) {
    (void)system;
    if (pipe2(ends, O_NONBLOCK | O_CLOEXEC) < 0)
        return -errno;
    if (size > PIPE_SIZE_DEFAULT) /* refused above the user's limit: then it stays as it is */
        (void)fcntl(ends[1], F_SETPIPE_SZ, (int)(size < INT_MAX ? size : INT_MAX));
    return 0;
}

/* There is no MSG_NOSIGNAL for it. */
ssize_t wok__real_splice(struct wok__system *system, int from, int to, size_t size) {
    struct quiet quiet;
    (void)system;
    quiet_begin(&quiet);
    ssize_t answer =
        checked_size(splice(from, NULL, to, NULL, size, SPLICE_F_MOVE | SPLICE_F_NONBLOCK));
    quiet_end(&quiet, answer);
    return answer;
}

int wok__real_duplicate(struct wok__system *system, int descriptor) {
    (void)system;
    return checked(fcntl(descriptor, F_DUPFD_CLOEXEC, 0));
}
