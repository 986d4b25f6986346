/*
 * settings.c: see settings.h.
 */
#include "instance/settings.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "scheduler/idle.h"

#define SHUTDOWN_TIMEOUT_NS (10 * WOK_S)
#define POLL_LIMIT_NS       (10 * WOK_MS)
#define LIMIT_MS_MAX        3600000u

/* A number from the environment: 1, 0 when it is not set, -EINVAL for anything but digits. */
static int number_from_environment(struct wok__system *system, const char *name, uint32_t max,
                                   uint32_t *number) {
    const char *text = system->environment(system, name);
    uint64_t value = 0;
    if (!text || !*text)
        return 0;
    for (; *text; text++) {
        if (*text < '0' || *text > '9')
            return -EINVAL;
        value = value * 10 + (uint64_t)(*text - '0');
        if (value > max)
            return -EINVAL;
    }
    *number = (uint32_t)value;
    return 1;
}

/* *asked: whether somebody has asked for this number, rather than the machine having so many CPUs. */
static int read_workers(struct wok__system *system, uint32_t workers,
                        struct wok__settings *settings, bool *asked) {
    *asked = true;
    settings->workers = workers;
    if (workers)
        return workers <= WOK__WORKERS_MAX ? 0 : -EINVAL;
    int found =
        number_from_environment(system, "WOK_WORKERS", WOK__WORKERS_MAX, &settings->workers);
    if (found < 0 || (found > 0 && settings->workers == 0))
        return -EINVAL;
    if (found > 0)
        return 0;
    *asked = false;
    uint32_t cpus = system->cpu_count(system);
    settings->workers = cpus < WOK__WORKERS_MAX ? cpus : WOK__WORKERS_MAX;
    return 0;
}

/* Who asks for one worker asks for one thread, in whose order everything happens. */
static int read_poll_limit(struct wok__system *system, uint64_t limit_ns, bool one_asked,
                           struct wok__settings *settings) {
    uint32_t limit_ms = 0;
    int found = number_from_environment(system, "WOK_POLL_LIMIT_MS", LIMIT_MS_MAX, &limit_ms);
    if (found < 0)
        return found;
    if (limit_ns)
        settings->poll_limit_ns = limit_ns;
    else if (found)
        settings->poll_limit_ns = limit_ms ? limit_ms * WOK_MS : WOK__FOREVER;
    else
        settings->poll_limit_ns = one_asked ? WOK__FOREVER : POLL_LIMIT_NS;
    if (system->is_simulation)
        settings->poll_limit_ns = WOK__FOREVER;
    return 0;
}

/* What was asked for, else what the environment says, else `otherwise_ns`. */
static int read_duration(struct wok__system *system, const char *name, uint64_t asked_ns,
                         uint64_t otherwise_ns, uint64_t *duration_ns) {
    uint32_t ms = 0;
    int found = number_from_environment(system, name, LIMIT_MS_MAX, &ms);
    if (found < 0)
        return found;
    *duration_ns = asked_ns ? asked_ns : found ? ms * WOK_MS : otherwise_ns;
    return 0;
}

static int read_deadlock(struct wok__system *system, uint32_t mode,
                         struct wok__settings *settings) {
    static const char *const words[] = {
        [WOK_DEADLOCK_OFF] = "off",
        [WOK_DEADLOCK_REPORT] = "report",
        [WOK_DEADLOCK_SUSPECT] = "suspect",
        [WOK_DEADLOCK_ABORT] = "abort",
    };
    if (mode > WOK_DEADLOCK_ABORT)
        return -EINVAL;
    settings->deadlock = mode ? mode : WOK_DEADLOCK_REPORT;
    const char *text = system->environment(system, "WOK_DEADLOCK");
    if (mode || !text || !*text)
        return 0;
    for (uint32_t i = WOK_DEADLOCK_OFF; i <= WOK_DEADLOCK_ABORT; i++) {
        settings->deadlock = i;
        if (strcmp(text, words[i]) == 0)
            return 0;
    }
    return -EINVAL;
}

static int read_reactor(struct wok__system *system, uint32_t asked,
                        struct wok__settings *settings) {
    static const char *const names[] = {"", "auto", "uring", "epoll"};
    uint32_t reactor = asked;
    if (reactor > WOK_REACTOR_EPOLL)
        return -EINVAL;
    const char *text = system->environment(system, "WOK_REACTOR");
    if (reactor == 0 && text && *text) {
        for (reactor = WOK_REACTOR_AUTO; strcmp(text, names[reactor]) != 0; reactor++)
            if (reactor == WOK_REACTOR_EPOLL)
                return -EINVAL;
    }
    settings->reactor = reactor ? (enum wok_reactor)reactor : WOK_REACTOR_AUTO;
    return 0;
}

int wok__settings_read(struct wok__system *system, const struct wok_runtime_options *options,
                       struct wok__settings *settings) {
    static const struct wok_runtime_options defaults = {.size = sizeof defaults};
    struct wok__settings read = {.workers = 0};
    bool asked;
    if (!options)
        options = &defaults;
    if (options->size != sizeof *options ||
        (options->hooks && options->hooks->size != sizeof *options->hooks))
        return -EINVAL;
    int error = read_workers(system, options->workers, &read, &asked);
    if (error == 0)
        error = read_poll_limit(system, options->poll_limit_ns, asked && read.workers == 1, &read);
    if (error == 0)
        error = read_deadlock(system, options->deadlock, &read);
    if (error == 0)
        error = read_reactor(system, options->reactor, &read);
    if (error == 0)
        error =
            read_duration(system, "WOK_GRACE_MS", options->shutdown_grace_ns, 0, &read.grace_ns);
    if (error == 0)
        error = read_duration(system, "WOK_SHUTDOWN_MS", options->shutdown_timeout_ns,
                              SHUTDOWN_TIMEOUT_NS, &read.shutdown_ns);
    if (error < 0)
        return error;
    if (options->hooks)
        read.hooks = *options->hooks;
    if (options->name)
        snprintf(read.name, sizeof read.name, "%s", options->name);
    *settings = read;
    return 0;
}
