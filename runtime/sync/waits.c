/*
 * waits.c: see waits.h.
 */
#include "sync/waits.h"

#include <stddef.h>
#include <string.h>

#include <wok/oneshot.h>
#include <wok/sync.h>

#include "platform/peek.h"
#include "sync/channel.h"

enum { NONE = -1 };

/* `object`: where the future points to what it waits for. `partner`: where in that a task is noted. */
struct kind {
    const char *future, *what;
    int object, partner;
    const char *relation, *without;
};

#define AT(type, member) (int)offsetof(struct type, member)

#define MUTEX                                                                                      \
    "a mutex", AT(wok_mutex_lock, mutex), AT(wok_mutex, holder), "held by",                        \
        "held by a plain thread, or since wok_mutex_try_lock"
#define RWLOCK                                                                                     \
    "a read-write lock", AT(wok_rwlock_wait, rwlock), AT(wok_rwlock, writer), "held by",           \
        "held by readers, or a plain thread"
#define ALONE NONE, NONE, NULL, NULL

static const struct kind kinds[] = {
    {"wok_mutex_lock", MUTEX},
    {"wok_rwlock_read", RWLOCK},
    {"wok_rwlock_write", RWLOCK},
    {"wok_rwlock_wait", RWLOCK},
    {"wok_semaphore_acquire", "a semaphore", AT(wok_semaphore_acquire, semaphore),
     AT(wok_semaphore, last_taker), "last taken by", "last taken by a plain thread, or nobody"},
    {"wok_channel_receive", "a value in a channel", AT(wok_channel_receive, channel),
     AT(wok_channel, last_sender), "last sent by", "last sent by a plain thread, or nobody"},
    {"wok_channel_send", "room in a channel", AT(wok_channel_send, channel),
     AT(wok_channel, last_receiver), "last received by",
     "last received by a plain thread, or nobody"},
    {"wok_oneshot_receive", "the value of a oneshot", AT(wok_oneshot_receive, oneshot), NONE, NULL,
     NULL},
    {"wok_notify_wait", "a notification", AT(wok_notify_wait, notify), NONE, NULL, NULL},
    {"wok_condition_wait", "a condition", AT(wok_condition_wait, signal.notify), NONE, NULL, NULL},
    {"wok_barrier_wait", "the others of a barrier", AT(wok_barrier_wait, barrier), NONE, NULL,
     NULL},
    {"wok_once_begin", "what is made once", AT(wok_once_begin, once), NONE, NULL, NULL},
    {"wok_broadcast_receive", "a value in a broadcast", ALONE},
    {"wok_watch_changed", "a change of a watch", ALONE},
    {"wok_token_wait", "a token to be cancelled", ALONE},
    {"wok_scope_run", "the tasks of its scope", ALONE},
    {"wok_group_next", "a task of a group", ALONE},
    {"wok_shield_run", "what runs in a shield", ALONE},
};

/* The names of functions and of their futures: those that ask for a size have a longer one. */
static const struct kind *find(const char *future) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        size_t length = strlen(kinds[i].future);
        if (strncmp(kinds[i].future, future, length) == 0 &&
            (!future[length] || strcmp(future + length, "_of_size") == 0))
            return &kinds[i];
    }
    return NULL;
}

static void *peek_pointer(const void *place, int offset) {
    void *pointer = NULL;
    if (!place || offset == NONE ||
        !wok__peek((const char *)place + offset, &pointer, sizeof pointer))
        return NULL;
    return pointer;
}

/* Signalled, and now it waits for the mutex. */
static bool waits_for_mutex(const void *place) {
    return peek_pointer(place, AT(wok_condition_wait, lock.wait.waker.type)) != NULL;
}

bool wok__wait_explain(const char *future, const void *place, struct wok__wait_reason *reason) {
    const struct kind *kind = find(future);
    if (!kind)
        return false;
    if (strcmp(kind->future, "wok_condition_wait") == 0 && waits_for_mutex(place))
        return wok__wait_explain("wok_mutex_lock",
                                 (const char *)place + offsetof(struct wok_condition_wait, lock),
                                 reason);
    const void *object = peek_pointer(place, kind->object);
    *reason = (struct wok__wait_reason){
        .what = kind->what,
        .object = object,
        .relation = kind->relation,
        .without = kind->without,
        .partner = peek_pointer(object, kind->partner),
    };
    return true;
}
