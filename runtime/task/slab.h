/*
 * slab.h: the memory of tasks, and of the strands' segments.
 *
 *     region 1 MiB, aligned to 64 KiB
 *     | slab 64 KiB                                | slab | slab | ...
 *     | header 64 | block | block | ... | untouched |
 *
 * A heap belongs to one worker (or, with a lock, to all threads that are no workers). Each slab
 * holds blocks of one size class and one kind; masking a block's address finds its slab, and so its
 * heap. Freed blocks go on the class's own list when the owner frees them, otherwise on its
 * `returned` list, which the owner takes whole when its own is empty. Slabs are kept until the heap
 * is destroyed, so after a warm-up nothing is asked of the system, and everybody may look at the
 * first word of any block of a task slab at any time: zero there means that no task lives in it.
 *
 * Blocks above WOK__BLOCK_SIZE_MAX, or of an alignment that the classes do not give, get a region
 * of their own, which goes back to the system when they are freed.
 *
 * Who may call: alloc, the owner (any thread if the heap is shared). free, walk, any thread.
 */
#ifndef WOK__TASK_SLAB_H
#define WOK__TASK_SLAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform/system.h"

#define WOK__SLAB_SIZE        ((size_t)64 * 1024)
#define WOK__SLAB_HEADER_SIZE 64
#define WOK__BLOCK_SIZE_MAX   ((size_t)16 * 1024)
#define WOK__CLASS_COUNT      80

enum wok__block_kind { WOK__BLOCK_TASK, WOK__BLOCK_SEGMENT, WOK__BLOCK_KIND_COUNT };

struct wok__slab;
struct wok__region;

/* O: the owner (or, shared, who holds the lock). A: atomic, any thread. */
struct wok__size_class {
    struct wok__block *free;      /* O */
    struct wok__slab *fresh;      /* O: the slab whose blocks have not all been used once */
    wok__atomic_pointer returned; /* A: freed by others; pushed with release, taken with acquire */
};

struct wok__heap {
    struct wok__system *system;                                              /* const */
    bool shared;                                                             /* const */
    wok__lock lock;                                                          /* of O, if shared */
    struct wok__size_class classes[WOK__BLOCK_KIND_COUNT][WOK__CLASS_COUNT]; /* O */
    struct wok__region *open; /* O: has slabs to give */

    wok__lock regions_lock;
    struct wok__region *regions; /* under regions_lock */
    uint64_t mapped_bytes;       /* under regions_lock */
};

void wok__heap_init(struct wok__heap *heap, struct wok__system *system, bool shared);
/* Unmaps everything, also what is still in use. */
void wok__heap_finish(struct wok__heap *heap);

/*
 * A block of at least `size` bytes whose byte at `offset` is aligned to `alignment` (a power of two
 * up to 4096; `offset` a multiple of 16). Its first word is zero, the rest is undefined. NULL when
 * there is no memory.
 */
void *wok__heap_alloc(struct wok__heap *heap, enum wok__block_kind kind, size_t size,
                      size_t alignment, size_t offset);

/* `mine` is the calling thread's own heap, or NULL. The first word must be zero. */
void wok__heap_free(struct wok__heap *mine, void *block);

/*
 * Call `visit` with every block of a kind that was ever used. It runs under the lock that keeps
 * blocks mapped: it must not free one.
 */
void wok__heap_walk(struct wok__heap *heap, enum wok__block_kind kind,
                    void (*visit)(void *block, void *argument), void *argument);

#endif
