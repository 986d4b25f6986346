/*
 * Publish and subscribe. A published message is put into the outbox of every subscriber, whose task is
 * notified and sends it. All of it under the server's lock, except the notify.
 */
#ifndef MINI_REDIS_SUBSCRIBE_H
#define MINI_REDIS_SUBSCRIBE_H

#include <wok/net.h>
#include <wok/sync.h>

#include "bytes.h"
#include "map.h"

/* A subscriber that takes no messages is hung up on. */
enum { OUTBOX_SIZE_MAX = 8 * 1024 * 1024 };

struct subscriber {
    wok_tcp_stream *stream;
    struct buffer outbox;     /* messages to be sent; failed: too many */
    struct wok_notify filled; /* when something came to the outbox */
    struct map channels;      /* names, no values */
};

struct channels {
    struct map map; /* name → struct audience */
};

/* True: it is a subscriber now, or was before. False: no memory. */
bool channels_add(struct channels *channels, struct bytes name, struct subscriber *subscriber);
void channels_remove(struct channels *channels, struct bytes name, struct subscriber *subscriber);
void channels_remove_all(struct channels *channels, struct subscriber *subscriber);
/* How many were told. */
size_t channels_publish(struct channels *channels, struct bytes name, struct bytes message);

#endif
