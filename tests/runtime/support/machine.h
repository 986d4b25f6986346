/*
 * machine.h: what a test runs on. Every test takes its runtime from here, so that one body runs on
 * the real system and on the simulated one, and its calls can be counted and made to fail.
 */
#ifndef WOK_TEST_MACHINE_H
#define WOK_TEST_MACHINE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <wok/generated.h>
#include <wok/runtime.h>

#include "platform/fault.h"
#include "platform/system.h"

struct machine {
    struct wok__faults faults;      /* stands before the real or the simulated system */
    struct wok__system *simulation; /* NULL: real */
};

void machine_init(struct machine *machine, bool simulated);
void machine_finish(struct machine *machine);

/* A runtime on this machine; fails the test if that does not work. */
struct wok_runtime *machine_runtime(struct machine *machine, uint32_t workers);
/* The same, with the reactor that is asked for. */
struct wok_runtime *machine_runtime_on(struct machine *machine, uint32_t workers,
                                       enum wok_reactor reactor);
/* The same as the first, but answers the error. */
int machine_try_runtime(struct machine *machine, uint32_t workers, struct wok_runtime **out);

/* Run a future as the runtime's main task, expecting status 0. */
void run(struct wok_runtime *runtime, const struct wok_future_type *type, const void *cold,
         void *result);

uint64_t machine_now(struct machine *machine);

/* Both flavours of a test: `name`_real and `name`_simulated call body(machine). */
#define ON_BOTH(name)                                                                              \
    static void name##_real(void **state) {                                                        \
        (void)state;                                                                               \
        struct machine machine;                                                                    \
        machine_init(&machine, false);                                                             \
        name(&machine);                                                                            \
        machine_finish(&machine);                                                                  \
    }                                                                                              \
    static void name##_simulated(void **state) {                                                   \
        (void)state;                                                                               \
        struct machine machine;                                                                    \
        machine_init(&machine, true);                                                              \
        name(&machine);                                                                            \
        machine_finish(&machine);                                                                  \
    }

#define BOTH_UNIT_TESTS(name) cmocka_unit_test(name##_real), cmocka_unit_test(name##_simulated)

#endif
