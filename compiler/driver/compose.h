/* The command lines that the compiler is run with. */
#ifndef WOKCC_DRIVER_COMPOSE_H
#define WOKCC_DRIVER_COMPOSE_H

#include "driver/command.h"
#include "driver/locate.h"
#include "driver/options.h"
#include "driver/temporary.h"
#include "text/buffer.h"

/* Does this command link something that libwok belongs to? */
bool compose_adds_library(const struct command *command, const struct options *options);

/* The user's command, which sees wok's headers and, when it links, libwok. */
const char *const *compose_plain(const struct command *command, const struct options *options,
                                 const struct location *location);

/*
 * The same with emitted C in place of inputs. `emitted` has one entry per argument of the command;
 * those with data are written into `folder`. Negative errno when that fails.
 */
int compose_emitted(const struct command *command, const struct options *options,
                    const struct location *location, const struct buffer *emitted,
                    struct temporary_folder *folder, const char *const **words);

#endif
