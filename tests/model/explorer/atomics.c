/*
 * atomics.c: the operations of platform/atomic.h in the memory model of engine.h.
 *
 * Memory always holds the newest value too, so that an object can be initialised by plain code: a
 * location is made at its first atomic access, with what stands in memory as the store that every
 * thread may read, and made anew when memory was overwritten by plain code since.
 *
 * What this model leaves out: a load never reads a store that is executed later (no load
 * buffering), and the modification order is the order of execution. There are no sequentially
 * consistent accesses because atomic.h has none, only fences.
 */
#include "engine.h"
#include "platform/atomic.h"

#define PLACE __builtin_return_address(0)

static uint64_t memory_read(const void *address, uint32_t size) {
    return size == 4 ? *(const volatile uint32_t *)address : *(const volatile uint64_t *)address;
}

static void memory_write(const void *address, uint32_t size, uint64_t value) {
    if (size == 4)
        *(volatile uint32_t *)(uintptr_t)address = (uint32_t)value;
    else
        *(volatile uint64_t *)(uintptr_t)address = value;
}

static unsigned location_make(const void *address, uint32_t size) {
    if (engine.location_count == LOCATIONS_MAX)
        model_fail("the model has more than %d locations", LOCATIONS_MAX);
    unsigned index = engine.location_count++;
    struct location *location = &engine.locations[index];
    location->address = address;
    location->size = size;
    location->count = 1;
    for (unsigned i = 0; i < THREADS_MAX; i++)
        location->touched[i] = 0;
    location->stores[0] = (struct store){.value = memory_read(address, size)};
    return index; /* every view and every message says 0 of it already */
}

unsigned atomics_location(const void *address, uint32_t size) {
    for (unsigned i = engine.location_count; i-- > 0;) {
        struct location *location = &engine.locations[i];
        if (location->address != address)
            continue;
        if (location->size == size &&
            location->stores[location->count - 1].value == memory_read(address, size))
            return i;
        location->address = NULL;
    }
    return location_make(address, size);
}

uint64_t atomics_newest(unsigned location) {
    return engine.locations[location].stores[engine.locations[location].count - 1].value;
}

void atomics_forget(const void *memory, size_t size) {
    for (unsigned i = 0; i < engine.location_count; i++) {
        uintptr_t offset = (uintptr_t)engine.locations[i].address - (uintptr_t)memory;
        if (engine.locations[i].address && offset < size)
            engine.locations[i].address = NULL;
    }
}

/* Whoever frees memory has to come after every access to it. */
void atomics_check_freed(const void *memory, size_t size) {
    for (unsigned i = 0; i < engine.location_count; i++) {
        struct location *location = &engine.locations[i];
        uintptr_t offset = (uintptr_t)location->address - (uintptr_t)memory;
        if (!location->address || offset >= size)
            continue;
        for (unsigned t = 0; t < engine.thread_count; t++)
            if (location->touched[t] > self()->current.clock[t])
                model_fail("race: memory is freed while thread %u may still use the atomic %s+%u",
                           t, "in it at", (unsigned)offset);
    }
}

static unsigned enter(const void *address, uint32_t size, bool writes, const void *place) {
    plain_check_alive(address, place);
    trace_visit(place);
    unsigned index = atomics_location(address, size);
    threads_step((struct footprint){.location = (int)index, .writes = writes});
    plain_check_alive(address, place);
    plain_check_written(address, size, place);
    index = atomics_location(address, size); /* others ran meanwhile */
    engine.locations[index].touched[engine.me] = self()->current.clock[engine.me];
    return index;
}

static void learn(unsigned index, uint32_t store, enum order order) {
    struct thread *thread = self();
    const struct view *message = &engine.locations[index].stores[store].message;
    if (thread->current.seen[index] < store)
        thread->current.seen[index] = (uint16_t)store;
    view_join(order & ACQUIRE ? &thread->current : &thread->pending, message);
}

/* `sequence`: the store whose release sequence this one continues, or NULL. */
static void publish(unsigned index, uint64_t value, enum order order,
                    const struct store *sequence) {
    struct thread *thread = self();
    struct location *location = &engine.locations[index];
    if (location->count == STORES_MAX)
        model_fail("more than %d stores to one location", STORES_MAX);
    uint32_t number = location->count++;
    thread->current.seen[index] = (uint16_t)number;
    struct store *store = &location->stores[number];
    store->value = value;
    store->message = order & RELEASE ? thread->current : thread->released;
    store->message.seen[index] = (uint16_t)number;
    if (sequence)
        view_join(&store->message, &sequence->message);
    thread->current.clock[engine.me]++; /* what comes now was not released */
    memory_write(location->address, location->size, value);
    threads_wrote();
}

