#define _GNU_SOURCE
#include "swarm.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    connecting_max = 256, /* half-open at once: no listener's backlog overflows */
    events_max = 512,
};

enum stage { STAGE_UNUSED, STAGE_CONNECTING, STAGE_IDLE, STAGE_WAITING, STAGE_ENDED };

struct connection {
    int stream;
    enum stage stage;
    unsigned requests_left;
    uint64_t sent_ns;
    struct response response;
};

const char *const swarm_failure_names[SWARM_FAILURES] = {
    [SWARM_CONNECT] = "could not connect",    [SWARM_CLOSED] = "closed by the server",
    [SWARM_BROKEN] = "broken connection",     [SWARM_MALFORMED] = "malformed answer",
    [SWARM_STATUS] = "status other than 2xx", [SWARM_UNFINISHED] = "not answered in time",
};

static uint64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int swarm_init(struct swarm *swarm) {
    swarm->poller = epoll_create1(EPOLL_CLOEXEC);
    if (swarm->poller < 0)
        return -errno;
    swarm->all = calloc(swarm->connections, sizeof *swarm->all);
    swarm->turn = calloc(swarm->connections, sizeof *swarm->turn);
    return swarm->all && swarm->turn ? 0 : -ENOMEM;
}

void swarm_finish(struct swarm *swarm) {
    for (unsigned index = 0; swarm->all && index < swarm->connections; index++)
        if (swarm->all[index].stage != STAGE_UNUSED && swarm->all[index].stage != STAGE_ENDED)
            close(swarm->all[index].stream);
    if (swarm->poller >= 0)
        close(swarm->poller);
    free(swarm->all);
    free(swarm->turn);
    swarm->all = NULL;
    swarm->turn = NULL;
    swarm->poller = -1;
}

/* End the connection; what it still owed counts with it. */
static void fail(struct swarm *swarm, struct connection *connection, enum swarm_failure why,
                 int error) {
    uint64_t owed = connection->requests_left;
    if (connection->stage == STAGE_CONNECTING)
        swarm->connecting--;
    else
        swarm->open--;
    if (connection->stage == STAGE_WAITING) {
        swarm->in_flight--;
        owed++;
    }
    if (owed || why != SWARM_CLOSED) /* a server may close a connection that owes nothing */
        swarm->failures[why] += owed ? owed : 1;
    if (error && !swarm->first_errno)
        swarm->first_errno = error;
    connection->stage = STAGE_ENDED;
    connection->requests_left = 0;
    close(connection->stream);
}

/* ---- opening ---- */

