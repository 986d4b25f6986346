/*
 * resolve.c: a look-up is a c-ares channel of its own.
 *
 * c-ares opens sockets and says which it waits for; we wait for them and hand them back. A channel
 * for each look-up costs the reading of two small files, which is done on the blocking pool, and buys
 * that nothing is shared: no lock, no cached resolv.conf, cancelling is destroying.
 *
 * c-ares closes sockets behind our back. It does so inside of calls that we make, and no wait is left
 * over then: all arms of a race are over before its body runs.
 */
#include <ares.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <wok/wok.h>

enum { HOST_SIZE_MAX = 256, SOCKETS_MAX = 4 };

struct lookup {
    const struct wok_resolve_options *options;
    char host[HOST_SIZE_MAX];
    const char *port;
    ares_channel channel;
    bool is_begun, is_done;
    int status;
    struct ares_addrinfo *found;
};

static int error_of(int status) {
    switch (status) {
    case ARES_SUCCESS:
        return 0;
    case ARES_ENODATA:
    case ARES_ENOTFOUND:
    case ARES_ENONAME:
        return -ENOENT;
    case ARES_ETIMEOUT:
        return -ETIMEDOUT;
    case ARES_ECONNREFUSED:
        return -ECONNREFUSED;
    case ARES_ENOMEM:
        return -ENOMEM;
    case ARES_EBADNAME:
    case ARES_EBADSTR:
    case ARES_ESERVICE:
        return -EINVAL;
    default:
        return -EIO;
    }
}

/* Also called, with ARES_EDESTRUCTION, when the channel ends before its time. */
static void lookup_done(void *argument, int status, int timeouts, struct ares_addrinfo *found) {
    struct lookup *lookup = argument;
    (void)timeouts;
    lookup->is_done = true;
    lookup->status = status;
    lookup->found = found;
}

static int channel_create(const struct wok_resolve_options *options, ares_channel *out) {
    struct ares_options settings = {
        .timeout = options->try_timeout_ns ? (int)(options->try_timeout_ns / WOK_MS) : 2000,
        .tries = options->tries ? (int)options->tries : 3,
    };
    ares_channel channel;
    if (settings.timeout <= 0)
        settings.timeout = 1;
    int status = ares_init_options(&channel, &settings, ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES);
    if (status == ARES_SUCCESS && options->servers) {
        status = ares_set_servers_ports_csv(channel, options->servers);
        if (status != ARES_SUCCESS)
            ares_destroy(channel);
    }
    if (status == ARES_SUCCESS)
        *out = channel;
    return error_of(status);
}

/* On a thread of the pool: reads resolv.conf and hosts, and sends the first question. */
static int lookup_begin(void *argument) {
    struct lookup *lookup = argument;
    struct ares_addrinfo_hints hints = {
        .ai_flags = ARES_AI_NUMERICSERV,
        .ai_family = lookup->options->family ? lookup->options->family : AF_UNSPEC,
        .ai_socktype = SOCK_STREAM,
    };
    int error = channel_create(lookup->options, &lookup->channel);
    if (error)
        return error;
    lookup->is_begun = true;
    ares_getaddrinfo(lookup->channel, lookup->host, lookup->port, &hints, lookup_done, lookup);
    return 0;
}

static void lookup_end(struct lookup *lookup) {
    if (lookup->is_begun)
        ares_destroy(lookup->channel);
    if (lookup->found)
        ares_freeaddrinfo(lookup->found);
}

/* What c-ares waits for: sockets beside each other, and how long at most. */
struct interest {
    ares_socket_t sockets[ARES_GETSOCK_MAXNUM];
    int mask;
    uint64_t timeout_ns;
};

static void interest_ask(ares_channel channel, struct interest *interest) {
    struct timeval limit = {.tv_sec = 10}, left;
    interest->mask = ares_getsock(channel, interest->sockets, ARES_GETSOCK_MAXNUM);
    struct timeval *at = ares_timeout(channel, &limit, &left);
    interest->timeout_ns = (uint64_t)at->tv_sec * WOK_S + (uint64_t)at->tv_usec * WOK_US;
    /* There is a wait for four. With more servers than that in use the rest is looked at often. */
    bool is_more = ARES_GETSOCK_READABLE(interest->mask, SOCKETS_MAX) ||
                   ARES_GETSOCK_WRITABLE(interest->mask, SOCKETS_MAX);
    if (is_more && interest->timeout_ns > 20 * WOK_MS)
        interest->timeout_ns = 20 * WOK_MS;
}

