// async marks functions, not variables.
#include <wok/wok.h>

#ifdef TWIN
static int counter;
#else
static async int counter; // error: E0006
#endif

async int main(void) {
    await wok_yield();
    return counter;
}
