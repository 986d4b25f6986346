/*
 * strand.h: driving the frames made by wokcc, and the memory of their calls.
 *
 * A strand's memory is a stack of chunks, each a stack of segments:
 *
 *     strand.stack -> chunk | segment | frame | segment | frame | free ... |
 *                       |
 *                     below (smaller, older)
 *                       v
 *                     chunk | segment | frame | ... |
 *
 * Emitted code pushes and pops in line while the topmost chunk has room; all else is here. Segments
 * are given back in any order (an expression may hold the results of several calls); the top ones
 * that were given back are popped. One empty chunk is kept above the topmost one in use, so that a
 * call at the edge of a chunk does not ask for memory each time. All of it goes back when the strand
 * finishes.
 */
#ifndef WOK__TASK_STRAND_H
#define WOK__TASK_STRAND_H

#include <stdbool.h>

#include <wok/generated.h>

/* How deep resume functions may call each other through descriptors: some kilobytes of C stack. */
#define WOK__CALLS_ON_STACK 32

/* The strand whose root frame this is. */
static inline struct wok_strand *wok__strand_of(struct wok_frame *root) {
    return (struct wok_strand *)root - 1;
}

/* Memory of the strand for a frame that `caller` calls; NULL when there is none. */
struct wok_frame *wok__strand_push(struct wok_strand *strand, struct wok_runtime *runtime,
                                   struct wok_frame *caller, const struct wok_future_type *type);
/* The same place for another frame: false when it is not the topmost segment's, or too small. */
bool wok__strand_replace(struct wok_strand *strand, struct wok_frame *frame,
                         const struct wok_future_type *type);
void wok__strand_pop(struct wok_strand *strand, struct wok_runtime *runtime,
                     struct wok_frame *frame);

/*
 * Who goes on when this frame has finished: the frame that embeds it, or the caller of the segment
 * whose root it is; NULL for the strand's root frame.
 */
struct wok_frame *wok__strand_parent(const struct wok_strand *strand,
                                     const struct wok_frame *frame);

/* Poll and cancel a strand, from inside: the branches of what is in it keep their ready bits. */
enum wok_poll wok__strand_poll(struct wok_frame *root, struct wok_context *cx);
enum wok_poll wok__strand_cancel(struct wok_frame *root, struct wok_context *cx);

/* Give everything back. */
void wok__strand_finish(struct wok_strand *strand, struct wok_runtime *runtime);

#endif
