// Parentheses around a block, and a value read from its struct.
#include "corpus.h"

async int main(void) {
    auto a = (async ({ await nothing(); (struct pair){0, 1}; }));
    return (await a).first;
}
