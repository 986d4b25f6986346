// A defer does not suspend (for now).
#include <wok/wok.h>

static async void later(void) {
    await wok_yield();
}

async int main(void) {
#ifndef TWIN
    defer await later(); // error: E0203
#endif
    await later();
    return 0;
}
