#include "other.h"

#include <string.h>

async int other_add(int a, int b) {
    await wok_yield();
    return a + b;
}

async struct text other_text(void) {
    struct text text = {""};
    await wok_yield();
    strcpy(text.text, "other");
    return text;
}

async int pong(int n) {
    if (n % 10 == 0)
        await wok_yield();
    return n == 0 ? 0 : 1 + await ping(n - 1);
}
