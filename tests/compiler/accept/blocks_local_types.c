// no-erase
// An async_move block that uses the types, constants and static variables of the function around it.
// expect: 16 4
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

static async int around(void) {
    enum { SEVEN = 7 };
    struct local {
        int a;
        char text[8];
    };
    static int count = 3;
    typedef struct local again;
    struct local local = {4, "abc"};
    auto block = async_move({
        again copy = local;
        count++;
        copy.a += await later(SEVEN);
        struct local *to = &copy;
        await wok_yield();
        to->a + count + (copy.text[0] == 'a');
    });
    int value = await block;
    printf("%d %d\n", value, count);
    return value;
}

async int main(void) {
    return await around() - 16;
}
