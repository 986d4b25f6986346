// Futures and handles along all kinds of paths: those that are used twice, or not at all, stand between
// those that are not. The twin has only the latter.
#include <wok/wok.h>

#include <stdlib.h>
#include <string.h>

static async int later(int a) {
    await wok_yield();
    return a;
}

struct h {
    task(int) t;
    task(int) ts[2];
    future(int) b;
};
async int awaited_on_both_paths(int f) {
    auto x = later(1);
    if (f)
        return await x;
    return await x;
}
#ifndef TWIN
async int awaited_on_one_path(int f) {
    auto x = later(1); // error: E0103
    if (f)
        await x;
    return 0;
}
#endif
async int after_a_loop(void) {
    auto t = spawn(later(1));
    for (int i = 0; i < 2; i++) {
        if (i == 1)
            break;
        await wok_yield();
    }
    return await t;
}

async int in_each_turn(void) {
    for (int i = 0; i < 3; i++) {
        auto x = later(i);
        if (i == 1) {
            await x;
            continue;
        }
        await x;
    }
    return 0;
}
#ifndef TWIN
async int lost_by_continue(void) {
    for (int i = 0; i < 3; i++) {
        auto x = later(i); // error: E0103
        if (i == 1)
            continue;
        await x;
    }
    return 0;
}
#endif
async int refilled(void) {
    task(int) t = spawn(later(1));
    int r = await t;
    t = spawn(later(2));
    return r + await t;
}
#ifndef TWIN
async int overwritten(void) {
    task(int) t = spawn(later(1)); // error: E0104
    t = spawn(later(2));
    return await t;
}
#endif
async int in_some_cases(int n) {
    task(int) t;
    int r = 0;
    switch (n) {
    case 1:
        t = spawn(later(1));
        r = await t;
        break;
    case 2:
        t = spawn(later(2));
        r = await t;
        break;
    default:
        break;
    }
    return r;
}

async int in_every_case(int n) {
    auto t = spawn(later(1));
    switch (n) {
    case 1:
        return await t;
    case 2:
        wok_detach(t);
        return 0;
    default:
        await wok_cancel(t);
    }
    return 0;
}
#ifndef TWIN
async int not_in_the_default_case(int n) {
    auto t = spawn(later(1)); // error: E0104
    switch (n) {
    case 1:
        return await t;
    case 2:
        wok_detach(t);
        return 0;
    }
    return 0;
}
#endif
async int by_goto(int n) {
    int r = -1;
    auto t = spawn(later(1));
    if (n)
        goto out;
    r = await t;
    return r;
out:
    wok_detach(t);
    return r;
}
#ifndef TWIN
async int lost_by_goto(int n) {
    int r = -1;
    auto t = spawn(later(1)); // error: E0104
    if (n)
        goto out;
    r = await t;
out:
    return r;
}
#endif
async int stored(struct h *h) {
    h->t = spawn(later(1));
    return 0;
}

async task(int) returned(void) {
    return spawn(later(1));
}

