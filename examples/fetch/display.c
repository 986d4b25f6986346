#include "display.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BAR_WIDTH = 30, NAME_WIDTH = 28, TEXT_SIZE = 16 * 1024, BARS_MAX = 20 };

struct text {
    char bytes[TEXT_SIZE];
    size_t size;
};

__attribute__((format(printf, 2, 3))) static void add(struct text *text, const char *format, ...) {
    __builtin_va_list arguments;
    __builtin_va_start(arguments, format);
    int size = vsnprintf(text->bytes + text->size, TEXT_SIZE - text->size, format, arguments);
    __builtin_va_end(arguments);
    if (size > 0 && text->size + (size_t)size < TEXT_SIZE)
        text->size += (size_t)size;
}

static void add_amount(struct text *text, uint64_t bytes) {
    static const char *const units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    double amount = (double)bytes;
    int unit = 0;
    for (; amount >= 1024 && unit < 4; unit++)
        amount /= 1024;
    add(text, unit ? "%7.1f %s" : "%7.0f %s", amount, units[unit]);
}

static const char *name_of(const struct download *download) {
    const char *slash = strrchr(download->path, '/');
    return slash ? slash + 1 : download->path;
}

/* In eighths of a character. */
static void add_bar(struct text *text, uint64_t received, uint64_t expected) {
    static const char *const parts[] = {" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    uint64_t eighths = expected ? received * 8 * BAR_WIDTH / expected : 0;
    if (eighths > 8 * BAR_WIDTH)
        eighths = 8 * BAR_WIDTH;
    add(text, "▕");
    for (uint64_t i = 0; i < BAR_WIDTH; i++)
        add(text, "%s", 8 * (i + 1) <= eighths ? "█" : 8 * i < eighths ? parts[eighths % 8] : " ");
    add(text, "▏");
}

static void add_line(struct text *text, const struct download *download, bool is_terminal) {
    uint64_t received = download->received, expected = download->expected;
    add(text, "%-*.*s ", NAME_WIDTH, NAME_WIDTH, name_of(download));
    if (download->state == DOWNLOAD_FAILED) {
        add(text, "failed: %s", download->failure);
        if (download->status)
            add(text, " (HTTP status %d)", download->status);
    } else {
        if (is_terminal)
            add_bar(text, received, download->state == DOWNLOAD_DONE ? received : expected);
        add_amount(text, received);
        if (download->state == DOWNLOAD_WAITING)
            add(text, "  waiting");
        else if (download->state == DOWNLOAD_RUNNING && expected)
            add(text, "  %3llu %%", (unsigned long long)(received * 100 / expected));
    }
    add(text, "%s\n", is_terminal ? "\033[K" : "");
}

static bool has_ended(const struct download *download) {
    return download->state >= DOWNLOAD_DONE;
}

/* The ended ones scroll away above; the bars of the others are drawn below, over those of before. */
static void add_all(struct display *display, struct text *text) {
    size_t bars = 0;
    if (display->lines)
        add(text, "\033[%zuA\r", display->lines);
    for (size_t i = 0; i < display->count; i++) {
        if (!has_ended(display->downloads[i]) || display->has_shown[i])
            continue;
        display->has_shown[i] = true;
        add_line(text, display->downloads[i], display->is_terminal);
    }
    for (size_t i = 0; display->is_terminal && i < display->count && bars < BARS_MAX; i++) {
        if (display->has_shown[i] || display->downloads[i]->state == DOWNLOAD_WAITING)
            continue;
        add_line(text, display->downloads[i], true);
        bars++;
    }
    if (display->is_terminal)
        add(text, "\033[J");
    display->lines = bars;
}

static async void draw(struct display *display) {
    struct text *text = malloc(sizeof *text);
    if (!text)
        return;
    defer free(text);
    text->size = 0;
    add_all(display, text);
    if (text->size)
        (void)await wok_fd_write_all(1, text->bytes, text->size);
}

async void display_run(struct display *display) {
    for (;;) {
        await draw(display);
        await wok_sleep(100 * WOK_MS);
    }
}

async void display_finish(struct display *display) {
    uint64_t bytes = 0, ns = wok_now() - display->started_ns;
    size_t done = 0;
    struct text *text = malloc(sizeof *text);
    if (!text)
        return;
    defer free(text);
    await draw(display);
    for (size_t i = 0; i < display->count; i++) {
        bytes += display->downloads[i]->received;
        done += display->downloads[i]->state == DOWNLOAD_DONE;
    }
    text->size = 0;
    add(text, "%zu of %zu,", done, display->count);
    add_amount(text, bytes);
    add(text, ", %.1f s\n", (double)ns / 1e9);
    (void)await wok_fd_write_all(1, text->bytes, text->size);
}
