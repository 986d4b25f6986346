/*
 * drive.c: the loop that runs a strand (see <wok/generated.h> for strands, segments and steps).
 *
 * A call through a descriptor returns STEP_CALL to this loop instead of descending, so the depth of
 * calls costs memory of the strand and no C stack. The same loop unwinds: from the topmost segment
 * down to the root frame, each when the one above it has finished.
 *
 *     resume(topmost)   PENDING  -> PENDING
 *                       READY    -> the caller of the segment is topmost; of the root: READY
 *                       CALL     -> the new segment is topmost
 *                       CANCEL   -> from now on unwind
 *     unwind(topmost)   PENDING  -> PENDING
 *                       READY    -> as above
 */
#include <errno.h>

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

static enum wok_poll drive(struct wok_strand *strand, struct wok_context *cx) {
    struct wok_frame *root = root_of(strand);
    for (;;) {
        struct wok_frame *topmost = strand->leaf ? strand->leaf : root;
        switch (step(topmost, root, cx)) {
        case WOK_STEP_PENDING:
            return WOK_PENDING;
        case WOK_STEP_READY:
            if (topmost == root)
                return finish(root, cx);
            strand->leaf = wok__strand_caller(topmost);
            break;
        case WOK_STEP_CALL:
            wok__assert(strand->leaf != topmost);
            break;
        case WOK_STEP_CANCEL:
            begin_unwinding(root, ECANCELED);
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

enum wok_poll wok_frame_poll(void *root_frame, struct wok_context *cx) {
    struct wok_frame *root = root_frame;
    if (root->state == WOK_FINISHED)
        wok_fatal_resumed(root);
    return enter(root, cx);
}

enum wok_poll wok_frame_cancel(void *root_frame, struct wok_context *cx) {
    struct wok_frame *root = root_frame;
    if (root->state == WOK_FINISHED)
        return WOK_READY;
    begin_unwinding(root, ECANCELED);
    return enter(root, cx);
}

struct wok_frame *wok_call_begin(struct wok_context *cx, const struct wok_function *callee) {
    struct wok_frame *frame = wok__strand_push(cx->strand, cx->runtime, &callee->future);
    if (!frame) {
        wok_strand_fail(cx, ENOMEM);
        return NULL;
    }
    *frame = (struct wok_frame){.function = callee, .flags = WOK_FRAME_SEGMENT};
    cx->strand->leaf = frame;
    return frame;
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
