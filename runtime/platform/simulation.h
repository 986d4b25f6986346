/*
 * simulation.h: a system table whose clock is virtual and whose sockets are in memory.
 *
 * Time stands still while anyone works and jumps to the next deadline when every poller waits. With
 * one poller on one thread a run is deterministic: the same seed gives the same events in the same
 * order. With several threads it is still correct, only not repeatable.
 *
 * Numbers are given out lowest first, so a closed one comes back at once, as in the real system.
 */
#ifndef WOK__PLATFORM_SIMULATION_H
#define WOK__PLATFORM_SIMULATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform/system.h"

struct wok__simulation_options {
    uint64_t seed;             /* 0: events in order, writes whole; otherwise both vary with it */
    size_t buffer_size;        /* of each direction of a stream, in bytes; 0: 64 KiB */
    uint32_t descriptor_limit; /* -EMFILE beyond; 0: 65536 */
    uint32_t cpu_count;        /* what the table answers; 0: 1 */
    /* Every poller waits without a deadline: -EDEADLK instead of waiting for another thread. */
    bool deadlock_is_error;
};

/* Returns 0 and the table, or -ENOMEM. `options` may be NULL. */
int wok__simulation_create(const struct wok__simulation_options *options, struct wok__system **out);

/* What is still open is closed. Nobody uses the table any more. NULL is fine. */
void wok__simulation_destroy(struct wok__system *simulation);

/* Let time pass by hand. */
void wok__simulation_advance(struct wok__system *simulation, uint64_t duration_ns);

/* A signal arrives: at every stream that signal_open made for it. How many those are. */
int wok__simulation_raise(struct wok__system *simulation, int signal);

/* How many numbers are open: for tests that nothing leaks. */
uint32_t wok__simulation_numbers_open(struct wok__system *simulation);

#endif
