#ifndef SQUARE_H
#define SQUARE_H

#include <wok/wok.h>

static inline async int square_later(int n) {
    await wok_yield();
    return n * n;
}

async int fourth_power(int n);

#endif
