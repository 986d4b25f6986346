/*
 * peek.h: reading memory that may not be there, or may be changing.
 */
#ifndef WOK__PLATFORM_PEEK_H
#define WOK__PLATFORM_PEEK_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Copy `size` bytes from `address` as another process would: false, and nothing is copied, when that
 * memory is not readable. What another thread writes meanwhile comes out torn; it orders nothing. For
 * reports about threads that cannot be asked. One system call.
 */
bool wok__peek(const void *address, void *copy, size_t size);

#endif
