/*
 * kernel.h: an operating system of a few variables: pollers that wait, events that end the wait, one
 * socket that bytes arrive at, and a ring that receives from it. It orders nothing: what has to be ordered, the code under test
 * orders.
 */
#ifndef WOK_MODEL_KERNEL_H
#define WOK_MODEL_KERNEL_H

#include "explorer/explorer.h"
#include "platform/system.h"

enum { KERNEL_SOCKET = 100 };

/* Adds to world_system what a reactor needs. After world_begin(). */
void kernel_begin(void);
/* Bytes arrive at the socket: it becomes readable anew. */
void kernel_bytes_arrive(unsigned count);
/* From here on no poller waits: the model is at its end. After model_kernel(). */
void kernel_let_go(void);
void kernel_let_go_after(bool last);
bool kernel_has_let_go(void);
/* The socket has been closed. */
bool kernel_is_closed(void);

#endif
