/*
 * sanitizer.h: telling AddressSanitizer and LeakSanitizer about memory of our own.
 *
 * Blocks that are free, and the rest of blocks that are larger than asked for, are poisoned, so that
 * a use after the end of a task is found as one of malloc's would be. What hangs on a task's frame
 * is no leak as long as the task lives: its memory is a root. Elsewhere all of this is nothing.
 */
#ifndef WOK__PLATFORM_SANITIZER_H
#define WOK__PLATFORM_SANITIZER_H

#include <stddef.h>

#if defined(__SANITIZE_ADDRESS__)
#define WOK__ADDRESS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WOK__ADDRESS_SANITIZER 1
#endif
#endif

#ifdef WOK__ADDRESS_SANITIZER

#include <sanitizer/asan_interface.h>
#include <sanitizer/lsan_interface.h>

static inline void wok__poison(const void *memory, size_t size) {
    __asan_poison_memory_region(memory, size);
}
static inline void wok__unpoison(const void *memory, size_t size) {
    __asan_unpoison_memory_region(memory, size);
}
static inline void wok__leak_root_add(const void *memory, size_t size) {
    __lsan_register_root_region(memory, size);
}
static inline void wok__leak_root_remove(const void *memory, size_t size) {
    __lsan_unregister_root_region(memory, size);
}

#else

static inline void wok__poison(const void *memory, size_t size) {
    (void)memory, (void)size;
}
static inline void wok__unpoison(const void *memory, size_t size) {
    (void)memory, (void)size;
}
static inline void wok__leak_root_add(const void *memory, size_t size) {
    (void)memory, (void)size;
}
static inline void wok__leak_root_remove(const void *memory, size_t size) {
    (void)memory, (void)size;
}

#endif

#endif
