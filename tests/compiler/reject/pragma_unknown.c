// A pragma that names nothing changes nothing, and wokcc says so.
// wokcc: -Werror=wok
// says: there is no finding `-Wwok-blocking-cell`
// says: the nearest is `-Wwok-blocking-call`
// says: this pragma says nothing that wokcc understands
#include <wok/wok.h>

#ifdef TWIN
#pragma wok diagnostic ignored "-Wwok-blocking-call"
#pragma wok diagnostic warning "-Wwok"
#else
#pragma wok diagnostic ignored "-Wwok-blocking-cell" // error: E0007
#pragma wok diagnostic maybe "-Wwok-errno"           // error: E0007
#pragma wok diagnostic ignored -Wwok-errno           // error: E0007
#pragma wok diagnostic ignored "-Wshadow"            // error: E0007
#endif

async int main(void) {
    await wok_yield();
    return 0;
}
