/* What the files of diagnose/ share. */
#ifndef WOKCC_DIAGNOSE_INTERNAL_H
#define WOKCC_DIAGNOSE_INTERNAL_H

#include "diagnose/diagnose.h"

/* choice.c: NAME of -Wwok-NAME, or NULL when the code is always an error. */
const char *diagnose__option(enum diagnose_code code);
enum diagnose_level diagnose__level(const struct diagnostics *diagnostics, enum diagnose_code code,
                                    uint32_t offset);

/* A message with its place as people count: lines and columns from 1. */
struct diagnose_message {
    const char *severity; /* error, warning, note */
    unsigned code;        /* 0 for a note */
    const char *text, *file;
    unsigned line;
    size_t column, width;
};

/* json.c: a note belongs to the message before it, and so does a help. */
void diagnose__json(struct diagnostics *diagnostics, const struct diagnose_message *message);
void diagnose__json_help(struct diagnostics *diagnostics, const char *text);

#endif
