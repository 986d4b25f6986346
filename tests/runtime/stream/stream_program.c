/*
 * Goal: readers and writers give the same bytes however the source cuts them, whether it is ready or
 * pending, and wherever whoever reads is cancelled and begins again.
 *
 * Method: a scripted source hands out a text in pieces of every size, yielding before each if it is
 * to; what comes out is compared with the text taken apart by plain C. Cancellation: a task reads the
 * whole, is cancelled after k yields, and another goes on with the same reader; k grows until one
 * comes to the end.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <wok/wok.h>

#include "support/expect.h"

static unsigned cases;

struct script {
    const char *text;
    size_t size, at, piece;
    bool is_pending; /* each read waits first */
    int error;       /* at the end, instead of the end */
    unsigned stalls; /* so many reads never answer in time */
};

static async ssize_t script_read(void *object, void *buffer, size_t size) {
    struct script *script = object;
    if (script->stalls) {
        script->stalls--;
        await wok_sleep(3600 * WOK_S);
    }
    if (script->is_pending)
        await wok_yield();
    size_t part = script->size - script->at;
    part = part < script->piece ? part : script->piece;
    part = part < size ? part : size;
    if (part == 0 && script->error)
        return script->error;
    memcpy(buffer, script->text + script->at, part);
    script->at += part;
    return (ssize_t)part;
}

static const struct wok_reader_type scripted = {script_read};

static struct script script_of(const char *text, size_t piece, bool is_pending) {
    return (struct script){
        .text = text, .size = strlen(text), .piece = piece, .is_pending = is_pending};
}

/* Lines */

static const char poem[] = "one\ntwo two\r\n\nlast but one\n\r\nand an end without";
static const char *const lines[] = {"one", "two two", "", "last but one", "", "and an end without"};
enum { LINES = sizeof lines / sizeof *lines };

static async void lines_come_whole(size_t piece, bool is_pending, size_t capacity) {
    char memory[64];
    struct script script = script_of(poem, piece, is_pending);
    struct wok_reader reader;
    char *line;
    wok_reader_init(&reader, &scripted, &script, memory, capacity);
    for (int i = 0; i < LINES; i++) {
        ssize_t length = await wok_reader_line(&reader, &line);
        EXPECT(length == (ssize_t)strlen(lines[i]) && strcmp(line, lines[i]) == 0);
    }
    EXPECT(await wok_reader_line(&reader, &line) == -ENODATA);
    EXPECT(await wok_reader_line(&reader, &line) == -ENODATA);
    cases++;
}

static async void lines_of_bytes_need_no_source(void) {
    char bytes[] = "a\nbc";
    struct wok_reader reader;
    char *line;
    wok_reader_of_bytes(&reader, bytes, sizeof bytes - 1);
    EXPECT(await wok_reader_line(&reader, &line) == 1 && strcmp(line, "a") == 0);
    EXPECT(await wok_reader_line(&reader, &line) == 2 && strcmp(line, "bc") == 0);
    EXPECT(await wok_reader_line(&reader, &line) == -ENODATA);
    char whole[] = "whole";
    wok_reader_of_bytes(&reader, whole, sizeof whole - 1);
    EXPECT(await wok_reader_line(&reader, &line) == 5 && strcmp(line, "whole") == 0);
}

static async void a_line_that_does_not_fit_is_left(void) {
    char memory[8], rest[32];
    struct script script = script_of("0123456789\n", 3, false);
    struct wok_reader reader;
    char *line;
    wok_reader_init(&reader, &scripted, &script, memory, sizeof memory);
    EXPECT(await wok_reader_line(&reader, &line) == -EMSGSIZE);
    EXPECT(await wok_reader_line(&reader, &line) == -EMSGSIZE);
    EXPECT(wok_reader_lend(&reader, rest, 4) == -EMSGSIZE);
    EXPECT(wok_reader_lend(&reader, rest, sizeof rest) == 0);
    EXPECT(await wok_reader_line(&reader, &line) == 10 && strcmp(line, "0123456789") == 0);
}

