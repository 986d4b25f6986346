// The address of a label is lost when the function suspends.
#include <wok/wok.h>

async int main(void) {
    await wok_yield();
#ifdef TWIN
    goto out;
#else
    void *where = &&out; // error: E0304
    goto *where; // error: E0304
#endif
out:
    return 0;
}
