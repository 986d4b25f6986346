// A read that may lose keeps its progress in an object that outlives the race.
#include "corpus.h"

struct progress {
    int count;
};

static async int collect(struct progress *progress) {
    while (progress->count < 3) {
        await nothing();
        progress->count++;
    }
    return progress->count;
}

async int main(void) {
    struct progress progress = {0};
    int done = 0;
    while (!done) {
        race {
            when (done = await collect(&progress)) { }
            when (await wok_sleep(1 * WOK_S)) { }
        }
    }
    return progress.count - 3;
}
