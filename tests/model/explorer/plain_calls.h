/*
 * plain_calls.h: included before everything else in what is modelled. The compiler announces plain
 * accesses, but not what memset and its like do in the C library: they go to plain.c too.
 */
#ifndef WOK_MODEL_PLAIN_CALLS_H
#define WOK_MODEL_PLAIN_CALLS_H

#include <string.h>

void *__tsan_memcpy(void *to, const void *from, size_t size);
void *__tsan_memmove(void *to, const void *from, size_t size);
void *__tsan_memset(void *to, int value, size_t size);

#undef memcpy
#undef memmove
#undef memset
#define memcpy(to, from, size)  __tsan_memcpy(to, from, size)
#define memmove(to, from, size) __tsan_memmove(to, from, size)
#define memset(to, value, size) __tsan_memset(to, value, size)

#endif
