/*
 * What the file figures in C share: the file, which lies in the working directory so that it is on a
 * disk and not in /tmp, and how a result is printed. The other languages do the same.
 */
#ifndef BENCH_FILE_FIGURE_H
#define BENCH_FILE_FIGURE_H

#include <fcntl.h>

#include "figure.h"

#define FILE_SIZE ((uint64_t)256 << 20)
enum { FILE_PIECE = 65536, FILE_READERS = 4 };

/* Make the file; cold: the page cache has nothing of it. 0, or -1 with a message. */
static inline int file_figure_make(char *path, size_t size, int is_cold) {
    static char piece[FILE_PIECE];
    int file;
    snprintf(path, size, "bench-file-%d", (int)getpid());
    file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    memset(piece, 'x', sizeof piece);
    for (uint64_t at = 0; file >= 0 && at < FILE_SIZE; at += sizeof piece)
        if (write(file, piece, sizeof piece) != (ssize_t)sizeof piece) {
            perror("the file");
            unlink(path);
            close(file);
            return -1;
        }
    if (file < 0) {
        perror("the file");
        return -1;
    }
    fsync(file);
    if (is_cold)
        posix_fadvise(file, 0, 0, POSIX_FADV_DONTNEED);
    close(file);
    return 0;
}

/* Of the command line: FIGURE PEER WORKERS. */
static inline int file_figure_is_cold(char **argv) {
    return strcmp(argv[1], "read_cold") == 0;
}

/* For the peers: the file as the command line wants it, open and nameless. 0 or the exit status. */
static inline int file_figure_open(int argc, char **argv, int *file) {
    char path[64];
    if (argc != 4)
        return figure_usage(argv[0], "read_cached read_cold");
    if (file_figure_make(path, sizeof path, file_figure_is_cold(argv)))
        return 1;
    *file = open(path, O_RDONLY);
    unlink(path);
    return 0;
}

static inline void file_figure_print(char **argv, uint64_t elapsed_ns) {
    double megabytes = (double)FILE_SIZE * FILE_READERS / 1e6;
    figure_print(file_figure_is_cold(argv) ? "file/read_cold" : "file/read_cached", argv[2],
                 megabytes / ((double)elapsed_ns / 1e9), "MB/s");
}

#endif
