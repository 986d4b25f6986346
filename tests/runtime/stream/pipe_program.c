/*
 * Goal: what is written into a pipe in memory is read from it, in order and nothing twice, for every
 * capacity and size of piece, on one thread and on two; each side waits for the other, hears of its
 * end, and loses nothing when it is cancelled.
 *
 * Method: a text goes through in pieces; capacities go around the end of the memory at every place.
 * Cancellation: either side is cut off again and again, and goes on with the same pipe.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wok/wok.h>

#include "support/expect.h"

enum { TEXT = 5000 };

static char text[TEXT];

static async void write_text(struct wok_stream_pipe *pipe, size_t piece) {
    struct wok_writer writer;
    defer wok_stream_pipe_end(pipe);
    wok_writer_of_pipe(&writer, pipe, NULL, 0);
    for (size_t at = 0; at < TEXT; at += piece) {
        size_t size = TEXT - at < piece ? TEXT - at : piece;
        EXPECT(await wok_writer_write(&writer, text + at, size) == (ssize_t)size);
    }
}

static async void read_text(struct wok_stream_pipe *pipe, size_t piece) {
    char memory[64], heard[TEXT];
    struct wok_reader reader;
    size_t size = 0;
    wok_reader_of_pipe(&reader, pipe, memory, sizeof memory);
    for (;;) {
        size_t want = TEXT - size < piece ? TEXT - size + 1 : piece;
        ssize_t count = await wok_reader_read(&reader, heard + size, want);
        EXPECT(count >= 0);
        if (count == 0)
            break;
        size += (size_t)count;
    }
    EXPECT(size == TEXT && memcmp(heard, text, TEXT) == 0);
}

static async void text_goes_through(size_t capacity, size_t written, size_t read) {
    char memory[300];
    struct wok_stream_pipe pipe;
    wok_stream_pipe_init(&pipe, memory, capacity);
    join(await write_text(&pipe, written), await read_text(&pipe, read));
}

/* Two tasks, so that with workers to spare the sides run at a time. */
static async void text_goes_through_between_tasks(size_t capacity) {
    char *memory = malloc(capacity);
    struct wok_stream_pipe *pipe = malloc(sizeof *pipe);
    wok_stream_pipe_init(pipe, memory, capacity);
    task(void) writer = spawn(write_text(pipe, 7));
    task(void) reader = spawn(read_text(pipe, 11));
    await writer;
    await reader;
    free(pipe);
    free(memory);
}

/* Each side is cut off again and again; the reader and the writer stay. */
static async void nothing_is_lost_when_cut_off(void) {
    char memory[13], window[32], taken[16], line[16], *found;
    struct wok_stream_pipe pipe;
    struct wok_reader reader;
    struct wok_writer writer;
    wok_stream_pipe_init(&pipe, memory, sizeof memory);
    wok_reader_of_pipe(&reader, &pipe, window, sizeof window);
    wok_writer_of_pipe(&writer, &pipe, taken, sizeof taken);
    join(
        ({
            for (int i = 0; i < 200; i++) {
                while (await wok_writer_reserve(&writer, 8) != 0) {
                }
                wok_writer_format(&writer, "%d\n", i);
                bool flushed = false;
                while (!flushed) {
                    race {
                        when (await wok_writer_flush(&writer)) {
                            flushed = true;
                        }
                        when (await wok_yield()) {
                        }
                    }
                }
            }
            wok_stream_pipe_end(&pipe);
        }),
        ({
            for (int i = 0; i < 200;) {
                ssize_t length = -ECANCELED;
                race {
                    when (length = await wok_reader_line(&reader, &found)) {
                    }
                    when (await wok_yield()) {
                    }
                }
                if (length == -ECANCELED)
                    continue;
                snprintf(line, sizeof line, "%d", i++);
                EXPECT(length == (ssize_t)strlen(line) && strcmp(found, line) == 0);
            }
            EXPECT(await wok_reader_line(&reader, &found) == -ENODATA);
        }));
}

static async void each_side_hears_of_the_end(void) {
    char memory[4], window[8];
    struct wok_stream_pipe pipe;
    struct wok_reader reader;
    struct wok_writer writer;
    ssize_t count;
    wok_stream_pipe_init(&pipe, memory, sizeof memory);
    wok_reader_of_pipe(&reader, &pipe, window, sizeof window);
    wok_writer_of_pipe(&writer, &pipe, NULL, 0);
    EXPECT(await wok_writer_write(&writer, "ab", 2) == 2);
    wok_stream_pipe_end(&pipe);
    EXPECT(await wok_writer_write(&writer, "c", 1) == -EPIPE);
    EXPECT(await wok_reader_read(&reader, window, 8) == 2);
    EXPECT(await wok_reader_read(&reader, window, 8) == 0);
    wok_stream_pipe_init(&pipe, memory, sizeof memory);
    wok_writer_of_pipe(&writer, &pipe, NULL, 0);
    join(count = await wok_writer_write(&writer, "abcdef", 6), ({
             await wok_yield();
             wok_stream_pipe_break(&pipe);
         }));
    EXPECT(count == -EPIPE && writer.error == -EPIPE);
    wok_stream_pipe_init(&pipe, memory, sizeof memory);
    wok_reader_of_pipe(&reader, &pipe, window, sizeof window);
    join(count = await wok_reader_fill(&reader, 1), ({
             await wok_yield();
             wok_stream_pipe_end(&pipe);
         }));
    EXPECT(count == 0);
}

/* Timeouts are those of readers and writers: -ETIMEDOUT, and nothing lost. */
static async void sides_have_timeouts(void) {
    char memory[4], window[8];
    struct wok_stream_pipe pipe;
    struct wok_reader reader;
    struct wok_writer writer;
    wok_stream_pipe_init(&pipe, memory, sizeof memory);
    wok_reader_of_pipe(&reader, &pipe, window, sizeof window);
    wok_writer_of_pipe(&writer, &pipe, memory, 0);
    wok_reader_timeout(&reader, WOK_MS);
    wok_writer_timeout(&writer, WOK_MS);
    EXPECT(await wok_reader_fill(&reader, 1) == -ETIMEDOUT);
    EXPECT(await wok_writer_write(&writer, "abcd", 4) == 4);
    EXPECT(await wok_writer_write(&writer, "e", 1) == -ETIMEDOUT);
    EXPECT(await wok_reader_fill(&reader, 4) == 4);
    EXPECT(memcmp(wok_reader_bytes(&reader), "abcd", 4) == 0);
}

async int main(void) {
    for (size_t i = 0; i < TEXT; i++)
        text[i] = (char)(i * 37 + i / 251);
    for (size_t capacity = 1; capacity <= 300; capacity = capacity * 3 / 2 + 1) {
        await text_goes_through(capacity, 1, 100);
        await text_goes_through(capacity, 100, 1);
        await text_goes_through(capacity, 13, 17);
        await text_goes_through(capacity, TEXT, TEXT);
        await text_goes_through_between_tasks(capacity);
    }
    await nothing_is_lost_when_cut_off();
    await each_side_hears_of_the_end();
    await sides_have_timeouts();
    return 0;
}
