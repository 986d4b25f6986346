// The awaited result of a handle in an array or a struct converts like any other value.
// expect: 1 2 4 4 1 1.5
#include <stdio.h>
#include <wok/wok.h>

struct job {
    task(int) handle;
};

static async int later(int value) {
    await wok_yield();
    return value;
}

static async long returned(void) {
    struct job job = {spawn(later(2))};
    return await job.handle;
}

async int main(void) {
    struct job jobs[3];
    for (int i = 0; i < 3; i++)
        jobs[i].handle = spawn(later(i + 1));
    long initialised = await jobs[0].handle;
    long sum = 2;
    sum += await jobs[1].handle;
    long added = 1L + await jobs[2].handle;
    task(int) handles[2] = {spawn(later(1)), spawn(later(1))};
    double converted = await handles[0];
    double mixed = 0.5 + await handles[1];
    printf("%ld %ld %ld %ld %.0f %.1f\n", initialised, await returned(), sum, added, converted,
           mixed);
    return 0;
}
