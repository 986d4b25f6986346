#include "text/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ARENA_BLOCK_BYTES ((size_t)64 * 1024)

struct arena_block {
    struct arena_block *next;
    size_t used, size;
    _Alignas(max_align_t) char bytes[];
};

static _Noreturn void out_of_memory(void) {
    fputs("wokcc: error: out of memory\n", stderr);
    exit(1);
}

static size_t rounded_up(size_t size) {
    const size_t align = _Alignof(max_align_t);
    if (size > SIZE_MAX / 2)
        out_of_memory();
    return (size + align - 1) / align * align;
}

static struct arena_block *block_create(size_t size) {
    /* calloc: pages fresh from the kernel are zero already, and are not touched twice. */
    struct arena_block *block = calloc(1, sizeof *block + size);
    if (!block)
        out_of_memory();
    block->size = size;
    return block;
}

/* A large request gets a block of its own, behind the one that is being filled. */
static void *allocate_large(struct arena *arena, size_t size) {
    struct arena_block *block = block_create(size);
    block->used = size;
    if (arena->blocks) {
        block->next = arena->blocks->next;
        arena->blocks->next = block;
    } else {
        arena->blocks = block;
    }
    return block->bytes;
}

void *arena_allocate(struct arena *arena, size_t size) {
    size = rounded_up(size ? size : 1);
    if (size > ARENA_BLOCK_BYTES / 4)
        return allocate_large(arena, size);
    struct arena_block *block = arena->blocks;
    if (!block || block->size - block->used < size) {
        block = block_create(ARENA_BLOCK_BYTES);
        block->next = arena->blocks;
        arena->blocks = block;
    }
    void *memory = block->bytes + block->used;
    block->used += size;
    return memory;
}

void arena_finish(struct arena *arena) {
    struct arena_block *block = arena->blocks;
    while (block) {
        struct arena_block *next = block->next;
        free(block);
        block = next;
    }
    arena->blocks = NULL;
}

char *arena_copy(struct arena *arena, const char *text, size_t length) {
    char *copy = arena_allocate(arena, length + 1);
    if (length)
        memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

char *arena_format(struct arena *arena, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0)
        out_of_memory();
    char *text = arena_allocate(arena, (size_t)length + 1);
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    return text;
}

void *arena_grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size) {
    if (count < *capacity)
        return items;
    size_t larger = *capacity ? *capacity * 2 : 8;
    if (larger > SIZE_MAX / 2 / size)
        out_of_memory();
    void *moved = arena_allocate(arena, larger * size);
    if (count)
        memcpy(moved, items, count * size);
    *capacity = larger;
    return moved;
}
