// A task with the address of a local is awaited inside the local's scope.
#include "corpus.h"

async int main(void) {
    int local = 0, result;
    {
        task(int) child = spawn(read_later(&local));
        await nothing();
        result = await child;
    }
    return result;
}
