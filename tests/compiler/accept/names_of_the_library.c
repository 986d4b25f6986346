// Functions of the program's own that have the names of blocking functions, locks and the like.
// wokcc: -Werror=wok
// expect: 6
#include <stdio.h>
#include <wok/wok.h>

struct queue {
    int count;
};

static int wait(struct queue *queue) {
    return queue->count;
}

static int waits_as_well(struct queue *queue) {
    return wait(queue);
}

static int mtx_lock(struct queue *queue) {
    return ++queue->count;
}

int system(int number);
int system(int number) {
    return number;
}

async int main(void) {
    struct queue queue = {1};
    int sum = wait(&queue) + waits_as_well(&queue);
    sum += mtx_lock(&queue);
    await wok_yield();
    sum += system(queue.count);
    printf("%d\n", sum);
    return 0;
}
