/*
 * Async functions whose frames are compared with rustc's futures of corpus.rs: each has a twin of the
 * same name there, which awaits leaves of the same size and keeps the same values alive.
 */
#include <stdint.h>
#include <wok/future.h>
#include <wok/async.h>

/* ---- leaves: 32 bytes, as a sleep or an operation has ---- */

struct nap {
    uint64_t words[4];
};
void nap_init(struct nap *self, uint64_t duration);
enum wok_poll nap_poll(struct nap *self, struct wok_context *cx);
enum wok_poll nap_cancel(struct nap *self, struct wok_context *cx);
async void nap(uint64_t duration) WOK_FUTURE(struct nap, nap_init, nap_poll, nap_cancel, 0);

struct fetch {
    uint64_t words[3];
    int64_t result;
};
void fetch_init(struct fetch *self, int64_t key);
enum wok_poll fetch_poll(struct fetch *self, struct wok_context *cx);
enum wok_poll fetch_cancel(struct fetch *self, struct wok_context *cx);
async int64_t fetch(int64_t key) WOK_FUTURE(struct fetch, fetch_init, fetch_poll, fetch_cancel, 0);

struct fill {
    uint64_t words[3];
    int64_t result;
};
void fill_init(struct fill *self, uint8_t *bytes, int64_t size);
enum wok_poll fill_poll(struct fill *self, struct wok_context *cx);
enum wok_poll fill_cancel(struct fill *self, struct wok_context *cx);
async int64_t fill(uint8_t *bytes, int64_t size)
    WOK_FUTURE(struct fill, fill_init, fill_poll, fill_cancel, 0);

/* ---- plain functions ---- */

int64_t mix(int64_t a, int64_t b);
int64_t sum_of(const uint8_t *bytes, int64_t size);
void release(int64_t handle);

struct large {
    int64_t words[32];
};
struct large large_of(int64_t seed);
int64_t large_sum(struct large large);

struct pair {
    int64_t first;
    int32_t second;
};
struct pair pair_of(int64_t seed);
int64_t pair_sum(struct pair pair);

/* ---- one await ---- */

async void one_nap(void) {
    await nap(1);
}

async void three_naps(void) {
    await nap(1);
    await nap(2);
    await nap(3);
}

async int64_t keeps_argument(int64_t value) {
    await nap(1);
    return value;
}

async int64_t drops_argument(int64_t value) {
    await nap((uint64_t)value);
    return 1;
}

async int32_t small_result(int32_t a, int32_t b) {
    int32_t sum = a + b;
    await nap(1);
    return sum;
}

/* ---- locals ---- */

async int64_t mixed_locals(int64_t seed) {
    uint8_t a = (uint8_t)seed;
    uint64_t b = (uint64_t)mix(seed, 1);
    uint16_t c = (uint16_t)mix(seed, 2);
    uint64_t d = (uint64_t)mix(seed, 3);
    uint32_t e = (uint32_t)mix(seed, 4);
    uint8_t f = (uint8_t)mix(seed, 5);
    await nap(1);
    return (int64_t)(a + b + c + d + e + f);
}

async int64_t locals_by_stages(int64_t seed) {
    int64_t total = 0;
    {
        int64_t a = mix(seed, 1), b = mix(seed, 2), c = mix(seed, 3);
        await nap(1);
        total += a + b + c;
    }
    {
        int32_t a = (int32_t)mix(seed, 4);
        uint8_t b = (uint8_t)mix(seed, 5);
        int64_t c = mix(seed, 6), d = mix(seed, 7);
        await nap(2);
        total += a + b + c + d;
    }
    {
        struct pair a = pair_of(seed), b = pair_of(total);
        await nap(3);
        total += pair_sum(a) + pair_sum(b);
    }
    return total;
}

async int64_t dying_locals(int64_t seed) {
    int64_t a = mix(seed, 1);
    await nap(1);
    int64_t b = mix(a, 2);
    await nap(2);
    int64_t c = mix(b, 3);
    await nap(3);
    int64_t d = mix(c, 4);
    await nap(4);
    return d;
}

