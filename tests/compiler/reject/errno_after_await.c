// What errno says after an await is not about the call before it.
// wokcc: -Werror=wok-errno
#include <errno.h>
#include <unistd.h>
#include <wok/wok.h>

async int main(void) {
    int failed = close(-1);
#ifdef TWIN
    int why = errno;
    await wok_yield();
    return failed == -1 && why == EBADF ? 0 : 1;
#else
    await wok_yield();
    return failed == -1 && errno == EBADF ? 0 : 1; // error: E0406
#endif
}
