// Arguments are variables of the function: changed, pointed to, taken apart.
#include "corpus.h"

static async int a(int n, struct pair pair) {
    pair.first += n;
    await nothing();
    return pair.first;
}

static async int f(struct pair pair) {
    int *first = &pair.first;
    await nothing();
    *first -= pair.second;
    return pair.first;
}

async int main(void) {
    return await a(-3, (struct pair){3, 0}) + await f((struct pair){2, 2});
}
