// Arms of a race that the preprocessor keeps or removes.
// expect: 4
#include "corpus.h"
#include <stdio.h>

#define KEPT 1

async int main(void) {
    int answer = 0;
    race {
#if KEPT
        when(answer = await step(4)) {
        }
#endif
#ifdef REMOVED
        when(answer = await no_such_function()) {
        }
#else
        when(await wok_sleep(3600 * WOK_S)) {
            answer = -1;
        }
#endif
    }
    printf("%d\n", answer);
    return 0;
}
