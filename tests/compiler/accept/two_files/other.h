#ifndef OTHER_H
#define OTHER_H

#include <wok/wok.h>

struct text {
    char text[16];
};

wok_async int other_add(int a, int b);
wok_async struct text other_text(void);
wok_async int ping(int n);
wok_async int pong(int n);

#endif
