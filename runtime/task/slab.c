/*
 * slab.c: see slab.h.
 */
#include "task/slab.h"

#include "base/bits.h"
#include "base/check.h"
#include "platform/sanitizer.h"

#define REGION_SIZE      ((size_t)1024 * 1024)
#define SLABS_PER_REGION (REGION_SIZE / WOK__SLAB_SIZE)
#define OWN_CLASS        UINT16_MAX

/* A free block. The first two words stay what they were to whoever looks at a stale task: a zero
 * word and its type. */
struct wok__block {
    uint64_t zero;
    void *kept;
    struct wok__block *next;
};

struct wok__slab {
    struct wok__heap *heap; /* const */
    uint32_t block_size;    /* const */
    uint16_t size_class;    /* const; OWN_CLASS: the only block of its region */
    uint16_t kind;          /* const */
    uint32_t block_count;   /* const */
    wok__atomic_u32 begun;  /* written by the owner: how many blocks were used once */
    struct wok__region *region;
};

/* The first slab of a region has the region's record behind its own. */
struct wok__region {
    struct wok__slab first;
    struct wok__region *next, *previous; /* under regions_lock */
    size_t size_bytes;                   /* const; slabs of an own block: larger */
    wok__atomic_u32 slab_count;          /* written by the owner: slabs given out */
};

/* The region's record is larger than a slab's header: the first slab starts its blocks later. */
#define REGION_HEADER_SIZE 128
_Static_assert(sizeof(struct wok__slab) <= WOK__SLAB_HEADER_SIZE, "blocks start behind it");
_Static_assert(sizeof(struct wok__region) <= REGION_HEADER_SIZE, "blocks start behind it");

/* 64, 80, 96 … 1024 (61 classes), then four a doubling up to 16 KiB (16 classes). */
static unsigned class_of(size_t size) {
    if (size <= 64)
        return 0;
    if (size <= 1024)
        return (unsigned)((size - 64 + 15) / 16);
    unsigned doubling = wok__highest_bit(size - 1);
    unsigned quarter = (unsigned)((size - 1) >> (doubling - 2)) & 3;
    return 61 + (doubling - 10) * 4 + quarter;
}

static size_t class_size(unsigned size_class) {
    if (size_class <= 60)
        return 64 + 16 * (size_t)size_class;
    unsigned doubling = 10 + (size_class - 61) / 4;
    return ((size_t)1 << doubling) + ((size_class - 61) % 4 + 1) * ((size_t)1 << (doubling - 2));
}

static struct wok__slab *slab_of(const void *block) {
    return (struct wok__slab *)((uintptr_t)block & ~(uintptr_t)(WOK__SLAB_SIZE - 1));
}

static size_t slab_header_size(const struct wok__slab *slab) {
    return slab == &slab->region->first ? REGION_HEADER_SIZE : WOK__SLAB_HEADER_SIZE;
}

static struct wok__block *slab_block(struct wok__slab *slab, uint32_t index) {
    return (struct wok__block *)((char *)slab + slab_header_size(slab) +
                                 (size_t)index * slab->block_size);
}

void wok__heap_init(struct wok__heap *heap, struct wok__system *system, bool shared) {
    *heap = (struct wok__heap){.system = system, .shared = shared};
}

static void region_give_back(struct wok__heap *heap, struct wok__region *region) {
    size_t size = region->size_bytes;
    wok__leak_root_remove(region, size);
    wok__unpoison(region, size);
    heap->system->pages_unmap(heap->system, region, size);
}

void wok__heap_finish(struct wok__heap *heap) {
    struct wok__region *region = heap->regions;
    while (region) {
        struct wok__region *next = region->next;
        region_give_back(heap, region);
        region = next;
    }
    heap->regions = NULL;
}

static struct wok__region *region_map(struct wok__heap *heap, size_t size) {
    struct wok__region *region = heap->system->pages_map(heap->system, size, WOK__SLAB_SIZE);
    if (!region)
        return NULL;
    region->size_bytes = size;
    wok__leak_root_add(region, size);
    wok__lock_acquire(&heap->regions_lock);
    region->next = heap->regions;
    if (heap->regions)
        heap->regions->previous = region;
    heap->regions = region;
    heap->mapped_bytes += size;
    wok__lock_release(&heap->regions_lock);
    return region;
}

static void region_unmap(struct wok__heap *heap, struct wok__region *region) {
    wok__lock_acquire(&heap->regions_lock);
    if (region->previous)
        region->previous->next = region->next;
    else
        heap->regions = region->next;
    if (region->next)
        region->next->previous = region->previous;
    heap->mapped_bytes -= region->size_bytes;
    wok__lock_release(&heap->regions_lock);
    region_give_back(heap, region);
}

/* A slab whose header is filled in and which walkers can see (its `begun` is 0). */
static struct wok__slab *slab_create(struct wok__heap *heap, enum wok__block_kind kind,
                                     unsigned size_class) {
    struct wok__region *region = heap->open;
    if (!region || wok__load_relaxed(&region->slab_count) == SLABS_PER_REGION)
        region = region_map(heap, REGION_SIZE);
    if (!region)
        return NULL;
    heap->open = region;
    uint32_t index = wok__load_relaxed(&region->slab_count);
    struct wok__slab *slab = (struct wok__slab *)((char *)region + index * WOK__SLAB_SIZE);
    slab->heap = heap;
    slab->kind = (uint16_t)kind;
    slab->size_class = (uint16_t)size_class;
    slab->block_size = (uint32_t)class_size(size_class);
    slab->region = region;
    slab->block_count = (uint32_t)((WOK__SLAB_SIZE - slab_header_size(slab)) / slab->block_size);
    wok__store_release(&region->slab_count, index + 1); /* pairs with wok__heap_walk */
    return slab;
}

