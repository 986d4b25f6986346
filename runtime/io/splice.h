/*
 * splice.h: what stands behind a struct wok_splice.
 */
#ifndef WOK__IO_SPLICE_H
#define WOK__IO_SPLICE_H

#include <stddef.h>

struct wok__system;

/* One user at a time owns all of it; during a call of the pool, that thread. */
struct wok_splice {
    struct wok__system *system;
    int out, in; /* bytes come out of the first, and go into the second */
    size_t held; /* bytes between them */
};

#endif
