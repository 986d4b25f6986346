// A when is an arm of a race.
#include <wok/wok.h>

async int main(void) {
#ifdef TWIN
    race
#endif
    {
        when (await wok_sleep(1)) { // error: E0001|E0204 (unless TWIN)
            return 0;
        }
    }
    return 0;
}
