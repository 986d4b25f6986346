/*
 * The errors that keep a program sound: what may be done with futures and handles, where control
 * must not go, and what a frame cannot hold.
 *
 * What is awaited, and whether it is a future at all, is told by program_future().
 */
#ifndef WOKCC_CHECK_H
#define WOKCC_CHECK_H

#include "program/program.h"

/* What the syntax tree alone shows. Lowering relies on it, and skips the routines it marks broken. */
void check_before_lowering(struct program *program);
/* Moves and ends of futures and handles, on the graph of analyze. */
void check_program(struct program *program);

#endif