/* Until the socket is ready for what c-ares wants of it; one that it has no use for never is. */
static async void socket_ready(const struct interest *interest, int at) {
    if (ARES_GETSOCK_WRITABLE(interest->mask, at))
        await wok_fd_writable(interest->sockets[at]);
    else if (ARES_GETSOCK_READABLE(interest->mask, at))
        await wok_fd_readable(interest->sockets[at]);
    else
        for (;;)
            await wok_sleep(3600 * WOK_S);
}

static async void lookup_turn(struct lookup *lookup) {
    struct interest interest;
    int ready = -1;
    interest_ask(lookup->channel, &interest);
    race {
        when (await socket_ready(&interest, 0)) {
            ready = 0;
        }
        when (await socket_ready(&interest, 1)) {
            ready = 1;
        }
        when (await socket_ready(&interest, 2)) {
            ready = 2;
        }
        when (await socket_ready(&interest, 3)) {
            ready = 3;
        }
        when (await wok_sleep(interest.timeout_ns)) {
        }
    }
    bool writes = ready >= 0 && ARES_GETSOCK_WRITABLE(interest.mask, ready);
    ares_socket_t socket = ready >= 0 ? interest.sockets[ready] : ARES_SOCKET_BAD;
    ares_process_fd(lookup->channel, socket, writes ? socket : ARES_SOCKET_BAD);
    if (ready < 0) /* of the sockets that nobody waited for */
        for (int i = SOCKETS_MAX; i < ARES_GETSOCK_MAXNUM && !lookup->is_done; i++)
            if (ARES_GETSOCK_READABLE(interest.mask, i))
                ares_process_fd(lookup->channel, interest.sockets[i], ARES_SOCKET_BAD);
}

static int collect(const struct ares_addrinfo *found, struct wok_address *out, uint32_t capacity) {
    uint32_t count = 0;
    for (const struct ares_addrinfo_node *node = found->nodes; node; node = node->ai_next) {
        if (node->ai_addrlen > sizeof out->bytes)
            continue;
        if (count < capacity) {
            out[count].size = (uint32_t)node->ai_addrlen;
            memcpy(out[count].bytes, node->ai_addr, node->ai_addrlen);
        }
        count++;
    }
    return count ? (int)count : -ENOENT;
}

/* "host:port" taken apart; an IPv6 address is left to wok_address_parse. */
static int take_apart(const char *name, struct lookup *lookup) {
    const char *colon = strrchr(name, ':');
    if (!colon || colon == name || colon - name >= HOST_SIZE_MAX || colon[1] == 0)
        return -EINVAL;
    if (strspn(colon + 1, "0123456789") != strlen(colon + 1) || strlen(colon + 1) > 5)
        return -EINVAL;
    if (memchr(name, ':', (size_t)(colon - name)))
        return -EINVAL;
    memcpy(lookup->host, name, (size_t)(colon - name));
    lookup->host[colon - name] = 0;
    lookup->port = colon + 1;
    return 0;
}

async int wok_resolve(const char *name, const struct wok_resolve_options *options,
                      struct wok_address *out, uint32_t capacity) {
    static const struct wok_resolve_options as_usual;
    struct wok_address literal;
    if (wok_address_parse(name, &literal) == 0) {
        if (capacity)
            out[0] = literal;
        return 1;
    }
    struct lookup lookup = {.options = options ? options : &as_usual};
    int error = take_apart(name, &lookup);
    if (error)
        return error;
    defer lookup_end(&lookup);
    error = await wok_blocking(lookup_begin, &lookup);
    if (error)
        return error;
    while (!lookup.is_done)
        await lookup_turn(&lookup);
    error = error_of(lookup.status);
    return error ? error : collect(lookup.found, out, capacity);
}
