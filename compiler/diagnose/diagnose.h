/*
 * Errors and warnings for people: file, line, caret, the reason, the other place involved, and what
 * to try.
 *
 *     a.c:12:9: error[E0103]: this future was already moved
 *        12 |     await g;
 *           |           ^
 *     a.c:11:15: note: moved here
 *        11 |     auto h = g;
 *           |              ^
 *        = help: await `h` instead
 *
 * The table of codes is diagnose/codes.h. Colour when standard error is a terminal.
 */
#ifndef WOKCC_DIAGNOSE_H
#define WOKCC_DIAGNOSE_H

#include <stdint.h>

#include "diagnose/codes.h"
#include "text/source.h"

struct diagnostics {
    const struct source *source;
    unsigned error_count, warning_count;
};

/* `begin` and `end` are offsets of the underlined text; end == begin underlines one character. */
void diagnose_error(struct diagnostics *diagnostics, enum diagnose_code code, uint32_t begin,
                    uint32_t end, const char *format, ...) __attribute__((format(printf, 5, 6)));
void diagnose_warning(struct diagnostics *diagnostics, enum diagnose_code code, uint32_t begin,
                      uint32_t end, const char *format, ...) __attribute__((format(printf, 5, 6)));
/* These two belong to the error or warning before them. */
void diagnose_note(struct diagnostics *diagnostics, uint32_t begin, uint32_t end,
                   const char *format, ...) __attribute__((format(printf, 4, 5)));
void diagnose_help(struct diagnostics *diagnostics, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
