/*
 * signal_real.h: which signals can be awaited. Inside platform/ only.
 */
#ifndef WOK__PLATFORM_SIGNAL_REAL_H
#define WOK__PLATFORM_SIGNAL_REAL_H

#include <stdbool.h>

/* Not those that no handler can have, nor those that a failing instruction raises. */
bool wok__signal_can_be_caught(int number);

#endif
