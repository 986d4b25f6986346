// So has a name that nobody declared.
#include <wok/wok.h>

async int main(void) {
    int value = 0;
    await wok_yield();
#ifdef TWIN
    return value;
#else
    return valeu; // compiler-error
#endif
}
