// A sleep of the thread inside async code, which is a warning unless asked to be an error.
// wokcc: -Werror=wok-blocking-call
// says: `sleep` stops the thread
#include <unistd.h>
#include <wok/wok.h>

async int main(void) {
#ifdef TWIN
    await wok_sleep(1 * WOK_MS);
    return 0;
#else
    return (int)sleep(1); // error: E0405
#endif
}
