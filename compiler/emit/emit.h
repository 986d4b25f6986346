/*
 * Writing C. Two products from one normal form:
 *
 *   emit_program   the state machines: each async function becomes a frame, a resume and an unwind
 *                  function, a descriptor, and the blocking entry point that plain C calls
 *   emit_erased    the sequential program: the same steps, with awaits as calls; the test oracle
 *
 * Both hand on all other text as it is and resynchronise lines with markers, so that the compiler's
 * errors and the debugger name the user's lines.
 */
#ifndef WOKCC_EMIT_H
#define WOKCC_EMIT_H

#include "lower/lower.h"
#include "text/buffer.h"

void emit_program(struct program *program, struct buffer *buffer);
void emit_erased(struct program *program, struct buffer *buffer);

#endif