static const char *const order_names[] = {"relaxed", "acquire", "release", "acq_rel"};

static uint64_t load(const void *address, uint32_t size, enum order order, const void *place) {
    unsigned index = enter(address, size, false, place);
    struct location *location = &engine.locations[index];
    uint32_t newest = location->count - 1;
    unsigned count = newest - self()->current.seen[index] + 1;
    uint32_t store = newest - search_choose(CHOOSE_STORE, count, UINT64_MAX);
    learn(index, store, order);
    uint64_t value = location->stores[store].value;
    if (trace_is_on())
        trace_add(place, address, "load  %-8s -> %llx%s (written by #%u)", order_names[order],
                  (unsigned long long)value, store == newest ? "" : ", an older store",
                  location->stores[store].event);
    return value;
}

static void store(const void *address, uint32_t size, uint64_t value, enum order order,
                  const void *place) {
    unsigned index = enter(address, size, true, place);
    publish(index, value, order, NULL);
    if (trace_is_on())
        engine.locations[index].stores[engine.locations[index].count - 1].event = trace_add(
            place, address, "store %-8s    %llx", order_names[order], (unsigned long long)value);
}

enum change { EXCHANGE, ADD, SUB, OR, AND };

static uint64_t changed(enum change change, uint64_t old, uint64_t value) {
    switch (change) {
    case ADD:
        return old + value;
    case SUB:
        return old - value;
    case OR:
        return old | value;
    case AND:
        return old & value;
    case EXCHANGE:
        break;
    }
    return value;
}

/* The second half of every read-modify-write, which reads the newest store. */
static void replace(unsigned index, uint64_t value, enum order order, const char *name,
                    const void *place) {
    struct location *location = &engine.locations[index];
    uint32_t newest = location->count - 1;
    learn(index, newest, order);
    if (location->size == 4)
        value = (uint32_t)value;
    publish(index, value, order, &location->stores[newest]);
    if (trace_is_on())
        location->stores[newest + 1].event =
            trace_add(place, location->address, "%-5s %-8s    %llx -> %llx (over #%u)", name,
                      order_names[order], (unsigned long long)location->stores[newest].value,
                      (unsigned long long)value, location->stores[newest].event);
}

static uint64_t modify(const void *address, uint32_t size, enum change change, uint64_t value,
                       enum order order, const void *place) {
    static const char *const names[] = {"xchg", "add", "sub", "or", "and"};
    unsigned index = enter(address, size, true, place);
    uint64_t old = atomics_newest(index);
    replace(index, changed(change, old, value), order, names[change], place);
    return old;
}

/*
 * A failing compare-and-swap is a load: it may see any store that it may read and that differs from
 * what it expects. A weak one may also fail for nothing; once in an execution is explored.
 */
static bool cas(const void *address, uint32_t size, uint64_t *expected, uint64_t value, bool weak,
                enum order order, const void *place) {
    unsigned index = enter(address, size, true, place);
    struct location *location = &engine.locations[index];
    uint32_t options[STORES_MAX + 1], newest = location->count - 1;
    unsigned count = 0;
    options[count++] = newest;
    for (uint32_t i = newest; i-- > self()->current.seen[index];)
        if (location->stores[i].value != *expected)
            options[count++] = i;
    bool matches = location->stores[newest].value == *expected;
    unsigned spurious = matches && weak && engine.spurious == 0 ? count++ : 0;
    unsigned choice = search_choose(CHOOSE_STORE, count, UINT64_MAX);
    if (matches && choice == 0) {
        replace(index, value, order, "cas", place);
        return true;
    }
    if (spurious && choice == spurious) {
        engine.spurious++;
        choice = 0;
    }
    uint32_t read = options[choice];
    learn(index, read, order & ACQUIRE);
    *expected = location->stores[read].value;
    if (trace_is_on())
        trace_add(place, address, "cas   %-8s fails: %llx (written by #%u)", order_names[order],
                  (unsigned long long)*expected, location->stores[read].event);
    return false;
}

void atomics_fence_seq_cst(void) {
    struct thread *thread = self();
    view_join(&thread->current, &thread->pending);
    view_join(&thread->current, &engine.fences);
    engine.fences = thread->current;
    thread->released = thread->current;
    thread->current.clock[engine.me]++;
}

void wok__fence_acquire(void) {
    view_join(&self()->current, &self()->pending);
    if (trace_is_on())
        trace_add(PLACE, NULL, "fence acquire");
}

