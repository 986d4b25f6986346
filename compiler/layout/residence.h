/*
 * Where the values of a state machine live while it runs: the cost model of the fast back end.
 */
#ifndef WOKCC_LAYOUT_RESIDENCE_H
#define WOKCC_LAYOUT_RESIDENCE_H

#include "lower/lower.h"

/* Decides residence of every variable and temporary that layout gave to the frame. */
void residence_decide(struct program *program, struct routine *routine);

#endif
