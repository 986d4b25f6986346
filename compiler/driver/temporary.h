/* A folder of our own for what the compiler has to read from files. Gone when we are. */
#ifndef WOKCC_DRIVER_TEMPORARY_H
#define WOKCC_DRIVER_TEMPORARY_H

#include "text/arena.h"

struct temporary_folder {
    struct arena *arena;
    const char *path;          /* NULL = not made */
    ARRAY(const char *) paths; /* everything in it, in the order it was made */
};

/* Below $TMPDIR or /tmp. Negative errno. Signals are to be held until temporary_remove. */
int temporary_create(struct temporary_folder *folder, struct arena *arena);
/* A file `name` in a subfolder of its own, so that two files may have the same name. */
int temporary_write(struct temporary_folder *folder, const char *name, const char *data,
                    size_t length, const char **path);
void temporary_remove(struct temporary_folder *folder);

#endif
