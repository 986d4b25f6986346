/*
 * plain.c: memory that is no atomic.
 *
 * Models, and the runtime's sources in them, are compiled with the compiler's thread
 * instrumentation, which calls a function before each plain access; the functions are here instead
 * of in the sanitizer's library. Two accesses race when neither happened before the other, whatever
 * the order in which they were executed: so one execution finds the races of many.
 *
 * What is known of memory is kept per four bytes, and per byte for accesses smaller than that. An
 * access of a different size to the same byte can be missed, never invented.
 */
#include <stdio.h>
#include <string.h>

#include "engine.h"
#include "platform/cell_model.h"

enum { SHADOW_SIZE = 1 << 15, BLOCKS_MAX = 256, ARENA_SIZE = 1 << 20, UNIT = 16 };

struct shadow {
    uintptr_t key;
    uint32_t execution;
    uint32_t writer;
    uint32_t write_clock;
    uint32_t read_clock[THREADS_MAX];
    const void *write_place;
    const void *read_place[THREADS_MAX];
};

enum block_state { ALIVE, FREED, KEPT };

struct block {
    size_t offset, size;
    enum block_state state;
    unsigned freed_by;
    const void *made_at, *freed_at;
};

static struct shadow shadows[SHADOW_SIZE];
static uint32_t execution;
static struct block blocks[BLOCKS_MAX];
static unsigned block_count;
static _Alignas(4096) char arena[ARENA_SIZE];
static size_t arena_used;
static uint16_t block_of_unit[ARENA_SIZE / UNIT]; /* block + 1, 0: none */

void plain_begin(void) {
    execution++;
    memset(block_of_unit, 0, arena_used / UNIT * sizeof *block_of_unit);
    memset(arena, 0, arena_used);
    block_count = 0;
    arena_used = 0;
}

void plain_end(void) {
    for (unsigned i = 0; i < block_count; i++)
        if (blocks[i].state == ALIVE)
            model_fail("leak: %zu bytes that were allocated at %s", blocks[i].size,
                       trace_place(blocks[i].made_at));
}

static struct block *block_at(const void *address) {
    size_t offset = (size_t)((const char *)address - arena);
    if (offset >= arena_used)
        return NULL;
    unsigned number = block_of_unit[offset / UNIT];
    return number ? &blocks[number - 1] : NULL;
}

void plain_check_alive(const void *address, const void *place) {
    struct block *block = block_at(address);
    if (block && block->state == FREED)
        model_fail("use after free: thread %u at %s; thread %u freed it at %s", engine.me,
                   trace_place(place), block->freed_by, trace_place(block->freed_at));
}

void *model_allocate(size_t size, size_t alignment) {
    size_t offset = (arena_used + alignment - 1) & ~(alignment - 1);
    size_t end = (offset + size + UNIT - 1) / UNIT * UNIT;
    if (end > ARENA_SIZE || block_count == BLOCKS_MAX)
        model_fail("the model allocates too much");
    blocks[block_count] =
        (struct block){.offset = offset, .size = size, .made_at = __builtin_return_address(0)};
    block_count++;
    for (size_t unit = offset / UNIT; unit < end / UNIT; unit++)
        block_of_unit[unit] = (uint16_t)block_count;
    arena_used = end;
    if (trace_is_on()) {
        char name[32];
        snprintf(name, sizeof name, "block%u", block_count);
        model_name(arena + offset, size, name);
    }
    return arena + offset;
}

void model_keep(void *memory) {
    block_at(memory)->state = KEPT;
}

static bool before(unsigned thread, uint32_t clock) {
    return clock <= self()->current.clock[thread];
}

static _Noreturn void fail_race(unsigned other, const void *other_place, const char *other_kind,
                                const char *kind, const void *place) {
    model_fail("race: thread %u %s at %s; thread %u %s at %s", other, other_kind,
               trace_place(other_place), engine.me, kind, trace_place(place));
}

static struct shadow *shadow_of(uintptr_t key) {
    size_t at = (size_t)(key * 0x9E3779B97F4A7C15u >> 40) % SHADOW_SIZE;
    for (unsigned tries = 0; tries < SHADOW_SIZE; tries++, at = (at + 1) % SHADOW_SIZE) {
        struct shadow *shadow = &shadows[at];
        if (shadow->execution != execution) {
            *shadow = (struct shadow){.key = key, .execution = execution};
            return shadow;
        }
        if (shadow->key == key)
            return shadow;
    }
    model_fail("the model touches too much memory");
}

static void check(uintptr_t key, bool writes, const char *kind, const void *place) {
    struct shadow *shadow = shadow_of(key);
    if (shadow->write_clock && !before(shadow->writer, shadow->write_clock))
        fail_race(shadow->writer, shadow->write_place, "writes", kind, place);
    uint32_t clock = self()->current.clock[engine.me];
    if (!writes) {
        shadow->read_clock[engine.me] = clock;
        shadow->read_place[engine.me] = place;
        return;
    }
    for (unsigned i = 0; i < engine.thread_count; i++)
        if (shadow->read_clock[i] && !before(i, shadow->read_clock[i]))
            fail_race(i, shadow->read_place[i], "reads", kind, place);
    shadow->writer = engine.me;
    shadow->write_clock = clock;
    shadow->write_place = place;
}

