// A handle of the loop's body is made and consumed in each turn.
#include "corpus.h"

async int main(void) {
    int sum = 0;
    for (int i = 0; i < 3; i++) {
        task(int) running = spawn(step(i));
        if (i == 1) {
            wok_detach(running);
            continue;
        }
        sum += await running;
    }
    return sum - 2;
}
