/*
 * Goal: with few descriptors, from three upward, a program gets errors and never crashes, hangs or
 * leaks; with enough of them everything works; and what failed works once there is room again.
 *
 * Workers 1 2
 *
 * Method: this program runs itself under each limit, in a time limit. The child does a bit of
 * everything, as many times as there are kinds, and says by its exit status whether all went well (0)
 * or something was refused with an error that means "no descriptors" (1). Any other error aborts it.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wok/wok.h>

#include "support/expect.h"

enum { LIMIT_ENOUGH = 48 };
#define VARIABLE "WOK_TEST_DESCRIPTORS"

static int refused; /* how often there was no descriptor */

/* Whether it worked; an error that is not about descriptors is one of the program. */
static bool worked(int error, const char *what) {
    if (error >= 0)
        return true;
    /* EAGAIN: a name server cannot be asked, a thread not started. */
    if (error != -EMFILE && error != -ENFILE && error != -EAGAIN) {
        fprintf(stderr, "%s: %s\n", what, strerror(-error));
        abort();
    }
    refused++;
    return false;
}

static async int serve_one(wok_tcp_listener *listener) {
    wok_tcp_stream *client;
    char byte;
    int error = await wok_tcp_accept(listener, &client);
    if (error)
        return error;
    defer wok_abandon(client);
    ssize_t count = await wok_read(client, &byte, 1);
    return count < 0 ? (int)count : (int)await wok_write_all(client, &byte, 1);
}

static async int talk(const char *address) {
    wok_tcp_stream *server;
    char byte = 'x';
    int error = await wok_tcp_connect(address, &server);
    if (error)
        return error;
    defer wok_abandon(server);
    ssize_t count = await wok_write_all(server, &byte, 1);
    return count < 0 ? (int)count : (int)await wok_read(server, &byte, 1);
}

/* The listener may have no descriptor for whom the other side has connected: so there is a limit. */
static async void sockets(void) {
    wok_tcp_listener *listener;
    char address[WOK_ADDRESS_SIZE_MAX];
    int served = -EAGAIN, talked = -EAGAIN;
    int error = wok_tcp_listen("127.0.0.1:0", &listener);
    if (!worked(error, "listen"))
        return;
    defer wok_abandon(listener);
    EXPECT(wok_tcp_local_address(listener, address, sizeof address) == 0);
    race {
        when (({
            join(served = await serve_one(listener), ({
                     talked = await talk(address);
                     if (talked < 0)
                         wok_abandon(listener), listener = NULL;
                 }));
        })) {
        }
        when (await wok_sleep(200 * WOK_MS)) {
        }
    }
    if (served == -ECANCELED || served == -EBADF)
        served = -EAGAIN; /* nobody could come */
    worked(served, "accept");
    worked(talked, "connect");
}

static async void pairs(void) {
    wok_unix_socket *pair[2];
    wok_udp_socket *socket;
    struct wok_splice *splice;
    char byte;
    if (worked(wok_unix_pair(pair), "pair")) {
        EXPECT(await wok_write(pair[0], "x", 1) == 1);
        EXPECT(await wok_read(pair[1], &byte, 1) == 1);
        bool late = false;
        race { /* has to wait, and so to register */
            when (await wok_read(pair[1], &byte, 1)) {
                EXPECT(false);
            }
            when (await wok_sleep(1 * WOK_MS)) {
                late = true;
            }
        }
        EXPECT(late);
        wok_abandon(pair[0]);
        wok_abandon(pair[1]);
    }
    if (worked(wok_udp_bind("127.0.0.1:0", &socket), "udp"))
        wok_abandon(socket);
    if (worked(wok_splice_open(0, &splice), "splice"))
        wok_splice_close(splice);
}

static async void files(void) {
    struct wok_file *file;
    struct wok_folder *folder;
    struct wok_folder_entry entry;
    struct wok_file_watch watch;
    if (worked(await wok_file_temporary("/tmp", &file), "temporary")) {
        EXPECT(await wok_file_write(file, "x", 1) == 1);
        EXPECT(await wok_file_close(file) == 0);
    }
    if (worked(await wok_folder_open("/", &folder), "folder")) {
        EXPECT(await wok_folder_next(folder, &entry) == 1);
        wok_folder_close(folder);
    }
    if (worked(wok_file_watch_open(&watch), "watch"))
        wok_file_watch_close(&watch);
    EXPECT(await wok_fd_writable(2) == 0);
}

