/* What a person sees of the downloads: bars that are drawn again on a terminal, else a line for each
 * that has ended. */
#ifndef FETCH_DISPLAY_H
#define FETCH_DISPLAY_H

#include "download.h"

struct display {
    struct download **downloads;
    size_t count;
    bool is_terminal;
    size_t lines;     /* drawn last time */
    bool *has_shown; /* by download: its end was printed */
    uint64_t started_ns;
};

/* Until it is cancelled: draws ten times a second. */
async void display_run(struct display *display);
/* How it stands, once more, for good. */
async void display_finish(struct display *display);

#endif