/* A limit ends a line without touching what stands behind it. */
static async void a_limit_is_an_end(size_t piece) {
    char memory[16], byte;
    struct script script = script_of("head\nbodytail\n", piece, true);
    struct wok_reader reader;
    char *line;
    wok_reader_init(&reader, &scripted, &script, memory, sizeof memory);
    EXPECT(await wok_reader_line(&reader, &line) == 4);
    wok_reader_limit(&reader, 4);
    EXPECT(await wok_reader_line(&reader, &line) == 4 && strcmp(line, "body") == 0);
    EXPECT(await wok_reader_read(&reader, &byte, 1) == 0);
    EXPECT(await wok_reader_fill(&reader, 1) == 0);
    wok_reader_limit(&reader, WOK_UNLIMITED);
    EXPECT(await wok_reader_line(&reader, &line) == 4 && strcmp(line, "tail") == 0);
    cases++;
}

/* Pieces of a known size */

static async void exact_reads_add_up(size_t piece, bool is_pending, size_t capacity) {
    char memory[32], got[64] = {0};
    struct script script = script_of("abcdefghijklmnopqrstuvwxyz", piece, is_pending);
    struct wok_reader reader;
    wok_reader_init(&reader, &scripted, &script, memory, capacity);
    size_t at = 0;
    for (size_t size = 0; size < 7; size++) {
        if (size > capacity)
            EXPECT(await wok_reader_read_exact(&reader, got + at, size) == -EMSGSIZE);
        ssize_t count = size > capacity ? await wok_reader_read_all(&reader, got + at, size)
                                        : await wok_reader_read_exact(&reader, got + at, size);
        EXPECT(count == (ssize_t)size);
        at += size;
    }
    EXPECT(at == 21 && memcmp(got, script.text, at) == 0);
    EXPECT(await wok_reader_skip(&reader, 2) == 2);
    if (capacity >= 5) {
        EXPECT(await wok_reader_read_exact(&reader, got, 5) == -ENODATA);
        EXPECT(wok_reader_available(&reader) == 3);
        EXPECT(memcmp(wok_reader_bytes(&reader), "xyz", 3) == 0);
        EXPECT(await wok_reader_skip(&reader, 4) == -ENODATA);
    } else {
        EXPECT(await wok_reader_read_all(&reader, got, 5) == -ENODATA);
    }
    EXPECT(await wok_reader_read(&reader, got, 5) == 0);
    cases++;
}

static async void pieces_end_with_their_delimiter(size_t piece) {
    char memory[16], *bytes;
    struct script script = script_of("a;bb;;rest", piece, true);
    struct wok_reader reader;
    wok_reader_init(&reader, &scripted, &script, memory, sizeof memory);
    EXPECT(await wok_reader_until(&reader, ';', &bytes) == 2 && memcmp(bytes, "a;", 2) == 0);
    EXPECT(await wok_reader_until(&reader, ';', &bytes) == 3 && memcmp(bytes, "bb;", 3) == 0);
    EXPECT(await wok_reader_until(&reader, ';', &bytes) == 1);
    EXPECT(await wok_reader_until(&reader, ';', &bytes) == -ENODATA);
    EXPECT(wok_reader_available(&reader) == 4);
    cases++;
}

/* Writing */

struct collector {
    char bytes[512];
    size_t size, piece;
    bool is_pending;
    int error;     /* once `size` has reached `error_at` */
    size_t error_at;
    unsigned stalls;
};

static async ssize_t collector_write(void *object, const void *buffer, size_t size) {
    struct collector *collector = object;
    if (collector->stalls) {
        collector->stalls--;
        await wok_sleep(3600 * WOK_S);
    }
    if (collector->is_pending)
        await wok_yield();
    if (collector->error && collector->size >= collector->error_at)
        return collector->error;
    size_t part = size < collector->piece ? size : collector->piece;
    EXPECT(collector->size + part <= sizeof collector->bytes);
    memcpy(collector->bytes + collector->size, buffer, part);
    collector->size += part;
    return (ssize_t)part;
}

