/*
 * box.h: a future on the heap. See box(…) in <wok/generated.h>.
 *
 * A box is no task: whoever awaits it polls it, with the waker of the task that runs. It lives in the
 * same blocks as the strands' segments, so that no walk over the tasks meets it.
 */
#ifndef WOK__TASK_BOX_H
#define WOK__TASK_BOX_H

#include <wok/generated.h>

/* Letters: C const after create. */
struct wok_box {
    uint64_t zero;                      /* blocks start with a zero word, see slab.h */
    const struct wok_future_type *type; /* C */
    struct wok_runtime *runtime;        /* C; NULL: there was no memory, and there is no future */
    uint32_t size_bytes;                /* C: of the unpolled future */
    int32_t error;                      /* C: without a future, why: negative errno */
};
_Static_assert(sizeof(struct wok_box) == 32, "the strand and the future stand behind it");

/* A box with a copy of the future's first `size` bytes; without memory, the one that says so. */
wok_box_handle wok__box_create(struct wok_runtime *runtime, const struct wok_future_type *type,
                               const void *cold, size_t size);
/* The finished box with this status; never freed. Only -ENOMEM and -ESHUTDOWN. */
wok_box_handle wok__box_not_made(int error);

static inline void *wok__box_future(wok_box_handle box) {
    return (char *)box + sizeof(struct wok_box) + sizeof(struct wok_strand);
}

/* Its future was moved elsewhere, or dropped: give only the memory back. */
void wok__box_free(wok_box_handle box);

#endif
