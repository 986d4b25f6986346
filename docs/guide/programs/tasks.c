/* Tasks: started, awaited, asked, cancelled, let go; and one that stays on its worker. */
#include <stdio.h>
#include <stdlib.h>
#include <wok/wok.h>

static async int square(int n) {
    await wok_yield();
    return n * n;
}

static async void work_for_ever(const char *name) {
    defer printf("%s was cancelled, and has put things away\n", name);
    for (;;)
        await wok_sleep(1 * WOK_S);
}

/* A counter that one thread may touch: it belongs to who made it. */
struct WOK_NOT_SEND tally {
    int sum;
};

static async void add(struct tally *tally, int count) {
    for (int i = 0; i < count; i++) {
        tally->sum++;
        await wok_yield();
    }
}

static async void count_on_one_worker(void) {
    struct tally *tally = calloc(1, sizeof *tally);
    if (!tally)
        return;
    defer free(tally);
    auto first = spawn_local(add(tally, 1000));
    auto second = spawn_local(add(tally, 1000));
    await first;
    await second;
    printf("two local tasks: %d\n", tally->sum);
}

async int main(void) {
    task(int) squares[10];
    int sum = 0;
    for (int i = 0; i < 10; i++)
        squares[i] = spawn(square(i)); /* they run now, on any worker */
    for (int i = 0; i < 10; i++)
        sum += await squares[i];
    printf("squares: %d\n", sum);

    auto endless = spawn(work_for_ever("the endless task"));
    await wok_sleep(1 * WOK_MS);
    printf("cancelled: %d\n", await wok_cancel(endless) < 0);

    int result = 0, status = await wok_join(spawn(square(9)), &result);
    printf("joined: %d, %d\n", status, result);

    auto local = spawn_local(count_on_one_worker());
    await local;

    wok_detach(spawn(work_for_ever("the detached task"))); /* the shutdown cancels it */
    await wok_yield();
    return 0;
}
