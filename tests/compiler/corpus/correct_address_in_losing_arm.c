// An arm that loses is finished before the race ends.
#include "corpus.h"

async int main(void) {
    int local = 0, value = 1;
    race {
        when (value = await read_later(&local)) { }
        when (await wok_sleep(1 * WOK_S)) { value = 2; }
    }
    return value;
}
