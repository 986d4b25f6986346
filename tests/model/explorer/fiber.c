/*
 * fiber.c: switching stacks. In assembly where we have it, because an execution switches a hundred
 * times and the C library's way asks the kernel each time; with ucontext elsewhere.
 */
#include "fiber.h"

#include <stddef.h>
#include <stdint.h>

#if defined(__x86_64__) && !defined(MODEL_UCONTEXT)

/* Saves what a call preserves on the stack that is left, and takes it from the other. */
void model_fiber_exchange(void **save, void *load);
__asm__(".text\n"
        ".globl model_fiber_exchange\n"
        ".type model_fiber_exchange, @function\n"
        "model_fiber_exchange:\n"
        "    push %rbp\n"
        "    push %rbx\n"
        "    push %r12\n"
        "    push %r13\n"
        "    push %r14\n"
        "    push %r15\n"
        "    mov %rsp, (%rdi)\n"
        "    mov %rsi, %rsp\n"
        "    pop %r15\n"
        "    pop %r14\n"
        "    pop %r13\n"
        "    pop %r12\n"
        "    pop %rbx\n"
        "    pop %rbp\n"
        "    ret\n"
        ".size model_fiber_exchange, . - model_fiber_exchange\n");

void fiber_start(struct fiber *fiber, char *stack, void (*run)(void)) {
    enum { REGISTERS = 6, RETURN_ADDRESSES = 2 };
    uintptr_t top = ((uintptr_t)stack + FIBER_STACK_SIZE) & ~(uintptr_t)15;
    void **place = (void **)top - RETURN_ADDRESSES - REGISTERS;
    for (size_t i = 0; i < REGISTERS; i++)
        place[i] = NULL;
    place[REGISTERS] = (void *)run;
    place[REGISTERS + 1] = NULL; /* where `run` would return to */
    fiber->stack_pointer = place;
}

void fiber_switch(struct fiber *from, struct fiber *to) {
    model_fiber_exchange(&from->stack_pointer, to->stack_pointer);
}

#else

void fiber_start(struct fiber *fiber, char *stack, void (*run)(void)) {
    getcontext(&fiber->context);
    fiber->context.uc_stack.ss_sp = stack;
    fiber->context.uc_stack.ss_size = FIBER_STACK_SIZE;
    fiber->context.uc_link = NULL;
    makecontext(&fiber->context, run, 0);
}

void fiber_switch(struct fiber *from, struct fiber *to) {
    swapcontext(&from->context, &to->context);
}

#endif
