#include "driver/temporary.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "driver/file.h"

int temporary_create(struct temporary_folder *folder, struct arena *arena) {
    const char *parent = getenv("TMPDIR");
    char *path = arena_format(arena, "%s/wokcc-XXXXXX", parent && *parent ? parent : "/tmp");
    *folder = (struct temporary_folder){.arena = arena};
    if (!mkdtemp(path))
        return -errno;
    folder->path = path;
    return 0;
}

int temporary_write(struct temporary_folder *folder, const char *name, const char *data,
                    size_t length, const char **path) {
    char *inner = arena_format(folder->arena, "%s/%zu", folder->path, folder->paths.count);
    if (mkdir(inner, 0700) < 0)
        return -errno;
    array_push(folder->arena, &folder->paths, inner);
    char *file = arena_format(folder->arena, "%s/%s", inner, name);
    int error = file_write(file, data, length);
    array_push(folder->arena, &folder->paths, file);
    if (error == 0)
        *path = file;
    return error;
}

void temporary_remove(struct temporary_folder *folder) {
    if (!folder->path)
        return;
    while (folder->paths.count > 0)
        remove(folder->paths.items[--folder->paths.count]);
    remove(folder->path);
    folder->path = NULL;
}
