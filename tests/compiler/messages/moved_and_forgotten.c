// Futures and handles: used again, and not used on a path.
#include "shared.h"

static async int one(void) {
    await wok_yield();
    return 1;
}

async int main(int argc, char **argv) {
    (void)argv;
    auto first = one();
    int sum = await first;
    sum += await first;
    auto second = spawn(one());
    if (argc > 1)
        return sum;
    sum += await second;
	auto third = one(); /* behind a tab */
    return sum;
}
