// Functions of the user's own that are called like those which block or lock.
#include "corpus.h"

struct door {
    int open;
};

static void door_lock(struct door *door) {
    door->open = 0;
}

static int usleep_count(int count) {
    return count;
}

static int sleep(int seconds) {
    return seconds;
}

async int main(void) {
    struct door door = {1};
    door_lock(&door);
    await nothing();
    return door.open + usleep_count(0) + sleep(0);
}
