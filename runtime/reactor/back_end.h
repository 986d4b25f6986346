/*
 * back_end.h: what descriptors ask of a reactor's back end. Inside reactor/ only.
 */
#ifndef WOK__REACTOR_BACK_END_H
#define WOK__REACTOR_BACK_END_H

#include <stdint.h>

struct wok__reactor;
struct wok__reactor_ring;

/* Report readiness of the operating system's `number` to the record behind `token`, from now on. */
int wok__reactor_watch(struct wok__reactor *reactor, int number, uint64_t token);
/* No more; events already taken from the kernel may still arrive. */
void wok__reactor_unwatch(struct wok__reactor *reactor, int number);

/* Its ring, which may be none (ring.h). */
struct wok__reactor_ring *wok__reactor_ring(struct wok__reactor *reactor);
/* Interrupt the turn that waits, if one does. */
void wok__reactor_rouse(struct wok__reactor *reactor);

#endif
