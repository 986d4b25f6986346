/*
 * mini-redis [OPTION…]: a server that Redis clients can talk to. `mini-redis --help` lists the options.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <time.h>

#include <wok/wok.h>

#include "connection.h"
#include "server.h"

struct options {
    const char *address, *append_path;
    enum append_policy policy;
};

static const char usage[] =
    "usage: mini-redis [OPTION...]\n"
    "\n"
    "  --address A     where to listen, numeric (127.0.0.1:6379; port 0 asks for a free one)\n"
    "  --append FILE   keep every change in FILE, and begin with what is in it\n"
    "  --sync WHEN     always, second (the default) or never: when FILE is synced\n"
    "\n"
    "WOK_WORKERS=N in the environment sets the number of threads.\n";

static bool policy_read(const char *name, enum append_policy *policy) {
    static const char *const names[] = {"always", "second", "never"};
    for (unsigned i = 0; i < 3; i++) {
        if (strcmp(name, names[i]) == 0) {
            *policy = (enum append_policy)i;
            return true;
        }
    }
    return false;
}

static bool option_read(const char *name, const char *value, struct options *options) {
    if (strcmp(name, "--sync") == 0)
        return policy_read(value, &options->policy);
    if (strcmp(name, "--address") == 0)
        options->address = value;
    else if (strcmp(name, "--append") == 0)
        options->append_path = value;
    else
        return false;
    return true;
}

/* -1: go on; else the exit status. */
static int options_read(int argc, char **argv, struct options *options) {
    for (int i = 1; i < argc; i += 2) {
        if (strcmp(argv[i], "--help") == 0) {
            fputs(usage, stdout);
            return 0;
        }
        if (i + 1 == argc || !option_read(argv[i], argv[i + 1], options)) {
            fprintf(stderr, "mini-redis: cannot understand %s\n%s", argv[i], usage);
            return 2;
        }
    }
    return -1;
}

static int fail(const char *what, const char *name, int error) {
    fprintf(stderr, "mini-redis: cannot %s %s: %s\n", what, name, strerror(-error));
    return 1;
}

static int server_init(struct server *server) {
    struct rlimit allowed;
    uint8_t seed[24];
    if (getrandom(seed, sizeof seed, 0) != sizeof seed)
        return fail("get", "random numbers", -EIO);
    map_seed(seed);
    memcpy(&server->store.random, seed + 16, 8);
    server->store.random |= 1;
    pthread_mutex_init(&server->lock, NULL);
    signal(SIGXFSZ, SIG_IGN); /* a file that cannot grow is an error, not the end */
    if (getrlimit(RLIMIT_NOFILE, &allowed) == 0 && allowed.rlim_cur < allowed.rlim_max) {
        allowed.rlim_cur = allowed.rlim_max;
        setrlimit(RLIMIT_NOFILE, &allowed);
    }
    return 0;
}

static unsigned expire_some(struct server *server, struct buffer *log) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    pthread_mutex_lock(&server->lock);
    server->store.log = append_is_on(&server->append) ? log : NULL;
    unsigned ended =
        store_expire(&server->store, 20, now.tv_sec * 1000 + now.tv_nsec / 1000000);
    pthread_mutex_unlock(&server->lock);
    return ended;
}

/* Keys that nobody asks for have to end, too: a few looks often, more while they find something. */
static async void expire(struct server *server) {
    struct buffer log = {0};
    uint64_t position;
    defer buffer_free(&log);
    for (;;) {
        await wok_sleep(100 * WOK_MS);
        while (expire_some(server, &log) >= 5)
            await wok_yield();
        if (log.size)
            (void)await append_take(&server->append, &log, &position);
    }
}

static async int accept_clients(struct server *server, wok_tcp_listener *listener) {
    for (;;) {
        wok_tcp_stream *stream;
        int error = await wok_tcp_accept(listener, &stream);
        if (error == -EMFILE || error == -ENFILE || error == -ENOMEM || error == -ENOBUFS) {
            await wok_sleep(10 * WOK_MS); /* a connection that ends makes room */
            continue;
        }
        if (error)
            return error;
        server->connections++;
        wok_detach(spawn(connection_serve(server, stream)));
    }
}

/* Until a signal, or until accepting fails for good. */
static async int serve(struct server *server, wok_tcp_listener *listener, wok_signals *signals) {
    int error = 0;
    race {
        when (error = await accept_clients(server, listener)) {
        }
        when (await expire(server)) {
        }
        when (await append_sync_each_second(&server->append)) {
        }
        when (await wok_signals_next(signals)) {
            error = 0;
        }
    }
    return error;
}

static async int open_append(struct server *server, const struct options *options) {
    const char *complaint;
    if (!options->append_path)
        return 0;
    int error = await append_open(&server->append, options->append_path, options->policy, server,
                                  &complaint);
    if (error && complaint)
        fprintf(stderr, "mini-redis: %s: %s\n", options->append_path, complaint);
    else if (error)
        fail("use", options->append_path, error);
    if (error == 0)
        wok_detach(spawn(append_run(&server->append)));
    return error;
}

async int main(int argc, char **argv) {
    static struct server server; /* connections still use it while the runtime shuts down */
    struct options options = {.address = "127.0.0.1:6379", .policy = APPEND_SECOND};
    char address[WOK_ADDRESS_SIZE_MAX];
    wok_tcp_listener *listener;
    wok_signals *signals;
    int status = options_read(argc, argv, &options);
    if (status >= 0)
        return status;
    if (server_init(&server) || await open_append(&server, &options))
        return 1;
    int error = wok_tcp_listen(options.address, &listener);
    if (!error)
        error = wok_tcp_local_address(listener, address, sizeof address);
    if (error)
        return fail("listen on", options.address, error);
    error = wok_signals_open((int[]){SIGINT, SIGTERM}, 2, &signals);
    if (error)
        return fail("wait for", "signals", error);
    printf("listening on %s\n", address);
    fflush(stdout);
    error = await serve(&server, listener, signals);
    wok_signals_close(signals); /* the next one ends the program, for those who cannot wait */
    (void)await wok_close(listener);
    if (error)
        fail("accept on", address, error);
    int closed = await append_close(&server.append);
    if (closed)
        fail("keep", options.append_path, closed);
    return error || closed;
}
