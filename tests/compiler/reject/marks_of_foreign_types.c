// Types of other people's headers, marked by declarations: before the header, behind it, of a type that is
// never defined; and with a typedef for a name.
// says: points to a `struct opaque`, which is marked WOK_NOT_SEND
#include <wok/wok.h>

#ifndef TWIN
struct WOK_NOT_SEND early;
#endif
struct early {
    int n;
};
struct late {
    int n;
};
typedef struct opaque *opaque_handle;
#ifdef TWIN
struct WOK_SEND late;
#else
struct WOK_NOT_SEND late;
struct WOK_NOT_SEND opaque;
#endif

static async int with_early(void) {
    struct early early = {0};
    await wok_yield();
    return early.n;
}

static async int with_late(void) {
    struct late late = {0};
    await wok_yield();
    return late.n;
}

static async int with_opaque(opaque_handle handle) {
    await wok_yield();
    return handle != 0;
}

async int main(void) {
    opaque_handle handle = 0;
    int sum = await spawn(with_early());           // error: E0401 (unless TWIN)
    sum += await spawn(with_late());               // error: E0401 (unless TWIN)
    return sum + await spawn(with_opaque(handle)); // error: E0401 (unless TWIN)
}