/* The fibers share one thread-local object, which threads.c saves and loads for them. */
static bool is_thread_local(const void *memory) {
    return (uintptr_t)memory - (uintptr_t)&wok__current < sizeof wok__current;
}

static void access(const void *memory, size_t size, bool writes, const void *place) {
    if (engine.asking || engine.thread_count == 0 || is_thread_local(memory))
        return;
    plain_check_alive(memory, place);
    if (engine.thread_count == 1)
        return; /* happens before whatever the others will do */
    const char *kind = writes ? "writes" : "reads";
    uintptr_t from = (uintptr_t)memory;
    if (size < 4) {
        for (size_t i = 0; i < size; i++)
            check((from + i) << 1 | 1, writes, kind, place);
        return;
    }
    for (uintptr_t at = from & ~(uintptr_t)3; at < from + size; at += 4)
        check(at << 1, writes, kind, place);
}

void plain_check_written(const void *memory, size_t size, const void *place) {
    if (engine.thread_count == 1)
        return;
    for (uintptr_t at = (uintptr_t)memory; at < (uintptr_t)memory + size; at += 4) {
        struct shadow *shadow = shadow_of(at << 1);
        if (shadow->write_clock && !before(shadow->writer, shadow->write_clock))
            fail_race(shadow->writer, shadow->write_place, "writes", "uses it as an atomic", place);
    }
}

void model_free(void *memory) {
    const void *place = __builtin_return_address(0);
    struct block *block = block_at(memory);
    if (!memory)
        return;
    if (!block || memory != arena + block->offset)
        model_fail("freed, but never allocated, at %s", trace_place(place));
    if (block->state != ALIVE)
        model_fail("freed twice: at %s and at %s", trace_place(block->freed_at),
                   trace_place(place));
    atomics_check_freed(memory, block->size);
    for (uintptr_t at = (uintptr_t)memory; at < (uintptr_t)memory + block->size; at += 4)
        check(at << 1, true, "frees", place);
    atomics_forget(memory, block->size);
    block->state = FREED;
    block->freed_by = engine.me;
    block->freed_at = place;
    if (trace_is_on())
        trace_add(place, memory, "free");
}

void wok__model_cell_reads(const void *memory, size_t size) {
    access(memory, size, false, __builtin_return_address(0));
}

void wok__model_cell_writes(void *memory, size_t size) {
    access(memory, size, true, __builtin_return_address(0));
}

/* What the compilers call. The names are theirs. */

#define INSTRUMENTED(size)                                                                         \
    void __tsan_read##size(void *memory);                                                          \
    void __tsan_write##size(void *memory);                                                         \
    void __tsan_unaligned_read##size(void *memory);                                                \
    void __tsan_unaligned_write##size(void *memory);                                               \
    void __tsan_read_write##size(void *memory);                                                    \
    void __tsan_read##size(void *memory) {                                                         \
        access(memory, size, false, __builtin_return_address(0));                                  \
    }                                                                                              \
    void __tsan_write##size(void *memory) {                                                        \
        access(memory, size, true, __builtin_return_address(0));                                   \
    }                                                                                              \
    void __tsan_unaligned_read##size(void *memory) {                                               \
        access(memory, size, false, __builtin_return_address(0));                                  \
    }                                                                                              \
    void __tsan_unaligned_write##size(void *memory) {                                              \
        access(memory, size, true, __builtin_return_address(0));                                   \
    }                                                                                              \
    void __tsan_read_write##size(void *memory) {                                                   \
        access(memory, size, true, __builtin_return_address(0));                                   \
    }

INSTRUMENTED(1)
INSTRUMENTED(2)
INSTRUMENTED(4)
INSTRUMENTED(8)
INSTRUMENTED(16)

void __tsan_init(void);
void __tsan_func_entry(void *caller);
void __tsan_func_exit(void);
void __tsan_read_range(void *memory, size_t size);
void __tsan_write_range(void *memory, size_t size);
void *__tsan_memcpy(void *to, const void *from, size_t size);
void *__tsan_memmove(void *to, const void *from, size_t size);
void *__tsan_memset(void *to, int value, size_t size);

void __tsan_init(void) {
}
void __tsan_func_entry(void *caller) {
    (void)caller;
}
void __tsan_func_exit(void) {
}
void __tsan_read_range(void *memory, size_t size) {
    access(memory, size, false, __builtin_return_address(0));
}
void __tsan_write_range(void *memory, size_t size) {
    access(memory, size, true, __builtin_return_address(0));
}
void *__tsan_memcpy(void *to, const void *from, size_t size) {
    access(from, size, false, __builtin_return_address(0));
    access(to, size, true, __builtin_return_address(0));
    return memcpy(to, from, size);
}
void *__tsan_memmove(void *to, const void *from, size_t size) {
    access(from, size, false, __builtin_return_address(0));
    access(to, size, true, __builtin_return_address(0));
    return memmove(to, from, size);
}
void *__tsan_memset(void *to, int value, size_t size) {
    access(to, size, true, __builtin_return_address(0));
    return memset(to, value, size);
}
