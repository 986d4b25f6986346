/*
 * thread_use.c: see thread_use.h.
 */
#include "platform/thread_use.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

uint32_t wok__thread_number(void) {
    return (uint32_t)syscall(SYS_gettid);
}

static bool read_text(const char *path, char *text, size_t text_size) {
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return false;
    ssize_t size = read(file, text, text_size - 1);
    close(file);
    if (size <= 0)
        return false;
    text[size] = '\0';
    return true;
}

/* What stands in a file of /proc behind the name in parentheses, which may itself hold any character:
 * the state's letter and numbers. NULL: nothing. */
static const char *read_stat(const char *path, char *text, size_t text_size) {
    if (!read_text(path, text, text_size))
        return NULL;
    const char *end = strrchr(text, ')');
    return end && end[1] == ' ' && end[2] ? end + 2 : NULL;
}

static bool read_state(uint32_t number, char *state) {
    char path[64], text[256];
    snprintf(path, sizeof path, "/proc/self/task/%u/stat", (unsigned)number);
    const char *stat = read_stat(path, text, sizeof text);
    if (stat)
        *state = *stat;
    return stat != NULL;
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

bool wok__thread_share(uint32_t number, struct wok__thread_share *share) {
    char path[64], text[128];
    unsigned long long ran_ns, waited_ns;
    snprintf(path, sizeof path, "/proc/self/task/%u/schedstat", (unsigned)number);
    if (!read_text(path, text, sizeof text) || sscanf(text, "%llu %llu", &ran_ns, &waited_ns) != 2)
        return false;
    *share = (struct wok__thread_share){.ran_ns = ran_ns, .waited_ns = waited_ns};
    return true;
}

/* The kernel's struct sched_attr in its first form, for which C libraries have no header. */
struct attributes {
    uint32_t size, policy;
    uint64_t flags;
    int32_t nice;
    uint32_t priority;
    uint64_t slice_ns; /* of SCHED_OTHER, from Linux 6.12 on */
    uint64_t deadline_ns, period_ns;
};

void wok__thread_hurry(uint32_t number, bool hurries) {
    enum { USUAL = 0, SHORTEST_NS = 100 * 1000 };
    struct attributes attributes = {0};
    if (syscall(SYS_sched_getattr, number, &attributes, sizeof attributes, 0) < 0 ||
        attributes.policy != SCHED_OTHER)
        return;
    attributes.slice_ns = hurries ? SHORTEST_NS : USUAL;
    (void)syscall(SYS_sched_setattr, number, &attributes, 0);
}

#if defined(__SANITIZE_THREAD__)
enum { SANITIZER_THREADS = 1 };
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
enum { SANITIZER_THREADS = 1 };
#else
enum { SANITIZER_THREADS = 0 };
#endif
#else
enum { SANITIZER_THREADS = 0 };
#endif

/* A sanitizer's thread begins with the first that the program makes. */
enum { NUMBERS_BEFORE_THREADS = 17 }; /* proc(5): num_threads is the 20th, the state the 3rd */

uint32_t wok__thread_count(void) {
    char text[512];
    const char *at = read_stat("/proc/self/stat", text, sizeof text);
    for (int i = 0; at && i < NUMBERS_BEFORE_THREADS; i++) {
        at = strchr(at, ' ');
        at = at ? at + 1 : NULL;
    }
    unsigned long count = at ? strtoul(at, NULL, 10) : 0;
    return count > 1 ? (uint32_t)count - SANITIZER_THREADS : (uint32_t)count;
}
