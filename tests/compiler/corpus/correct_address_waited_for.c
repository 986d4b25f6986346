// wok_join waits as well, and says how it ended.
#include "corpus.h"

async int main(void) {
    int local = 0, result = 1;
    task(int) child = spawn(read_later(&local));
    if (await wok_join(child, &result))
        return 1;
    return result;
}
