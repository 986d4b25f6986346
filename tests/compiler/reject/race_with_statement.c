// The body of a race is a list of when arms and nothing else.
#include <wok/wok.h>

async int main(void) {
    int n = 0;
    race {
#ifndef TWIN
        n++; // error: E0204
#endif
        when (await wok_sleep(1)) {
            n++;
        }
    }
    return n - 1;
}
