// errno is a macro: the place shown is what people wrote.
// wokcc: -Werror=wok-errno
#include <errno.h>
#include <unistd.h>
#include <wok/wok.h>

async int main(void) {
    int failed = close(-1);
    await wok_yield();
    return failed == -1 && errno == EBADF ? 0 : 1;
}
