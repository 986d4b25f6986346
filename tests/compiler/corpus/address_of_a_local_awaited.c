// The address of a local goes to a function that is awaited in the same expression.
#include "corpus.h"

static async int connect2(const int *config, const char *tls) {
    await nothing();
    return *config - 666 + tls[0];
}

static async int connect(void) {
    int config = 666;
    return await connect2(&config, "");
}

async int main(void) {
    return await spawn(connect());
}
