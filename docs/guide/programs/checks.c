/* What wokcc checks, and how a program says what it means: docs/guide/checks.md */
#include <wok/wok.h>

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

/* Belongs to its thread, as a widget of a toolkit does. */
struct WOK_NOT_SEND widget {
    int width;
};

struct table {
    pthread_mutex_t mutex;
    int entries;
};

/* May stop half way: the pipe then holds a part. */
struct pipe {
    int bytes;
};

WOK_CANCEL(data_losing) static async int push(struct pipe *pipe, int count) {
    for (int i = 0; i < count; i++) {
        await wok_yield();
        pipe->bytes++;
    }
    return pipe->bytes;
}

/* Finished with the widget before the await: nothing of the thread goes along. */
static async int measure(void) {
    struct widget widget = {.width = 4};
    int width = widget.width;
    await wok_yield();
    return width;
}

/* The lock is not held while the task waits. */
static async int count(struct table *table) {
    pthread_mutex_lock(&table->mutex);
    int entries = ++table->entries;
    pthread_mutex_unlock(&table->mutex);
    await wok_yield();
    return entries;
}

/* The push goes on in a task of its own, however often the race is lost. */
static async int push_with_ticks(struct pipe *pipe, int *ticks) {
    auto pushing = spawn(push(pipe, 100));
    for (int bytes;;) {
        race {
            when(bytes = await pushing) {
                return bytes;
            }
            when(await wok_yield()) {
                ++*ticks;
            }
        }
    }
}

static async int rest(void) {
#pragma wok diagnostic push
#pragma wok diagnostic ignored "-Wwok-blocking-call"
    usleep(10); /* the device is ready then */
#pragma wok diagnostic pop
    return 0;
}

async int main(void) {
    static struct table table = {.mutex = PTHREAD_MUTEX_INITIALIZER};
    static struct pipe pipe;
    int ticks = 0;
    int width = await spawn(measure());
    int entries = await spawn(count(&table));
    int bytes = await push_with_ticks(&pipe, &ticks);
    printf("%d wide, %d entry, %d bytes\n", width, entries, bytes);
    return await rest();
}
