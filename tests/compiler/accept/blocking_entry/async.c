// Every external async function is also an ordinary blocking C function for plain C files.
// expect: 9 -> text
// expect: seven 7
// expect: void 3
#include <string.h>

#include "async.h"

wok_async int async_square(int n) {
    await wok_sleep(1 * WOK_MS);
    return n * n;
}

wok_async struct text async_text(struct text text) {
    await wok_yield();
    strcpy(text.text, "text");
    return text;
}

wok_async double async_half(double value) {
    await wok_yield();
    return value / 2;
}

wok_async void async_set(int *where, int value) {
    await wok_yield();
    *where = value;
}