static const struct wok_writer_type collecting = {collector_write};

static async void writes_arrive_in_order(size_t piece, bool is_pending, size_t capacity) {
    char memory[64], expected[512];
    struct collector collector = {.piece = piece, .is_pending = is_pending};
    struct wok_writer writer;
    size_t size = 0;
    wok_writer_init(&writer, &collecting, &collector, memory, capacity);
    for (int i = 0; i < 12; i++) {
        const char *word = i % 3 == 0 ? "a" : i % 3 == 1 ? "four" : "a rather long one";
        EXPECT(await wok_writer_text(&writer, word) == (ssize_t)strlen(word));
        memcpy(expected + size, word, strlen(word));
        size += strlen(word);
        EXPECT(collector.size <= size && size - collector.size <= capacity);
    }
    EXPECT(await wok_writer_flush(&writer) == 0);
    EXPECT(collector.size == size && memcmp(collector.bytes, expected, size) == 0);
    cases++;
}

static async void formatting_needs_room(void) {
    char memory[16];
    struct collector collector = {.piece = 100};
    struct wok_writer writer;
    wok_writer_init(&writer, &collecting, &collector, memory, sizeof memory);
    EXPECT(wok_writer_format(&writer, "%d,%s", 42, "elephant") == 11);
    EXPECT(wok_writer_format(&writer, "%s", "elephant") == -ENOBUFS);
    EXPECT(await wok_writer_reserve(&writer, 17) == -EMSGSIZE);
    EXPECT(await wok_writer_reserve(&writer, 9) == 0);
    EXPECT(wok_writer_format(&writer, "%s", "elephant") == 8);
    EXPECT(await wok_writer_flush(&writer) == 0);
    EXPECT(collector.size == 19 && memcmp(collector.bytes, "42,elephantelephant", 19) == 0);
}

static async void errors_stay(void) {
    char memory[8], got[8], *line;
    struct script script = script_of("ab", 1, true);
    struct wok_reader reader;
    script.error = -ECONNRESET;
    wok_reader_init(&reader, &scripted, &script, memory, sizeof memory);
    EXPECT(await wok_reader_line(&reader, &line) == -ECONNRESET);
    EXPECT(await wok_reader_read(&reader, got, sizeof got) == 2);
    script.error = 0;
    EXPECT(await wok_reader_read(&reader, got, sizeof got) == -ECONNRESET);
    struct collector collector = {.piece = 2, .error = -EPIPE, .error_at = 2};
    struct wok_writer writer;
    wok_writer_init(&writer, &collecting, &collector, memory, 4);
    EXPECT(await wok_writer_text(&writer, "abcd") == 4);
    EXPECT(await wok_writer_flush(&writer) == -EPIPE);
    EXPECT(await wok_writer_text(&writer, "x") == -EPIPE);
    EXPECT(wok_writer_format(&writer, "x") == -EPIPE);
}

static async void a_timeout_loses_nothing(void) {
    char memory[32], *line;
    struct script script = script_of("slow\n", 2, false);
    struct wok_reader reader;
    wok_reader_init(&reader, &scripted, &script, memory, sizeof memory);
    wok_reader_timeout(&reader, 2 * WOK_MS);
    EXPECT(await wok_reader_fill(&reader, 1) == 2);
    script.stalls = 2;
    EXPECT(await wok_reader_line(&reader, &line) == -ETIMEDOUT);
    EXPECT(await wok_reader_line(&reader, &line) == -ETIMEDOUT);
    EXPECT(await wok_reader_line(&reader, &line) == 4 && strcmp(line, "slow") == 0);
    struct collector collector = {.piece = 3, .stalls = 1};
    struct wok_writer writer;
    wok_writer_init(&writer, &collecting, &collector, memory, sizeof memory);
    wok_writer_timeout(&writer, 2 * WOK_MS);
    EXPECT(await wok_writer_text(&writer, "thick and slow") == 14);
    EXPECT(await wok_writer_flush(&writer) == -ETIMEDOUT);
    EXPECT(await wok_writer_flush(&writer) == 0);
    EXPECT(collector.size == 14 && memcmp(collector.bytes, "thick and slow", 14) == 0);
}

