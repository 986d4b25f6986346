/*
 * late.h: what operations have brought that were cancelled: received bytes, accepted numbers.
 *
 * It stays with the descriptor, in order, until somebody asks for it or the descriptor is closed; then
 * the numbers are closed too. As long as there is some the readiness WOK__LATE is set. All of this is
 * under the descriptor's lock.
 */
#ifndef WOK__REACTOR_LATE_H
#define WOK__REACTOR_LATE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct wok__system;

struct wok__late {
    struct wok__late *next;
    uint32_t start, size; /* of the bytes that are left */
    int number;           /* that was accepted; -1: bytes */
    char bytes[];
};

/* Without memory for them the bytes are lost, and whoever reads from then on is told: -ENOMEM. */
void wok__late_add_bytes(struct wok__system *system, struct wok__late **list, const void *bytes,
                         size_t size);
/* 0, or -ENOMEM: the number is still the caller's. */
int wok__late_add_number(struct wok__system *system, struct wok__late **list, int number);

/* Bytes taken, or the number; -EAGAIN: there is none. */
ssize_t wok__late_take_bytes(struct wok__system *system, struct wok__late **list, void *buffer,
                             size_t size);
int wok__late_take_number(struct wok__system *system, struct wok__late **list);

/* Free the list and close what is in it. */
void wok__late_end(struct wok__system *system, struct wok__late **list);

#endif
