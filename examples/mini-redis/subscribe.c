#include "subscribe.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "reply.h"

struct audience {
    struct subscriber **members;
    size_t count, capacity;
};

static void audience_free(struct audience *audience) {
    free(audience->members);
    free(audience);
}

static struct audience *audience_of(struct channels *channels, struct bytes name) {
    bool is_new;
    struct map_entry *entry = map_put(&channels->map, name, &is_new);
    if (entry && is_new && !(entry->value = calloc(1, sizeof(struct audience)))) {
        map_remove(&channels->map, entry);
        return NULL;
    }
    return entry ? entry->value : NULL;
}

static bool audience_add(struct audience *audience, struct subscriber *subscriber) {
    if (audience->count == audience->capacity) {
        size_t capacity = audience->capacity ? 2 * audience->capacity : 4;
        struct subscriber **members = realloc(audience->members, capacity * sizeof *members);
        if (!members)
            return false;
        audience->members = members;
        audience->capacity = capacity;
    }
    audience->members[audience->count++] = subscriber;
    return true;
}

static void leave(struct channels *channels, struct bytes name, struct subscriber *subscriber) {
    struct map_entry *entry = map_find(&channels->map, name);
    struct audience *audience = entry->value;
    for (size_t i = 0; i < audience->count; i++)
        if (audience->members[i] == subscriber)
            audience->members[i--] = audience->members[--audience->count];
    if (audience->count == 0) {
        map_remove(&channels->map, entry);
        audience_free(audience);
    }
}

bool channels_add(struct channels *channels, struct bytes name, struct subscriber *subscriber) {
    bool is_new;
    struct map_entry *own = map_put(&subscriber->channels, name, &is_new);
    if (!own || !is_new)
        return own;
    struct audience *audience = audience_of(channels, name);
    if (audience && audience_add(audience, subscriber))
        return true;
    if (audience && audience->count == 0)
        leave(channels, name, subscriber);
    map_remove(&subscriber->channels, map_find(&subscriber->channels, name));
    return false;
}

void channels_remove(struct channels *channels, struct bytes name, struct subscriber *subscriber) {
    struct map_entry *own = map_find(&subscriber->channels, name);
    if (!own)
        return;
    leave(channels, name, subscriber);
    map_remove(&subscriber->channels, own);
}

void channels_remove_all(struct channels *channels, struct subscriber *subscriber) {
    struct map_entry *own;
    for (size_t at = 0; (own = map_next(&subscriber->channels, &at));)
        leave(channels, own->key, subscriber);
    map_clear(&subscriber->channels, NULL);
}

/* Its task is at a write that does not end; this ends it. */
static void hang_up(struct subscriber *subscriber) {
    if (!subscriber->outbox.failed)
        (void)wok_shutdown(subscriber->stream, SHUT_RDWR);
    subscriber->outbox.failed = true;
}

size_t channels_publish(struct channels *channels, struct bytes name, struct bytes message) {
    struct map_entry *entry = map_find(&channels->map, name);
    const struct audience *audience = entry ? entry->value : NULL;
    for (size_t i = 0; audience && i < audience->count; i++) {
        struct subscriber *subscriber = audience->members[i];
        if (subscriber->outbox.size > OUTBOX_SIZE_MAX)
            hang_up(subscriber);
        reply_array(&subscriber->outbox, 3);
        reply_bulk(&subscriber->outbox, BYTES("message"));
        reply_bulk(&subscriber->outbox, name);
        reply_bulk(&subscriber->outbox, message);
        wok_notify_one(&subscriber->filled);
    }
    return audience ? audience->count : 0;
}
