/*
 * Where wokcc's own headers and library are: relative to the program, so that an installation can be
 * moved. Build tree and installation have the same shape: bin/wokcc, lib/libwok.a, include/wok.
 */
#ifndef WOKCC_DRIVER_LOCATE_H
#define WOKCC_DRIVER_LOCATE_H

#include <stdbool.h>

#include "text/arena.h"

struct location {
    const char *include;      /* the folder of wok/, or NULL */
    bool include_is_standard; /* the compiler looks there anyway */
    const char *library;      /* the folder of libwok, or NULL */
};

/* Asks the file system; what is not there is NULL. */
struct location locate(struct arena *arena);

#endif
