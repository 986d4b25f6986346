/*
 * explorer.h: what a model is made of.
 *
 * A model is a function that makes threads, lets them use the runtime's own code, and asserts what
 * must hold. The explorer runs it again and again, each time with other answers to the two questions
 * that the machine answers at random: which thread goes on, and which store a load reads. See
 * docs/internals/explorer.md.
 *
 * The thread that runs the function is thread 0. Everything a model allocates here is checked: plain
 * accesses for races, all for use after free, and what is left at the end is a leak.
 */
#ifndef WOK_MODEL_EXPLORER_H
#define WOK_MODEL_EXPLORER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum model_flag {
    /* Futexes order nothing, as platform/wait.h promises; without it they are full fences. */
    MODEL_FUTEX_WEAK = 1u << 0,
    /* Small enough to visit every interleaving, by sleep sets, in the slice. */
    MODEL_EXHAUSTIVE = 1u << 1,
};

struct model {
    const char *name;
    void (*run)(void);
    unsigned flags;
    unsigned bound;        /* preemptions in the slice's search */
    uint64_t outcomes;     /* which outcomes there have to be, and no others; 0: not looked at */
    const char *must_fail; /* part of the message, of a model that seeds a bug; NULL: must hold */
};

/* Threads. Join once each; every thread has to have ended when the model's function returns. */
int model_spawn(void (*run)(void *argument), void *argument);
void model_join(int thread);
unsigned model_thread(void);

/* One of 0 … count-1: an answer of the world outside, every one of which is tried. */
unsigned model_choose(unsigned count);

/*
 * Block until `condition` holds. It looks at variables of the model, not at atomics; orders nothing,
 * like a system call that is no fence. Anything that can make it true goes between model_kernel()
 * and the next operation.
 */
void model_wait_until(bool (*condition)(void *argument), void *argument);
/* A step that other threads' kernel steps come before or after, in every order. */
void model_kernel(void);

/* Memory: never handed out twice in one execution, so that what is freed stays recognisable. */
void *model_allocate(size_t size, size_t alignment);
void model_free(void *memory);
/* The memory's owner says it ends with the execution: no leak. */
void model_keep(void *memory);

/* What the trace calls this memory. */
void model_name(const void *memory, size_t size, const char *name);

/* Before functions that are the world outside: their accesses are nobody's, and never race. */
#define MODEL_WORLD __attribute__((no_sanitize_thread, noinline))

/* Note an outcome, 0 … 63, of this execution. */
void model_outcome(unsigned outcome);
/* A line in the trace. */
void model_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void model_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

#define model_assert(condition)                                                                    \
    ((condition) ? (void)0 : model_fail("%s:%d: does not hold: %s", __FILE__, __LINE__, #condition))

#endif
