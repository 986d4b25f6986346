/*
 * settings.h: what a new runtime is to be: what the program asked for, else the environment, else the
 * machine.
 */
#ifndef WOK__INSTANCE_SETTINGS_H
#define WOK__INSTANCE_SETTINGS_H

#include <wok/hooks.h>
#include <wok/runtime.h>
#include <wok/time.h>

#include "platform/system.h"

struct wok__settings {
    uint32_t workers;
    uint64_t grace_ns, shutdown_ns;
    uint64_t poll_limit_ns; /* WOK__FOREVER: nobody looks */
    uint32_t deadlock;      /* enum wok_deadlock_mode, none by environment */
    enum wok_reactor reactor;
    char name[32];
    struct wok_hooks hooks; /* size 0: none */
};

/* 0, or -EINVAL: options of another size, or a number out of range, also in the environment. */
int wok__settings_read(struct wok__system *system, const struct wok_runtime_options *options,
                       struct wok__settings *settings);

#endif
