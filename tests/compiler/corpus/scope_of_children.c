// Children that work on a local of the one that started them and is there until they are done.
// expect: 3
#include "corpus.h"
#include <stdio.h>

static async void add(int *sum, int n) {
    await nothing();
    *sum += n;
}

async int main(void) {
    int sum = 0;
    task(void) children[2] = {spawn(add(&sum, 1)), spawn(add(&sum, 2))};
    for (int i = 0; i < 2; i++)
        await children[i];
    printf("%d\n", sum);
    return 0;
}