async int64_t arrays_by_scopes(int64_t size) {
    int64_t total = 0;
    {
        uint8_t bytes[128];
        await fill(bytes, size);
        total += sum_of(bytes, size);
    }
    {
        uint8_t bytes[96];
        await fill(bytes, size);
        total += sum_of(bytes, size);
    }
    return total;
}

async int64_t structs_dead_early(int64_t seed) {
    struct pair a = pair_of(seed);
    int64_t x = await fetch(pair_sum(a));
    struct pair b = pair_of(x);
    int64_t y = await fetch(pair_sum(b));
    struct pair c = pair_of(y);
    await nap(1);
    return pair_sum(c) + x;
}

/* ---- arguments ---- */

async int64_t many_arguments(uint8_t a, int64_t b, uint16_t c, int64_t d, int32_t e) {
    await nap(1);
    return a + b + c + d + e;
}

async int64_t large_argument(struct large large) {
    await nap(1);
    return large_sum(large);
}

static async int64_t wrapped_once(struct large large) {
    return await large_argument(large);
}

static async int64_t wrapped_twice(struct large large) {
    return await wrapped_once(large);
}

async int64_t wrapped_thrice(struct large large) {
    return await wrapped_twice(large);
}

async struct large large_result(int64_t seed) {
    int64_t key = await fetch(seed);
    return large_of(key);
}

async int64_t uses_large_result(int64_t seed) {
    struct large large = await large_result(seed);
    return large_sum(large);
}

/* ---- calls ---- */

static async int64_t deep_1(int64_t n) {
    return mix(await fetch(n), n);
}
static async int64_t deep_2(int64_t n) {
    return await deep_1(n + 1) + 1;
}
static async int64_t deep_3(int64_t n) {
    return await deep_2(n + 1) + 1;
}
static async int64_t deep_4(int64_t n) {
    return await deep_3(n + 1) + 1;
}
static async int64_t deep_5(int64_t n) {
    return await deep_4(n + 1) + 1;
}
static async int64_t deep_6(int64_t n) {
    return await deep_5(n + 1) + 1;
}
static async int64_t deep_7(int64_t n) {
    return await deep_6(n + 1) + 1;
}
async int64_t deep_8(int64_t n) {
    return await deep_7(n + 1) + 1;
}

static async int64_t layer_1(int64_t n) {
    int64_t a = mix(n, 1);
    uint8_t b = (uint8_t)n;
    return await fetch(n) + a + b;
}
static async int64_t layer_2(int64_t n) {
    int64_t a = mix(n, 2);
    uint8_t b = (uint8_t)n;
    return await layer_1(n) + a + b;
}
static async int64_t layer_3(int64_t n) {
    int64_t a = mix(n, 3);
    uint8_t b = (uint8_t)n;
    return await layer_2(n) + a + b;
}
async int64_t layer_4(int64_t n) {
    int64_t a = mix(n, 4);
    uint8_t b = (uint8_t)n;
    return await layer_3(n) + a + b;
}

async int64_t calls_in_turn(int64_t n) {
    int64_t a = await deep_4(n);
    int64_t b = await layer_3(a);
    int64_t c = await deep_8(b);
    return c;
}

async int64_t calls_in_expression(int64_t n) {
    return await fetch(n) + await deep_2(n) * await fetch(n + 1);
}

async int64_t awaited_conditions(int64_t n) {
    if (await fetch(n) > 0 && await fetch(n + 1) > 0)
        return await deep_3(n);
    return (await fetch(n + 2) > 0) ? n : 0;
}

/* ---- control flow ---- */

async int64_t counting_loop(int64_t count) {
    int64_t total = 0;
    for (int64_t i = 0; i < count; i++)
        total += await fetch(i);
    return total;
}

async int64_t nested_loops(int32_t rows, int32_t columns) {
    int64_t total = 0;
    for (int32_t row = 0; row < rows; row++) {
        int64_t sum = mix(row, 0);
        for (int32_t column = 0; column < columns; column++) {
            uint8_t weight = (uint8_t)mix(row, column);
            sum += await fetch(column) * weight;
        }
        total += sum;
    }
    return total;
}

