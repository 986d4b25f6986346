// A block needs a function around it.
#include <wok/wok.h>

#ifdef TWIN
int cell = 3;
#else
int cell = async({ 3; }); // error: E0006
#endif

async int main(void) {
    await wok_yield();
    return cell - 3;
}
