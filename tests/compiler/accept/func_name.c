// __func__ and its relatives are the user's name of the function.
// expect: named named main
// expect: main
#include <stdio.h>
#include <wok/wok.h>

static async const char *named(void) {
    const char *name = __func__;
    await wok_yield();
    printf("%s %s ", name, __FUNCTION__);
    return __func__;
}

async int main(void) {
    (void)await named();
    printf("%s\n", __func__);
    await wok_yield();
    printf("%s\n", __func__);
    return 0;
}
