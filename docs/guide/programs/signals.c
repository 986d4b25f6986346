/* Work until a signal asks to stop. See signals.md. */
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

#include <wok/wok.h>

static async void work(void) {
    defer printf("the work is put away\n");
    for (int turn = 1;; turn++) {
        if (turn == 3)
            kill(getpid(), SIGTERM); /* what somebody else would do */
        await wok_sleep(1 * WOK_MS);
    }
}

async int main(void) {
    wok_signals *signals;
    int number = 0;
    int error = wok_signals_open((int[]){SIGINT, SIGTERM}, 2, &signals);
    if (error)
        return 1;
    defer wok_signals_close(signals);
    race {
        when (await work()) {
        }
        when (number = await wok_signals_next(signals)) {
            printf("stopped by %s\n", number == SIGTERM ? "SIGTERM" : "another signal");
        }
    }
    return number == SIGTERM ? 0 : 1;
}
