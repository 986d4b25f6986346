/* Opening files below a folder, and what to say about them. Plain blocking calls on local disks. */
#ifndef HTTPD_FILES_H
#define HTTPD_FILES_H

#include <stdint.h>
#include <time.h>

struct wok_file;

enum { ETAG_SIZE = 64 };

struct file {
    struct wok_file *file;
    uint64_t size;
    time_t modified;
    char etag[ETAG_SIZE]; /* with its quotes */
};

/* Open the folder to be served. Returns a descriptor or negative errno (-ENOTDIR for a file). */
int files_open_folder(const char *folder);

/*
 * Open the regular file `path` (see path_from_target) below `folder`; a path that is empty or ends
 * with '/' means the index.html in it. Symbolic links are not followed anywhere on the way.
 *
 * Returns  0; -EISDIR when `path` names a folder without the slash; -ENOENT, -EACCES, -ELOOP,
 *          -ENXIO (not a regular file) and whatever else open says.
 * Owner    The caller abandons file->file.
 */
int files_open(int folder, const char *path, struct file *file);

/* The media type for a file name, by its ending. */
const char *files_type(const char *path);

#endif
