/*
 * notify.c: see notify.h. Using the number is bracketed by enter and leave, so it is not recycled
 * while we are at it.
 */
#include "file/notify.h"

#include <errno.h>

#include "reactor/descriptor.h"
#include "reactor/reactor.h"

int wok__notify_open(struct wok_descriptor **out) {
    struct wok__system *system = wok__system_here();
    int number = system->watch_open(system);
    if (number < 0)
        return number;
    int error = wok__descriptor_open(system, number, 0, WOK__READABLE, out);
    if (error < 0)
        system->close(system, number);
    return error;
}

int wok__notify_add(struct wok_descriptor *descriptor, const char *path, uint32_t bits) {
    uint64_t word;
    if (!descriptor ||
        !wok__descriptor_enter(descriptor, wok__descriptor_generation(descriptor), &word))
        return -EBADF;
    struct wok__system *system = descriptor->system;
    int number = system->watch_add(system, descriptor->number, path, bits);
    wok__descriptor_leave(descriptor, word, 0);
    return number;
}

int wok__notify_remove(struct wok_descriptor *descriptor, int number) {
    uint64_t word;
    if (!descriptor ||
        !wok__descriptor_enter(descriptor, wok__descriptor_generation(descriptor), &word))
        return -EBADF;
    int error = descriptor->system->watch_remove(descriptor->system, descriptor->number, number);
    wok__descriptor_leave(descriptor, word, 0);
    return error;
}
