/*
 * <wok/oneshot.h>: one value, once: an answer.
 *
 * Two ends: who sends gives its end back by sending (or without, by wok_oneshot_drop_sender), who receives
 * by wok_oneshot_drop_receiver, in a defer for example. When both have, the memory is gone.
 *
 *     wok_oneshot *answer = wok_oneshot_create(sizeof(int));
 *     wok_detach(spawn(compute(answer)));              // … wok_oneshot_send(answer, &result)
 *     defer wok_oneshot_drop_receiver(answer);
 *     int error = await wok_oneshot_receive(answer, &result);
 *
 * Threads   Each end on any thread, by one at a time. On a plain thread receiving blocks.
 */
#ifndef WOK_ONESHOT_H
#define WOK_ONESHOT_H

#include <wok/wait.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct wok_oneshot wok_oneshot;

/* For a value of `value_size` bytes. NULL: no memory. Both ends are the caller's. */
wok_oneshot *wok_oneshot_create(size_t value_size);

/*
 * Send the value, and give the end back in either case. Anywhere; does not wait.
 * Errors: -EPIPE: the receiver has given its end back; the value is the caller's.
 */
#define wok_oneshot_send(oneshot, value) wok_oneshot_send_of_size(oneshot, value, sizeof *(value))
int wok_oneshot_send_of_size(wok_oneshot *oneshot, const void *value, size_t size);

/* Give the end back. The receiver of a value that was never sent is told: -EPIPE. NULL is fine. */
void wok_oneshot_drop_sender(wok_oneshot *oneshot);
void wok_oneshot_drop_receiver(wok_oneshot *oneshot);

struct wok_oneshot_receive {
    struct wok_wait wait;
    wok_oneshot *oneshot;
    void *out;
    uint32_t size;
    int result;
};
void wok_oneshot_receive_init(struct wok_oneshot_receive *self, wok_oneshot *oneshot, void *out,
                              size_t size);
enum wok_poll wok_oneshot_receive_poll(struct wok_oneshot_receive *self, struct wok_context *cx);
enum wok_poll wok_oneshot_receive_cancel(struct wok_oneshot_receive *self, struct wok_context *cx);
void wok_oneshot_receive_drop(struct wok_oneshot_receive *self);

/*
 * Wait for the value.
 *
 * Result   0.
 * Errors   -EPIPE: the sender has given its end back without sending, or the value was received before.
 * Owner    *out is written when the result is 0. The receiving end stays the caller's.
 * Cancel   Synchronous; the value can still be received.
 */
WOK_CANCEL(restartable)
wok_async int wok_oneshot_receive_of_size(wok_oneshot *oneshot, void *out, size_t size)
    WOK_FUTURE(struct wok_oneshot_receive, wok_oneshot_receive_init, wok_oneshot_receive_poll,
               wok_oneshot_receive_cancel, wok_oneshot_receive_drop);
#define wok_oneshot_receive(oneshot, out) wok_oneshot_receive_of_size(oneshot, out, sizeof *(out))

#ifdef __cplusplus
}
#endif

#endif