/* Packets: what is written is read, in every format and cut. */

static async void packets_come_back(const struct wok_packet_format *format, size_t piece) {
    static const char *const words[] = {"", "a", "packet", "of several bytes"};
    char memory[64], other[64], *bytes;
    struct collector collector = {.piece = piece, .is_pending = true};
    struct wok_writer writer;
    wok_writer_init(&writer, &collecting, &collector, memory, 16);
    for (int i = 0; i < 4; i++)
        EXPECT(await wok_writer_packet(&writer, format, words[i], strlen(words[i])) >= 0);
    EXPECT(await wok_writer_packet(&writer, format, "more than is allowed", 20) == -EMSGSIZE);
    EXPECT(await wok_writer_flush(&writer) == 0);
    struct script script = {
        .text = collector.bytes, .size = collector.size, .piece = piece, .is_pending = true};
    struct wok_reader reader;
    wok_reader_init(&reader, &scripted, &script, other, sizeof other);
    for (int i = 0; i < 4; i++) {
        ssize_t length = await wok_reader_packet(&reader, format, &bytes);
        EXPECT(length == (ssize_t)strlen(words[i]) && memcmp(bytes, words[i], (size_t)length) == 0);
    }
    EXPECT(await wok_reader_packet(&reader, format, &bytes) == -ENODATA);
    cases++;
}

static async void bad_packets_are_refused(void) {
    struct wok_packet_format format = {.length_size = 2, .counts_itself = true, .length_max = 10};
    char memory[32], *bytes;
    struct script script = {.text = "\0\1", .size = 2, .piece = 9};
    struct wok_reader reader;
    wok_reader_init(&reader, &scripted, &script, memory, sizeof memory);
    EXPECT(await wok_reader_packet(&reader, &format, &bytes) == -EBADMSG);
    script = (struct script){.text = "\1\0 large", .size = 8, .piece = 9};
    wok_reader_init(&reader, &scripted, &script, memory, sizeof memory);
    EXPECT(await wok_reader_packet(&reader, &format, &bytes) == -EMSGSIZE);
    format.length_size = 3;
    EXPECT(await wok_reader_packet(&reader, &format, &bytes) == -EINVAL);
}

/* Copying */

static async void copies_are_complete(size_t in, size_t out, uint64_t limit) {
    char memory[16], buffer[4];
    struct script script = script_of("everything that is to be copied", in, true);
    struct collector collector = {.piece = out, .is_pending = true};
    struct wok_reader reader;
    struct wok_writer writer;
    wok_reader_init(&reader, &scripted, &script, memory, sizeof memory);
    wok_writer_init(&writer, &collecting, &collector, buffer, sizeof buffer);
    EXPECT(await wok_writer_text(&writer, ">") == 1);
    int64_t copied = await wok_copy(&reader, &writer, limit);
    size_t expected = limit < script.size ? (size_t)limit : script.size;
    EXPECT(copied == (int64_t)expected && collector.size == expected + 1);
    EXPECT(memcmp(collector.bytes + 1, script.text, expected) == 0);
    cases++;
}

static async void echo_and_end(struct wok_descriptor *peer, size_t *seen) {
    char bytes[100];
    ssize_t count;
    while ((count = await wok_read(peer, bytes, sizeof bytes)) > 0) {
        *seen += (size_t)count;
        EXPECT(await wok_write_all(peer, bytes, (size_t)count) == count);
    }
    EXPECT(count == 0 && wok_shutdown(peer, SHUT_WR) == 0);
}

static async void ask_and_hear(struct wok_descriptor *peer, size_t size) {
    static char bytes[100000], heard[100000];
    struct wok_reader reader;
    for (size_t i = 0; i < size; i++)
        bytes[i] = (char)(i * 7);
    wok_reader_of_descriptor(&reader, peer, heard, 1);
    ssize_t written, read;
    join(({
             written = await wok_write_all(peer, bytes, size);
             (void)wok_shutdown(peer, SHUT_WR);
         }),
         read = await wok_reader_read_all(&reader, heard, size));
    EXPECT(written == (ssize_t)size && read == (ssize_t)size && memcmp(bytes, heard, size) == 0);
    EXPECT(await wok_reader_read(&reader, heard, 1) == 0);
}

