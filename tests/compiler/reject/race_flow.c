// Races in all kinds of places, whose losers have done a part of their work; and beside them those whose
// losers nobody misses. The twin's operations lose nothing.
#include <wok/wok.h>

#include <stddef.h>

#ifdef TWIN
#define SEND(stream, bytes, size)     wok_write(stream, bytes, size)
#define READ_FILE(file, buffer, size) wok_file_read_at(file, buffer, size, 0)
#define COLLECT(writer)               wok_writer_flush(writer)
#else
#define SEND(stream, bytes, size)     wok_write_all(stream, bytes, size)
#define READ_FILE(file, buffer, size) wok_file_read(file, buffer, size)
#define COLLECT(writer)               wok_writer_text(writer, "x")
#endif

struct conn {
    wok_tcp_stream *s;
    int n;
    char buffer[64];
    struct wok_file *f;
};
static async int send_byte(wok_tcp_stream *s) {
    return (int)await SEND(s, "a", 1);
}

static async int send_from(struct conn *c) {
    return (int)await SEND(c->s, c->buffer, 1);
}

static async int tick(void) {
    await wok_sleep(1);
    return 0;
}

static async void hang_up(struct conn *c) {
    await wok_close(c->s);
    c->s = NULL;
}

static async void hang_up_politely(struct conn *c) {
    await hang_up(c);
}

async int again_in_each_turn(struct conn *c) {
    for (;;) {
        race {
            when(await send_from(c)) { // error: E0409 (unless TWIN)
                return 1;
            }
            when(await tick()) {
                c->n++;
            }
        }
    }
}

async int closed_after(struct conn *c) {
    race {
        when(await send_from(c)) {
            return 1;
        }
        when(await tick()) {
            await hang_up(c);
        }
    }
    return 0;
}

async int closed_by_a_callee_of_a_callee(struct conn *c) {
    race {
        when(await send_from(c)) {
            return 1;
        }
        when(await tick()) {
            await hang_up_politely(c);
        }
    }
    return 0;
}

async int reading_a_stream(struct conn *c) {
    for (int i = 0; i < 3; i++) {
        race {
            when(await wok_read(c->s, c->buffer, 1)) {
                return 1;
            }
            when(await tick()) {
            }
        }
    }
    return 0;
}

async int reading_a_file_by_its_position(struct conn *c) {
    for (int i = 0; i < 3; i++) {
        race {
            when(await READ_FILE(c->f, c->buffer, 1)) { // error: E0409 (unless TWIN)
                return 1;
            }
            when(await tick()) {
            }
        }
    }
    return 0;
}

async int reading_a_file_by_places(struct conn *c) {
    for (int i = 0; i < 3; i++) {
        race {
            when(await wok_file_read_at(c->f, c->buffer, 1, 0)) {
                return 1;
            }
            when(await tick()) {
            }
        }
    }
    return 0;
}

async int in_a_block(wok_tcp_stream *s) {
    race {
        when(await async({ await send_byte(s); })) { // error: E0409 (unless TWIN)
        }
        when(await tick()) {
        }
    }
    return await send_byte(s);
}

async int replaced_after(wok_tcp_stream *s) {
    race {
        when(await send_byte(s)) {
        }
        when(await tick()) {
            s = NULL;
        }
    }
    return s ? await send_byte(s) : 0;
}

async int nothing_after(wok_tcp_stream *a, wok_tcp_stream *b) {
    race {
        when(await send_byte(a)) {
        }
        when(await send_byte(b)) {
        }
    }
    return 0;
}

async int returning_after(wok_tcp_stream *a, wok_tcp_stream *b) {
    for (;;) {
        race {
            when(await send_byte(a)) {
                return 0;
            }
            when(await send_byte(b)) {
                b = NULL;
                return 1;
            }
        }
    }
}

async int two_that_lose(wok_tcp_stream *a, wok_tcp_stream *b) {
    for (int i = 0; i < 9; i++) {
        race {
            when(await send_byte(a)) { // error: E0409 (unless TWIN)
            }
            when(await send_byte(b)) { // error: E0409 (unless TWIN)
            }
        }
    }
    return 0;
}

async int through_a_variable(struct conn *c) {
    wok_tcp_stream *s = c->s;
    race {
        when(await send_byte(s)) { // error: E0409 (unless TWIN)
        }
        when(await tick()) {
        }
    }
    return await send_byte(s);
}

