/*
 * The kernel keeps us in the folder: openat2 with RESOLVE_BENEATH and RESOLVE_NO_SYMLINKS. Where a
 * kernel or a filter does not have it, the path is walked part by part with O_NOFOLLOW, which is the
 * same promise because path_from_target lets no ".." through.
 */
#define _GNU_SOURCE
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <wok/file.h>

#include "path.h"

/* O_NONBLOCK: opening a FIFO must not wait for its writer. */
enum { OPEN_FLAGS = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW };

static const char index_name[] = "index.html";

int files_open_folder(const char *folder) {
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return descriptor < 0 ? -errno : descriptor;
}

static int open_with_kernel(int folder, const char *path) {
    struct open_how how = {
        .flags = OPEN_FLAGS,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };
    long descriptor = syscall(SYS_openat2, folder, path, &how, sizeof how);
    return descriptor < 0 ? -errno : (int)descriptor;
}

static int open_by_walking(int folder, const char *path) {
    char part[PATH_SIZE_MAX];
    int at = folder;
    for (;;) {
        size_t size = strcspn(path, "/");
        memcpy(part, path, size);
        part[size] = '\0';
        path += size + (path[size] == '/');
        int flags = *path ? OPEN_FLAGS | O_DIRECTORY : OPEN_FLAGS;
        int next = openat(at, part, flags);
        int error = errno;
        if (at != folder)
            close(at);
        if (next < 0)
            return -error;
        if (!*path)
            return next;
        at = next;
    }
}

static int open_below(int folder, const char *path) {
    int descriptor = open_with_kernel(folder, path);
    if (descriptor == -ENOSYS || descriptor == -EPERM || descriptor == -EINVAL)
        descriptor = open_by_walking(folder, path);
    return descriptor;
}

static int describe(int descriptor, struct file *file) {
    struct stat status;
    if (fstat(descriptor, &status) < 0)
        return -errno;
    if (S_ISDIR(status.st_mode))
        return -EISDIR;
    if (!S_ISREG(status.st_mode))
        return -ENXIO;
    file->size = (uint64_t)status.st_size;
    file->modified = status.st_mtim.tv_sec;
    snprintf(file->etag, sizeof file->etag, "\"%llx.%lx-%llx\"",
             (unsigned long long)status.st_mtim.tv_sec, (unsigned long)status.st_mtim.tv_nsec,
             (unsigned long long)status.st_size);
    return 0;
}

int files_open(int folder, const char *path, struct file *file) {
    char name[PATH_SIZE_MAX + sizeof index_name];
    size_t size = strlen(path);
    memcpy(name, path, size + 1);
    if (size == 0 || path[size - 1] == '/')
        memcpy(name + size, index_name, sizeof index_name);
    int descriptor = open_below(folder, name);
    if (descriptor < 0)
        return descriptor;
    int error = describe(descriptor, file);
    if (!error)
        error = wok_file_adopt(descriptor, &file->file);
    if (error)
        close(descriptor);
    return error;
}

static const struct {
    const char *ending, *type;
} types[] = {
    {"html", "text/html; charset=utf-8"},
    {"htm", "text/html; charset=utf-8"},
    {"css", "text/css; charset=utf-8"},
    {"js", "text/javascript; charset=utf-8"},
    {"mjs", "text/javascript; charset=utf-8"},
    {"json", "application/json"},
    {"txt", "text/plain; charset=utf-8"},
    {"md", "text/markdown; charset=utf-8"},
    {"c", "text/plain; charset=utf-8"},
    {"h", "text/plain; charset=utf-8"},
    {"xml", "application/xml"},
    {"csv", "text/csv; charset=utf-8"},
    {"svg", "image/svg+xml"},
    {"png", "image/png"},
    {"jpg", "image/jpeg"},
    {"jpeg", "image/jpeg"},
    {"gif", "image/gif"},
    {"webp", "image/webp"},
    {"avif", "image/avif"},
    {"ico", "image/vnd.microsoft.icon"},
    {"pdf", "application/pdf"},
    {"wasm", "application/wasm"},
    {"mp3", "audio/mpeg"},
    {"ogg", "audio/ogg"},
    {"mp4", "video/mp4"},
    {"webm", "video/webm"},
    {"woff", "font/woff"},
    {"woff2", "font/woff2"},
    {"ttf", "font/ttf"},
    {"zip", "application/zip"},
    {"gz", "application/gzip"},
    {"tar", "application/x-tar"},
};

const char *files_type(const char *path) {
    size_t size = strlen(path);
    if (size == 0 || path[size - 1] == '/')
        return types[0].type;
    const char *name = strrchr(path, '/');
    const char *dot = strrchr(name ? name : path, '.');
    for (size_t i = 0; dot && i < sizeof types / sizeof *types; i++)
        if (strcasecmp(dot + 1, types[i].ending) == 0)
            return types[i].type;
    return "application/octet-stream";
}
