/* What the files of diagnose/ share. */
#ifndef WOKCC_DIAGNOSE_INTERNAL_H
#define WOKCC_DIAGNOSE_INTERNAL_H

#include "diagnose/diagnose.h"

/* NAME of -Wwok-NAME, or NULL when the code is always an error. */
const char *diagnose__option(enum diagnose_code code);
enum diagnose_level diagnose__level(const struct diagnostics *diagnostics, enum diagnose_code code);

#endif
