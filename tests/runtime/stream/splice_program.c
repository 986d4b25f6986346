/*
 * Goal: a copy that goes through a pipe gives the same bytes as one through memory, and loses none
 * when it is cancelled, times out, meets a limit, or finds that it cannot splice after all.
 *
 * Method: a text of several windows is copied between sockets and files; one side gives and takes in
 * pieces. Cancellation: the copy is cut off after every short while, and another goes on with the same
 * reader and writer; what arrives is compared with the text.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <wok/wok.h>

#include "support/expect.h"

enum { WINDOW = 16384, TEXT = 50 * WINDOW + 77 };

static char text[TEXT], heard[TEXT + 1];

static void make_text(void) {
    for (size_t i = 0; i < TEXT; i++)
        text[i] = (char)(i * 31 + i / 977);
}

static async int give(struct wok_descriptor *to, size_t size) {
    ssize_t count = await wok_write_all(to, text, size);
    (void)wok_shutdown(to, SHUT_WR);
    return count < 0 ? (int)count : 0;
}

/* Read to the end: how much there was, all of it equal to the text. */
static async size_t hear(struct wok_descriptor *from) {
    size_t size = 0;
    ssize_t count;
    while ((count = await wok_read(from, heard + size, sizeof heard - size)) > 0)
        size += (size_t)count;
    EXPECT(count == 0 && memcmp(heard, text, size) == 0);
    return size;
}

/* One copy after the other, each given `patience_ns`, until one is done. How many it took. */
static async int copy_impatiently(struct wok_reader *reader, struct wok_writer *writer,
                                  uint64_t patience_ns) {
    int tries = 0;
    for (;;) {
        int64_t copied = -ECANCELED;
        tries++;
        race {
            when (copied = await wok_copy(reader, writer, WOK_UNLIMITED)) {
            }
            when (await wok_sleep(patience_ns)) {
            }
        }
        EXPECT(copied >= 0 || copied == -ECANCELED || copied == -ETIMEDOUT);
        if (copied >= 0)
            return tries;
    }
}

static async void sockets_are_spliced(uint64_t patience_ns, uint64_t timeout_ns) {
    struct wok_descriptor *left[2], *right[2];
    static char memory[WINDOW];
    struct wok_reader reader;
    struct wok_writer writer;
    int given, tries;
    size_t size;
    EXPECT(wok_unix_pair(left) == 0 && wok_unix_pair(right) == 0);
    wok_reader_of_descriptor(&reader, left[1], memory, sizeof memory);
    wok_writer_of_descriptor(&writer, right[0], NULL, 0);
    wok_reader_timeout(&reader, timeout_ns);
    wok_writer_timeout(&writer, timeout_ns);
    join(given = await give(left[0], TEXT), size = await hear(right[1]), ({
             tries = await copy_impatiently(&reader, &writer, patience_ns);
             (void)wok_shutdown(right[0], SHUT_WR);
         }));
    EXPECT(given == 0 && size == TEXT && tries > 0);
    for (int i = 0; i < 2; i++) {
        wok_abandon(left[i]);
        wok_abandon(right[i]);
    }
}

/* The limit of the call and that of the reader: what stands behind is for the next reader. */
static async void limits_are_kept(void) {
    struct wok_descriptor *left[2], *right[2];
    static char memory[WINDOW];
    struct wok_reader reader;
    struct wok_writer writer;
    int given;
    size_t size;
    EXPECT(wok_unix_pair(left) == 0 && wok_unix_pair(right) == 0);
    wok_reader_of_descriptor(&reader, left[1], memory, sizeof memory);
    wok_writer_of_descriptor(&writer, right[0], NULL, 0);
    join(given = await give(left[0], TEXT), size = await hear(right[1]), ({
             EXPECT(await wok_copy(&reader, &writer, 5 * WINDOW + 1) == 5 * WINDOW + 1);
             wok_reader_limit(&reader, 7 * WINDOW + 3);
             EXPECT(await wok_copy(&reader, &writer, WOK_UNLIMITED) == 7 * WINDOW + 3);
             EXPECT(await wok_copy(&reader, &writer, WOK_UNLIMITED) == 0);
             wok_reader_limit(&reader, WOK_UNLIMITED);
             EXPECT(await wok_copy(&reader, &writer, WOK_UNLIMITED) == TEXT - 12 * WINDOW - 4);
             (void)wok_shutdown(right[0], SHUT_WR);
         }));
    EXPECT(given == 0 && size == TEXT);
    for (int i = 0; i < 2; i++) {
        wok_abandon(left[i]);
        wok_abandon(right[i]);
    }
}

/* A socket into a file and back; with O_APPEND it cannot be spliced, and is written. */
static async void files_are_spliced(const char *path, int flags) {
    struct wok_descriptor *pair[2];
    static char memory[WINDOW];
    struct wok_file *file;
    struct wok_reader reader;
    struct wok_writer writer;
    int64_t copied;
    int given;
    size_t size;
    EXPECT(wok_unix_pair(pair) == 0);
    EXPECT(await wok_file_open(path, O_RDWR | O_CREAT | O_TRUNC | flags, 0600, &file) == 0);
    wok_reader_of_descriptor(&reader, pair[1], memory, sizeof memory);
    wok_writer_of_file(&writer, file, NULL, 0);
    join(given = await give(pair[0], TEXT),
         copied = await wok_copy(&reader, &writer, WOK_UNLIMITED));
    EXPECT(given == 0 && copied == TEXT);
    wok_file_abandon(file);
    EXPECT(await wok_file_open(path, O_RDONLY, 0, &file) == 0);
    wok_reader_of_file(&reader, file, memory, sizeof memory);
    wok_writer_of_descriptor(&writer, pair[1], NULL, 0);
    join(size = await hear(pair[0]), ({
             copied = await wok_copy(&reader, &writer, WOK_UNLIMITED);
             (void)wok_shutdown(pair[1], SHUT_WR);
         }));
    EXPECT(size == TEXT && copied == TEXT);
    wok_file_abandon(file);
    unlink(path);
    wok_abandon(pair[0]);
    wok_abandon(pair[1]);
}

