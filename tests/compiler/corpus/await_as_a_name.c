// The words are words: no variable can have such a name, unless the file asks for prefixed words.
#ifdef TWIN
#define WOK_NO_KEYWORDS
#endif
#include <wok/wok.h>

static wok_async int run(void) {
    int await = 0; // error: E0001|E0002 (unless TWIN)
    wok_await wok_yield();
    return await;
}

int main(void) {
    return wok_block_on(run());
}
