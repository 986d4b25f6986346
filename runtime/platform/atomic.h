/*
 * atomic.h: the compile-time seam. Every atomic operation of libwok goes through this file.
 *
 * The memory order is part of the operation's name, so that a reader sees at the call what is
 * promised, and so that a release can name the acquire it pairs with. Shared words have types of
 * their own (a struct around the value): a plain access to one does not compile.
 *
 *   wok__load_relaxed   wok__load_acquire
 *   wok__store_relaxed  wok__store_release
 *   wok__exchange_acquire  wok__exchange_release  wok__exchange_acq_rel
 *   wok__cas_relaxed  wok__cas_acquire  wok__cas_release  wok__cas_acq_rel    (strong)
 *   wok__cas_weak_relaxed  _acquire  _release  _acq_rel                       (may fail for nothing)
 *   wok__fetch_add_relaxed _acquire _release _acq_rel,  fetch_sub, fetch_or, fetch_and likewise
 *   wok__fence_acquire  wok__fence_release  wok__fence_seq_cst
 *
 * A cas answers true on success; on failure it writes what it saw to *expected, with acquire order
 * when its name holds an acquire, otherwise relaxed. Arithmetic exists for u32 and u64 only.
 *
 * Three back ends: native, ThreadSanitizer (which does not understand fences), and, chosen by
 * WOK__MODEL, one that explores interleavings; it has to supply the same names.
 */
#ifndef WOK__PLATFORM_ATOMIC_H
#define WOK__PLATFORM_ATOMIC_H

#include <stdbool.h>
#include <stdint.h>

typedef struct wok__atomic_u32 {
    uint32_t only_through_atomic_h;
} wok__atomic_u32;

typedef struct wok__atomic_u64 {
    uint64_t only_through_atomic_h;
} wok__atomic_u64;

typedef struct wok__atomic_pointer {
    void *only_through_atomic_h;
} wok__atomic_pointer;

/*
 * A public struct cannot name these types; its shared members are reached through these.
 * Every access after the object became shared has to be.
 */
static inline wok__atomic_u32 *wok__atomic_in_u32(uint32_t *member) {
    return (wok__atomic_u32 *)(void *)member;
}

static inline wok__atomic_u64 *wok__atomic_in_u64(uint64_t *member) {
    return (wok__atomic_u64 *)(void *)member;
}

/* The same of a member that is a pointer; `member` is its address. */
static inline wok__atomic_pointer *wok__atomic_in_pointer(void *member) {
    return member;
}

/* For static storage, and for the first value of an object that nobody else can see yet. */
#define WOK__ATOMIC(value)                                                                         \
    { (value) }

#if defined(WOK__MODEL)
#include "platform/atomic_model.h"
#else
#include "platform/atomic_native.h"
#endif

#define WOK__BY_TYPE(atomic, operation)                                                            \
    _Generic((atomic),                                                                             \
        wok__atomic_u32 *: wok__u32_##operation,                                                   \
        const wok__atomic_u32 *: wok__u32_##operation,                                             \
        wok__atomic_u64 *: wok__u64_##operation,                                                   \
        const wok__atomic_u64 *: wok__u64_##operation,                                             \
        wok__atomic_pointer *: wok__pointer_##operation,                                           \
        const wok__atomic_pointer *: wok__pointer_##operation)

#define WOK__BY_NUMBER(atomic, operation)                                                          \
    _Generic((atomic), wok__atomic_u32 *                                                           \
             : wok__u32_##operation, wok__atomic_u64 *                                             \
             : wok__u64_##operation)

#define wok__load_relaxed(a)     WOK__BY_TYPE(a, load_relaxed)(a)
#define wok__load_acquire(a)     WOK__BY_TYPE(a, load_acquire)(a)
#define wok__store_relaxed(a, v) WOK__BY_TYPE(a, store_relaxed)(a, v)
#define wok__store_release(a, v) WOK__BY_TYPE(a, store_release)(a, v)

#define wok__exchange_relaxed(a, v) WOK__BY_TYPE(a, exchange_relaxed)(a, v)
#define wok__exchange_acquire(a, v) WOK__BY_TYPE(a, exchange_acquire)(a, v)
#define wok__exchange_release(a, v) WOK__BY_TYPE(a, exchange_release)(a, v)
#define wok__exchange_acq_rel(a, v) WOK__BY_TYPE(a, exchange_acq_rel)(a, v)

#define wok__cas_relaxed(a, expected, v)      WOK__BY_TYPE(a, cas_relaxed)(a, expected, v)
#define wok__cas_acquire(a, expected, v)      WOK__BY_TYPE(a, cas_acquire)(a, expected, v)
#define wok__cas_release(a, expected, v)      WOK__BY_TYPE(a, cas_release)(a, expected, v)
#define wok__cas_acq_rel(a, expected, v)      WOK__BY_TYPE(a, cas_acq_rel)(a, expected, v)
#define wok__cas_weak_relaxed(a, expected, v) WOK__BY_TYPE(a, cas_weak_relaxed)(a, expected, v)
#define wok__cas_weak_acquire(a, expected, v) WOK__BY_TYPE(a, cas_weak_acquire)(a, expected, v)
#define wok__cas_weak_release(a, expected, v) WOK__BY_TYPE(a, cas_weak_release)(a, expected, v)
#define wok__cas_weak_acq_rel(a, expected, v) WOK__BY_TYPE(a, cas_weak_acq_rel)(a, expected, v)

#define wok__fetch_add_relaxed(a, v) WOK__BY_NUMBER(a, fetch_add_relaxed)(a, v)
#define wok__fetch_add_acquire(a, v) WOK__BY_NUMBER(a, fetch_add_acquire)(a, v)
#define wok__fetch_add_release(a, v) WOK__BY_NUMBER(a, fetch_add_release)(a, v)
#define wok__fetch_add_acq_rel(a, v) WOK__BY_NUMBER(a, fetch_add_acq_rel)(a, v)
#define wok__fetch_sub_relaxed(a, v) WOK__BY_NUMBER(a, fetch_sub_relaxed)(a, v)
#define wok__fetch_sub_acquire(a, v) WOK__BY_NUMBER(a, fetch_sub_acquire)(a, v)
#define wok__fetch_sub_release(a, v) WOK__BY_NUMBER(a, fetch_sub_release)(a, v)
#define wok__fetch_sub_acq_rel(a, v) WOK__BY_NUMBER(a, fetch_sub_acq_rel)(a, v)
#define wok__fetch_or_relaxed(a, v)  WOK__BY_NUMBER(a, fetch_or_relaxed)(a, v)
#define wok__fetch_or_acquire(a, v)  WOK__BY_NUMBER(a, fetch_or_acquire)(a, v)
#define wok__fetch_or_release(a, v)  WOK__BY_NUMBER(a, fetch_or_release)(a, v)
#define wok__fetch_or_acq_rel(a, v)  WOK__BY_NUMBER(a, fetch_or_acq_rel)(a, v)
#define wok__fetch_and_relaxed(a, v) WOK__BY_NUMBER(a, fetch_and_relaxed)(a, v)
#define wok__fetch_and_acquire(a, v) WOK__BY_NUMBER(a, fetch_and_acquire)(a, v)
#define wok__fetch_and_release(a, v) WOK__BY_NUMBER(a, fetch_and_release)(a, v)
#define wok__fetch_and_acq_rel(a, v) WOK__BY_NUMBER(a, fetch_and_acq_rel)(a, v)

#endif
