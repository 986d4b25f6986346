// Frames of both back ends in one strand, in turn: calls, wakes and cancellation climb through both.
// full
// expect: 2 600 2000
// expect: 2 600 2000
// expect: 24 unwound in order
// expect: 402 unwound in order
// expect: joined 600 600
#include <errno.h>
#include <stdio.h>

#include "steps.h"

static int next, out_of_order;

void note_unwound(int n) {
    out_of_order += n != next;
    next = n + 1;
}

static async void cancel_hanging(int n) {
    next = out_of_order = 0;
    task(int) hanging = n % 2 ? spawn(fast_hang(n)) : spawn(reference_hang(n));
    await wok_sleep(5 * WOK_MS);
    int status = await wok_cancel(hanging);
    printf("%d unwound %s\n", next, status == -ECANCELED && !out_of_order ? "in order" : "wrong");
}

async int main(void) {
    int a = await fast_down(1), b = await fast_down(300), c = await fast_down(1000);
    printf("%d %d %d\n", a, b, c);
    a = await reference_down(1), b = await reference_down(300), c = await reference_down(1000);
    printf("%d %d %d\n", a, b, c);
    await cancel_hanging(11);
    await cancel_hanging(200);
    int left, right;
    join(left = await fast_down(300), right = await reference_down(300));
    printf("joined %d %d\n", left, right);
    return 0;
}
