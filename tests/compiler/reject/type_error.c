// A type error in an async body has the user's file and line.
#include <wok/wok.h>

struct pair {
    int a, b;
};

async int main(void) {
    struct pair pair = {0, 0};
    await wok_yield();
#ifdef TWIN
    return pair.a;
#else
    return pair; // compiler-error
#endif
}
