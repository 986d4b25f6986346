/*
 * notify.h: what <wok/file_watch.h> stands on: a descriptor that struct inotify_event are read from.
 */
#ifndef WOK__FILE_NOTIFY_H
#define WOK__FILE_NOTIFY_H

#include <stdint.h>

struct wok_descriptor;

int wok__notify_open(struct wok_descriptor **out);
/* The number of what is watched, or negative errno. */
int wok__notify_add(struct wok_descriptor *descriptor, const char *path, uint32_t bits);
int wok__notify_remove(struct wok_descriptor *descriptor, int number);

#endif
