// Races whose losers may be given up: what they work on is gone, is closed, is another object, or keeps
// what was done.
// wokcc: -Werror=wok
// no-erase
// expect: 1 2 3 4 5 6 7
#include <wok/wok.h>

#include <stdio.h>

struct pipe {
    int bytes;
};

struct pair {
    struct pipe left, right;
};

// As an operation of a library would: it may stop half way.
WOK_CANCEL(data_losing) static async int push(struct pipe *pipe, int count) {
    for (int i = 0; i < count; i++) {
        await wok_yield();
        pipe->bytes++;
    }
    return pipe->bytes;
}

static async void close_pipe(struct pipe *pipe) {
    await wok_yield();
    pipe->bytes = 0;
}

static async void hang_up(struct pipe *pipe) {
    await close_pipe(pipe);
}

static async int with_a_time_limit(struct pipe *pipe) {
    race {
        when (await push(pipe, 1000000)) { return -1; }
        when (await wok_yield()) { await hang_up(pipe); }
    }
    return 1;
}

static async int given_up(struct pipe *pipe) {
    race {
        when (await push(pipe, 1000000)) { return -1; }
        when (await wok_yield()) { return 2; }
    }
}

// The pipe is gone with the call.
static async int with_its_own(int count) {
    struct pipe pipe = {0};
    return await push(&pipe, count);
}

static async int again_and_again(void) {
    for (int i = 0; i < 2; i++) {
        race {
            when (await with_its_own(1000000)) { return -1; }
            when (await wok_yield()) {}
        }
    }
    return 3;
}

static async int the_other_one(struct pair *pair) {
    race {
        when (await push(&pair->left, 1000000)) { return -1; }
        when (await wok_yield()) {}
    }
    return await push(&pair->right, 4);
}

// What was done stands in the object, and the next call goes on from there.
struct progress {
    struct pipe *pipe;
    int left;
};

WOK_CANCEL(restartable) static async int push_on(struct progress *progress) {
    while (progress->left > 0) {
        await push(progress->pipe, 1);
        progress->left--;
    }
    return 5;
}

static async int with_progress(struct pipe *pipe) {
    struct progress progress = {pipe, 5};
    int result = 0;
    while (!result) {
        race {
            when (result = await push_on(&progress)) {}
            when (await wok_yield()) {}
        }
    }
    return result;
}

static async int as_a_task(struct pipe *pipe) {
    pipe->bytes = 0;
    auto pushing = spawn(push(pipe, 6));
    int result = 0;
    for (;;) {
        race {
            when (result = await pushing) { return result; }
            when (await wok_yield()) {}
        }
    }
}

// It is used again only where it has won.
static async int only_if_it_won(struct pipe *pipe) {
    pipe->bytes = 0;
    race {
        when (await push(pipe, 6)) { return await push(pipe, 1); }
        when (await wok_sleep(10 * WOK_S)) { return -1; }
    }
}

async int main(void) {
    static struct pipe pipe;
    static struct pair pair;
    int a = await with_a_time_limit(&pipe), b = await given_up(&pipe), c = await again_and_again();
    int d = await the_other_one(&pair), e = await with_progress(&pipe);
    int f = await as_a_task(&pipe), g = await only_if_it_won(&pipe);
    printf("%d %d %d %d %d %d %d\n", a, b, c, d, e, f, g);
    return 0;
}
