// What a finding is, for a part of the text: by pragmas that nest, go across files, and come from macros.
// wokcc: -Werror=wok
#include <wok/wok.h>

#include <unistd.h>

#define QUIET                                                                                      \
    _Pragma("wok diagnostic push") _Pragma("wok diagnostic ignored \"-Wwok-blocking-call\"")
#define LOUD _Pragma("wok diagnostic pop")

#ifdef TWIN
#define BLOCK
#else
#define BLOCK usleep(1)
#endif

async int main(void) {
    BLOCK; // error: E0405 (unless TWIN)
#pragma wok diagnostic push
#pragma wok diagnostic ignored "-Wwok-blocking-call"
    usleep(2);
#pragma wok diagnostic error "-Wwok-blocking-call"
    BLOCK; // error: E0405 (unless TWIN)
#pragma wok diagnostic pop
    BLOCK; // error: E0405 (unless TWIN)
    QUIET
    usleep(3);
    LOUD
    BLOCK; // error: E0405 (unless TWIN)
#pragma wok diagnostic ignored "-Wwok"
    usleep(4);
#include "pragma_scope.h"
    BLOCK; // error: E0405 (unless TWIN)
#pragma wok diagnostic pop
    await wok_yield();
    usleep(5);
#pragma wok diagnostic pop
    BLOCK; // error: E0405 (unless TWIN)
    return 0;
}
