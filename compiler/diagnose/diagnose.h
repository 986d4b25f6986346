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

#include <stdbool.h>
#include <stdint.h>

#include "diagnose/codes.h"
#include "text/source.h"

/* What the user's flags say of each choice; all zero: the defaults. */
struct diagnose_levels {
    enum diagnose_level of[CHOICE_COUNT];
};

/* What `#pragma wok diagnostic` says from an offset on; a default is the flags' business. */
struct diagnose_change {
    uint32_t offset;
    struct diagnose_levels levels;
};

/* For people; an object a line; or one SARIF log. All on standard error. */
enum diagnose_format { DIAGNOSE_AS_TEXT, DIAGNOSE_AS_JSON, DIAGNOSE_AS_SARIF };

struct diagnostics {
    const struct source *source;
    const struct diagnose_levels *levels;  /* NULL: the defaults */
    ARRAY(struct diagnose_change) changes; /* in the order of the text */
    ARRAY(struct diagnose_levels) pushed;
    unsigned error_count, warning_count;
    enum diagnose_format format;
    struct diagnose_kept *kept; /* what is not written yet, for programs */
    bool is_muted;              /* the last finding was turned off: its notes are too */
};

/* `begin` and `end` are offsets of the underlined text; end == begin underlines one character. */
void diagnose_error(struct diagnostics *diagnostics, enum diagnose_code code, uint32_t begin,
                    uint32_t end, const char *format, ...) __attribute__((format(printf, 5, 6)));
void diagnose_warning(struct diagnostics *diagnostics, enum diagnose_code code, uint32_t begin,
                      uint32_t end, const char *format, ...) __attribute__((format(printf, 5, 6)));
/* One of DIAGNOSE_CHOICES: an error, a warning or nothing, as the user's flags say. */
void diagnose_finding(struct diagnostics *diagnostics, enum diagnose_code code, uint32_t begin,
                      uint32_t end, const char *format, ...) __attribute__((format(printf, 5, 6)));
/*
 * A line `#pragma wok diagnostic push`, `pop`, or `ignored`, `warning`, `error` with "-Wwok-NAME" or
 * "-Wwok". Counts for the text behind it; one that cannot be read is a finding itself. Any other line
 * is none of ours.
 */
void diagnose_read_pragma(struct diagnostics *diagnostics, uint32_t begin, uint32_t end);
/* Is it worth looking for? */
bool diagnose_is_on(const struct diagnostics *diagnostics, enum diagnose_code code);
/*
 * -Wwok-NAME and its like: true when the word is one of these and names a choice, or all of them
 * (-Wno-wok, -Werror=wok).
 */
bool diagnose_read_flag(const char *word, struct diagnose_levels *levels);
/* The name most like the one in a flag that names none, or NULL. */
const char *diagnose_similar_name(const char *flag);
/* Nothing more comes: writes what is still held back. */
void diagnose_finish(struct diagnostics *diagnostics);
/* The page about a code, by "E0403", "e403" or "403", or NULL. */
const char *diagnose_page(const char *code);
/* These two belong to the error or warning before them. */
void diagnose_note(struct diagnostics *diagnostics, uint32_t begin, uint32_t end,
                   const char *format, ...) __attribute__((format(printf, 4, 5)));
void diagnose_help(struct diagnostics *diagnostics, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/*
 * What to change to do what the help before it says, for editors: this text instead of that from begin
 * to end; with begin == end, before it. Several make one change. Left out where the text came out of a
 * macro.
 */
void diagnose_edit(struct diagnostics *diagnostics, uint32_t begin, uint32_t end,
                   const char *replacement);
void diagnose_insert_behind(struct diagnostics *diagnostics, uint32_t begin, uint32_t end,
                            const char *text);

#endif
