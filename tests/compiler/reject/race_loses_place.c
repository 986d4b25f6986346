// An operation that waits in a queue begins at its end again after each lost race: a warning.
// wokcc: -Werror=wok
// says: when another arm wins, `permit` loses its place in the queue [-Wwok-queue-loss]
// says: `auto t = spawn(permit(permits))` before the race
#include <wok/wok.h>

struct permits {
    int count;
};

WOK_CANCEL(queue_losing) static async int permit(struct permits *permits) {
    while (permits->count == 0)
        await wok_yield();
    return permits->count--;
}

static async int main_loop(struct permits *permits) {
    int turns = 0;
#ifdef TWIN
    auto waiting = spawn(permit(permits));
#endif
    for (;;) {
        race {
#ifdef TWIN
            when (turns += await waiting) { return turns; }
#else
            when (turns += await permit(permits)) { return turns; } // error: E0410
#endif
            when (await wok_sleep(1 * WOK_MS)) { turns++; }
        }
    }
}

async int main(void) {
    static struct permits permits = {1};
    return await main_loop(&permits) > 0;
}
