// Plain threads block on futures while the runtime serves them all.
// expect: 36
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <wok/wok.h>

static async int later(int value) {
    await wok_sleep(1 * WOK_MS);
    return value;
}

static void *block(void *argument) {
    int value = wok_block_on(later((int)(intptr_t)argument));
    return (void *)(intptr_t)value;
}

int main(void) {
    pthread_t threads[8];
    int sum = 0;
    for (int i = 0; i < 8; i++)
        if (pthread_create(&threads[i], NULL, block, (void *)(intptr_t)(i + 1)))
            return 1;
    for (int i = 0; i < 8; i++) {
        void *value;
        pthread_join(threads[i], &value);
        sum += (int)(intptr_t)value;
    }
    printf("%d\n", sum);
    return 0;
}