static async void programs_and_signals(void) {
    struct wok_process_options options = {
        .size = sizeof options,
        .program = "true",
        .arguments = (char *[]){"true", NULL},
        .streams = {WOK_PROCESS_PIPE, WOK_PROCESS_PIPE, WOK_PROCESS_PIPE},
    };
    struct wok_process_spawned other;
    wok_signals *signals;
    int status;
    if (worked(wok_process_spawn(&options, &other), "spawn")) {
        if (worked(await wok_process_wait(other.process, &status), "wait"))
            EXPECT(WIFEXITED(status));
        for (int i = 0; i < 3; i++)
            wok_abandon(other.streams[i]);
        wok_process_end(other.process);
    }
    if (worked(wok_signals_open((int[]){SIGUSR1}, 1, &signals), "signals")) {
        EXPECT(kill(getpid(), SIGUSR1) == 0); /* raise: this worker may block all signals */
        EXPECT(await wok_signals_next(signals) == SIGUSR1);
        wok_signals_close(signals);
    }
}

static async void names(void) {
    wok_tcp_stream *stream;
    int error = await wok_tcp_connect_name("localhost:1", NULL, &stream);
    if (error != -ECONNREFUSED)
        worked(error == 0 ? -EPROTO : error, "name");
}

static int descriptors_open(void) {
    int count = 0;
    for (int number = 0; number < 256; number++)
        count += fcntl(number, F_GETFD) >= 0;
    return count;
}

static async int everything(void) {
    await wok_yield();
    int before = descriptors_open();
    for (int round = 0; round < 2; round++) {
        await sockets();
        await pairs();
        await files();
        await programs_and_signals();
        await names();
    }
    EXPECT(descriptors_open() <= before + 1); /* a reactor may have got its own meanwhile */
    return refused > 0;
}

/*
 * Before the runtime starts, and behind the loader, which needs descriptors of its own: the limit that
 * the parent has put into the environment.
 */
__attribute__((constructor)) static void take_limit(void) {
    const char *text = getenv(VARIABLE);
    if (!text)
        return;
    const struct rlimit limit = {strtoul(text, NULL, 10), strtoul(text, NULL, 10)};
    EXPECT(setrlimit(RLIMIT_NOFILE, &limit) == 0);
}

/* Itself, under a limit; its exit status, or -1 when it did not end, or not by itself. */
static async int run_under(const char *self, int limit) {
    char number[16];
    int status = 0;
    bool is_late = false;
    snprintf(number, sizeof number, "%d", limit);
    setenv(VARIABLE, number, 1);
    struct wok_process_options options = {
        .size = sizeof options,
        .program = self,
        .arguments = (char *[]){(char *)self, "child", NULL},
        .streams = {WOK_PROCESS_NULL, WOK_PROCESS_INHERIT, WOK_PROCESS_INHERIT},
    };
    struct wok_process_spawned child;
    EXPECT(wok_process_spawn(&options, &child) == 0);
    defer wok_process_end(child.process);
    race {
        when (await wok_process_wait(child.process, &status)) {
        }
        when (await wok_sleep(60 * WOK_S)) {
            is_late = true;
        }
    }
    if (!is_late && WIFEXITED(status) && WEXITSTATUS(status) <= 1)
        return WEXITSTATUS(status);
    fprintf(stderr, "with %d descriptors it %s (%#x)\n", limit, is_late ? "hung" : "failed",
            (unsigned)status);
    return -1;
}

async int main(int argc, char **argv) {
    if (argc > 1)
        return await everything();
    int last = -1;
    for (int limit = 3; limit <= LIMIT_ENOUGH; limit++) {
        last = await run_under(argv[0], limit);
        EXPECT(last >= 0);
    }
    EXPECT(last == 0); /* all of it works with enough of them */
    return 0;
}
