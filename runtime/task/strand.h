/*
 * strand.h: driving the frames made by wokcc, and the memory of their calls.
 *
 * A strand's memory is a stack of chunks, each a stack of segments:
 *
 *     strand.stack -> chunk | segment | frame | segment | frame | free ... |
 *                       |
 *                       v   (smaller, older)
 *                     chunk | segment | frame | ... |
 *
 * Segments are given back in any order (an expression may hold the results of several calls); the
 * top ones that were given back are popped. One empty chunk is kept on top, so that a call at the
 * edge of a chunk does not ask for memory each time. All of it goes back when the strand finishes.
 */
#ifndef WOK__TASK_STRAND_H
#define WOK__TASK_STRAND_H

#include <wok/generated.h>

/* The strand whose root frame this is. */
static inline struct wok_strand *wok__strand_of(struct wok_frame *root) {
    return (struct wok_strand *)root - 1;
}

/* Memory of the strand for a frame called by the one that runs now; NULL when there is none. */
struct wok_frame *wok__strand_push(struct wok_strand *strand, struct wok_runtime *runtime,
                                   const struct wok_future_type *type);
void wok__strand_pop(struct wok_strand *strand, struct wok_runtime *runtime,
                     struct wok_frame *frame);

/* The frame that called this segment; NULL: the root frame did. */
struct wok_frame *wok__strand_caller(const struct wok_frame *segment);

/* Give everything back. */
void wok__strand_finish(struct wok_strand *strand, struct wok_runtime *runtime);

#endif
