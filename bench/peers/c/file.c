/* The floor: a thread for each of the four readers, pread, and nothing else. */
#include <pthread.h>

#include "../../file_figure.h"

static void *read_whole(void *argument) {
    char *buffer = malloc(FILE_PIECE);
    uint64_t at = 0;
    ssize_t size = 1;
    while (buffer && at < FILE_SIZE && size > 0) {
        size = pread(*(const int *)argument, buffer, FILE_PIECE, (off_t)at);
        at += size > 0 ? (uint64_t)size : 0;
    }
    free(buffer);
    return at == FILE_SIZE ? argument : NULL;
}

int main(int argc, char **argv) {
    pthread_t readers[FILE_READERS];
    int file, failed = file_figure_open(argc, argv, &file);
    uint64_t started_ns;
    if (failed)
        return failed;
    started_ns = figure_now_ns();
    for (int i = 0; i < FILE_READERS; i++)
        pthread_create(&readers[i], NULL, read_whole, &file);
    for (int i = 0; i < FILE_READERS; i++) {
        void *whole;
        pthread_join(readers[i], &whole);
        failed |= !whole;
    }
    file_figure_print(argv, figure_now_ns() - started_ns);
    return failed;
}
