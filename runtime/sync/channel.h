/*
 * channel.h: what a channel is made of. See channel.c.
 */
#ifndef WOK__SYNC_CHANNEL_H
#define WOK__SYNC_CHANNEL_H

#include <wok/channel.h>

#include "platform/wait.h"
#include "sync/value_list.h"

struct wok_channel {
    struct wok__system *system; /* const */
    size_t capacity;            /* const */
    wok__brief_lock lock;       /* over all that follows */
    bool closed;
    uint32_t receivers_waiting;
    uint32_t receivers_granted, senders_granted;
    struct wok_wait *receivers, *senders;
    struct wok_task *last_sender, *last_receiver; /* for reports; NULL: none, or a thread */
    struct wok__value_list values;
};

#endif
