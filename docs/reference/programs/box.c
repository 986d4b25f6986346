// expect: 1 2 3
// expect: 5
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

struct request {
    const char *name;
    future(int) answer; // whose future it is, is not known here
};

static future(int) choose(int fast) {
    return fast ? box(later(5)) : box(later(6));
}

async int main(void) {
    future(int) queue[3];
    for (int i = 0; i < 3; i++)
        queue[i] = box(later(i + 1));          // on the heap; nothing runs yet
    int a = await queue[0], b = await queue[1], c = await queue[2];
    printf("%d %d %d\n", a, b, c);

    struct request request = {"five", choose(1)};
    auto handle = spawn(request.answer);       // the task adopts it
    printf("%d\n", await handle);
    return 0;
}
