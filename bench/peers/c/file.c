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
    char path[64];
    int is_cold = argc > 1 && strcmp(argv[1], "read_cold") == 0, file, failed = 0;
    uint64_t started_ns;
    if (argc != 4)
        return figure_usage(argv[0], "read_cached read_cold");
    if (file_figure_make(path, sizeof path, is_cold))
        return 1;
    file = open(path, O_RDONLY);
    unlink(path);
    started_ns = figure_now_ns();
    for (int i = 0; i < FILE_READERS; i++)
        pthread_create(&readers[i], NULL, read_whole, &file);
    for (int i = 0; i < FILE_READERS; i++) {
        void *whole;
        pthread_join(readers[i], &whole);
        failed |= !whole;
    }
    file_figure_print(is_cold ? "file/read_cold" : "file/read_cached", argv[2],
                      figure_now_ns() - started_ns);
    return failed;
}
