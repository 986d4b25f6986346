/* Whole files, read and written. Negative errno; nothing is printed. */
#ifndef WOKCC_DRIVER_FILE_H
#define WOKCC_DRIVER_FILE_H

#include "text/buffer.h"

/* Initialises `text` and fills it; on an error it is left as it was. */
int file_read(struct arena *arena, const char *path, struct buffer *text);
/* The rest of what an open descriptor gives. */
int file_read_all(struct arena *arena, int descriptor, struct buffer *text);
/* Creates or replaces. */
int file_write(const char *path, const char *data, size_t length);
int file_write_all(int descriptor, const char *data, size_t length);

#endif
