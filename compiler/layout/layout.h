/*
 * Where everything lives: the reference back end's frame.
 *
 * Every local of a managed block is resident in the frame, and so is every temporary. What is awaited
 * shares memory: of one body only one suspension is alive at a time, so its children are members of a
 * union; the branches of a join are alive together, so they are members of a struct inside it.
 *
 *     struct wok__frame_serve {
 *         struct wok__cold_serve wok__cold;         header and arguments
 *         char *buffer;                         locals, temporaries
 *         union {                               one member per suspension point
 *             struct wok_read wok__child_1;
 *             struct {                          a join: its branches, each with a union of its own
 *                 struct wok__branch wok__branch_1, wok__branch_2;
 *                 union { … }; union { … };
 *             };
 *         };
 *         int result;
 *     };
 */
#ifndef WOKCC_LAYOUT_H
#define WOKCC_LAYOUT_H

#include "lower/lower.h"

/* Decides residence, fields and hoisting for every async definition. */
void layout_program(struct program *program);

/* `type`, spelt for file scope: local types by their hoisted names. For `__typeof__(…)`. */
const char *layout_spelling(const struct program *program, const struct routine *routine,
                            const struct oracle_type *type, uint32_t token);

/* --print=frame: each slot, its bytes, and why it is there. */
void layout_print(const struct program *program);

#endif
