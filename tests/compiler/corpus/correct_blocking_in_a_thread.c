// The call that blocks stands in a plain function, which a thread of the pool runs.
#include "corpus.h"
#include <time.h>

static int sleep_here(int turns) {
    struct timespec pause = {0, 1000};
    while (turns-- > 0)
        nanosleep(&pause, NULL);
    return 0;
}

int main(void) {
    return sleep_here(2);
}
