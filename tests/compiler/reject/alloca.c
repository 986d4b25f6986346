// Memory of alloca is gone after a suspension.
#include <alloca.h>
#include <wok/wok.h>

async int main(void) {
#ifdef TWIN
    char buffer[16], *p = buffer;
#else
    char *p = alloca(16); // error: E0302
#endif
    p[0] = 0;
    await wok_yield();
    return p[0];
}
