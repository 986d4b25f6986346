/*
 * fetch [OPTION…] ADDRESS…: download many files at once. `fetch --help` lists the options. The exit
 * status is 0 when all of them came whole.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <wok/sync.h>
#include <wok/wok.h>

#include "display.h"
#include "download.h"

static const char usage[] = "usage: fetch [OPTION...] ADDRESS...\n"
                            "Download http addresses, many at once.\n"
                            "\n"
                            "  --at-once N     downloads at a time (8)\n"
                            "  --folder DIR    where files go (.)\n"
                            "  --timeout MS    for each wait for a server (30000)\n";

struct options {
    const char *folder;
    uint64_t timeout_ns;
    uint32_t at_once;
    int first; /* of the addresses, in argv */
};

static bool number_read(const char *text, uint64_t max, uint64_t *out) {
    char *end;
    unsigned long long value = strtoull(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end || value == 0 || value > max)
        return false;
    *out = value;
    return true;
}

/* -1: go on; else the exit status. */
static int options_read(int argc, char **argv, struct options *options) {
    int i = 1;
    for (; i < argc && strncmp(argv[i], "--", 2) == 0; i += 2) {
        uint64_t value;
        if (strcmp(argv[i], "--help") == 0) {
            fputs(usage, stdout);
            return 0;
        }
        if (i + 1 < argc && strcmp(argv[i], "--folder") == 0) {
            options->folder = argv[i + 1];
        } else if (i + 1 < argc && strcmp(argv[i], "--at-once") == 0 &&
                   number_read(argv[i + 1], 1000, &value)) {
            options->at_once = (uint32_t)value;
        } else if (i + 1 < argc && strcmp(argv[i], "--timeout") == 0 &&
                   number_read(argv[i + 1], 86400000, &value)) {
            options->timeout_ns = value * WOK_MS;
        } else {
            fprintf(stderr, "fetch: unknown option, or a value out of range: %s\n%s", argv[i], usage);
            return 2;
        }
    }
    options->first = i;
    if (i < argc)
        return -1;
    fputs(usage, stderr);
    return 2;
}

/* Two addresses may end alike: the second file is name.2. */
static void choose_path(struct download **downloads, size_t index, const char *folder) {
    struct download *download = downloads[index];
    struct url url;
    char name[200] = "index";
    if (url_parse(download->address, &url) == 0)
        url_file_name(&url, name, sizeof name);
    snprintf(download->path, sizeof download->path, "%.250s/%s", folder, name);
    for (int number = 2, taken = 1; taken; number++) {
        taken = 0;
        for (size_t i = 0; i < index; i++)
            taken |= strcmp(downloads[i]->path, download->path) == 0;
        if (taken)
            snprintf(download->path, sizeof download->path, "%.250s/%s.%d", folder, name, number);
    }
}

static struct download **downloads_create(char **addresses, size_t count,
                                          const struct options *options) {
    struct download **downloads = calloc(count, sizeof *downloads);
    for (size_t i = 0; downloads && i < count; i++) {
        downloads[i] = calloc(1, sizeof **downloads);
        if (!downloads[i])
            return NULL; /* the program ends */
        downloads[i]->address = addresses[i];
        downloads[i]->timeout_ns = options->timeout_ns;
        choose_path(downloads, i, options->folder);
    }
    return downloads;
}

static async void run_one(struct download *download, struct wok_semaphore *places) {
    await wok_semaphore_acquire(places, 1);
    defer wok_semaphore_release(places, 1);
    await download_run(download);
}

static bool all_have_ended(struct download **downloads, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (downloads[i]->state < DOWNLOAD_DONE)
            return false;
    return true;
}

static async void run_all(struct download **downloads, size_t count, struct wok_semaphore *places) {
    for (size_t i = 0; i < count; i++)
        wok_detach(spawn(run_one(downloads[i], places)));
    while (!all_have_ended(downloads, count))
        await wok_sleep(5 * WOK_MS);
}

async int main(int argc, char **argv) {
    /* Downloads still use them while the runtime shuts down. */
    static struct wok_semaphore places;
    static struct display display;
    struct options options = {.folder = ".", .timeout_ns = 30 * WOK_S, .at_once = 8};
    wok_signals *signals;
    int status = options_read(argc, argv, &options);
    if (status >= 0)
        return status;
    display.count = (size_t)(argc - options.first);
    display.is_terminal = isatty(1);
    display.started_ns = wok_now();
    display.downloads = downloads_create(argv + options.first, display.count, &options);
    display.has_shown = calloc(display.count, sizeof *display.has_shown);
    if (!display.downloads || !display.has_shown) {
        fprintf(stderr, "fetch: out of memory\n");
        return 1;
    }
    wok_semaphore_release(&places, options.at_once);
    int error = wok_signals_open((int[]){SIGINT, SIGTERM}, 2, &signals);
    if (error) {
        fprintf(stderr, "fetch: cannot wait for signals: %s\n", strerror(-error));
        return 1;
    }
    int interrupted = 0;
    race {
        when (await run_all(display.downloads, display.count, &places)) {
        }
        when (await display_run(&display)) {
        }
        when (interrupted = await wok_signals_next(signals)) {
        }
    }
    wok_signals_close(signals);
    await display_finish(&display);
    for (size_t i = 0; i < display.count; i++)
        status &= display.downloads[i]->state == DOWNLOAD_DONE ? -1 : 1;
    return interrupted > 0 ? 128 + interrupted : status < 0 ? 0 : 1;
}
