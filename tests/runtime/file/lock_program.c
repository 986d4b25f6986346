/*
 * Goal: locks of files exclude as they should, across descriptions and processes; waiting for one holds
 * neither a worker nor a thread of the pool; and whoever gives up waiting has no lock and keeps no other
 * from it.
 *
 * Method: two descriptions of one file stand for two programs, and a forked child for a real one. More
 * tasks wait for a lock than the pool of files has threads, while its holder uses files.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wok/wok.h>

#include "support/expect.h"

enum { WAITERS = 40 };

static char path[64];
static _Atomic int holders; /* of the exclusive lock; atomic because no sanitizer knows of such locks */

static async struct wok_file *open_it(int flags) {
    struct wok_file *file = NULL;
    EXPECT(await wok_file_open(path, flags | O_CREAT, 0600, &file) == 0);
    return file;
}

static async void kinds_exclude_as_they_should(void) {
    struct wok_file *first = await open_it(O_RDWR), *second = await open_it(O_RDWR);
    struct wok_file *reader = await open_it(O_RDONLY);
    defer wok_file_abandon(first);
    defer wok_file_abandon(second);
    defer wok_file_abandon(reader);
    EXPECT(await wok_file_lock(first, WOK_FILE_LOCK_SHARED, 0, 0) == 0);
    EXPECT(await wok_file_try_lock(second, WOK_FILE_LOCK_SHARED, 0, 0) == 0);
    EXPECT(await wok_file_try_lock(second, WOK_FILE_LOCK_EXCLUSIVE, 0, 0) == -EBUSY);
    EXPECT(wok_file_unlock(first, 0, 0) == 0);
    EXPECT(await wok_file_try_lock(second, WOK_FILE_LOCK_EXCLUSIVE, 0, 0) == 0);
    EXPECT(await wok_file_try_lock(first, WOK_FILE_LOCK_SHARED, 5, 1) == -EBUSY);
    EXPECT(wok_file_unlock(second, 0, 10) == 0);
    EXPECT(await wok_file_try_lock(first, WOK_FILE_LOCK_EXCLUSIVE, 5, 1) == 0);
    EXPECT(await wok_file_try_lock(first, WOK_FILE_LOCK_EXCLUSIVE, 10, 1) == -EBUSY);
    EXPECT(await wok_file_lock(reader, WOK_FILE_LOCK_EXCLUSIVE, 0, 0) == -EBADF);
    EXPECT(await wok_file_lock(first, (enum wok_file_lock_kind)7, 0, 0) == -EINVAL);
    EXPECT(await wok_file_lock(first, WOK_FILE_LOCK_SHARED, UINT64_MAX, 1) == -EINVAL);
}

static async void take_a_turn(void) {
    struct wok_file *file = await open_it(O_RDWR);
    struct stat status;
    defer wok_file_abandon(file);
    EXPECT(await wok_file_lock(file, WOK_FILE_LOCK_EXCLUSIVE, 0, 0) == 0);
    EXPECT(holders++ == 0);
    EXPECT(await wok_file_stat(path, &status) == 0);
    EXPECT(--holders == 0);
    EXPECT(wok_file_unlock(file, 0, 0) == 0);
}

static async void many_may_wait_while_the_holder_works(void) {
    struct wok_file *holder = await open_it(O_RDWR);
    task(void) waiters[WAITERS];
    char byte = 'x';
    EXPECT(await wok_file_lock(holder, WOK_FILE_LOCK_EXCLUSIVE, 0, 0) == 0);
    for (int i = 0; i < WAITERS; i++)
        waiters[i] = spawn(take_a_turn());
    await wok_sleep(5 * WOK_MS);
    EXPECT(holders == 0);
    EXPECT(await wok_file_write(holder, &byte, 1) == 1);
    EXPECT(await wok_file_close(holder) == 0); /* gives the lock back */
    for (int i = 0; i < WAITERS; i++)
        await waiters[i];
}

/* Given up after every short while: the file that waited has no lock then, now or later. */
static async void who_gives_up_has_nothing(void) {
    struct wok_file *holder = await open_it(O_RDWR), *waiter = await open_it(O_RDWR);
    defer wok_file_abandon(holder);
    defer wok_file_abandon(waiter);
    for (uint64_t patience_us = 0; patience_us < 3000; patience_us += 100) {
        int error = -ECANCELED, freed;
        EXPECT(await wok_file_lock(holder, WOK_FILE_LOCK_EXCLUSIVE, 0, 0) == 0);
        join(
            ({
                race {
                    when (error = await wok_file_lock(waiter, WOK_FILE_LOCK_EXCLUSIVE, 0, 0)) {
                    }
                    when (await wok_sleep(patience_us * WOK_US)) {
                    }
                }
            }),
            ({
                await wok_sleep(1 * WOK_MS);
                freed = wok_file_unlock(holder, 0, 0);
            }));
        EXPECT(freed == 0 && (error == 0 || error == -ECANCELED));
        int other = await wok_file_try_lock(holder, WOK_FILE_LOCK_EXCLUSIVE, 0, 0);
        EXPECT(other == (error == 0 ? -EBUSY : 0));
        EXPECT(wok_file_unlock(waiter, 0, 0) == 0 && wok_file_unlock(holder, 0, 0) == 0);
    }
}

/* A program of its own, which has the lock until its standard input ends. */
static async void another_process_is_excluded(const char *self) {
    struct wok_file *file = await open_it(O_RDWR);
    char byte;
    int status;
    defer wok_file_abandon(file);
    struct wok_process_options options = {
        .size = sizeof options,
        .program = self,
        .arguments = (char *[]){(char *)self, path, NULL},
        .streams = {WOK_PROCESS_PIPE, WOK_PROCESS_PIPE, WOK_PROCESS_INHERIT},
    };
    struct wok_process_spawned other;
    EXPECT(wok_process_spawn(&options, &other) == 0);
    EXPECT(await wok_read(other.streams[1], &byte, 1) == 1 && byte == 'l');
    EXPECT(await wok_file_try_lock(file, WOK_FILE_LOCK_SHARED, 0, 0) == -EBUSY);
    wok_abandon(other.streams[0]);
    EXPECT(await wok_file_lock(file, WOK_FILE_LOCK_SHARED, 0, 0) == 0);
    EXPECT(await wok_process_wait(other.process, &status) == 0);
    wok_abandon(other.streams[1]);
    wok_process_end(other.process);
}

static async int hold_until_told(const char *file_path) {
    struct wok_file *file;
    char byte;
    EXPECT(await wok_file_open(file_path, O_RDWR, 0, &file) == 0);
    EXPECT(await wok_file_lock(file, WOK_FILE_LOCK_EXCLUSIVE, 0, 0) == 0);
    EXPECT(await wok_fd_write_all(1, "l", 1) == 1);
    EXPECT(await wok_fd_read(0, &byte, 1) == 0);
    return 0; /* the end of the process gives it back */
}

async int main(int argc, char **argv) {
    if (argc > 1)
        return await hold_until_told(argv[1]);
    snprintf(path, sizeof path, "/tmp/wok-lock-%d", (int)getpid());
    await kinds_exclude_as_they_should();
    await many_may_wait_while_the_holder_works();
    await who_gives_up_has_nothing();
    await another_process_is_excluded(argv[0]);
    unlink(path);
    return 0;
}