static void *alloc_own(struct wok__heap *heap, enum wok__block_kind kind, size_t size,
                       size_t alignment, size_t offset) {
    size_t start = wok__round_up(REGION_HEADER_SIZE + offset, alignment) - offset;
    if (size > SIZE_MAX / 2)
        return NULL;
    struct wok__region *region = region_map(heap, wok__round_up(start + size, WOK__SLAB_SIZE));
    if (!region)
        return NULL;
    struct wok__slab *slab = &region->first;
    slab->heap = heap;
    slab->kind = (uint16_t)kind;
    slab->size_class = OWN_CLASS;
    slab->region = region;
    slab->block_size = (uint32_t)start; /* where the one block begins */
    slab->block_count = 1;
    wok__store_release(&slab->begun, 1);
    wok__store_release(&region->slab_count, 1); /* pairs with wok__heap_walk */
    return (char *)region + start;
}

static struct wok__block *take_fresh(struct wok__heap *heap, struct wok__size_class *class,
                                     enum wok__block_kind kind, unsigned size_class) {
    struct wok__slab *slab = class->fresh;
    if (!slab || wok__load_relaxed(&slab->begun) == slab->block_count)
        slab = slab_create(heap, kind, size_class);
    if (!slab)
        return NULL;
    class->fresh = slab;
    uint32_t index = wok__load_relaxed(&slab->begun);
    wok__store_release(&slab->begun, index + 1);
    return slab_block(slab, index);
}

static struct wok__block *take_block(struct wok__heap *heap, enum wok__block_kind kind,
                                     unsigned size_class) {
    struct wok__size_class *class = &heap->classes[kind][size_class];
    if (!class->free && wok__load_relaxed(&class->returned))
        class->free = wok__exchange_acquire(&class->returned, NULL); /* pairs with give_back */
    struct wok__block *block = class->free;
    if (!block)
        return take_fresh(heap, class, kind, size_class);
    class->free = block->next;
    return block;
}

/* All but the words that a free block needs, and whoever looks at it. */
static void poison_block(struct wok__block *block, size_t size) {
    wok__poison(block + 1, size - sizeof *block);
}

/* What a class gives without asking: blocks of whole 16s, and whole 64s in whole 64s. */
static bool class_aligns(size_t size, size_t alignment, size_t offset) {
    if (alignment <= 16)
        return true;
    return alignment <= 64 && offset % alignment == 0 &&
           class_size(class_of(size)) % alignment == 0;
}

void *wok__heap_alloc(struct wok__heap *heap, enum wok__block_kind kind, size_t size,
                      size_t alignment, size_t offset) {
    if (alignment <= 16 && size <= 1024 && !heap->shared) { /* nearly every task */
        struct wok__size_class *class = &heap->classes[kind][class_of(size)];
        struct wok__block *block = class->free;
        if (block) {
            class->free = block->next;
            wok__unpoison(block, size);
            return block;
        }
    }
    if (alignment > 16 && alignment <= 64)
        size = wok__round_up(size, alignment);
    bool fits = size <= WOK__BLOCK_SIZE_MAX && class_aligns(size, alignment, offset);
    if (heap->shared)
        wok__lock_acquire(&heap->lock);
    void *block = fits ? take_block(heap, kind, class_of(size))
                       : alloc_own(heap, kind, size, alignment, offset);
    if (heap->shared)
        wok__lock_release(&heap->lock);
    if (block && fits) {
        poison_block(block, class_size(class_of(size)));
        wok__unpoison(block, size);
    }
    return block;
}

static void give_back(struct wok__size_class *class, struct wok__block *block) {
    void *head = wok__load_relaxed(&class->returned);
    do
        block->next = head;
    while (!wok__cas_weak_release(&class->returned, &head, block)); /* pairs with take_block */
}

void wok__heap_free(struct wok__heap *mine, void *memory) {
    struct wok__slab *slab = slab_of(memory);
    struct wok__block *block = memory;
    if (slab->size_class == OWN_CLASS) {
        region_unmap(slab->heap, slab->region);
        return;
    }
    poison_block(block, slab->block_size);
    struct wok__size_class *class = &slab->heap->classes[slab->kind][slab->size_class];
    if (slab->heap != mine || mine->shared) {
        give_back(class, block);
        return;
    }
    block->next = class->free;
    class->free = block;
}

static void slab_walk(struct wok__slab *slab, void (*visit)(void *block, void *argument),
                      void *argument) {
    if (slab->size_class == OWN_CLASS) {
        visit((char *)slab + slab->block_size, argument);
        return;
    }
    uint32_t count = wok__load_acquire(&slab->begun);
    for (uint32_t i = 0; i < count; i++)
        visit(slab_block(slab, i), argument);
}

void wok__heap_walk(struct wok__heap *heap, enum wok__block_kind kind,
                    void (*visit)(void *block, void *argument), void *argument) {
    wok__lock_acquire(&heap->regions_lock);
    for (struct wok__region *region = heap->regions; region; region = region->next) {
        uint32_t count = wok__load_acquire(&region->slab_count);
        for (uint32_t i = 0; i < count; i++) {
            struct wok__slab *slab = (struct wok__slab *)((char *)region + i * WOK__SLAB_SIZE);
            if (slab->kind == kind)
                slab_walk(slab, visit, argument);
        }
    }
    wok__lock_release(&heap->regions_lock);
}