static void start_connecting(struct swarm *swarm, struct connection *connection) {
    struct epoll_event event = {.events = EPOLLOUT, .data.ptr = connection};
    int stream = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;
    connection->requests_left = swarm->requests_each;
    connection->stream = stream;
    connection->stage = STAGE_CONNECTING;
    swarm->started++;
    swarm->connecting++;
    if (stream < 0) {
        fail(swarm, connection, SWARM_CONNECT, errno);
        return;
    }
    setsockopt(stream, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if ((connect(stream, (struct sockaddr *)&swarm->server, sizeof swarm->server) &&
         errno != EINPROGRESS) ||
        epoll_ctl(swarm->poller, EPOLL_CTL_ADD, stream, &event))
        fail(swarm, connection, SWARM_CONNECT, errno);
}

static void take_turn(struct swarm *swarm, const struct connection *connection) {
    unsigned tail = (swarm->turn_head + swarm->turn_length++) % swarm->connections;
    swarm->turn[tail] = (unsigned)(connection - swarm->all);
}

static void finish_connecting(struct swarm *swarm, struct connection *connection) {
    struct epoll_event event = {.events = EPOLLIN | EPOLLRDHUP, .data.ptr = connection};
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(connection->stream, SOL_SOCKET, SO_ERROR, &error, &size);
    if (!error && epoll_ctl(swarm->poller, EPOLL_CTL_MOD, connection->stream, &event))
        error = errno;
    if (error) {
        fail(swarm, connection, SWARM_CONNECT, error);
        return;
    }
    swarm->connecting--;
    swarm->open++;
    connection->stage = STAGE_IDLE;
    if (connection->requests_left)
        take_turn(swarm, connection);
}

/* ---- sending ---- */

static void send_request(struct swarm *swarm, struct connection *connection) {
    const char *text = swarm->requests[swarm->sent % swarm->request_count];
    size_t size = strlen(text);
    ssize_t written;
    connection->requests_left--;
    connection->stage = STAGE_WAITING;
    connection->sent_ns = now_ns();
    response_begin(&connection->response);
    swarm->in_flight++;
    swarm->sent++;
    written = send(connection->stream, text, size, MSG_NOSIGNAL);
    if (written != (ssize_t)size) /* one short request on an idle connection always fits */
        fail(swarm, connection, SWARM_BROKEN, written < 0 ? errno : EMSGSIZE);
}

static void send_in_turn(struct swarm *swarm) {
    while (swarm->in_flight < swarm->in_flight_max && swarm->turn_length) {
        struct connection *connection = &swarm->all[swarm->turn[swarm->turn_head]];
        swarm->turn_head = (swarm->turn_head + 1) % swarm->connections;
        swarm->turn_length--;
        if (connection->stage == STAGE_IDLE)
            send_request(swarm, connection);
    }
}

static void finish_answer(struct swarm *swarm, struct connection *connection) {
    int status = connection->response.status;
    histogram_add(&swarm->latencies, now_ns() - connection->sent_ns);
    swarm->in_flight--;
    swarm->answered++;
    connection->stage = STAGE_IDLE;
    if (status < 200 || status > 299)
        swarm->failures[SWARM_STATUS]++;
    if (connection->requests_left && connection->response.closes)
        fail(swarm, connection, SWARM_CLOSED, 0);
    else if (connection->requests_left)
        take_turn(swarm, connection);
}

static void take_bytes(struct swarm *swarm, struct connection *connection, const char *bytes,
                       size_t size) {
    ssize_t taken = -EBADMSG; /* bytes that no request asked for */
    if (connection->stage == STAGE_WAITING)
        taken = response_feed(&connection->response, bytes, size);
    if (taken < 0 || (size_t)taken < size)
        fail(swarm, connection, SWARM_MALFORMED, taken < 0 ? (int)-taken : EBADMSG);
    else if (connection->response.stage == RESPONSE_COMPLETE)
        finish_answer(swarm, connection);
}

static void receive(struct swarm *swarm, struct connection *connection) {
    static char buffer[256 * 1024];
    ssize_t size = recv(connection->stream, buffer, sizeof buffer, 0);
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (size < 0) {
        fail(swarm, connection, SWARM_BROKEN, errno);
    } else if (size == 0) {
        fail(swarm, connection, SWARM_CLOSED, 0);
    } else {
        swarm->bytes += (uint64_t)size;
        take_bytes(swarm, connection, buffer, (size_t)size);
    }
}

/* ---- the loop ---- */

static int serve_events(struct swarm *swarm, int wait_ms) {
    struct epoll_event events[events_max];
    int count = epoll_wait(swarm->poller, events, events_max, wait_ms);
    if (count < 0)
        return errno == EINTR ? 0 : -errno;
    for (int index = 0; index < count; index++) {
        struct connection *connection = events[index].data.ptr;
        if (connection->stage == STAGE_CONNECTING)
            finish_connecting(swarm, connection);
        else if (connection->stage != STAGE_ENDED)
            receive(swarm, connection);
    }
    return 0;
}

int swarm_open_some(struct swarm *swarm, int wait_ms) {
    while (swarm->connecting < connecting_max && swarm->started < swarm->connections)
        start_connecting(swarm, &swarm->all[swarm->started]);
    return serve_events(swarm, swarm->connecting ? wait_ms : 0);
}

int swarm_send_some(struct swarm *swarm, int wait_ms) {
    send_in_turn(swarm);
    return serve_events(swarm, wait_ms);
}

bool swarm_all_open(const struct swarm *swarm) {
    return swarm->started == swarm->connections && !swarm->connecting;
}

bool swarm_all_answered(const struct swarm *swarm) {
    return !swarm->in_flight && !swarm->turn_length;
}

void swarm_give_up(struct swarm *swarm) {
    for (unsigned index = 0; index < swarm->started; index++) {
        struct connection *connection = &swarm->all[index];
        bool owes = connection->requests_left || connection->stage == STAGE_WAITING ||
                    connection->stage == STAGE_CONNECTING;
        if (connection->stage != STAGE_ENDED && owes)
            fail(swarm, connection, SWARM_UNFINISHED, 0);
    }
    swarm->turn_length = 0;
}

uint64_t swarm_errors(const struct swarm *swarm) {
    uint64_t sum = 0;
    for (int failure = 0; failure < SWARM_FAILURES; failure++)
        sum += swarm->failures[failure];
    return sum;
}
