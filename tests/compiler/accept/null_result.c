// NULL is a result like any other.
// expect: null, text
#include <stdio.h>
#include <wok/wok.h>

static async const char *find(int which) {
    await wok_yield();
    return which ? "text" : NULL;
}

async int main(void) {
    const char *none = await find(0), *some = await find(1);
    printf("%s, %s\n", none ? none : "null", some ? some : "null");
    return 0;
}
