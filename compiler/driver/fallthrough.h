/*
 * Comments such as `fall through` in front of a case say that falling into it is meant. The
 * preprocessor drops them, and -Wimplicit-fallthrough would then warn about code that is marked as
 * well as anybody could mark it. So they are put back, as the attribute that means the same.
 */
#ifndef WOKCC_DRIVER_FALLTHROUGH_H
#define WOKCC_DRIVER_FALLTHROUGH_H

#include "text/buffer.h"

/*
 * Preprocessed text, with an attribute inserted in front of every case that the user's own files
 * mark by a comment. Reads those files; one that cannot be read is left alone. Returns `text` itself
 * when there is nothing to insert. No line moves.
 */
const char *fallthrough_restore(struct arena *arena, const char *text, size_t *length);

#endif
