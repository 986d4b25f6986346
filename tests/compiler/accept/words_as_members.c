// After . and -> a word is a member's name like any other.
// expect: 1 2 5
#include <stdio.h>
#include <wok/wok.h>

struct options {
    int task, join, box;
};

async int main(void) {
    struct options options = {.task = 1, .join = 2}, *p = &options;
    await wok_yield();
    p->box = 5;
    await wok_yield();
    printf("%d %d %d\n", options.task, p->join, p->box);
    return 0;
}