/* The peer of the writer goes away: an error, which stays; and no signal. */
static async void a_broken_sink_is_told(void) {
    struct wok_descriptor *left[2], *right[2];
    static char memory[WINDOW];
    struct wok_reader reader;
    struct wok_writer writer;
    int64_t copied = 0;
    EXPECT(wok_unix_pair(left) == 0 && wok_unix_pair(right) == 0);
    wok_reader_of_descriptor(&reader, left[1], memory, sizeof memory);
    wok_writer_of_descriptor(&writer, right[0], NULL, 0);
    race {
        when (await give(left[0], TEXT)) {
            EXPECT(false);
        }
        when (copied = await wok_copy(&reader, &writer, WOK_UNLIMITED)) {
        }
        when (({
            await wok_read(right[1], heard, WINDOW);
            await wok_read(right[1], heard, WINDOW);
            await wok_read(right[1], heard, WINDOW);
            wok_abandon(right[1]);
            await wok_sleep(3600 * WOK_S);
        })) {
        }
    }
    EXPECT(copied == -EPIPE && writer.error == -EPIPE && reader.error == 0);
    EXPECT(await wok_copy(&reader, &writer, WOK_UNLIMITED) == -EPIPE);
    wok_abandon(left[0]);
    wok_abandon(left[1]);
    wok_abandon(right[0]);
}

static async void both_ways_at_once(void) {
    struct wok_descriptor *left[2], *right[2];
    static char memory[2 * WINDOW];
    struct wok_copied copied;
    int given, copies;
    size_t size;
    EXPECT(wok_unix_pair(left) == 0 && wok_unix_pair(right) == 0);
    join(({
             given = await give(left[0], TEXT);
             char byte;
             EXPECT(await wok_read(left[0], &byte, 1) == 1 && byte == 'k');
             EXPECT(await wok_read(left[0], &byte, 1) == 0);
         }),
         ({
             size = await hear(right[1]);
             EXPECT(await wok_write_all(right[1], "k", 1) == 1);
             (void)wok_shutdown(right[1], SHUT_WR);
         }),
         copies = await wok_copy_both(left[1], right[0], memory, sizeof memory, &copied));
    EXPECT(given == 0 && copies == 0 && size == TEXT);
    EXPECT(copied.forth == TEXT && copied.back == 1);
    for (int i = 0; i < 2; i++) {
        wok_abandon(left[i]);
        wok_abandon(right[i]);
    }
}

/* The pipe itself: one piece at a time, and what does not fit its rules. */
static async void a_splice_holds_one_piece(void) {
    struct wok_descriptor *pair[2];
    struct wok_splice *splice;
    char bytes[8] = "";
    ssize_t late = 1;
    EXPECT(wok_unix_pair(pair) == 0 && wok_splice_open(0, &splice) == 0);
    EXPECT(await wok_splice_to(splice, pair[0]) == 0);
    EXPECT(await wok_splice_from(splice, pair[1], 0) == 0);
    EXPECT(await wok_write_all(pair[0], "noodles", 7) == 7);
    EXPECT(await wok_splice_from(splice, pair[1], 3) == 3);
    EXPECT(await wok_splice_from(splice, pair[1], 3) == -EBUSY && wok_splice_held(splice) == 3);
    EXPECT(wok_splice_take(splice, bytes, 2) == 2 && memcmp(bytes, "no", 2) == 0);
    EXPECT(await wok_splice_to(splice, pair[1]) == 1);
    EXPECT(await wok_read(pair[0], bytes, sizeof bytes) == 1 && bytes[0] == 'o');
    EXPECT(await wok_splice_from(splice, pair[1], 100) == 4);
    EXPECT(wok_splice_take(splice, bytes, 8) == 4 && memcmp(bytes, "dles", 4) == 0);
    race {
        when (late = await wok_splice_from(splice, pair[1], 1)) {
        }
        when (await wok_sleep(WOK_MS)) {
        }
    }
    EXPECT(late == 1 && wok_splice_held(splice) == 0);
    join(late = await wok_splice_from(splice, pair[1], 1), ({
             await wok_yield();
             wok_abandon(pair[1]);
         }));
    EXPECT(late == -ECANCELED);
    EXPECT(await wok_splice_from(splice, pair[1], 1) == -EBADF);
    EXPECT(await wok_splice_from(splice, NULL, 1) == -EBADF);
    wok_splice_close(splice);
    wok_splice_close(NULL);
    wok_abandon(pair[0]);
}

async int main(void) {
    char path[64];
    snprintf(path, sizeof path, "/tmp/wok-splice-%d", (int)getpid());
    make_text();
    await a_splice_holds_one_piece();
    await sockets_are_spliced(3600 * WOK_S, 0);
    await sockets_are_spliced(3600 * WOK_S, 3600 * WOK_S);
    for (uint64_t patience_us = 20; patience_us < 400; patience_us += 20)
        await sockets_are_spliced(patience_us * WOK_US, 0);
    await limits_are_kept();
    await files_are_spliced(path, 0);
    await files_are_spliced(path, O_APPEND);
    await a_broken_sink_is_told();
    await both_ways_at_once();
    return 0;
}
