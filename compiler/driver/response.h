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

/* The words as the text of a response file. */
struct buffer;
void response_write(struct buffer *text, const char *const *words);

#endif
