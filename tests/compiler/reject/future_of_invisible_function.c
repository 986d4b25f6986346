// A future by value needs the frame of its function, which another file keeps to itself.
#include <wok/wok.h>

async int elsewhere(int value);

async int main(void) {
#ifdef TWIN
    return await elsewhere(0);
#else
    auto f = elsewhere(0); // error: E0106
    return await f;
#endif
}
