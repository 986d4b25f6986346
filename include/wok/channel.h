/*
 * <wok/channel.h>: channels: values that go from task to task.
 *
 *     wok_channel *numbers = wok_channel_create(sizeof(int), 16);
 *
 *     int number = 42;                                   int number;
 *     int error = await wok_send(numbers, &number);      while (await wok_receive(numbers, &number) == 0)
 *     wok_channel_close(numbers);                            printf("%d\n", number);
 *
 * A channel holds values of one size, which are copied in and out. Any number of tasks, and of plain
 * threads, may send and receive. Each value goes to one receiver; whoever came first is served first.
 *
 * capacity    16              so many values are kept; then who sends waits
 *             0               rendezvous: who sends waits until somebody is there to receive
 *             WOK_UNBOUNDED   who sends never waits, and memory is the limit
 *
 * Closing says that no more values come. Who sends is told at once, who receives when the values that
 * are left have been received. Either side may close, more than once.
 *
 * Memory     A channel begins with some 150 bytes and without room for values. Room is taken in blocks
 *            as values come, and given back as they go. Waiting allocates nothing.
 * Cancel     Exact: a send that is cancelled, or loses a race, has not sent, and a receive has received
 *            nothing; the value is still the caller's, or still in the channel.
 * Order      What was done before a send happens before what the receiver of that value does after.
 *
 * Also: one value once (oneshot), every value to every subscriber (broadcast), the latest value (watch).
 */
#ifndef WOK_CHANNEL_H
#define WOK_CHANNEL_H

#include <stdbool.h>

#include <wok/wait.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct wok_channel wok_channel;

#define WOK_UNBOUNDED SIZE_MAX

/*
 * A channel for values of `value_size` bytes (0 is fine: they are signals).
 *
 * Result   The channel; NULL: no memory.
 * Owner    The caller, who destroys it when nobody uses it any more.
 * Threads  Any.
 */
wok_channel *wok_channel_create(size_t value_size, size_t capacity);

/* Values that are left in it are forgotten. Nobody may wait for it or use it. NULL is fine. */
void wok_channel_destroy(wok_channel *channel);

/* No more values. Any thread; may be repeated. */
void wok_channel_close(wok_channel *channel);
bool wok_channel_is_closed(wok_channel *channel);

/* How many values are in it now. Of use for reports only: it is old as soon as it is read. */
size_t wok_channel_length(wok_channel *channel);

/*
 * Send the value that `value` points to; the size of what it points to must be the channel's.
 *
 * Result   0.
 * Errors   -EPIPE: the channel is closed. -ENOMEM. The value is the caller's then.
 * Owner    `*value` is read before the future is over.
 * Threads  Any; on a plain thread it blocks.
 * Cancel   Synchronous; the value has not been sent.
 */
#define wok_send(channel, value) wok_channel_send(channel, value, sizeof *(value))
/* The same without waiting, from anywhere; -EAGAIN: there is no room. */
#define wok_try_send(channel, value) wok_channel_try_send(channel, value, sizeof *(value))

/*
 * Receive a value into `*out`.
 *
 * Result   0.
 * Errors   -EPIPE: the channel is closed and empty.
 * Owner    `*out` is written when the result is 0, and unchanged otherwise.
 * Threads  Any; on a plain thread it blocks.
 * Cancel   Synchronous; nothing has been received.
 */
#define wok_receive(channel, out) wok_channel_receive(channel, out, sizeof *(out))
/* The same without waiting, from anywhere; -EAGAIN: there is nothing. */
#define wok_try_receive(channel, out) wok_channel_try_receive(channel, out, sizeof *(out))

struct wok_channel_send {
    struct wok_wait wait;
    wok_channel *channel;
    const void *value;
    uint32_t size, reserved;
    int result;
};
static inline void wok_channel_send_init(struct wok_channel_send *self, wok_channel *channel,
                                         const void *value, size_t size) {
    self->wait.waker.type = 0;
    self->channel = channel;
    self->value = value;
    self->size = (uint32_t)size;
    self->reserved = 0;
}
enum wok_poll wok_channel_send_poll(struct wok_channel_send *self, struct wok_context *cx);
enum wok_poll wok_channel_send_cancel(struct wok_channel_send *self, struct wok_context *cx);
void wok_channel_send_drop(struct wok_channel_send *self);
/* What wok_send is. */
WOK_CANCEL(queue_losing)
wok_async int wok_channel_send(wok_channel *channel, const void *value, size_t size)
    WOK_FUTURE(struct wok_channel_send, wok_channel_send_init, wok_channel_send_poll,
               wok_channel_send_cancel, wok_channel_send_drop);
int wok_channel_try_send(wok_channel *channel, const void *value, size_t size);

struct wok_channel_receive {
    struct wok_wait wait;
    wok_channel *channel;
    void *out;
    uint32_t size, reserved;
    int result;
};
static inline void wok_channel_receive_init(struct wok_channel_receive *self, wok_channel *channel,
                                            void *out, size_t size) {
    self->wait.waker.type = 0;
    self->channel = channel;
    self->out = out;
    self->size = (uint32_t)size;
    self->reserved = 0;
}
enum wok_poll wok_channel_receive_poll(struct wok_channel_receive *self, struct wok_context *cx);
enum wok_poll wok_channel_receive_cancel(struct wok_channel_receive *self, struct wok_context *cx);
void wok_channel_receive_drop(struct wok_channel_receive *self);
/* What wok_receive is. */
WOK_CANCEL(restartable)
wok_async int wok_channel_receive(wok_channel *channel, void *out, size_t size)
    WOK_FUTURE(struct wok_channel_receive, wok_channel_receive_init, wok_channel_receive_poll,
               wok_channel_receive_cancel, wok_channel_receive_drop);
int wok_channel_try_receive(wok_channel *channel, void *out, size_t size);

#ifdef __cplusplus
}
#endif

#endif
