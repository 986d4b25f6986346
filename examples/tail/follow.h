/* One file that is followed. */
#ifndef TAIL_FOLLOW_H
#define TAIL_FOLLOW_H

#include <sys/stat.h>

#include <wok/sync.h>
#include <wok/wok.h>

/* Standard output, which all files share: whoever writes has it until what belongs together is out. */
struct output {
    struct wok_mutex mutex;
    const struct follow *last; /* under mutex: whose header was printed */
    bool has_headers;
};

struct follow {
    const char *path;
    uint64_t lines; /* to begin with */
    struct output *output;
    struct wok_file *file; /* NULL: there is none at present */
    struct stat identity;  /* of `file` */
    uint64_t offset;       /* what stands before was printed */
};

/* For ever; negative errno when the output fails, or the folder cannot be watched. Says why. */
async int follow_run(struct follow *follow);

#endif
