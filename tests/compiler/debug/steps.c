// The program that debug.py steps through.
// stops: begin before after loop loop end
// shows: loop i=0,1 total=3,3
#include <stdio.h>
#include <wok/wok.h>

static async int callee(int value) {
    int copy = value + 1; // stop: before
    await wok_yield();
    copy += value; // stop: after
    return copy;
}

async int main(void) {
    int total = 0; // stop: begin
    total += await callee(1);
    for (int i = 0; i < 2; i++) {
        await wok_yield();
        total += i; // stop: loop
    }
    printf("%d\n", total); // stop: end
    return 0;
}
