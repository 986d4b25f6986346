/*
 * thread_use.h: whether a thread of this process runs, waits for something, or waits for a processor.
 */
#ifndef WOK__PLATFORM_THREAD_USE_H
#define WOK__PLATFORM_THREAD_USE_H

#include <stdbool.h>
#include <stdint.h>

struct wok__thread_use {
    uint64_t cpu_ns; /* processor time that it has had */
    bool waits;      /* in a system call or for a page, so that it wants no processor */
};

/* The number by which the kernel knows the calling thread. */
uint32_t wok__thread_number(void);

/* False: the system does not say, or there is no such thread. A few system calls. */
bool wok__thread_use(uint32_t number, struct wok__thread_use *use);

/* What the kernel's scheduler has given the thread since it began. */
struct wok__thread_share {
    uint64_t ran_ns;    /* a processor */
    uint64_t waited_ns; /* when it would have run: none */
};

/* False: the kernel does not count it, or there is no such thread. A few system calls. */
bool wok__thread_share(uint32_t number, struct wok__thread_share *share);

/*
 * A thread that hurries is given processors in short slices, and so gets one soon after it wakes, also
 * where many others compute; it gets no more of them. Where the kernel cannot do that, nothing happens.
 */
void wok__thread_hurry(uint32_t number, bool hurries);

/* How many threads this process has, without those of a sanitizer; 0: the system does not say. */
uint32_t wok__thread_count(void);

#endif
