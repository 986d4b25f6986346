// A table that falls back on an operation of its own where none is given.
// expect: own, default
#include "corpus.h"
#include <stdio.h>

struct my_trait {
    async const char *(*name)(void);
};

static async const char *default_name(void) {
    await nothing();
    return "default";
}

static async const char *own_name(void) {
    await nothing();
    return "own";
}

static async const char *call(const struct my_trait *operations) {
    return await (operations->name ? operations->name : default_name)();
}

async int main(void) {
    const struct my_trait own = {own_name}, none = {NULL};
    const char *first = await call(&own);
    printf("%s, %s\n", first, await call(&none));
    return 0;
}
