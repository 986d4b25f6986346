/*
 * atomic_model.h: the operations of atomic.h as calls into the explorer of tests/model, which
 * decides who runs next and which of the allowed stores a load reads. Included by atomic.h only,
 * when WOK__MODEL is defined; nothing of it is in libwok.
 *
 * Every operation is a function that is never inlined, so that its return address is the place in
 * the source that performed it.
 */
#ifndef WOK__PLATFORM_ATOMIC_MODEL_H
#define WOK__PLATFORM_ATOMIC_MODEL_H

#define WOK__ATOMIC_CAS(name, type, operation)                                                     \
    bool wok__##name##_##operation(wok__atomic_##name *atomic, type *expected, type value);

#define WOK__ATOMIC_TYPE(name, type)                                                               \
    type wok__##name##_load_relaxed(const wok__atomic_##name *atomic);                             \
    type wok__##name##_load_acquire(const wok__atomic_##name *atomic);                             \
    void wok__##name##_store_relaxed(wok__atomic_##name *atomic, type value);                      \
    void wok__##name##_store_release(wok__atomic_##name *atomic, type value);                      \
    type wok__##name##_exchange_relaxed(wok__atomic_##name *atomic, type value);                   \
    type wok__##name##_exchange_acquire(wok__atomic_##name *atomic, type value);                   \
    type wok__##name##_exchange_release(wok__atomic_##name *atomic, type value);                   \
    type wok__##name##_exchange_acq_rel(wok__atomic_##name *atomic, type value);                   \
    WOK__ATOMIC_CAS(name, type, cas_relaxed)                                                       \
    WOK__ATOMIC_CAS(name, type, cas_acquire)                                                       \
    WOK__ATOMIC_CAS(name, type, cas_release)                                                       \
    WOK__ATOMIC_CAS(name, type, cas_acq_rel)                                                       \
    WOK__ATOMIC_CAS(name, type, cas_weak_relaxed)                                                  \
    WOK__ATOMIC_CAS(name, type, cas_weak_acquire)                                                  \
    WOK__ATOMIC_CAS(name, type, cas_weak_release)                                                  \
    WOK__ATOMIC_CAS(name, type, cas_weak_acq_rel)

#define WOK__ATOMIC_FETCH_ORDERS(name, type, verb)                                                 \
    type wok__##name##_fetch_##verb##_relaxed(wok__atomic_##name *atomic, type value);             \
    type wok__##name##_fetch_##verb##_acquire(wok__atomic_##name *atomic, type value);             \
    type wok__##name##_fetch_##verb##_release(wok__atomic_##name *atomic, type value);             \
    type wok__##name##_fetch_##verb##_acq_rel(wok__atomic_##name *atomic, type value);

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

void wok__fence_acquire(void);
void wok__fence_release(void);
void wok__fence_seq_cst(void);

#endif