async int returned_to_here(void) {
    auto t = await returned();
    return await t;
}
#ifndef TWIN
async int result_dropped(void) {
    await returned(); // error: E0104
    return 0;
}
#endif
async int through_a_struct(void) {
    auto t = spawn(later(1));
    struct h h = {.t = t};
    return await h.t;
}
#ifndef TWIN
async int twice_through_a_struct(void) {
    auto t = spawn(later(1));
    struct h h = {.t = t};
    return await t + await h.t; // error: E0102
}
#endif
async int moved(void) {
    auto x = later(1);
    auto z = x;
    return await z;
}
#ifndef TWIN
async int twice_through_a_move(void) {
    auto x = later(1);
    auto z = x;
    return await x + await z; // error: E0102
}
#endif
#ifndef TWIN
async int copied_as_bytes(void) {
    auto x = later(1);
    char copy[64];
    memcpy(copy, &x, 8); // error: E0105
    return await x;
}
#endif
#ifndef TWIN
async int measured(void) {
    auto x = later(1);
    return (int)sizeof x + await x; // error: E0105
}
#endif
async int in_a_conditional(int f) {
    auto t = spawn(later(1));
    int r = f ? await t : (wok_detach(t), 0);
    return r;
}
#ifndef TWIN
async int behind_an_and(int f) {
    auto t = spawn(later(1)); // error: E0104
    return f && await t;
}
#endif
async int raced_and_awaited(void) {
    auto t = spawn(later(1));
    int r = 0;
    race {
        when(r = await t) {
            return r;
        }
        when(await wok_yield()) {
        }
    }
    return await t;
}
#ifndef TWIN
async int raced_and_lost(void) {
    auto t = spawn(later(1)); // error: E0104
    int r = 0;
    race {
        when(r = await t) {
        }
        when(await wok_yield()) {
        }
    }
    return r;
}
#endif
async int future_raced(void) {
    auto x = later(1);
    int r = 0;
    race {
        when(r = await x) {
        }
        when(await wok_yield()) {
        }
    }
    return r;
}
#ifndef TWIN
async int future_raced_and_awaited(void) {
    auto x = later(1);
    int r = 0;
    race {
        when(r = await x) {
        }
        when(await wok_yield()) {
            r = await x; // error: E0102
        }
    }
    return r;
}
#endif
async int deferred(void) {
    auto t = spawn(later(1));
    defer wok_detach(t);
    return 0;
}
#ifndef TWIN
async int deferred_and_awaited(void) {
    auto t = spawn(later(1));
    { defer wok_detach(t); }
    return await t; // error: E0102
}
#endif
async int two_joined(void) {
    auto t = spawn(later(1)), u = spawn(later(2));
    int a, b;
    join(a = await t, b = await u);
    return a + b;
}
#ifndef TWIN
async int one_joined_twice(void) {
    auto t = spawn(later(1));
    int a, b;
    join(a = await t, b = await t); // error: E0102
    return a + b;
}
#endif
async int in_an_array(int n) {
    task(int) *ts = malloc(n * sizeof *ts);
    for (int i = 0; i < n; i++)
        ts[i] = spawn(later(i));
    int s = 0;
    for (int i = 0; i < n; i++)
        s += await ts[i];
    free(ts);
    return s;
}

async int box_under_a_constant(void) {
    future(int) b = box(later(1));
    if (1)
        return await b;
    return 0;
}
#ifndef TWIN
async int box_on_one_path(int f) {
    future(int) b = box(later(1)); // error: E0103
    if (f)
        return await b;
    return 0;
}
#endif
async int exits(void) {
    auto t = spawn(later(1));
    exit((int)(long)await t);
}

async int aborts(int f) {
    auto t = spawn(later(1));
    if (f)
        abort();
    return await t;
}

async int asked(void) {
    auto t = spawn(later(1));
    int r;
    return await wok_join(t, &r);
}

static int take(task(int) t) {
    wok_detach(t);
    return 1;
}

async int passed_on(void) {
    auto t = spawn(later(1));
    return take(t);
}
#ifndef TWIN
async int passed_on_and_awaited(void) {
    auto t = spawn(later(1));
    take(t);
    return await t; // error: E0102
}
#endif
async int in_a_loop_or_after_it(int n) {
    auto t = spawn(later(1));
    while (n--) {
        if (n == 3) {
            return await t;
        }
        await wok_yield();
    }
    return await t;
}

async int spawned(void) {
    auto x = later(1);
    wok_detach(spawn(x));
    return 0;
}
#ifndef TWIN
async int spawned_and_awaited(void) {
    auto x = later(1);
    wok_detach(spawn(x));
    return await x; // error: E0102
}
#endif
#ifndef TWIN
int lost_in_a_plain_function(void) {
    auto t = spawn(later(1)); // error: E0104
    return wok_block_on(later(1));
}
#endif
int run_in_a_plain_function(void) {
    auto x = later(1);
    return wok_block_on(x);
}

async int of_a_parameter(struct h h) {
    return await h.t;
}

async int two_of_a_struct(void) {
    struct h h = {0};
    h.ts[0] = spawn(later(1));
    h.ts[1] = spawn(later(1));
    return await h.ts[0] + await h.ts[1];
}

async int main(void) {
    return 0;
}
