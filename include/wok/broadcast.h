/*
 * <wok/broadcast.h>: every value to every subscriber; and the latest value.
 *
 * broadcast   keeps the last `capacity` values. Who sends never waits; a subscriber that is slower than that
 *             misses the oldest, and is told so.
 * watch       keeps one value, the latest, with a version. Who watches is told that it has changed, and may
 *             miss what was in between.
 *
 * Threads   Anything on any thread; waiting on a plain one blocks. One subscription is used by one at a time.
 */
#ifndef WOK_BROADCAST_H
#define WOK_BROADCAST_H

#include <wok/sync.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- broadcast ---- */

typedef struct wok_broadcast wok_broadcast;

/*
 * For values of `value_size` bytes; `capacity` is at least 1. Room for them is taken with the first.
 * NULL: no memory, or no capacity. The caller destroys it when nobody uses it any more; NULL is fine.
 */
wok_broadcast *wok_broadcast_create(size_t value_size, uint32_t capacity);
void wok_broadcast_destroy(wok_broadcast *broadcast);

/* Errors: -EPIPE: it is closed. -ENOMEM. Anywhere; does not wait. */
#define wok_broadcast_send(broadcast, value)                                                       \
    wok_broadcast_send_of_size(broadcast, value, sizeof *(value))
int wok_broadcast_send_of_size(wok_broadcast *broadcast, const void *value, size_t size);

/* No more values. Subscribers are told when they have received what there is. */
void wok_broadcast_close(wok_broadcast *broadcast);

/* A place in the stream of values: of the caller's, to copy as it likes, with nothing to give back. */
struct wok_subscription {
    wok_broadcast *broadcast;
    uint64_t next;   /* the number of the value to be received next */
    uint64_t missed; /* values so far that were gone before they were received */
};
/* Begin to receive with the next value that is sent. */
void wok_subscribe(wok_broadcast *broadcast, struct wok_subscription *subscription);

struct wok_broadcast_receive {
    struct wok_notify_wait wait;
    struct wok_subscription *subscription;
    void *out;
    uint32_t size;
    int result;
};
void wok_broadcast_receive_init(struct wok_broadcast_receive *self,
                                struct wok_subscription *subscription, void *out, size_t size);
enum wok_poll wok_broadcast_receive_poll(struct wok_broadcast_receive *self,
                                         struct wok_context *cx);
enum wok_poll wok_broadcast_receive_cancel(struct wok_broadcast_receive *self,
                                           struct wok_context *cx);
void wok_broadcast_receive_drop(struct wok_broadcast_receive *self);

/*
 * Receive the next value.
 *
 * Result   0.
 * Errors   -EOVERFLOW: values were gone (`missed` says how many more); the next call receives the oldest
 *          that is left. -EPIPE: closed, and all has been received.
 * Owner    *out and the subscription change only with a result of 0 or -EOVERFLOW.
 * Cancel   Synchronous; nothing is lost.
 */
WOK_CANCEL(restartable)
wok_async int wok_broadcast_receive_of_size(struct wok_subscription *subscription, void *out,
                                            size_t size)
    WOK_FUTURE(struct wok_broadcast_receive, wok_broadcast_receive_init, wok_broadcast_receive_poll,
               wok_broadcast_receive_cancel, wok_broadcast_receive_drop);
#define wok_broadcast_receive(subscription, out)                                                   \
    wok_broadcast_receive_of_size(subscription, out, sizeof *(out))

/* ---- watch ---- */

typedef struct wok_watch wok_watch;

/* With a first value, which has version 1. NULL: no memory. As above. */
#define wok_watch_create(value) wok_watch_create_of_size(value, sizeof *(value))
wok_watch *wok_watch_create_of_size(const void *value, size_t size);
void wok_watch_destroy(wok_watch *watch);

/* A new value; -EPIPE: it is closed. Anywhere; does not wait. */
#define wok_watch_set(watch, value) wok_watch_set_of_size(watch, value, sizeof *(value))
int wok_watch_set_of_size(wok_watch *watch, const void *value, size_t size);

/* The latest value, and its version. Anywhere; does not wait. */
#define wok_watch_get(watch, out) wok_watch_get_of_size(watch, out, sizeof *(out))
uint64_t wok_watch_get_of_size(wok_watch *watch, void *out, size_t size);

/* No more changes: who waits for one is told. */
void wok_watch_close(wok_watch *watch);

struct wok_watch_changed {
    struct wok_notify_wait wait;
    wok_watch *watch;
    uint64_t *version;
    void *out;
    uint32_t size;
    int result;
};
void wok_watch_changed_init(struct wok_watch_changed *self, wok_watch *watch, uint64_t *version,
                            void *out, size_t size);
enum wok_poll wok_watch_changed_poll(struct wok_watch_changed *self, struct wok_context *cx);
enum wok_poll wok_watch_changed_cancel(struct wok_watch_changed *self, struct wok_context *cx);
void wok_watch_changed_drop(struct wok_watch_changed *self);

/*
 * Wait until the value is of another version than *version (0: any), and get both.
 *
 * Result   0.
 * Errors   -EPIPE: closed, and *version is the last.
 * Owner    *out and *version are written when the result is 0.
 * Cancel   Synchronous; nothing is lost.
 */
WOK_CANCEL(restartable)
wok_async int wok_watch_changed_of_size(wok_watch *watch, uint64_t *version, void *out, size_t size)
    WOK_FUTURE(struct wok_watch_changed, wok_watch_changed_init, wok_watch_changed_poll,
               wok_watch_changed_cancel, wok_watch_changed_drop);
#define wok_watch_changed(watch, version, out)                                                     \
    wok_watch_changed_of_size(watch, version, out, sizeof *(out))

#ifdef __cplusplus
}
#endif

#endif