async int64_t switch_of_children(int64_t n) {
    switch (n) {
    case 0:
        return await fetch(n);
    case 1: {
        int64_t x = await deep_4(n);
        return mix(x, n);
    }
    case 2: {
        struct pair a = pair_of(n), b = pair_of(n + 1);
        await nap(1);
        return pair_sum(a) + pair_sum(b);
    }
    default:
        return await layer_4(n);
    }
}

async int64_t retries(int64_t key) {
    for (uint8_t attempt = 0; attempt < 5; attempt++) {
        int64_t answer = await fetch(key);
        if (answer >= 0)
            return answer;
        uint64_t pause = (uint64_t)mix(key, attempt);
        await nap(pause);
    }
    return -1;
}

/* ---- buffers, and what has to be given back ---- */

async int64_t copies(int64_t from, int64_t to) {
    uint8_t buffer[512];
    int64_t total = 0;
    for (;;) {
        int64_t n = await fill(buffer, from);
        if (n <= 0)
            break;
        total += n;
        await fill(buffer, to);
    }
    return total;
}

async int64_t gives_back(int64_t key) {
    int64_t handle = mix(key, 1);
    defer release(handle);
    int64_t value = await fetch(handle);
    await nap(1);
    return value;
}

async int64_t gives_back_three(int64_t key) {
    int64_t first = await fetch(key);
    defer release(first);
    int64_t second = await fetch(first);
    defer release(second);
    int64_t third = await fetch(second);
    defer release(third);
    await nap(1);
    return first;
}

async int64_t gives_back_large(int64_t key) {
    int64_t handle = mix(key, 1);
    defer release(handle);
    struct large large = await large_result(handle);
    await nap(1);
    return large_sum(large);
}

/* ---- at the same time ---- */

async int64_t joins_two(int64_t n) {
    int64_t a, b;
    join(a = await fetch(n), b = await fetch(n + 1));
    return a + b;
}

async int64_t joins_three(int64_t n) {
    int64_t a, b, c;
    join(a = await fetch(n), b = await deep_2(n), c = await deep_4(n));
    return a + b + c;
}

async int64_t joins_layers(int64_t n) {
    int64_t a, b, kept = mix(n, 1);
    join(a = await layer_2(n), b = await layer_3(n));
    await nap(1);
    return a + b + kept;
}

async int64_t races_two(int64_t n) {
    int64_t a;
    race {
        when (a = await fetch(n)) {
            return a;
        }
        when (await nap(1)) {
            return -1;
        }
    }
}

async int64_t times_out(int64_t n) {
    int64_t a, before = mix(n, 1);
    race {
        when (a = await deep_4(n)) {
            return a + before;
        }
        when (await nap(100)) {
            return await fetch(before);
        }
    }
}

async int64_t races_in_loop(int64_t count) {
    int64_t total = 0, a;
    for (int64_t i = 0; i < count; i++) {
        race {
            when (a = await layer_2(i)) {
                total += a;
            }
            when (await nap(5)) {
                total -= 1;
            }
        }
    }
    return total;
}

/* ---- larger ---- */

async int64_t serves(int64_t client) {
    uint8_t buffer[256];
    int64_t handled = 0;
    defer release(client);
    for (;;) {
        int64_t n = await fill(buffer, client);
        if (n <= 0)
            return handled;
        int64_t key = sum_of(buffer, n), answer = 0;
        switch (key % 3) {
        case 0:
            answer = await deep_3(key);
            break;
        case 1:
            answer = await times_out(key);
            break;
        default:
            answer = await retries(key);
            break;
        }
        handled += answer > 0;
        await fill(buffer, client);
    }
}

async int64_t pipeline(int64_t source, int64_t sink) {
    int64_t written = 0;
    uint8_t header[24];
    if (await fill(header, source) < 24)
        return -1;
    int64_t left = sum_of(header, 24);
    while (left > 0) {
        uint8_t block[192];
        int64_t n = await fill(block, source);
        int64_t check = sum_of(block, n);
        if (await fetch(check) != 0)
            return written;
        await fill(block, sink);
        written += n;
        left -= n;
    }
    return written;
}
