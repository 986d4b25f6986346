#ifndef ASYNC_H
#define ASYNC_H

#include <wok/wok.h>

struct text {
    char text[32];
};

wok_async int async_square(int n);
wok_async struct text async_text(struct text text);
wok_async double async_half(double value);
wok_async void async_set(int *where, int value);

#endif
