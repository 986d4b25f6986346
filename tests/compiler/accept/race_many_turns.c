// A thousand races in a row leave nothing behind.
// no-erase
// expect: 1000
#include <stdio.h>
#include <wok/wok.h>

async int main(void) {
    int count = 0;
    for (int i = 0; i < 1000; i++) {
        race {
            when (await wok_yield())
                count++;
            when (await wok_sleep(1000 * WOK_S))
                return 1;
        }
    }
    printf("%d\n", count);
    return 0;
}
