/*
 * strand.c: the memory of a strand. See strand.h.
 */
#include "task/strand.h"

#include "base/bits.h"
#include "base/check.h"
#include "base/sanitizer.h"
#include "task/task.h"

#define CHUNK_SIZE_FIRST ((size_t)512)
#define CHUNK_SIZE_MAX   (WOK__BLOCK_SIZE_MAX)

/* Stands immediately before a called frame. */
struct segment {
    struct wok_frame *caller; /* who runs again when this one has finished */
    uintptr_t previous;       /* the segment before it in the chunk; bit 0: given back */
};
_Static_assert(sizeof(struct segment) == 16, "a frame behind it is aligned to 16");

#define GIVEN_BACK ((uintptr_t)1)

struct chunk {
    uint64_t zero;       /* blocks start with a zero word, see slab.h */
    struct chunk *below; /* older */
    struct segment *top; /* NULL: empty */
    uint32_t size_bytes, used_bytes;
};
_Static_assert(sizeof(struct chunk) == 32, "the first segment behind it is aligned to 16");

static struct segment *segment_of(const struct wok_frame *frame) {
    return (struct segment *)frame - 1;
}

struct wok_frame *wok__strand_caller(const struct wok_frame *frame) {
    return segment_of(frame)->caller;
}

/* Where a frame would stand in the chunk, or 0 when it does not fit. */
static size_t frame_position(const struct chunk *chunk, size_t size, size_t alignment) {
    uintptr_t base = (uintptr_t)chunk;
    size_t end = chunk->used_bytes + sizeof(struct segment);
    size_t position = wok__round_up(base + end, alignment) - base;
    if (position > chunk->size_bytes || size > chunk->size_bytes - position)
        return 0;
    return position;
}

static struct chunk *chunk_create(struct wok_strand *strand, struct wok_runtime *runtime,
                                  size_t needed) {
    struct chunk *below = (struct chunk *)strand->stack;
    size_t size = below ? (size_t)below->size_bytes * 2 : CHUNK_SIZE_FIRST;
    if (size > CHUNK_SIZE_MAX)
        size = CHUNK_SIZE_MAX;
    size = wok__larger(size, needed);
    if (size > UINT32_MAX)
        return NULL;
    struct wok__heap *heap = wok__task_host(runtime)->heap(runtime);
    struct chunk *chunk = wok__heap_alloc(heap, WOK__BLOCK_SEGMENT, size, 16, 0);
    if (!chunk)
        return NULL;
    *chunk = (struct chunk){
        .below = below, .size_bytes = (uint32_t)size, .used_bytes = sizeof(struct chunk)};
    strand->stack = (uintptr_t)chunk;
    return chunk;
}

static void chunk_destroy(struct chunk *chunk, struct wok_runtime *runtime) {
    chunk->zero = 0;
    wok__heap_free(wok__task_host(runtime)->heap(runtime), chunk);
}

/* The chunk to push on: the top one, or the one below it while the top one is the empty spare. */
static struct chunk *chunk_for(struct wok_strand *strand, struct wok_runtime *runtime, size_t size,
                               size_t alignment) {
    struct chunk *top = (struct chunk *)strand->stack;
    if (top && !top->top && top->below && frame_position(top->below, size, alignment))
        return top->below;
    if (top && frame_position(top, size, alignment))
        return top;
    if (top && !top->top) { /* an empty one that is too small */
        strand->stack = (uintptr_t)top->below;
        chunk_destroy(top, runtime);
    }
    return chunk_create(strand, runtime,
                        sizeof(struct chunk) + sizeof(struct segment) + alignment + size);
}

struct wok_frame *wok__strand_push(struct wok_strand *strand, struct wok_runtime *runtime,
                                   const struct wok_future_type *type) {
    size_t alignment = wok__larger(type->align, 16);
    struct chunk *chunk = chunk_for(strand, runtime, type->size, alignment);
    if (!chunk)
        return NULL;
    size_t position = frame_position(chunk, type->size, alignment);
    wok__assert(position);
    struct wok_frame *frame = (struct wok_frame *)((char *)chunk + position);
    struct segment *segment = segment_of(frame);
    wok__unpoison(segment, sizeof *segment + type->size);
    segment->caller = strand->leaf;
    segment->previous = (uintptr_t)chunk->top;
    chunk->top = segment;
    chunk->used_bytes = (uint32_t)wok__round_up(position + type->size, 16);
    return frame;
}

/* Pop what was given back at the top of the chunk. */
static void chunk_pop(struct chunk *chunk) {
    while (chunk->top && chunk->top->previous & GIVEN_BACK) {
        struct segment *popped = chunk->top;
        chunk->top = (struct segment *)(popped->previous & ~GIVEN_BACK);
        uint32_t position = (uint32_t)((char *)popped - (char *)chunk);
        wok__poison(popped, chunk->used_bytes - position);
        chunk->used_bytes = position;
    }
    if (!chunk->top)
        chunk->used_bytes = sizeof(struct chunk);
}

void wok__strand_pop(struct wok_strand *strand, struct wok_runtime *runtime,
                     struct wok_frame *frame) {
    segment_of(frame)->previous |= GIVEN_BACK;
    struct chunk *spare = NULL, *chunk = (struct chunk *)strand->stack;
    while (chunk) {
        chunk_pop(chunk);
        if (chunk->top)
            break;
        struct chunk *below = chunk->below;
        if (spare)
            chunk_destroy(spare, runtime);
        spare = chunk;
        chunk = below;
    }
    if (spare)
        spare->below = chunk;
    strand->stack = (uintptr_t)(spare ? spare : chunk);
}

void wok__strand_finish(struct wok_strand *strand, struct wok_runtime *runtime) {
    struct chunk *chunk = (struct chunk *)strand->stack;
    while (chunk) {
        struct chunk *below = chunk->below;
        chunk_destroy(chunk, runtime);
        chunk = below;
    }
    strand->stack = 0;
    strand->leaf = NULL;
}
