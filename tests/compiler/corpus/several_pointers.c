// Pointers to objects of different scopes in the arguments of one awaited call.
#include "corpus.h"

static int plain(const int *a, const int *b) {
    return *a - *b;
}

static async int multiple(const int *a, const int *b, int (*f)(const int *, const int *)) {
    await nothing();
    return f(a, b);
}

async int main(void) {
    int x = 3;
    {
        static const int y = 3;
        return await multiple(&x, &y, plain);
    }
}
