/*
 * Response files: `@file` among the arguments stands for the words in it, with gcc's quoting, nested
 * as deep as one likes.
 */
#ifndef WOKCC_DRIVER_RESPONSE_H
#define WOKCC_DRIVER_RESPONSE_H

#include <stdbool.h>

#include "driver/command.h"

/*
 * Adds `word`, or the words of the file it names. As with gcc, `@name` is an ordinary word when there
 * is no such file. False after a message: the file cannot be read, or the nesting never ends.
 */
bool response_expand(struct arena *arena, const char *word, word_list *words);

/*
 * A command that is longer than a command may be comes back as its first `kept` words and a response
 * file with the others. That file is in memory, and the child that inherits it finds it in /proc.
 * Shorter ones come back as they are. NULL when there is no memory for it.
 */
const char *const *response_shorten(struct arena *arena, const char *const *words, size_t kept);

#endif
