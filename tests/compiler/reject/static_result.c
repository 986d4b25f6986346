// The text of strerror() is overwritten by the next call, in whichever task that is.
// wokcc: -Werror=wok-static-result
// says: copy the text, or use strerror_r
#include <stdio.h>
#include <string.h>
#include <wok/wok.h>

async int main(void) {
    const char *text = strerror(2);
#ifdef TWIN
    puts(text);
    await wok_yield();
#else
    await wok_yield(); // error: E0408
    puts(text);
#endif
    return 0;
}
