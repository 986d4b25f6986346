#include "driver/file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

int file_read_all(struct arena *arena, int descriptor, struct buffer *text) {
    struct buffer result;
    char chunk[65536];
    buffer_init(&result, arena);
    for (;;) {
        ssize_t size = read(descriptor, chunk, sizeof chunk);
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return -errno;
        if (size == 0)
            break;
        buffer_append(&result, chunk, (size_t)size);
    }
    /* An empty file is an empty string, not a missing one. */
    buffer_append(&result, "", 0);
    *text = result;
    return 0;
}

int file_read(struct arena *arena, const char *path, struct buffer *text) {
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return -errno;
    int error = file_read_all(arena, descriptor, text);
    close(descriptor);
    return error;
}

int file_write_all(int descriptor, const char *data, size_t length) {
    while (length > 0) {
        ssize_t size = write(descriptor, data, length);
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return -errno;
        data += size;
        length -= (size_t)size;
    }
    return 0;
}

int file_write(const char *path, const char *data, size_t length) {
    int descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor < 0)
        return -errno;
    int error = file_write_all(descriptor, data, length);
    if (close(descriptor) < 0 && error == 0)
        error = -errno;
    return error;
}
