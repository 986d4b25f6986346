/* A test of a program that waits for hours: with the clock stopped it takes no time at all. */
#include <stdio.h>
#include <wok/wok.h>

/* What is tested: asks until it gets an answer, and waits twice as long after each failure. */
static async int ask_again(async int (*ask)(int), int attempts) {
    uint64_t pause_ns = 1 * WOK_S;
    for (int attempt = 0; attempt < attempts; attempt++) {
        int answer = 0;
        if (wok_timeout(30 * WOK_S, answer = await ask(attempt)) == 0 && answer >= 0)
            return answer;
        await wok_sleep(pause_ns);
        pause_ns *= 2;
    }
    return -1;
}

/* A server that does not answer twice, refuses twice, and then answers. */
static async int moody(int attempt) {
    if (attempt < 2)
        await wok_sleep(24 * 3600 * WOK_S);
    return attempt < 4 ? -1 : 7;
}

static unsigned long long seconds_since(uint64_t began_ns) {
    return (unsigned long long)((wok_now() - began_ns) / WOK_S);
}

async int main(void) {
    if (wok_time_pause() < 0)
        return 1;
    uint64_t began_ns = wok_now();
    int answer = await ask_again(moody, 10);
    printf("answer %d after %llu s\n", answer, seconds_since(began_ns)); /* 30+1 30+2 4 8 */

    auto slow = spawn(ask_again(moody, 10));
    await wok_yield(); /* it is under way */
    wok_time_advance(61 * WOK_S);
    printf("%llu s later it is not over\n", seconds_since(began_ns));
    printf("and then: %d\n", await slow);
    return 0;
}
