// A handle variable gets a new task when the old one has been awaited.
#include "corpus.h"

async int main(void) {
    task(int) running = spawn(step(0));
    int sum = await running;
    running = spawn(step(0));
    sum += await running;
    return sum;
}
