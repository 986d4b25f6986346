/*
 * thread_use.c: see thread_use.h.
 */
#include "platform/thread_use.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

uint32_t wok__thread_number(void) {
    return (uint32_t)syscall(SYS_gettid);
}

/* The letter behind the name in parentheses, which may itself hold any character. */
static bool read_state(uint32_t number, char *state) {
    char path[64], text[256];
    snprintf(path, sizeof path, "/proc/self/task/%u/stat", (unsigned)number);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    ssize_t size = read(file, text, sizeof text - 1);
    close(file);
    if (size <= 0)
        return false;
    text[size] = '\0';
    const char *end = strrchr(text, ')');
    if (!end || end[1] != ' ' || !end[2])
        return false;
    *state = end[2];
    return true;
}

bool wok__thread_use(uint32_t number, struct wok__thread_use *use) {
    /* The kernel's number of a thread's own clock, as pthread_getcpuclockid makes it. */
    clockid_t clock = (clockid_t)(~number << 3 | 6);
    struct timespec used;
    char state;
    if (!read_state(number, &state) || clock_gettime(clock, &used) < 0)
        return false;
    use->cpu_ns = (uint64_t)used.tv_sec * 1000000000u + (uint64_t)used.tv_nsec;
    use->waits = state != 'R';
    return true;
}
