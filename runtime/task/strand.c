/*
 * strand.c: the memory of a strand. See strand.h.
 */
#include "task/strand.h"

#include "base/bits.h"
#include "base/check.h"
#include "platform/sanitizer.h"
#include "task/task.h"

#define CHUNK_SIZE_FIRST ((size_t)512)
#define CHUNK_SIZE_MAX   (WOK__BLOCK_SIZE_MAX)

#define GIVEN_BACK ((uintptr_t)1)

static struct wok_segment *segment_of(const struct wok_frame *frame) {
    return (struct wok_segment *)frame - 1;
}

struct wok_frame *wok__strand_parent(const struct wok_strand *strand,
                                     const struct wok_frame *frame) {
    if (frame->flags & WOK_FRAME_EMBEDDED)
        return (struct wok_frame *)((char *)frame - frame->parent_delta);
    return frame == (const struct wok_frame *)(strand + 1) ? NULL : segment_of(frame)->caller;
}

/* Where a frame would stand in the chunk, or NULL when it does not fit. */
static struct wok_frame *frame_place(const struct wok_chunk *chunk, size_t size, size_t alignment) {
    uintptr_t end = (uintptr_t)chunk->end;
    uintptr_t place = wok__round_up((uintptr_t)chunk->free + sizeof(struct wok_segment), alignment);
    if (place > end || size > end - place)
        return NULL;
    return (struct wok_frame *)place;
}

static void chunk_destroy(struct wok_chunk *chunk, struct wok_runtime *runtime) {
    chunk->zero = 0;
    wok__heap_free(wok__task_host(runtime)->heap(runtime), chunk);
}

/* Forget the empty chunk above the topmost one. */
static void drop_spare(struct wok_strand *strand, struct wok_runtime *runtime) {
    struct wok_chunk *topmost = strand->stack;
    if (!topmost || !topmost->above)
        return;
    chunk_destroy(topmost->above, runtime);
    topmost->above = NULL;
}

static struct wok_chunk *chunk_create(struct wok_strand *strand, struct wok_runtime *runtime,
                                      size_t needed) {
    struct wok_chunk *below = strand->stack;
    size_t size = below ? (size_t)(below->end - (char *)below) * 2 : CHUNK_SIZE_FIRST;
    if (size > CHUNK_SIZE_MAX)
        size = CHUNK_SIZE_MAX;
    size = wok__round_up(wok__larger(size, needed), 16);
    struct wok__heap *heap = wok__task_host(runtime)->heap(runtime);
    struct wok_chunk *chunk = wok__heap_alloc(heap, WOK__BLOCK_SEGMENT, size, 16, 0);
    if (!chunk)
        return NULL;
    *chunk = (struct wok_chunk){
        .below = below, .free = (char *)(chunk + 1), .end = (char *)chunk + size};
    return chunk;
}

/* The topmost chunk, with room: the one that there is, the spare, or a new one. */
static struct wok_chunk *chunk_for(struct wok_strand *strand, struct wok_runtime *runtime,
                                   size_t size, size_t alignment) {
    struct wok_chunk *topmost = strand->stack;
    if (topmost && frame_place(topmost, size, alignment))
        return topmost;
    if (topmost && topmost->above && !frame_place(topmost->above, size, alignment))
        drop_spare(strand, runtime);
    struct wok_chunk *next = topmost ? topmost->above : NULL;
    if (!next)
        next = chunk_create(strand, runtime,
                            sizeof *next + sizeof(struct wok_segment) + alignment + size);
    if (next && topmost) {
        topmost->above = NULL;
        if (!topmost->top) { /* an empty one that is too small */
            next->below = topmost->below;
            chunk_destroy(topmost, runtime);
        }
    }
    if (next)
        strand->stack = next;
    return next;
}

struct wok_frame *wok__strand_push(struct wok_strand *strand, struct wok_runtime *runtime,
                                   struct wok_frame *caller, const struct wok_future_type *type) {
    size_t alignment = wok__larger(type->align, 16);
    struct wok_chunk *chunk = chunk_for(strand, runtime, type->size, alignment);
    if (!chunk)
        return NULL;
    struct wok_frame *frame = frame_place(chunk, type->size, alignment);
    wok__assert(frame);
    struct wok_segment *segment = segment_of(frame);
    wok__unpoison(segment, sizeof *segment + type->size);
    segment->caller = caller;
    segment->previous = (uintptr_t)chunk->top;
    chunk->top = segment;
    chunk->free = (char *)wok__round_up((uintptr_t)frame + type->size, 16);
    return frame;
}

bool wok__strand_replace(struct wok_strand *strand, struct wok_frame *frame,
                         const struct wok_future_type *type) {
    struct wok_chunk *chunk = strand->stack;
    if (!(frame->flags & WOK_FRAME_SEGMENT) || chunk->top != segment_of(frame) ||
        chunk->top->previous & GIVEN_BACK || (uintptr_t)frame % wok__larger(type->align, 16))
        return false;
    size_t size = wok__round_up(type->size, 16);
    if (size > (size_t)(chunk->end - (char *)frame))
        return false;
    wok__unpoison(frame, size);
    chunk->free = (char *)frame + size;
    return true;
}

/* Pop what was given back at the top of the chunk. */
static void chunk_pop(struct wok_chunk *chunk) {
    while (chunk->top && chunk->top->previous & GIVEN_BACK) {
        struct wok_segment *popped = chunk->top;
        chunk->top = (struct wok_segment *)(popped->previous & ~GIVEN_BACK);
        wok__poison(popped, (size_t)(chunk->free - (char *)popped));
        chunk->free = (char *)popped;
    }
    if (!chunk->top)
        chunk->free = (char *)(chunk + 1);
}

void wok__strand_pop(struct wok_strand *strand, struct wok_runtime *runtime,
                     struct wok_frame *frame) {
    segment_of(frame)->previous |= GIVEN_BACK;
    chunk_pop(strand->stack);
    while (!strand->stack->top && strand->stack->below) {
        struct wok_chunk *empty = strand->stack;
        drop_spare(strand, runtime);
        strand->stack = empty->below;
        strand->stack->above = empty;
        chunk_pop(strand->stack);
    }
}

void wok__strand_finish(struct wok_strand *strand, struct wok_runtime *runtime) {
    strand->leaf = NULL;
    if (!strand->stack)
        return;
    drop_spare(strand, runtime);
    struct wok_chunk *chunk = strand->stack;
    while (chunk) {
        struct wok_chunk *below = chunk->below;
        chunk_destroy(chunk, runtime);
        chunk = below;
    }
    strand->stack = NULL;
}
