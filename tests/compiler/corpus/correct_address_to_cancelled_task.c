// Cancelling waits until the task has ended: then the local may go.
#include "corpus.h"

async int main(void) {
    int result = 0;
    {
        int local = 0;
        task(int) child = spawn(read_later(&local));
        if (await wok_cancel(child))
            result = 0;
    }
    return result;
}
