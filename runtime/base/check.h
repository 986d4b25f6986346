/*
 * check.h: what must hold.
 *
 * wok__check    stays in every build: misuse that would otherwise corrupt memory. Aborts with the
 *               message given.
 * wok__assert   our own invariants; gone when NDEBUG is defined.
 */
#ifndef WOK__BASE_CHECK_H
#define WOK__BASE_CHECK_H

#include "platform/system.h"

#define wok__check(condition, ...)                                                                 \
    (__builtin_expect(!!(condition), 1) ? (void)0 : wok__fatal(wok__system_real(), __VA_ARGS__))

#ifdef NDEBUG
#define wok__assert(condition) ((void)sizeof(condition))
#else
#define wok__assert(condition)                                                                     \
    wok__check(condition, "wok: %s:%d: internal error: %s", __FILE__, __LINE__, #condition)
#endif

#endif
