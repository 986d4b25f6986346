// The value of async main is the exit status.
// status: 7
#include <wok/wok.h>

async int main(void) {
    await wok_yield();
    return 7;
}
