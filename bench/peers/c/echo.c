/*
 * The floor for echo and (with `http` as argument) for one answer to every request head: one thread, epoll, and nothing else. Level-triggered, one read and one write a
 * request; a write that would block closes the connection (the client never has more than one short
 * message under way, so that does not happen in the figure).
 *
 * Prints `listening PORT`, then serves until it is killed.
 */
#define _GNU_SOURCE /* accept4 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "../../figure.h"

static int listen_on_loopback(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (listener < 0 || bind(listener, (struct sockaddr *)&address, size) ||
        listen(listener, 1024) || getsockname(listener, (struct sockaddr *)&address, &size))
        return -errno;
    printf("listening %d\n", ntohs(address.sin_port));
    fflush(stdout);
    return listener;
}

static void accept_all(int poller, int listener) {
    int on = 1, stream;
    while ((stream = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
        struct epoll_event event = {.events = EPOLLIN, .data.fd = stream};
        setsockopt(stream, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (epoll_ctl(poller, EPOLL_CTL_ADD, stream, &event))
            close(stream);
    }
}

static int is_http;

static void echo_once(int stream) {
    char buffer[4096];
    ssize_t size = read(stream, buffer, sizeof buffer);
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (size > 0 && is_http)
        size = (ssize_t)figure_http_answer(buffer, (size_t)size, sizeof buffer);
    if (size <= 0 || write(stream, buffer, (size_t)size) != size)
        close(stream);
}

int main(int argc, char **argv) {
    struct epoll_event events[256];
    int listener = listen_on_loopback(), poller = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = listener};
    is_http = argc > 1 && strcmp(argv[1], "http") == 0;
    if (listener < 0 || poller < 0 || epoll_ctl(poller, EPOLL_CTL_ADD, listener, &event)) {
        perror("echo");
        return 1;
    }
    for (;;) {
        int count = epoll_wait(poller, events, 256, -1);
        for (int index = 0; index < count; index++) {
            if (events[index].data.fd == listener)
                accept_all(poller, listener);
            else
                echo_once(events[index].data.fd);
        }
    }
}
