/*
 * atomic_native.h: the operations of atomic.h on the machine, and their ThreadSanitizer flavour.
 * Included by atomic.h only.
 */
#ifndef WOK__PLATFORM_ATOMIC_NATIVE_H
#define WOK__PLATFORM_ATOMIC_NATIVE_H

#if defined(__SANITIZE_THREAD__)
#define WOK__THREAD_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define WOK__THREAD_SANITIZER 1
#endif
#endif

#define WOK__ATOMIC_MOVES(name, type, order, ORDER)                                                \
    static inline type wok__##name##_exchange_##order(wok__atomic_##name *atomic, type value) {    \
        return __atomic_exchange_n(&atomic->only_through_atomic_h, value, ORDER);                  \
    }

#define WOK__ATOMIC_CAS(name, type, operation, WEAK, ORDER, FAILURE_ORDER)                         \
    static inline bool wok__##name##_##operation(wok__atomic_##name *atomic, type *expected,       \
                                                 type value) {                                     \
        return __atomic_compare_exchange_n(&atomic->only_through_atomic_h, expected, value, WEAK,  \
                                           ORDER, FAILURE_ORDER);                                  \
    }

#define WOK__ATOMIC_TYPE(name, type)                                                               \
    static inline type wok__##name##_load_relaxed(const wok__atomic_##name *atomic) {              \
        return __atomic_load_n(&atomic->only_through_atomic_h, __ATOMIC_RELAXED);                  \
    }                                                                                              \
    static inline type wok__##name##_load_acquire(const wok__atomic_##name *atomic) {              \
        return __atomic_load_n(&atomic->only_through_atomic_h, __ATOMIC_ACQUIRE);                  \
    }                                                                                              \
    static inline void wok__##name##_store_relaxed(wok__atomic_##name *atomic, type value) {       \
        __atomic_store_n(&atomic->only_through_atomic_h, value, __ATOMIC_RELAXED);                 \
    }                                                                                              \
    static inline void wok__##name##_store_release(wok__atomic_##name *atomic, type value) {       \
        __atomic_store_n(&atomic->only_through_atomic_h, value, __ATOMIC_RELEASE);                 \
    }                                                                                              \
    WOK__ATOMIC_MOVES(name, type, relaxed, __ATOMIC_RELAXED)                                       \
    WOK__ATOMIC_MOVES(name, type, acquire, __ATOMIC_ACQUIRE)                                       \
    WOK__ATOMIC_MOVES(name, type, release, __ATOMIC_RELEASE)                                       \
    WOK__ATOMIC_MOVES(name, type, acq_rel, __ATOMIC_ACQ_REL)                                       \
    WOK__ATOMIC_CAS(name, type, cas_relaxed, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED)            \
    WOK__ATOMIC_CAS(name, type, cas_acquire, false, __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE)            \
    WOK__ATOMIC_CAS(name, type, cas_release, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED)            \
    WOK__ATOMIC_CAS(name, type, cas_acq_rel, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)            \
    WOK__ATOMIC_CAS(name, type, cas_weak_relaxed, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED)        \
    WOK__ATOMIC_CAS(name, type, cas_weak_acquire, true, __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE)        \
    WOK__ATOMIC_CAS(name, type, cas_weak_release, true, __ATOMIC_RELEASE, __ATOMIC_RELAXED)        \
    WOK__ATOMIC_CAS(name, type, cas_weak_acq_rel, true, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)

#define WOK__ATOMIC_FETCH(name, type, verb, order, ORDER)                                          \
    static inline type wok__##name##_fetch_##verb##_##order(wok__atomic_##name *atomic,            \
                                                            type value) {                          \
        return __atomic_fetch_##verb(&atomic->only_through_atomic_h, value, ORDER);                \
    }

#define WOK__ATOMIC_FETCH_ORDERS(name, type, verb)                                                 \
    WOK__ATOMIC_FETCH(name, type, verb, relaxed, __ATOMIC_RELAXED)                                 \
    WOK__ATOMIC_FETCH(name, type, verb, acquire, __ATOMIC_ACQUIRE)                                 \
    WOK__ATOMIC_FETCH(name, type, verb, release, __ATOMIC_RELEASE)                                 \
    WOK__ATOMIC_FETCH(name, type, verb, acq_rel, __ATOMIC_ACQ_REL)

#define WOK__ATOMIC_NUMBER(name, type)                                                             \
    WOK__ATOMIC_FETCH_ORDERS(name, type, add)                                                      \
    WOK__ATOMIC_FETCH_ORDERS(name, type, sub)                                                      \
    WOK__ATOMIC_FETCH_ORDERS(name, type, or)                                                       \
    WOK__ATOMIC_FETCH_ORDERS(name, type, and)

WOK__ATOMIC_TYPE(u32, uint32_t)
WOK__ATOMIC_TYPE(u64, uint64_t)
WOK__ATOMIC_TYPE(pointer, void *)
WOK__ATOMIC_NUMBER(u32, uint32_t)
WOK__ATOMIC_NUMBER(u64, uint64_t)

#ifdef WOK__THREAD_SANITIZER
/*
 * ThreadSanitizer does not model fences. A read-modify-write of one common word orders everything
 * that passes through it, which is what a fence promises and a little more.
 */
extern uint32_t wok__fence_word;
#define WOK__FENCE(order, ORDER)                                                                   \
    static inline void wok__fence_##order(void) {                                                  \
        __atomic_fetch_add(&wok__fence_word, 1, __ATOMIC_SEQ_CST);                                 \
    }
#else
#define WOK__FENCE(order, ORDER)                                                                   \
    static inline void wok__fence_##order(void) {                                                  \
        __atomic_thread_fence(ORDER);                                                              \
    }
#endif

WOK__FENCE(acquire, __ATOMIC_ACQUIRE)
WOK__FENCE(release, __ATOMIC_RELEASE)
WOK__FENCE(seq_cst, __ATOMIC_SEQ_CST)

#endif
