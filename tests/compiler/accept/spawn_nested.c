// Tasks that spawn tasks, handles in structs and as arguments.
// expect: 127
// expect: 5
#include <stdio.h>
#include <wok/wok.h>

struct job {
    const char *name;
    task(int) result;
};

static async int tree(int depth) {
    if (depth == 0)
        return 1;
    auto left = spawn(tree(depth - 1));
    auto right = spawn(tree(depth - 1));
    int a = await left, b = await right;
    return a + b + 1;
}

static async int wait_for(struct job *job) {
    return await job->result;
}

async int main(void) {
    printf("%d\n", await spawn(tree(6)));
    struct job job = {.name = "five"};
    job.result = spawn(tree(0));
    printf("%d\n", await wait_for(&job) + 4);
    return 0;
}
