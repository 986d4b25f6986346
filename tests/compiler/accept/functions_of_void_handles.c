// Async functions, pointers, typedefs and blocks that yield task(void) and future(void).
// expect: first
// expect: second
// expect: third
// expect: fourth
// expect: fifth
// expect: sixth
// expect: seventh
// expect: eighth
// expect: ninth
// expect: tenth
#include <stdio.h>
#include <wok/wok.h>

typedef task(void) job;

struct kind {
    async task(void) (*begin)(const char *);
    async future(void) (*wrap)(const char *);
};

static async void say(const char *what) {
    await wok_yield();
    printf("%s\n", what);
}

static async task(void) begin(const char *what) {
    await wok_yield();
    return spawn(say(what));
}

static async future(void) wrap(const char *what) {
    await wok_yield();
    return box(say(what));
}

static async task(void) begin_at_once(const char *what) {
    return spawn(say(what));
}

async job begin_job(const char *what) {
    job started = await begin(what);
    return started;
}

static async int by_pointers(const struct kind *kind) {
    await await kind->begin("fifth");
    future(void) boxed = await kind->wrap("sixth");
    await boxed;
    return 0;
}

async int main(void) {
    await await begin("first");
    task(void) second = await begin("second");
    await second;
    future(void) third = await wrap("third");
    await third;
    await await begin_at_once("fourth");
    struct kind kind = {begin, wrap};
    await by_pointers(&kind);
    job seventh = await begin_job("seventh");
    await seventh;
    int which = 1;
    task(void) chosen = which ? await begin("eighth") : await begin_at_once("never");
    await chosen;
    await await async({
        await wok_yield();
        await begin("ninth");
    });
    auto later = async_move({
        await wok_yield();
        spawn(say("tenth"));
    });
    await await later;
    return 0;
}
