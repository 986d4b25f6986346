// future(T) is not compiled yet.
// says: future
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

struct job {
#ifdef TWIN
    task(int) work;
#else
    future(int) work; // error: E0900
#endif
};

async int main(void) {
    struct job job = {.work = spawn(later(0))};
    return await job.work;
}
