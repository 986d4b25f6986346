/*
 * The load of the network figures: one thread, epoll, CONNECTIONS connections to 127.0.0.1:PORT, each
 * with one message under way. The same program for every peer.
 *
 *     echo_client PORT CONNECTIONS WHAT WARMUP_MS MEASURE_MS [SERVER_PID]
 *
 * WHAT is a number: messages of so many bytes, which come back; `http`: a request, and the answer of
 * figure.h; or `connect`: one byte that comes back, on a new connection each time. It
 * prints `requests N`, `elapsed_ns N`, `p50_ns N`, `p99_ns N` of the measured window, `total N` of
 * the whole run and, when it is given the server's process, `server_cpu_ns N`: what the server's
 * threads ran in that window, from the scheduler's own clock, read at both ends of the window so
 * that neither set-up nor warm-up is counted. An answer of other bytes than expected is an error.
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "../figure.h"

enum { message_bytes_max = 4096, latencies_max = 1 << 20 };

struct connection {
    int stream;
    uint32_t received; /* bytes of the current echo */
    uint64_t sent_ns;
};

struct load {
    int poller, port, connections, reconnects;
    struct connection *all;
    char message[message_bytes_max];
    const char *expected; /* what comes back */
    size_t message_bytes, expected_bytes;
    uint64_t total, requests, latency_count;
    uint32_t *latencies_ns;
    int measuring;
};

static int fail(const char *what) {
    fprintf(stderr, "echo_client: %s: %s\n", what, strerror(errno));
    return 1;
}

/* Time the process's threads were on a CPU; threads that have ended are not counted. */
static uint64_t cpu_ns_of(int process) {
    char path[64];
    uint64_t sum_ns = 0;
    struct dirent *entry;
    DIR *threads;
    snprintf(path, sizeof path, "/proc/%d/task", process);
    if (!(threads = opendir(path)))
        return 0;
    while ((entry = readdir(threads))) {
        unsigned long long ran_ns = 0;
        char schedstat[sizeof path + sizeof entry->d_name + 16];
        FILE *file;
        if (entry->d_name[0] == '.')
            continue;
        snprintf(schedstat, sizeof schedstat, "%s/%s/schedstat", path, entry->d_name);
        if (!(file = fopen(schedstat, "r")))
            continue;
        if (fscanf(file, "%llu", &ran_ns) == 1)
            sum_ns += ran_ns;
        fclose(file);
    }
    closedir(threads);
    return sum_ns;
}

static int send_message(struct load *load, struct connection *connection) {
    connection->received = 0;
    connection->sent_ns = figure_now_ns();
    if (send(connection->stream, load->message, load->message_bytes, MSG_NOSIGNAL) !=
        (ssize_t)load->message_bytes)
        return fail("send");
    return 0;
}

static int connect_one(struct load *load, struct connection *connection) {
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)load->port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    int on = 1, stream = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (stream < 0 || connect(stream, (struct sockaddr *)&address, sizeof address))
        return fail("connect");
    setsockopt(stream, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    connection->stream = stream;
    return epoll_ctl(load->poller, EPOLL_CTL_ADD, stream, &event) ? fail("epoll_ctl") : 0;
}

