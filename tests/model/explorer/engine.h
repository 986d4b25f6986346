/*
 * engine.h: the state of one execution, shared by the parts of the explorer.
 *
 *     search.c    which executions: the stack of choices, random walks, the token
 *     threads.c   which thread goes on; blocking, spawning, joining, yielding
 *     atomics.c   the memory model: what a load may read, what an acquire learns
 *     plain.c     plain accesses, allocations: races, use after free, leaks
 *     trace.c     what happened, for a person
 *
 * The memory model. A location keeps every store it received, oldest first; that order is its
 * modification order. A view says of each location which store is the oldest a thread may still
 * read, and of each thread how much of what it did happened before: a vector clock. A thread has
 * three:
 *
 *     current    what it knows
 *     pending    what it would know after an acquire fence: the messages it read relaxed
 *     released   what it knew at its last release fence: the message of its relaxed stores
 *
 * A store carries a message, the view that an acquire load of it joins.
 *
 * Everything here is touched by one thread of the operating system.
 */
#ifndef WOK_MODEL_ENGINE_H
#define WOK_MODEL_ENGINE_H

#include "explorer.h"
#include "fiber.h"
#include "platform/current.h"

enum {
    THREADS_MAX = 6,
    LOCATIONS_MAX = 96,
    STORES_MAX = 60,
    CHOICES_MAX = 6000,
    STEPS_MAX = 2500, /* more is a livelock */
    OPTIONS_MAX = 62,
};

enum order { RELAXED = 0, ACQUIRE = 1, RELEASE = 2, ACQ_REL = 3 };

struct view {
    uint16_t seen[LOCATIONS_MAX];
    uint32_t clock[THREADS_MAX];
};

struct store {
    uint64_t value;
    uint32_t event; /* in the trace */
    struct view message;
};

struct location {
    const void *address; /* NULL: the memory is another object's now */
    uint32_t size;
    uint32_t count;
    uint32_t touched[THREADS_MAX]; /* clock of each thread's last access, for who frees it */
    struct store stores[STORES_MAX];
};

enum thread_state { UNUSED, READY, ASLEEP, WAITING, JOINING, YIELDED, ENDED };

/* What the next step of a thread touches: two steps that are independent need one order only. */
struct footprint {
    int location; /* -1: none */
    bool writes;
    bool fence; /* takes part in the order of sequentially consistent fences */
    bool all;   /* depends on everything */
};

struct thread {
    struct fiber fiber;
    char *stack;
    void (*run)(void *argument);
    void *argument;
    enum thread_state state;
    const void *futex;
    bool futex_limited, timed_out;
    bool (*condition)(void *argument);
    void *condition_argument;
    unsigned joins;
    struct footprint next;
    uint32_t priority;
    struct wok__current wok_current;
    struct view current, pending, released;
};

struct engine {
    const struct model *model;
    struct thread threads[THREADS_MAX];
    unsigned thread_count, me;
    struct fiber root;
    struct location locations[LOCATIONS_MAX];
    unsigned location_count;
    struct view fences; /* what the sequentially consistent fences have published */
    uint32_t steps, preemptions, spurious;
    uint32_t sleeping; /* sleep set: threads whose next step has been tried in this state */
    bool failed, cut, asking;
    char message[400];
    uint64_t outcome;
};

extern struct engine engine;

static inline struct thread *self(void) {
    return &engine.threads[engine.me];
}

/* search.c */
enum choice_kind { CHOOSE_THREAD, CHOOSE_STORE, CHOOSE_WORLD };
/* An answer among 0 … count-1; `allowed` has the bits of those that this search may still try. */
unsigned search_choose(enum choice_kind kind, unsigned count, uint64_t allowed);
/* The place of the thread to run among `count` enabled ones; place 0 is the running one's if `same`. */
unsigned search_choose_thread(const unsigned *threads, unsigned count, bool same);
_Noreturn void search_leave(void);

/* threads.c */
void threads_begin(void);
void threads_step(struct footprint footprint);
void threads_wrote(void);
static inline void view_join(struct view *view, const struct view *other) {
    for (unsigned i = 0; i < engine.location_count; i++)
        if (other->seen[i] > view->seen[i])
            view->seen[i] = other->seen[i];
    for (unsigned i = 0; i < engine.thread_count; i++)
        if (other->clock[i] > view->clock[i])
            view->clock[i] = other->clock[i];
}

/* atomics.c */
unsigned atomics_location(const void *address, uint32_t size);
uint64_t atomics_newest(unsigned location);
void atomics_fence_seq_cst(void);
void atomics_forget(const void *memory, size_t size);
void atomics_check_freed(const void *memory, size_t size);

/* plain.c */
void plain_begin(void);
void plain_end(void);
void plain_check_alive(const void *address, const void *place);
/* That what plain code wrote there, an atomic's first value above all, happened before. */
void plain_check_written(const void *memory, size_t size, const void *place);

/* trace.c */
void trace_begin(bool record);
bool trace_is_on(void);
uint32_t trace_add(const void *place, const void *address, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void trace_print(void);
/* Which places an atomic operation was performed at, in any execution from the first call on. */
void trace_count_visits(void);
void trace_visit(const void *place);
void trace_print_visits(const char *model);
/* "file:line function < file:line function …" of one place in the program. */
const char *trace_place(const void *place);

#endif
