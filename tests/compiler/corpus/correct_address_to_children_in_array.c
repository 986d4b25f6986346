// Children in an array, each with a place of its own in another, all awaited.
#include "corpus.h"

async int main(void) {
    int places[3] = {0, 1, -1}, sum = 0;
    task(int) children[3];
    for (int i = 0; i < 3; i++)
        children[i] = spawn(read_later(&places[i]));
    for (int i = 0; i < 3; i++)
        sum += await children[i];
    return sum;
}
