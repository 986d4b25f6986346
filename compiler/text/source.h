/*
 * The preprocessed text of one translation unit, and where each offset of it came from.
 *
 * An *offset* is a byte position in the preprocessed text: the coordinate that all stages share.
 * Line markers (`# 12 "a.c" 3`) translate it to the user's file and line.
 */
#ifndef WOKCC_TEXT_SOURCE_H
#define WOKCC_TEXT_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "text/arena.h"

struct source {
    struct arena *arena;
    const char *text; /* NUL-terminated; `length` excludes the NUL */
    size_t length;
    const char *main_file; /* the name the user gave */
    struct source_marker *markers;
    size_t marker_count;
    uint32_t *lines; /* where each line of the text begins */
    size_t line_count;
};

struct place {
    const char *file; /* as the marker spells it */
    unsigned line;    /* 1-based; 0 = unknown */
    unsigned column;  /* 1-based, in the preprocessed line, which keeps indentation but not tabs or
                           the text of macros: diagnose/ looks the real one up; 0 = unknown */
    bool system_header; /* the marker carries flag 3 */
};

/* Takes the text (not copied) and indexes its lines and their markers. */
struct source *source_create(struct arena *arena, const char *text, size_t length,
                             const char *main_file);
struct place source_place(const struct source *source, uint32_t offset);

#endif
