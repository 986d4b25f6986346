// The result's member is asked for before the await by a member of that name.
#define WOK_NO_KEYWORDS
#include <wok/wok.h>

struct state {
    int value;
#ifdef TWIN
    int await;
#endif
};

static wok_async int run(struct state state) {
    wok_await wok_yield();
    return state.await; // error: E0002 (unless TWIN)
}

int main(void) {
    return wok_block_on(run((struct state){0}));
}
