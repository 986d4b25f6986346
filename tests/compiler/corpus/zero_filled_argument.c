// A struct literal with some members left out, as an argument.
#include "corpus.h"

struct config {
    char *nickname;
    struct pair limits;
};

static async int from_config(struct config config) {
    await nothing();
    return config.limits.second;
}

async int main(void) {
    return await from_config((struct config){.nickname = NULL});
}
