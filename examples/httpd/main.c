/*
 * httpd [OPTION…] FOLDER: an HTTP/1.1 server for the files of a folder; `httpd --help` lists the
 * options. Prints "listening on http://ADDRESS" once it accepts connections; SIGINT or SIGTERM stop
 * it in order: requests being answered are finished, waiting connections are closed.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include <wok/wok.h>

#include "connection.h"
#include "files.h"
#include "options.h"
#include "server.h"

/* Descriptors for everything that is not a connection: standard streams, workers, files. */
enum { DESCRIPTORS_RESERVED = 24 };

static int fail(const char *what, const char *name, int error) {
    fprintf(stderr, "httpd: cannot %s %s: %s\n", what, name, strerror(-error));
    return 1;
}

/* Use all descriptors we may have, and accept no more connections than they are enough for. */
static int limit_connections(struct limits *limits) {
    struct rlimit allowed;
    if (getrlimit(RLIMIT_NOFILE, &allowed) < 0)
        return fail("read", "the descriptor limit", -errno);
    if (allowed.rlim_cur < allowed.rlim_max) {
        allowed.rlim_cur = allowed.rlim_max;
        if (setrlimit(RLIMIT_NOFILE, &allowed) < 0)
            getrlimit(RLIMIT_NOFILE, &allowed);
    }
    if (allowed.rlim_cur <= DESCRIPTORS_RESERVED + 8) {
        fprintf(stderr, "httpd: only %llu file descriptors allowed, %d needed (see ulimit -n)\n",
                (unsigned long long)allowed.rlim_cur, DESCRIPTORS_RESERVED + 9);
        return 1;
    }
    unsigned long room = (unsigned long)allowed.rlim_cur - DESCRIPTORS_RESERVED;
    if (limits->connections == 0 || limits->connections > room)
        limits->connections = room;
    return 0;
}

/* Returns only when accepting fails for good: negative errno. */
static async int accept_connections(struct server *server, wok_tcp_listener *listener) {
    for (;;) {
        wok_tcp_stream *stream;
        int error = await wok_tcp_accept(listener, &stream);
        if (error == -EMFILE || error == -ENFILE || error == -ENOMEM || error == -ENOBUFS) {
            await wok_sleep(10 * WOK_MS); /* a connection that ends makes room */
            continue;
        }
        if (error == -ECONNABORTED)
            continue;
        if (error)
            return error;
        server->accepted++;
        if (server->connections < server->limits.connections)
            wok_detach(spawn(connection_serve(server, stream)));
        else
            wok_detach(spawn(connection_refuse(server, stream)));
    }
}

/* Let requests that are being answered come to their end, for two seconds at most. */
static async void finish_requests(struct server *server) {
    uint64_t deadline_ns = wok_now() + 2 * WOK_S;
    server->stopping = true;
    while (server->active && wok_now() < deadline_ns)
        await wok_sleep(10 * WOK_MS);
}

/* Until a signal: from then on the next one ends the program, for those who cannot wait. */
static async int serve(struct server *server, wok_tcp_listener *listener, wok_signals *signals) {
    int error = 0;
    race {
        when (error = await accept_connections(server, listener)) {
        }
        when (await wok_signals_next(signals)) {
            error = 0;
        }
    }
    wok_signals_close(signals);
    (void)await wok_close(listener);
    await finish_requests(server);
    return error;
}

async int main(int argc, char **argv) {
    static struct server server; /* connections still use it while the runtime shuts down */
    struct options options;
    wok_tcp_listener *listener;
    wok_signals *signals;
    char address[WOK_ADDRESS_SIZE_MAX];
    int status = options_read(argc, argv, &options);
    if (status >= 0)
        return status;
    if (limit_connections(&options.limits))
        return 1;
    server.limits = options.limits;
    server.started_ns = wok_now();
    server.folder = files_open_folder(options.folder);
    if (server.folder < 0)
        return fail("serve", options.folder, server.folder);
    int error = wok_tcp_listen(options.address, &listener);
    if (!error)
        error = wok_tcp_local_address(listener, address, sizeof address);
    if (error)
        return fail("listen on", options.address, error);
    error = wok_signals_open((int[]){SIGINT, SIGTERM}, 2, &signals);
    if (error)
        return fail("wait for", "signals", error);
    printf("listening on http://%s\n", address);
    fflush(stdout);
    error = await serve(&server, listener, signals);
    if (error)
        return fail("accept on", address, error);
    printf("stopped after %lu requests\n", server.requests);
    return 0;
}
