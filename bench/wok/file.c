/* A file read whole by four tasks at a time, each 64 KiB after 64 KiB. */
#include <fcntl.h>

#include <wok/wok.h>

#include "../file_figure.h"

static async int read_whole(struct wok_file *file) {
    char *buffer = malloc(FILE_PIECE);
    defer free(buffer);
    uint64_t at = 0;
    ssize_t size = 1;
    while (buffer && at < FILE_SIZE && size > 0) {
        size = await wok_file_read_at(file, buffer, FILE_PIECE, at);
        at += size > 0 ? (uint64_t)size : 0;
    }
    return at == FILE_SIZE ? 0 : -1;
}

static async int measure(char **argv) {
    struct wok_file *file;
    task(int) readers[FILE_READERS];
    char path[64];
    int failed = 0;
    if (file_figure_make(path, sizeof path, file_figure_is_cold(argv)))
        return 1;
    int error = await wok_file_open(path, O_RDONLY, 0, &file);
    unlink(path);
    if (error)
        return 1;
    uint64_t started_ns = figure_now_ns();
    for (int i = 0; i < FILE_READERS; i++)
        readers[i] = spawn(read_whole(file));
    for (int i = 0; i < FILE_READERS; i++)
        failed |= await readers[i];
    file_figure_print(argv, figure_now_ns() - started_ns);
    wok_file_abandon(file);
    return failed != 0;
}

async int main(int argc, char **argv) {
    if (argc != 4)
        return figure_usage(argv[0], "read_cached read_cold");
    return await measure(argv);
}