static async void a_proxy_copies_both_ways_and_half_closes(void) {
    static char memory[1024];
    struct wok_descriptor *left[2], *right[2];
    struct wok_copied copied = {0, 0};
    size_t seen = 0;
    int error;
    EXPECT(wok_unix_pair(left) == 0 && wok_unix_pair(right) == 0);
    join(await ask_and_hear(left[0], 100000),
         error = await wok_copy_both(left[1], right[0], memory, sizeof memory, &copied),
         await echo_and_end(right[1], &seen));
    EXPECT(error == 0 && seen == 100000 && copied.forth == 100000 && copied.back == 100000);
    for (int i = 0; i < 2; i++) {
        EXPECT(await wok_close(left[i]) == 0);
        EXPECT(await wok_close(right[i]) == 0);
    }
}

/* Cancellation */

struct progress {
    struct wok_reader reader;
    struct script script;
    char memory[64];
    int next;
    bool done;
};

static async void read_all_lines(struct progress *progress) {
    char *line;
    while (await wok_reader_line(&progress->reader, &line) >= 0) {
        EXPECT(progress->next < LINES && strcmp(line, lines[progress->next]) == 0);
        progress->next++;
    }
    progress->done = true;
}

static async void yields(int count) {
    for (int i = 0; i < count; i++)
        await wok_yield();
}

/* Cancelled after `turns` yields, again and again, until the end was reached. */
static async bool line_readers_can_be_replaced(int turns) {
    struct progress progress = {.script = script_of(poem, 3, true)};
    wok_reader_init(&progress.reader, &scripted, &progress.script, progress.memory,
                    sizeof progress.memory);
    int replaced = 0;
    while (!progress.done) {
        race {
            when (await read_all_lines(&progress)) {
            }
            when (await yields(turns)) {
            }
        }
        EXPECT(replaced++ < 1000);
    }
    EXPECT(progress.next == LINES);
    cases++;
    return replaced > 1;
}

static async void every_cut(void) {
    for (size_t piece = 1; piece < 20; piece++) {
        for (int is_pending = 0; is_pending < 2; is_pending++) {
            for (size_t capacity = 19; capacity < 60; capacity += 5)
                await lines_come_whole(piece, is_pending, capacity);
            for (size_t capacity = 1; capacity < 32; capacity++)
                await exact_reads_add_up(piece, is_pending, capacity);
            for (size_t capacity = 0; capacity < 64; capacity++)
                await writes_arrive_in_order(piece, is_pending, capacity);
        }
        await a_limit_is_an_end(piece);
        await pieces_end_with_their_delimiter(piece);
        for (size_t out = 1; out < 20; out++) {
            await copies_are_complete(piece, out, WOK_UNLIMITED);
            await copies_are_complete(piece, out, out);
        }
        for (unsigned i = 0; i < 16; i++) {
            struct wok_packet_format format = {.length_size = (uint8_t)(1u << i / 4),
                                               .little_endian = i & 1,
                                               .counts_itself = i & 2,
                                               .length_max = 16};
            await packets_come_back(&format, piece);
        }
    }
}

async int main(void) {
    await every_cut();
    await lines_of_bytes_need_no_source();
    await a_line_that_does_not_fit_is_left();
    await formatting_needs_room();
    await errors_stay();
    await a_timeout_loses_nothing();
    await bad_packets_are_refused();
    await a_proxy_copies_both_ways_and_half_closes();
    int turns = 1;
    while (await line_readers_can_be_replaced(turns))
        turns++;
    EXPECT(turns > 10 && cases > 5000);
    printf("%u cases, readers replaced at each of %d turns\n", cases, turns - 1);
    return 0;
}
