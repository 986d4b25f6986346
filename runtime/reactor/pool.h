/*
 * pool.h: where descriptor records come from.
 *
 * One pool per system table, made by the first open. Records stand in chunks of 64, 128, 256, …
 * that are never given back while the table is in use, so an index or a stale pointer always names
 * a record. Taking and giving back are one lock each; looking one up takes none.
 */
#ifndef WOK__REACTOR_POOL_H
#define WOK__REACTOR_POOL_H

#include <stdint.h>

struct wok__system;
struct wok_descriptor;

/* A free record, or NULL when there is no memory. It counts as open from here. */
struct wok_descriptor *wok__pool_take(struct wok__system *system);
/* The word must already refuse everyone who knows the old generation. */
void wok__pool_give(struct wok__system *system, struct wok_descriptor *descriptor);
/* Call `visit` for every record, free or not. Nobody may open one meanwhile. */
void wok__pool_each(struct wok__system *system,
                    void (*visit)(struct wok_descriptor *descriptor, void *argument),
                    void *argument);
/* The record with this index, which came from a record of this table. */
struct wok_descriptor *wok__pool_find(struct wok__system *system, uint32_t index);

#endif
