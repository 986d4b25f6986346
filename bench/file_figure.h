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

static inline void file_figure_print(const char *figure, const char *peer, uint64_t elapsed_ns) {
    double megabytes = (double)FILE_SIZE * FILE_READERS / 1e6;
    figure_print(figure, peer, megabytes / ((double)elapsed_ns / 1e9), "MB/s");
}

#endif
