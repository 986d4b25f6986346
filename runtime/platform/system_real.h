/*
 * system_real.h: parts of the real system that have a file of their own. Inside platform/ only.
 */
#ifndef WOK__PLATFORM_SYSTEM_REAL_H
#define WOK__PLATFORM_SYSTEM_REAL_H

#include <stdint.h>

/* The CPUs this process is really given, see cpu_count.c. */
uint32_t wok__cpu_count(void);

/*
 * The cgroup's quota under `root` ("/sys/fs/cgroup" on a machine), for the groups that the lines of
 * `membership` (a file like /proc/self/cgroup) name: CPUs rounded up, or UINT32_MAX for no limit.
 */
uint32_t wok__cgroup_cpu_limit(const char *root, const char *membership);

#endif
