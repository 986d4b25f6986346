// `return await g(…)` at the end of a segment: g takes its place, so two million levels need no memory.
// wokcc: --backend=fast
// full
// no-erase
// expect: even 2000000: 1, in little memory
// expect: 2000001 turns through a pointer, in little memory
// expect: 5050
// expect: 0 1 2 3
// expect: cancelled after 1001, 1 defer
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <wok/wok.h>

static long resident_pages(void) {
    long total = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file || fscanf(file, "%ld %ld", &total, &resident) != 2)
        abort();
    fclose(file);
    return resident;
}

/* A level has 32 bytes and more: two million would be 64 MB. */
static const char *memory_since(long pages) {
    long grown = (resident_pages() - pages) * sysconf(_SC_PAGESIZE);
    return grown < 8 << 20 ? "in little memory" : "in much memory";
}

static async int is_odd(int n);

static async int is_even(int n) {
    if (n % 100000 == 0)
        await wok_yield();
    if (n == 0)
        return 1;
    return await is_odd(n - 1);
}

static async int is_odd(int n) {
    if (n == 0)
        return 0;
    return await is_even(n - 1);
}

static long turns;
static async void (*volatile again)(int n);

static async void turn(int n) {
    turns++;
    if (n == 0)
        return;
    await again(n - 1);
    return;
}

/* The one awaits with something left to do, the other does not: one frame for each of the first. */
static async int sum_below(int n);

static async int sum_to(int n) {
    if (n == 0)
        return 0;
    int below = await sum_below(n);
    return below + n;
}

static async int sum_below(int n) {
    return await sum_to(n - 1);
}

/* What the callee is given may be in the frame: that one stays. */
static async int last_of(const int *values, int count);

static async int fill(int *values, int count) {
    int next[4] = {0};
    for (int i = 0; i < count; i++)
        next[i] = i ? values[i - 1] + 1 : 0;
    if (count < 4)
        return await fill(next, count + 1);
    return await last_of(next, count);
}

static async int last_of(const int *values, int count) {
    await wok_yield();
    for (int i = 0; i < count; i++)
        printf(i ? " %d" : "%d", values[i]);
    printf("\n");
    return count == 0 ? await fill(NULL, 0) : values[count - 1];
}

static int deepest, defers;

static async int hang(int n);

static async int hang_next(int n) {
    deepest = n;
    return await hang(n + 1);
}

static async int hang(int n) {
    if (n > 1000) {
        deepest = n;
        await wok_sleep(3600 * WOK_S);
    }
    return await hang_next(n);
}

static async int hang_below(void) {
    defer defers++;
    int below = await hang(0);
    return below;
}

async int main(void) {
    long pages = resident_pages();
    int even = await is_even(2000000);
    printf("even 2000000: %d, %s\n", even, memory_since(pages));
    again = turn;
    await turn(2000000);
    printf("%ld turns through a pointer, %s\n", turns, memory_since(pages));
    printf("%d\n", await sum_to(100));
    int none[4] = {0};
    await fill(none, 1);
    task(int) hanging = spawn(hang_below());
    await wok_sleep(20 * WOK_MS);
    int status = await wok_cancel(hanging);
    printf("%s after %d, %d defer\n", status == -ECANCELED ? "cancelled" : "not cancelled", deepest,
           defers);
    return 0;
}
