// Each path consumes the handle in its own way.
#include "corpus.h"

async int main(int argc, char **argv) {
    (void)argv;
    task(int) running = spawn(step(0));
    if (argc > 5) {
        wok_detach(running);
        return 0;
    }
    if (argc > 4)
        return (await wok_cancel(running)) * 0;
    return await running;
}
