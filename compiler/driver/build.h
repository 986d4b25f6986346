/* Carrying out a command line: which inputs wokcc compiles, and what the compiler is then run with. */
#ifndef WOKCC_DRIVER_BUILD_H
#define WOKCC_DRIVER_BUILD_H

#include "driver/command.h"
#include "driver/options.h"

/* Returns the exit status. Does not return when the compiler takes over. */
int build(struct arena *arena, const struct options *options, const struct command *command);

#endif
