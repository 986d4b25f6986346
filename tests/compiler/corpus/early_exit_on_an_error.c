// An error of the awaited call is handed on; a value converted on the way.
#include "corpus.h"
#include <errno.h>

static async int something_with(const char **inner, int count) {
    await nothing();
    return count == 2 && inner[0] ? 0 : -EINVAL;
}

static async int can_error(const char *text) {
    const char *inner[] = {text, "foo"};
    int failure = await something_with(inner, 2);
    if (failure < 0)
        return failure;
    return 0;
}

async int main(void) {
    return -await can_error("bar");
}
