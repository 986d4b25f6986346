/*
 * ring_real.h: io_uring as the table offers it. Inside platform/, and tests.
 */
#ifndef WOK__PLATFORM_RING_REAL_H
#define WOK__PLATFORM_RING_REAL_H

#include <stdbool.h>
#include <stdint.h>

struct wok__completion;
struct wok__ring;
struct wok__submission;
struct wok__system;

int wok__real_ring_create(struct wok__system *system, struct wok__ring **out);
void wok__real_ring_destroy(struct wok__system *system, struct wok__ring *ring);
bool wok__real_ring_offers(struct wok__system *system, struct wok__ring *ring, int operation);
bool wok__real_ring_put(struct wok__system *system, struct wok__ring *ring,
                        const struct wok__submission *submission);
int wok__real_ring_enter(struct wok__system *system, struct wok__ring *ring, uint64_t timeout_ns);
/*
 * For tests: how many entries and completions a ring has that is made from now on; 0: as many as usual.
 * With few of them the one is full and the other overflows all the time.
 */
void wok__real_ring_size(uint32_t entries, uint32_t completions);

uint32_t wok__real_ring_take(struct wok__system *system, struct wok__ring *ring,
                             struct wok__completion *completions, uint32_t capacity);

#endif
