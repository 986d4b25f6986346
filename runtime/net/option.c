/*
 * option.c: the options of open sockets.
 */
#include <wok/net.h>

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "reactor/descriptor.h"

struct option {
    int level, name, value;
};

/* Set options in order, up to the first that fails. */
static int set_options(struct wok_descriptor *socket, const struct option *options, int count) {
    uint64_t word;
    if (!socket || !wok__descriptor_enter(socket, wok__descriptor_generation(socket), &word))
        return -EBADF;
    struct wok__system *system = socket->system;
    int error = 0;
    for (int i = 0; i < count && error == 0; i++)
        error = system->socket_option(system, socket->number, options[i].level, options[i].name,
                                      options[i].value);
    wok__descriptor_leave(socket, word, 0);
    return error;
}

int wok_socket_nodelay(struct wok_descriptor *socket, int on) {
    const struct option option = {IPPROTO_TCP, TCP_NODELAY, !!on};
    return set_options(socket, &option, 1);
}

int wok_socket_keepalive(struct wok_descriptor *socket, int idle_s, int interval_s, int count) {
    const struct option options[] = {
        {SOL_SOCKET, SO_KEEPALIVE, idle_s > 0},
        {IPPROTO_TCP, TCP_KEEPIDLE, idle_s},
        {IPPROTO_TCP, TCP_KEEPINTVL, interval_s},
        {IPPROTO_TCP, TCP_KEEPCNT, count},
    };
    return set_options(socket, options, idle_s > 0 ? 4 : 1);
}

int wok_socket_linger(struct wok_descriptor *socket, int seconds) {
    uint64_t word;
    if (seconds > 0)
        return -EINVAL;
    if (!socket || !wok__descriptor_enter(socket, wok__descriptor_generation(socket), &word))
        return -EBADF;
    struct wok__system *system = socket->system;
    const struct linger value = {.l_onoff = seconds == 0, .l_linger = 0};
    int error = system->socket_option_bytes(system, socket->number, SOL_SOCKET, SO_LINGER, &value,
                                            sizeof value);
    wok__descriptor_leave(socket, word, 0);
    return error;
}

int wok_socket_buffers(struct wok_descriptor *socket, int send_size, int receive_size) {
    struct option options[2];
    int count = 0;
    if (send_size)
        options[count++] = (struct option){SOL_SOCKET, SO_SNDBUF, send_size};
    if (receive_size)
        options[count++] = (struct option){SOL_SOCKET, SO_RCVBUF, receive_size};
    return set_options(socket, options, count);
}