/* With a reset, so that no port is left waiting. */
static int connect_again(struct load *load, struct connection *connection) {
    struct linger at_once = {.l_onoff = 1};
    setsockopt(connection->stream, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close(connection->stream);
    return connect_one(load, connection);
}

static int connect_all(struct load *load) {
    for (int index = 0; index < load->connections; index++)
        if (connect_one(load, &load->all[index]))
            return 1;
    return 0;
}

static void note_echo(struct load *load, const struct connection *connection) {
    uint64_t latency_ns = figure_now_ns() - connection->sent_ns;
    load->total++;
    if (!load->measuring)
        return;
    load->requests++;
    if (load->latency_count < latencies_max)
        load->latencies_ns[load->latency_count++] =
            latency_ns > UINT32_MAX ? UINT32_MAX : (uint32_t)latency_ns;
}

static int receive(struct load *load, struct connection *connection) {
    char buffer[message_bytes_max];
    size_t wanted = load->expected_bytes - connection->received;
    ssize_t size = recv(connection->stream, buffer, wanted, MSG_DONTWAIT);
    if (size < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    if (size <= 0)
        return fail(size ? "recv" : "the server closed a connection");
    if (memcmp(buffer, load->expected + connection->received, (size_t)size)) {
        errno = EBADMSG;
        return fail("the answer differs from what was expected");
    }
    connection->received += (uint32_t)size;
    if (connection->received < load->expected_bytes)
        return 0;
    note_echo(load, connection);
    if (load->reconnects && connect_again(load, connection))
        return 1;
    return send_message(load, connection);
}

static int drive_until(struct load *load, uint64_t deadline_ns) {
    struct epoll_event events[256];
    while (figure_now_ns() < deadline_ns) {
        int count = epoll_wait(load->poller, events, 256, 100);
        for (int index = 0; index < count; index++)
            if (receive(load, events[index].data.ptr))
                return 1;
    }
    return 0;
}

static int ascending(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

static int measure(struct load *load, uint64_t measure_ns, int server) {
    uint64_t cpu_before_ns = server ? cpu_ns_of(server) : 0, started_ns = figure_now_ns();
    uint64_t elapsed_ns, cpu_ns;
    load->measuring = 1;
    if (drive_until(load, started_ns + measure_ns))
        return 1;
    elapsed_ns = figure_now_ns() - started_ns;
    cpu_ns = server ? cpu_ns_of(server) - cpu_before_ns : 0;
    if (!load->requests) {
        errno = ETIMEDOUT;
        return fail("no echo came back");
    }
    qsort(load->latencies_ns, load->latency_count, sizeof *load->latencies_ns, ascending);
    printf("requests %llu\nelapsed_ns %llu\np50_ns %u\np99_ns %u\ntotal %llu\n",
           (unsigned long long)load->requests, (unsigned long long)elapsed_ns,
           load->latencies_ns[load->latency_count / 2],
           load->latencies_ns[load->latency_count * 99 / 100], (unsigned long long)load->total);
    if (server)
        printf("server_cpu_ns %llu\n", (unsigned long long)cpu_ns);
    return 0;
}

/* False: WHAT is none of the three. */
static int choose(struct load *load, const char *what) {
    static const char request[] = "GET /plaintext HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    if (strcmp(what, "http") == 0) {
        memcpy(load->message, request, sizeof request);
        load->message_bytes = sizeof request - 1;
        load->expected = FIGURE_HTTP_ANSWER;
        load->expected_bytes = sizeof FIGURE_HTTP_ANSWER - 1;
        return 1;
    }
    load->reconnects = strcmp(what, "connect") == 0;
    load->message_bytes = load->reconnects ? 1 : (size_t)atoi(what);
    if (load->message_bytes < 1 || load->message_bytes > message_bytes_max)
        return 0;
    for (size_t byte = 0; byte < load->message_bytes; byte++)
        load->message[byte] = (char)('a' + byte % 26);
    load->expected = load->message;
    load->expected_bytes = load->message_bytes;
    return 1;
}

int main(int argc, char **argv) {
    static struct load load;
    uint64_t warmup_ns, measure_ns;
    if (argc < 6) {
        fprintf(stderr, "usage: %s PORT CONNECTIONS WHAT WARMUP_MS MEASURE_MS [SERVER_PID]\n",
                argv[0]);
        return 2;
    }
    load.port = atoi(argv[1]);
    load.connections = atoi(argv[2]);
    warmup_ns = (uint64_t)atoi(argv[4]) * 1000000u;
    measure_ns = (uint64_t)atoi(argv[5]) * 1000000u;
    if (load.port < 1 || load.connections < 1 || !choose(&load, argv[3]) || !measure_ns) {
        fprintf(stderr, "echo_client: a number is out of range\n");
        return 2;
    }
    alarm((unsigned)((warmup_ns + measure_ns) / 1000000000u) +
          20); /* never hangs on a dead server */
    load.all = calloc((size_t)load.connections, sizeof *load.all);
    load.latencies_ns = malloc(latencies_max * sizeof *load.latencies_ns);
    load.poller = epoll_create1(EPOLL_CLOEXEC);
    if (!load.all || !load.latencies_ns || load.poller < 0)
        return fail("set-up");
    if (connect_all(&load))
        return 1;
    for (int index = 0; index < load.connections; index++)
        if (send_message(&load, &load.all[index]))
            return 1;
    if (drive_until(&load, figure_now_ns() + warmup_ns))
        return 1;
    return measure(&load, measure_ns, argc > 6 ? atoi(argv[6]) : 0);
}
