// User's names that an implementation might want for itself.
// full
// expect: 1 2 3 4 5 6 7 8 9 10
// expect: 11 12
#include <stdio.h>
#include <wok/wok.h>

static async int result(int result) {
    await wok_yield();
    return result;
}

static async int state(int self, int frame, int cx) {
    int child = self + frame + cx;
    await wok_yield();
    return child;
}

struct context {
    int self;
};

async int main(void) {
    int self = 1, frame = 2, cx = 3, state_ = 4, header = 5, child = 6, parent = 7, leaf = 8;
    int arguments = 9, t1 = 10;
    await wok_yield();
    printf("%d %d %d %d %d %d %d %d %d %d\n", self, frame, cx, state_, header, child, parent, leaf,
           arguments, t1);
    struct context context = {11}, *wok = &context;
    await wok_yield();
    int twelve = await result(await state(self, frame, 9));
    printf("%d %d\n", wok->self, twelve);
    return 0;
}
