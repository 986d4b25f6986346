#include "driver/locate.h"

#include <limits.h>
#include <string.h>
#include <unistd.h>

/* The folder above the one that holds the program, or NULL. */
static const char *own_prefix(struct arena *arena) {
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length <= 0)
        return NULL;
    path[length] = '\0';
    for (int level = 0; level < 2; level++) {
        char *slash = strrchr(path, '/');
        if (!slash)
            return NULL;
        *slash = '\0';
    }
    return arena_copy(arena, path, strlen(path));
}

static const char *folder_with(struct arena *arena, const char *prefix, const char *folder,
                               const char *file) {
    if (access(arena_format(arena, "%s/%s/%s", prefix, folder, file), R_OK) < 0)
        return NULL;
    return arena_format(arena, "%s/%s", prefix, folder);
}

struct location locate(struct arena *arena) {
    struct location found = {0};
    const char *prefix = own_prefix(arena);
    if (!prefix)
        return found;
    found.include = folder_with(arena, prefix, "include", "wok/async.h");
    found.library = folder_with(arena, prefix, "lib", "libwok.a");
    /* -isystem of a folder that the compiler searches anyway would change its order. */
    found.include_is_standard = found.include && (strcmp(found.include, "/usr/include") == 0 ||
                                                  strcmp(found.include, "/usr/local/include") == 0);
    return found;
}
