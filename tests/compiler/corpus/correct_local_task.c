// A task that stays on the thread which started it may hold what belongs to that thread.
#include "corpus.h"

static async int hold(struct counted *given) {
    struct counted own = counted_new(0);
    await nothing();
    return counted_use(&own) + counted_use(given);
}

async int main(void) {
    struct counted count = counted_new(0);
    task(int) running = spawn_local(hold(&count));
    return await running;
}
