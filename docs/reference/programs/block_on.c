// no-erase
// expect: 8
// expect: status 0, 9
#include <pthread.h>
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_yield();
    return value;
}

static void *plain_thread(void *unused) {
    int value = wok_block_on(later(8));             // this thread polls it to its end
    printf("%d\n", value);
    int status = wok_try_block_on(later(9), &value); // 0, -ECANCELED, -ENOMEM
    printf("status %d, %d\n", status, value);
    return unused;
}

int main(void) {
    pthread_t thread;
    pthread_create(&thread, NULL, plain_thread, NULL);
    pthread_join(thread, NULL);
    return 0;
}
