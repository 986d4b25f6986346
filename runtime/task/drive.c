/*
 * drive.c: the loop that runs a strand (see <wok/generated.h> for strands, segments and steps).
 *
 * A wake resumes the innermost suspended frame. The loop climbs only as frames finish, and goes down
 * again when a call comes back here because the C stack is deep; so the depth of calls costs memory
 * of the strand and no C stack, and a wake does not cost more the deeper it happens. The same loop
 * unwinds: from the leaf to the root frame, each when the one that it awaited has finished.
 *
 *     resume(leaf)   PENDING  -> PENDING
 *                    READY    -> its parent, or the caller of the segment; of the root: READY
 *                    CALL     -> the new segment
 *                    CANCEL   -> from now on unwind, from the leaf
 *     unwind(leaf)   PENDING  -> PENDING
 *                    READY    -> as above
 *
 * `leaf` is set before each step: so a frame that stays where it is need not store it again, and the
 * frames of the reference back end, which never do, are resumed from their segment's root.
 */
#include <errno.h>
#include <string.h>

#include "base/check.h"
#include "task/strand.h"

static struct wok_frame *root_of(struct wok_strand *strand) {
    return (struct wok_frame *)(strand + 1);
}

static void begin_unwinding(struct wok_frame *root, int error_number) {
    root->flags |= WOK_FRAME_UNWINDING;
    if (!root->status_errno)
        root->status_errno = (uint8_t)error_number;
}

static enum wok_poll finish(struct wok_frame *root, struct wok_context *cx) {
    if (!(root->flags & WOK_FRAME_UNWINDING))
        root->status_errno = 0;
    root->state = WOK_FINISHED;
    wok__strand_finish(wok__strand_of(root), cx->runtime);
    return WOK_READY;
}

static enum wok_step step(struct wok_frame *frame, struct wok_frame *root, struct wok_context *cx) {
    bool unwinding = root->flags & WOK_FRAME_UNWINDING;
    if (!unwinding)
        return frame->function->resume(frame, cx);
    enum wok_step answer = frame->function->unwind(frame, cx);
    wok__check(answer == WOK_STEP_READY || answer == WOK_STEP_PENDING,
               "wok: %s: a call cannot be made while a task is being cancelled",
               frame->function->future.name);
    return answer;
}

/*
 * A future that was polled never moves: it may point into itself, as a strand points to its leaf. wokcc
 * lets nobody copy one, but C has memcpy. A moved strand's leaf belongs to where it was.
 */
static void check_unmoved(struct wok_strand *strand) {
#ifndef NDEBUG
    struct wok_frame *frame = strand->leaf ? strand->leaf : root_of(strand);
    while (frame->flags & WOK_FRAME_EMBEDDED)
        frame = (struct wok_frame *)((char *)frame - frame->parent_delta);
    wok__check(frame == root_of(strand) || frame->flags & WOK_FRAME_SEGMENT,
               "wok: %s was moved after its first poll", root_of(strand)->function->future.name);
#else
    (void)strand;
#endif
}

static enum wok_poll drive(struct wok_strand *strand, struct wok_context *cx) {
    check_unmoved(strand);
    struct wok_frame *root = root_of(strand), *frame = strand->leaf ? strand->leaf : root;
    for (;;) {
        strand->leaf = frame;
        switch (step(frame, root, cx)) {
        case WOK_STEP_PENDING:
            return WOK_PENDING;
        case WOK_STEP_READY:
            frame = wok__strand_parent(strand, frame);
            if (!frame)
                return finish(root, cx);
            break;
        case WOK_STEP_CALL:
            frame = strand->leaf;
            break;
        case WOK_STEP_CANCEL:
            begin_unwinding(root, ECANCELED);
            frame = strand->leaf;
            break;
        }
    }
}

static enum wok_poll enter(struct wok_frame *root, struct wok_context *cx) {
    struct wok_strand *outer = cx->strand;
    cx->strand = wok__strand_of(root);
    enum wok_poll answer = drive(cx->strand, cx);
    cx->strand = outer;
    return answer;
}

enum wok_poll wok__strand_poll(struct wok_frame *root, struct wok_context *cx) {
    if (root->state == WOK_FINISHED)
        wok_fatal_resumed(root);
    return enter(root, cx);
}

enum wok_poll wok__strand_cancel(struct wok_frame *root, struct wok_context *cx) {
    if (root->state == WOK_FINISHED)
        return WOK_READY;
    begin_unwinding(root, ECANCELED);
    return enter(root, cx);
}

/*
 * Who polls through the table inside a poll is a future written by hand: it may leave out a poll, or
 * change the waker, so the ready bits of this poll say nothing about what is below it.
 */
enum wok_poll wok_frame_poll(void *root_frame, struct wok_context *cx) {
    uint8_t branch_count = cx->branch_count;
    if (cx->strand)
        cx->branch_count = 0;
    enum wok_poll answer = wok__strand_poll(root_frame, cx);
    cx->branch_count = branch_count;
    return answer;
}

enum wok_poll wok_frame_cancel(void *root_frame, struct wok_context *cx) {
    return wok__strand_cancel(root_frame, cx);
}

enum wok_poll wok_block_poll(struct wok_frame *root, struct wok_context *cx) {
    return wok__strand_poll(root, cx);
}

struct wok_frame *wok_call_begin_from(struct wok_context *cx, struct wok_frame *caller,
                                      const struct wok_function *callee) {
    struct wok_frame *frame = wok__strand_push(cx->strand, cx->runtime, caller, &callee->future);
    if (!frame) {
        wok_strand_fail(cx, ENOMEM);
        return NULL;
    }
    *frame = (struct wok_frame){.function = callee, .flags = WOK_FRAME_SEGMENT};
    cx->strand->leaf = frame;
    return frame;
}

struct wok_frame *wok_call_begin(struct wok_context *cx, const struct wok_function *callee) {
    return wok_call_begin_from(cx, cx->strand->leaf, callee);
}

int wok_call_replace(struct wok_context *cx, struct wok_frame *frame, const void *cold,
                     size_t size) {
    const struct wok_function *callee = ((const struct wok_frame *)cold)->function;
    if (!wok__strand_replace(cx->strand, frame, &callee->future))
        return 0;
    memcpy(frame, cold, size);
    wok_frame_begin(frame, callee, WOK_FRAME_SEGMENT);
    cx->strand->leaf = frame;
    return 1;
}

void wok_call_end(struct wok_context *cx, struct wok_frame *callee) {
    if (callee)
        wok__strand_pop(cx->strand, cx->runtime, callee);
}

enum wok_step wok_strand_fail(struct wok_context *cx, int error_number) {
    struct wok_frame *root = root_of(cx->strand);
    if (!root->status_errno)
        root->status_errno = (uint8_t)error_number;
    return WOK_STEP_CANCEL;
}

void wok_fatal_resumed(const struct wok_frame *frame) {
    wok__fatal(wok__system_real(), "wok: %s was resumed after its end",
               frame->function->future.name);
}

void wok_fatal_handle(const char *file, unsigned line) {
    wok__fatal(wok__system_real(), "wok: %s:%u: this handle is empty or was consumed before", file,
               line);
}
