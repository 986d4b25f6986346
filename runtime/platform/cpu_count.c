/*
 * cpu_count.c: how many CPUs this process is really given.
 *
 * Three answers, the smallest counts: the affinity mask; the quota of a version 2 cgroup
 * (`cpu.max`: "quota period" or "max period"); that of a version 1 cgroup (`cpu.cfs_quota_us`, -1
 * for none, and `cpu.cfs_period_us`). A limit on any ancestor holds for its descendants, so every
 * folder from the process's own group up to the root is asked. A quota of one and a half CPUs
 * counts as two: the second worker would otherwise leave half a CPU unused.
 */
#include "platform/system_real.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE_SIZE = 4096, AFFINITY_CPUS_MAX = 65536 };

static uint32_t affinity_count(void) {
    cpu_set_t small;
    if (sched_getaffinity(0, sizeof small, &small) == 0)
        return (uint32_t)CPU_COUNT(&small);
    cpu_set_t *large = CPU_ALLOC(AFFINITY_CPUS_MAX);
    uint32_t count = 0;
    if (large) {
        size_t size = CPU_ALLOC_SIZE(AFFINITY_CPUS_MAX);
        if (sched_getaffinity(0, size, large) == 0)
            count = (uint32_t)CPU_COUNT_S(size, large);
        CPU_FREE(large);
    }
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return count > 0 ? count : online > 0 ? (uint32_t)online : 1;
}

static uint32_t whole_cpus(long long quota, long long period) {
    if (quota <= 0 || period <= 0)
        return UINT32_MAX;
    long long cpus = quota / period + (quota % period != 0);
    return cpus < UINT32_MAX ? (uint32_t)cpus : UINT32_MAX;
}

static int read_line(const char *folder, const char *name, char *line, size_t size) {
    char path[LINE_SIZE + 64];
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
        return 0;
    FILE *file = fopen(path, "re");
    if (!file)
        return 0;
    int found = fgets(line, (int)size, file) != NULL;
    fclose(file);
    return found;
}

static uint32_t version_2_limit(const char *folder) {
    char line[128];
    long long quota, period;
    if (!read_line(folder, "cpu.max", line, sizeof line))
        return UINT32_MAX;
    return sscanf(line, "%lld %lld", &quota, &period) == 2 ? whole_cpus(quota, period) : UINT32_MAX;
}

static uint32_t version_1_limit(const char *folder) {
    char quota[128], period[128];
    if (!read_line(folder, "cpu.cfs_quota_us", quota, sizeof quota) ||
        !read_line(folder, "cpu.cfs_period_us", period, sizeof period))
        return UINT32_MAX;
    return whole_cpus(strtoll(quota, NULL, 10), strtoll(period, NULL, 10));
}

/* The smallest limit from `mount` + `group` up to `mount` itself. */
static uint32_t limit_upwards(const char *mount, const char *group,
                              uint32_t (*limit_of)(const char *folder)) {
    char folder[LINE_SIZE];
    size_t mount_length = strlen(mount);
    if (snprintf(folder, sizeof folder, "%s%s", mount, group) >= (int)sizeof folder)
        return UINT32_MAX;
    uint32_t smallest = UINT32_MAX;
    for (;;) {
        uint32_t limit = limit_of(folder);
        if (limit < smallest)
            smallest = limit;
        char *slash = strrchr(folder, '/');
        if (!slash || (size_t)(slash - folder) < mount_length)
            return smallest;
        *slash = '\0';
    }
}

/* Does the comma-separated list of a version 1 line ("cpu,cpuacct") hold "cpu"? */
static int names_cpu(const char *controllers, size_t length) {
    while (length > 0) {
        const char *comma = memchr(controllers, ',', length);
        size_t word = comma ? (size_t)(comma - controllers) : length;
        if (word == 3 && memcmp(controllers, "cpu", 3) == 0)
            return 1;
        if (!comma)
            return 0;
        controllers += word + 1;
        length -= word + 1;
    }
    return 0;
}

/* One line is "id:controllers:path"; version 2 has id 0 and no controllers. */
static uint32_t limit_of_line(const char *root, char *line) {
    line[strcspn(line, "\n")] = '\0';
    char *controllers = strchr(line, ':');
    char *group = controllers ? strchr(controllers + 1, ':') : NULL;
    if (!group)
        return UINT32_MAX;
    controllers++;
    size_t length = (size_t)(group - controllers);
    group++;
    if (strcmp(group, "/") == 0)
        group++;
    if (length == 0)
        return limit_upwards(root, group, version_2_limit);
    char mount[LINE_SIZE];
    if (!names_cpu(controllers, length) ||
        snprintf(mount, sizeof mount, "%s/cpu", root) >= (int)sizeof mount)
        return UINT32_MAX;
    return limit_upwards(mount, group, version_1_limit);
}

uint32_t wok__cgroup_cpu_limit(const char *root, const char *membership) {
    FILE *file = fopen(membership, "re");
    if (!file)
        return UINT32_MAX;
    uint32_t smallest = UINT32_MAX;
    char line[LINE_SIZE];
    while (fgets(line, sizeof line, file)) {
        uint32_t limit = limit_of_line(root, line);
        if (limit < smallest)
            smallest = limit;
    }
    fclose(file);
    return smallest;
}

uint32_t wok__cpu_count(void) {
    uint32_t allowed = affinity_count();
    uint32_t granted = wok__cgroup_cpu_limit("/sys/fs/cgroup", "/proc/self/cgroup");
    return granted < allowed ? granted : allowed;
}
