/*
 * Goal: what happens to files is told, whole and in order, however many events the kernel gives at
 * once, and also after waits that were cancelled.
 *
 * Method: a folder of the test's own; things are done to it by plain calls, then the events are read
 * and compared with what was done.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wok/wok.h>

#include "support/expect.h"

static char folder[] = "/tmp/wok-watch-XXXXXX";

static const char *path_of(const char *name) {
    static char paths[4][400];
    static int next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static void append(const char *name, const char *text) {
    int file = open(path_of(name), O_WRONLY | O_CREAT | O_APPEND, 0644);
    EXPECT(file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text));
    EXPECT(close(file) == 0);
}

static async void expect(struct wok_file_watch *watch, uint32_t what, const char *name) {
    struct wok_file_watch_event event;
    EXPECT(await wok_file_watch_next(watch, &event) == 0);
    EXPECT(event.what == what && strcmp(event.name, name) == 0);
}

static async void changes_of_a_folder_are_told(void) {
    struct wok_file_watch watch;
    struct wok_file_watch_event away, here;
    int number;
    EXPECT(wok_file_watch_open(&watch) == 0);
    defer wok_file_watch_close(&watch);
    EXPECT(wok_file_watch_add(&watch, folder,
                         WOK_FILE_WATCH_CREATED | WOK_FILE_WATCH_WRITTEN | WOK_FILE_WATCH_REMOVED |
                             WOK_FILE_WATCH_MOVED_AWAY | WOK_FILE_WATCH_MOVED_HERE,
                         &number) == 0);
    append("one", "text");
    EXPECT(rename(path_of("one"), path_of("two")) == 0);
    EXPECT(unlink(path_of("two")) == 0);
    await expect(&watch, WOK_FILE_WATCH_CREATED, "one");
    await expect(&watch, WOK_FILE_WATCH_WRITTEN, "one");
    EXPECT(await wok_file_watch_next(&watch, &away) == 0 && await wok_file_watch_next(&watch, &here) == 0);
    EXPECT(away.what == WOK_FILE_WATCH_MOVED_AWAY && strcmp(away.name, "one") == 0);
    EXPECT(here.what == WOK_FILE_WATCH_MOVED_HERE && strcmp(here.name, "two") == 0);
    EXPECT(away.pair && away.pair == here.pair && away.number == number);
    await expect(&watch, WOK_FILE_WATCH_REMOVED, "two");
    EXPECT(wok_file_watch_remove(&watch, number) == 0);
    await expect(&watch, WOK_FILE_WATCH_ENDED, "");
    EXPECT(wok_file_watch_remove(&watch, number) == -EINVAL);
}

static async void a_file_tells_of_itself(void) {
    struct wok_file_watch watch;
    int number;
    append("file", "");
    EXPECT(wok_file_watch_open(&watch) == 0);
    defer wok_file_watch_close(&watch);
    EXPECT(wok_file_watch_add(&watch, path_of("file"), WOK_FILE_WATCH_CHANGED | WOK_FILE_WATCH_GONE, &number) == 0);
    append("file", "x");
    await expect(&watch, WOK_FILE_WATCH_CHANGED, "");
    EXPECT(unlink(path_of("file")) == 0);
    await expect(&watch, 0x400, "");
    await expect(&watch, WOK_FILE_WATCH_ENDED, "");
}

/* Names of all lengths: the kernel's events differ in size, and several fit the window. */
static async void many_events_stay_whole_and_in_order(void) {
    struct wok_file_watch watch;
    char name[256];
    int number;
    EXPECT(wok_file_watch_open(&watch) == 0);
    defer wok_file_watch_close(&watch);
    EXPECT(wok_file_watch_add(&watch, folder, WOK_FILE_WATCH_CREATED | WOK_FILE_WATCH_REMOVED, &number) == 0);
    for (int length = 1; length < 256; length++) {
        memset(name, 'n', (size_t)length);
        name[length] = 0;
        append(name, "");
        EXPECT(unlink(path_of(name)) == 0);
    }
    for (int length = 1; length < 256; length++) {
        memset(name, 'n', (size_t)length);
        name[length] = 0;
        await expect(&watch, WOK_FILE_WATCH_CREATED, name);
        await expect(&watch, WOK_FILE_WATCH_REMOVED, name);
    }
}

static async void write_later(int count) {
    for (int i = 0; i < count; i++) {
        char name[24];
        await wok_sleep(1 * WOK_MS);
        snprintf(name, sizeof name, "later%d", i);
        append(name, "");
        EXPECT(unlink(path_of(name)) == 0);
    }
}

static async void read_all(struct wok_file_watch *watch, int count) {
    for (int i = 0; i < count;) {
        char name[24];
        struct wok_file_watch_event event;
        int error = -ETIMEDOUT;
        race {
            when (error = await wok_file_watch_next(watch, &event)) {
            }
            when (await wok_sleep(300 * WOK_US)) {
            }
        }
        if (error)
            continue;
        snprintf(name, sizeof name, "later%d", i++);
        EXPECT(event.what == WOK_FILE_WATCH_CREATED && strcmp(event.name, name) == 0);
    }
}

static async void waits_that_are_cancelled_lose_nothing(void) {
    struct wok_file_watch watch;
    int number;
    EXPECT(wok_file_watch_open(&watch) == 0);
    defer wok_file_watch_close(&watch);
    EXPECT(wok_file_watch_add(&watch, folder, WOK_FILE_WATCH_CREATED, &number) == 0);
    join(await write_later(50), await read_all(&watch, 50));
}

static async void close_soon(struct wok_file_watch *watch) {
    await wok_sleep(2 * WOK_MS);
    wok_file_watch_close(watch);
}

static async void mistakes_are_told(void) {
    struct wok_file_watch watch, never = {0};
    struct wok_file_watch_event event;
    int number = 77, error;
    EXPECT(wok_file_watch_open(&watch) == 0);
    EXPECT(wok_file_watch_add(&watch, path_of("nothing"), WOK_FILE_WATCH_CHANGED, &number) == -ENOENT);
    EXPECT(wok_file_watch_add(&watch, folder, 0, &number) == -EINVAL);
    EXPECT(wok_file_watch_add(&watch, folder, WOK_FILE_WATCH_LOST, &number) == -EINVAL && number == 77);
    join(error = await wok_file_watch_next(&watch, &event), await close_soon(&watch));
    EXPECT(error == -ECANCELED || error == -EBADF);
    EXPECT(await wok_file_watch_next(&watch, &event) == -EBADF);
    EXPECT(wok_file_watch_add(&watch, folder, WOK_FILE_WATCH_CHANGED, &number) == -EBADF);
    wok_file_watch_close(&watch);
    wok_file_watch_close(&never);
}

async int main(void) {
    EXPECT(mkdtemp(folder));
    await changes_of_a_folder_are_told();
    await a_file_tells_of_itself();
    await many_events_stay_whole_and_in_order();
    await waits_that_are_cancelled_lose_nothing();
    await mistakes_are_told();
    EXPECT(rmdir(folder) == 0);
    return 0;
}
