// The expression of an arm cannot leave the race; its body can.
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

async int main(void) {
    int value = 1;
    while (value) {
        race {
#ifdef TWIN
            when (value = await later(0)) {
                break;
            }
#else
            when (value = ({
                      if (value == 2)
                          break; // error: E0201
                      await later(0);
                  })) {
            }
#endif
        }
    }
    return value;
}