void wok__fence_release(void) {
    self()->released = self()->current;
    self()->current.clock[engine.me]++;
    if (trace_is_on())
        trace_add(PLACE, NULL, "fence release");
}

void wok__fence_seq_cst(void) {
    trace_visit(PLACE);
    threads_step((struct footprint){.location = -1, .fence = true});
    atomics_fence_seq_cst();
    if (trace_is_on())
        trace_add(PLACE, NULL, "fence seq_cst");
}

/* The names of atomic.h. */

#define BITS(type, value)   ((uint64_t)(uintptr_t)(value))
#define VALUE(type, number) ((type)(uintptr_t)(number))

#define EXCHANGES(name, type, order, ORDER)                                                        \
    type wok__##name##_exchange_##order(wok__atomic_##name *atomic, type value) {                  \
        return VALUE(type,                                                                         \
                     modify(atomic, sizeof *atomic, EXCHANGE, BITS(type, value), ORDER, PLACE));   \
    }

#define SWAPS(name, type, operation, weak, ORDER)                                                  \
    bool wok__##name##_##operation(wok__atomic_##name *atomic, type *expected, type value) {       \
        uint64_t seen = BITS(type, *expected);                                                     \
        bool done = cas(atomic, sizeof *atomic, &seen, BITS(type, value), weak, ORDER, PLACE);     \
        if (!done)                                                                                 \
            *expected = VALUE(type, seen);                                                         \
        return done;                                                                               \
    }

#define TYPE(name, type)                                                                           \
    type wok__##name##_load_relaxed(const wok__atomic_##name *atomic) {                            \
        return VALUE(type, load(atomic, sizeof *atomic, RELAXED, PLACE));                          \
    }                                                                                              \
    type wok__##name##_load_acquire(const wok__atomic_##name *atomic) {                            \
        return VALUE(type, load(atomic, sizeof *atomic, ACQUIRE, PLACE));                          \
    }                                                                                              \
    void wok__##name##_store_relaxed(wok__atomic_##name *atomic, type value) {                     \
        store(atomic, sizeof *atomic, BITS(type, value), RELAXED, PLACE);                          \
    }                                                                                              \
    void wok__##name##_store_release(wok__atomic_##name *atomic, type value) {                     \
        store(atomic, sizeof *atomic, BITS(type, value), RELEASE, PLACE);                          \
    }                                                                                              \
    EXCHANGES(name, type, relaxed, RELAXED)                                                        \
    EXCHANGES(name, type, acquire, ACQUIRE)                                                        \
    EXCHANGES(name, type, release, RELEASE)                                                        \
    EXCHANGES(name, type, acq_rel, ACQ_REL)                                                        \
    SWAPS(name, type, cas_relaxed, false, RELAXED)                                                 \
    SWAPS(name, type, cas_acquire, false, ACQUIRE)                                                 \
    SWAPS(name, type, cas_release, false, RELEASE)                                                 \
    SWAPS(name, type, cas_acq_rel, false, ACQ_REL)                                                 \
    SWAPS(name, type, cas_weak_relaxed, true, RELAXED)                                             \
    SWAPS(name, type, cas_weak_acquire, true, ACQUIRE)                                             \
    SWAPS(name, type, cas_weak_release, true, RELEASE)                                             \
    SWAPS(name, type, cas_weak_acq_rel, true, ACQ_REL)

#define FETCH(name, type, verb, VERB, order, ORDER)                                                \
    type wok__##name##_fetch_##verb##_##order(wok__atomic_##name *atomic, type value) {            \
        return VALUE(type, modify(atomic, sizeof *atomic, VERB, BITS(type, value), ORDER, PLACE)); \
    }

#define FETCH_ORDERS(name, type, verb, VERB)                                                       \
    FETCH(name, type, verb, VERB, relaxed, RELAXED)                                                \
    FETCH(name, type, verb, VERB, acquire, ACQUIRE)                                                \
    FETCH(name, type, verb, VERB, release, RELEASE)                                                \
    FETCH(name, type, verb, VERB, acq_rel, ACQ_REL)

#define NUMBER(name, type)                                                                         \
    FETCH_ORDERS(name, type, add, ADD)                                                             \
    FETCH_ORDERS(name, type, sub, SUB)                                                             \
    FETCH_ORDERS(name, type, or, OR)                                                               \
    FETCH_ORDERS(name, type, and, AND)

TYPE(u32, uint32_t)
TYPE(u64, uint64_t)
TYPE(pointer, void *)
NUMBER(u32, uint32_t)
NUMBER(u64, uint64_t)
