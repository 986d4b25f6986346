// Both branches give the variable its value, each from an await.
#include "corpus.h"

static async int choose(int x) {
    int y;
    if (x > 5)
        y = await step(10);
    else
        y = await step(0);
    return y;
}

async int main(void) {
    return await choose(3);
}
