// __LINE__ and __FILE__ are the user's, before and after awaits that span lines.
// expect: 10 13
// expect: line_numbers.c 21
#include <stdio.h>
#include <string.h>
#include <wok/wok.h>

static async int later(int a, int b) {
    await wok_yield();
    int first = __LINE__;
    printf("%d ", first + a + b);
    await wok_yield();
    printf("%d\n", __LINE__);
    return 0;
}

async int main(void) {
    await later(0,
                0);
    const char *slash = strrchr(__FILE__, '/');
    printf("%s %d\n", slash ? slash + 1 : __FILE__, __LINE__);
    return 0;
}
