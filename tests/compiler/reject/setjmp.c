// setjmp keeps a C stack that an async function does not have.
#include <setjmp.h>
#include <wok/wok.h>

static jmp_buf buffer;

static int plain(void) {
    return setjmp(buffer);
}

async int main(void) {
    await wok_yield();
#ifdef TWIN
    return plain();
#else
    return plain() + setjmp(buffer); // error: E0302
#endif
}
