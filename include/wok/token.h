/*
 * <wok/token.h>: cancellation tokens: "stop", said to whoever listens, with a reason.
 *
 *     race {
 *         when (error = await fetch(url, &page)) { … }
 *         when (reason = await wok_token_wait(token)) { printf("stopped: %d\n", reason); }
 *     }
 *
 * Tokens form trees: cancelling one cancels all that were made below it, with the same reason; the other
 * way round nothing happens. A token is cancelled once, and stays so.
 *
 * A token says "stop" across borders that tasks know nothing of each other over. To stop a task that one
 * has the handle of, use wok_cancel; to stop all children, wok_scope_fail.
 *
 * Threads   Everything here may be called on any thread; waiting on a plain one blocks.
 */
#ifndef WOK_TOKEN_H
#define WOK_TOKEN_H

#include <wok/wait.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct wok_token wok_token;

/*
 * A token below `parent`, or, with NULL, a root. Below one that is cancelled it is so from the beginning.
 *
 * Result   NULL: no memory.
 * Owner    The caller gives it back; a parent lives as long as its children.
 */
wok_token *wok_token_create(wok_token *parent);

/* One more owner; each gives it back once. Nobody may wait for a token that has no owner. */
wok_token *wok_token_share(wok_token *token);
/* NULL is fine. */
void wok_token_release(wok_token *token);

/* `reason` is negative, usually -ECANCELED or -ETIMEDOUT. The first one counts. */
void wok_token_cancel(wok_token *token, int reason);

/* 0, or the reason why it was cancelled. */
int wok_token_reason(wok_token *token);

struct wok_token_wait {
    struct wok_wait wait;
    wok_token *token;
    int result;
};
void wok_token_wait_init(struct wok_token_wait *self, wok_token *token);
enum wok_poll wok_token_wait_poll(struct wok_token_wait *self, struct wok_context *cx);
enum wok_poll wok_token_wait_cancel(struct wok_token_wait *self, struct wok_context *cx);
void wok_token_wait_drop(struct wok_token_wait *self);

/*
 * Wait until the token is cancelled.
 *
 * Result   The reason.
 * Cancel   Synchronous: no trace is left, however many listen to a token that lives long.
 */
WOK_CANCEL(restartable)
wok_async int wok_token_wait(wok_token *token)
    WOK_FUTURE(struct wok_token_wait, wok_token_wait_init, wok_token_wait_poll,
               wok_token_wait_cancel, wok_token_wait_drop);

#ifdef __cplusplus
}
#endif

#endif
