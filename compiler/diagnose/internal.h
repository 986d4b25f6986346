/* What the files of diagnose/ share. */
#ifndef WOKCC_DIAGNOSE_INTERNAL_H
#define WOKCC_DIAGNOSE_INTERNAL_H

#include "diagnose/diagnose.h"

/* choice.c: NAME of -Wwok-NAME, or NULL when the code is always an error. */
const char *diagnose__option(enum diagnose_code code);
enum diagnose_level diagnose__level(const struct diagnostics *diagnostics, enum diagnose_code code,
                                    uint32_t offset);

#define LINE_BYTES_MAX 2000 /* longer lines are shown cut */

/* A place as people count: lines and columns from 1. */
struct diagnose_position {
    const char *file;
    unsigned line;
    size_t column;    /* in bytes */
    size_t character; /* in characters of UTF-8 */
};

struct diagnose_message {
    const char *severity; /* error, warning, note */
    unsigned code;        /* 0 for a note */
    const char *text;
    struct diagnose_position begin, end; /* `end` for programs only; it is behind the last one */
    size_t width;                        /* underlined in the first line, in bytes */
};

struct diagnose_edit {
    struct diagnose_position begin, end;
    const char *text;
    bool is_exact; /* the place is what the user wrote */
};

/* excerpt.c: the line that people see. */
struct excerpt {
    char line[LINE_BYTES_MAX + 1];
    size_t column; /* 0-based, in `line` */
    size_t width;  /* of the underlined text */
    bool is_exact; /* the text stands there as it was looked for */
};

struct excerpt excerpt__find(const struct source *source, struct place place, uint32_t begin,
                             uint32_t end);
uint32_t excerpt__token_end(const struct source *source, uint32_t begin);
struct diagnose_position excerpt__begin(const struct excerpt *excerpt, struct place place);
/* Behind the last token of a text; false when that came out of a macro. */
bool excerpt__end(const struct source *source, uint32_t begin, uint32_t end,
                  struct diagnose_position *position);

/* kept.c: an error or warning with what belongs to it. */
struct diagnose_help {
    const char *text;
    ARRAY(struct diagnose_edit) edits;
    bool is_whole; /* all of its edits can be made */
};

struct diagnose_entry {
    struct diagnose_message head;
    ARRAY(struct diagnose_message) notes;
    ARRAY(struct diagnose_help) help;
};

struct diagnose_kept {
    ARRAY(struct diagnose_entry) entries;
    size_t written_count;
};

void diagnose__keep(struct diagnostics *diagnostics, const struct diagnose_message *message);
void diagnose__keep_help(struct diagnostics *diagnostics, const char *text);
void diagnose__keep_edit(struct diagnostics *diagnostics, const struct diagnose_edit *edit);

/* json.c, sarif.c */
struct buffer;
void diagnose__put_string(struct buffer *buffer, const char *text);
void diagnose__put_json(struct buffer *buffer, const struct diagnose_entry *entry);
void diagnose__put_sarif(struct buffer *buffer, const struct diagnose_kept *kept);

#endif
