/*
 * fiber.h: a stack of its own that can be left in the middle and gone on with.
 */
#ifndef WOK_MODEL_FIBER_H
#define WOK_MODEL_FIBER_H

#if defined(__x86_64__) && !defined(MODEL_UCONTEXT)
struct fiber {
    void *stack_pointer;
};
#else
#include <ucontext.h>
struct fiber {
    ucontext_t context;
};
#endif

enum { FIBER_STACK_SIZE = 256 * 1024 };

/* Prepare `fiber` to call `run` on the stack given when it is switched to. `run` never returns. */
void fiber_start(struct fiber *fiber, char *stack, void (*run)(void));
/* Leave `from`, to be gone on with later, and go on with `to`. */
void fiber_switch(struct fiber *from, struct fiber *to);

#endif