async int through_a_struct(struct conn *c) {
    race {
        when(await send_byte(c->s)) { // error: E0409 (unless TWIN)
            return 0;
        }
        when(await tick()) {
        }
    }
    return await send_from(c);
}
WOK_CANCEL(restartable) static async int send_on(struct conn *c) {
    while (c->n) {
        c->n -= await wok_write(c->s, c->buffer, c->n);
    }
    return 0;
}

async int with_a_promise(struct conn *c) {
    for (;;) {
        race {
            when(await send_on(c)) {
                return 1;
            }
            when(await tick()) {
            }
        }
    }
}

async int as_a_task(struct conn *c) {
    auto t = spawn(send_from(c));
    for (;;) {
        race {
            when(await t) {
                return 1;
            }
            when(await tick()) {
            }
        }
    }
}

async int in_a_box(struct conn *c) {
    future(int) b = box(send_from(c));
    race {
        when(await b) { // error: E0409 (unless TWIN)
            return 1;
        }
        when(await tick()) {
        }
    }
    return await send_from(c);
}

async int again_if_it_won(struct conn *c) {
    int r;
    race {
        when(r = await send_from(c)) {
        }
        when(await tick()) {
            return -1;
        }
    }
    return await send_from(c) + r;
}

async int again_on_one_path(struct conn *c, int n) {
    while (n--) {
        int r = 0;
        race {
            when(r = await send_from(c)) { // error: E0409 (unless TWIN)
            }
            when(await tick()) {
            }
        }
        if (r <= 0)
            break;
    }
    await wok_close(c->s);
    return 0;
}

async int another_object_in_each_turn(void) {
    wok_tcp_stream *s;
    for (;;) {
        if (await wok_tcp_connect("x", &s))
            continue;
        race {
            when(await send_byte(s)) {
            }
            when(await tick()) {
            }
        }
        await wok_close(s);
    }
}

async int given_up_by_a_defer(void) {
    for (;;) {
        wok_tcp_stream *s;
        if (await wok_tcp_connect("x", &s))
            continue;
        defer wok_abandon(s);
        race {
            when(await send_byte(s)) {
            }
            when(await tick()) {
            }
        }
    }
}

static async int send_beside(wok_tcp_stream *s) {
    join(await send_byte(s), await tick());
    return 0;
}

async int in_a_branch_of_a_callee(wok_tcp_stream *s) {
    for (;;) {
        race {
            when(await send_beside(s)) { // error: E0409 (unless TWIN)
                return 1;
            }
            when(await tick()) {
            }
        }
    }
}

static async int send_in_the_end(wok_tcp_stream *s, int d) {
    if (d)
        return await send_in_the_end(s, d - 1);
    return await send_byte(s);
}

async int by_recursion(wok_tcp_stream *s) {
    for (;;) {
        race {
            when(await send_in_the_end(s, 2)) { // error: E0409 (unless TWIN)
                return 1;
            }
            when(await tick()) {
            }
        }
    }
}

async int by_a_pointer(async int (*f)(wok_tcp_stream *), wok_tcp_stream *s) {
    for (;;) {
        race {
            when(await f(s)) {
                return 1;
            }
            when(await tick()) {
            }
        }
    }
}

async int given_up_after(wok_tcp_stream *s) {
    race {
        when(await send_byte(s) || await send_byte(s)) {
        }
        when(await tick()) {
            wok_abandon(s);
        }
    }
    return 0;
}

async int flushing(struct wok_writer *o) {
    for (;;) {
        race {
            when(await wok_writer_flush(o)) {
                return 1;
            }
            when(await tick()) {
            }
        }
    }
}

async int collecting(struct wok_writer *o) {
    for (;;) {
        race {
            when(await COLLECT(o)) { // error: E0409 (unless TWIN)
                return 1;
            }
            when(await tick()) {
            }
        }
    }
}

async int reading_lines(struct wok_reader *o) {
    char *l;
    for (;;) {
        race {
            when(await wok_reader_line(o, &l) > 0) {
                return 1;
            }
            when(await tick()) {
            }
        }
    }
}

static async int count_lines(struct wok_reader *r) {
    char *l;
    int n = 0;
    while (await wok_reader_line(r, &l) > 0)
        n++;
    return n;
}

async int counting_lines(struct wok_reader *o) {
    for (;;) {
        race {
            when(await count_lines(o)) {
                return 1;
            }
            when(await tick()) {
            }
        }
    }
}

async int main(void) {
    return 0;
}
