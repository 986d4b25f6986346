/*
 * machine.c: see machine.h.
 */
#include "support/machine.h"

#include "instance/instance.h"
#include "platform/simulation.h"
#include "reactor/descriptor.h"

void machine_init(struct machine *machine, bool simulated) {
    machine->simulation = NULL;
    if (simulated)
        assert_int_equal(wok__simulation_create(NULL, &machine->simulation), 0);
    wok__faults_init(&machine->faults, simulated ? machine->simulation : wok__system_real());
}

void machine_finish(struct machine *machine) {
    wok__descriptors_destroy(&machine->faults.table);
    if (machine->simulation)
        wok__simulation_destroy(machine->simulation);
}

int machine_try_runtime(struct machine *machine, uint32_t workers, struct wok_runtime **out) {
    struct wok_runtime_options options = {.size = sizeof options, .workers = workers};
    return wok__runtime_create_on(&machine->faults.table, &options, out);
}

struct wok_runtime *machine_runtime(struct machine *machine, uint32_t workers) {
    struct wok_runtime *runtime = NULL;
    assert_int_equal(machine_try_runtime(machine, workers, &runtime), 0);
    return runtime;
}

struct wok_runtime *machine_runtime_on(struct machine *machine, uint32_t workers,
                                       enum wok_reactor reactor) {
    struct wok_runtime_options options = {
        .size = sizeof options, .workers = workers, .reactor = reactor};
    struct wok_runtime *runtime = NULL;
    assert_int_equal(wok__runtime_create_on(&machine->faults.table, &options, &runtime), 0);
    return runtime;
}

void run(struct wok_runtime *runtime, const struct wok_future_type *type, const void *cold,
         void *result) {
    assert_int_equal(wok_runtime_run_future(runtime, type, cold, type->size, result), 0);
}

uint64_t machine_now(struct machine *machine) {
    return machine->faults.table.now(&machine->faults.table);
}
