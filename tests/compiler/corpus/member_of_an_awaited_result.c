// A member of the result, without a variable for it.
#include "corpus.h"

static async struct pair secret(void) {
    await nothing();
    return (struct pair){0, 41};
}

static async int looking(void) {
    return (await secret()).first;
}

async int main(void) {
    return await looking();
}
