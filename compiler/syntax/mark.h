/* Marks for the checks, as far as their place is concerned. */
#ifndef WOKCC_SYNTAX_MARK_H
#define WOKCC_SYNTAX_MARK_H

#include "syntax/token.h"

/* Errors about marks that stand where they mean nothing. */
void marks_check(const struct tokens *tokens, struct diagnostics *diagnostics);

#endif
