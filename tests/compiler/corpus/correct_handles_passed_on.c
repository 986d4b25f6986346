// A handle goes to a function that awaits it, another comes back from one.
#include "corpus.h"

static async int wait_for(task(int) running) {
    return await running;
}

static async task(int) begin(int value) {
    await nothing();
    return spawn(step(value));
}

async int main(void) {
    int sum = await wait_for(spawn(step(0)));
    task(int) begun = await begin(0);
    return sum + await begun;
}
