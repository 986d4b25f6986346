// Three sleeps in a join take as long as the longest: they overlap.
// no-erase
// expect: together
#include <stdio.h>
#include <wok/wok.h>

async int main(void) {
    uint64_t start_ns = wok_now();
    join(await wok_sleep(400 * WOK_MS), await wok_sleep(400 * WOK_MS),
         await wok_sleep(400 * WOK_MS));
    uint64_t took_ns = wok_now() - start_ns;
    printf("%s\n", took_ns >= 400 * WOK_MS && took_ns < 1150 * WOK_MS ? "together" : "one by one");
    return 0;
}
