/*
 * token.c: cancellation tokens.
 *
 * One lock a tree, in its root, over everything in the tree. So cancelling is one walk: who is granted
 * under it is woken after it, a batch at a time; who comes while the lock is open finds the reason.
 *
 * References: one for each owner and one for each child. A token without any leaves its parent.
 */
#include <wok/token.h>

#include <errno.h>

#include "base/leaf.h"
#include "reactor/reactor.h"
#include "sync/wait_list.h"

struct wok_token {
    struct wok__system *system;      /* const */
    struct wok_token *root, *parent; /* const */
    wok__lock lock;                  /* of the root: over all that follows */
    struct wok_token *children, *next, *previous;
    uint32_t references;
    int reason;
    struct wok_wait *waiters;
};

static wok__lock *lock_of(const wok_token *token) {
    return &token->root->lock;
}

/* Under the lock. */
static void enter_parent(wok_token *token) {
    wok_token *parent = token->parent;
    parent->references++;
    token->reason = parent->reason;
    token->next = parent->children;
    if (token->next)
        token->next->previous = token;
    parent->children = token;
}

static void leave_parent(wok_token *token) {
    if (token->next)
        token->next->previous = token->previous;
    if (token->previous)
        token->previous->next = token->next;
    else
        token->parent->children = token->next;
}

wok_token *wok_token_create(wok_token *parent) {
    struct wok__system *system = wok__system_here();
    wok_token *token = system->allocate(system, sizeof *token);
    if (!token)
        return NULL;
    *token = (wok_token){.system = system, .parent = parent, .references = 1};
    token->root = parent ? parent->root : token;
    if (parent) {
        wok__lock_acquire(lock_of(token));
        enter_parent(token);
        wok__lock_release(lock_of(token));
    }
    return token;
}

wok_token *wok_token_share(wok_token *token) {
    wok__lock_acquire(lock_of(token));
    token->references++;
    wok__lock_release(lock_of(token));
    return token;
}

/* Freed outside the lock, which is the root's: so the root, if it goes too, goes last. */
void wok_token_release(wok_token *token) {
    wok_token *freed = NULL;
    if (!token)
        return;
    wok__lock *lock = lock_of(token);
    wok__lock_acquire(lock);
    while (token && --token->references == 0) {
        wok_token *parent = token->parent;
        if (parent)
            leave_parent(token);
        wok__check(!token->waiters, "wok: a token is given back while somebody waits for it");
        token->next = freed;
        freed = token;
        token = parent;
    }
    wok__lock_release(lock);
    wok_token *root = NULL;
    while (freed) {
        wok_token *next = freed->next;
        if (freed->root == freed)
            root = freed;
        else
            freed->system->release(freed->system, freed);
        freed = next;
    }
    if (root)
        root->system->release(root->system, root);
}

/* The next of a walk of all below `top`, parents before children; NULL at the end. */
static wok_token *walk(wok_token *token, const wok_token *top) {
    if (token->children)
        return token->children;
    while (token != top && !token->next)
        token = token->parent;
    return token == top ? NULL : token->next;
}

/* Under the lock: as many as fit. True: all that wait below `top` have been granted. */
static bool grant_below(wok_token *top, int reason, struct wok__batch *batch) {
    for (wok_token *token = top; token; token = walk(token, top)) {
        if (!token->reason)
            token->reason = reason;
        while (token->waiters) {
            if (wok__batch_is_full(batch))
                return false;
            wok__batch_grant(batch, &token->waiters, token->waiters);
        }
    }
    return true;
}

void wok_token_cancel(wok_token *token, int reason) {
    struct wok__batch batch;
    bool all;
    wok__check(reason < 0, "wok: wok_token_cancel: a reason is a negative errno");
    do {
        batch.count = 0;
        wok__lock_acquire(lock_of(token));
        all = grant_below(token, reason, &batch);
        wok__lock_release(lock_of(token));
        wok__batch_wake(&batch);
    } while (!all);
}

int wok_token_reason(wok_token *token) {
    wok__lock_acquire(lock_of(token));
    int reason = token->reason;
    wok__lock_release(lock_of(token));
    return reason;
}

void wok_token_wait_init(struct wok_token_wait *self, wok_token *token) {
    wok__wait_over(&self->wait);
    self->token = token;
    self->result = 0;
}

static enum wok_poll begin(struct wok_token_wait *self, struct wok_context *cx) {
    wok_token *token = self->token;
    if (!wok__budget_spend(cx))
        return WOK_PENDING;
    wok__lock_acquire(lock_of(token));
    self->result = token->reason;
    if (!self->result)
        wok__wait_begin(&token->waiters, &self->wait, cx->waker);
    wok__lock_release(lock_of(token));
    return self->result ? WOK_READY : WOK_PENDING;
}

enum wok_poll wok_token_wait_poll(struct wok_token_wait *self, struct wok_context *cx) {
    switch (wok__wait_look(&self->wait)) {
    case WOK__WAIT_IDLE:
        return begin(self, cx);
    case WOK__WAIT_WAITING:
        if (wok__wait_again(lock_of(self->token), &self->wait, cx->waker))
            return WOK_PENDING;
        break;
    case WOK__WAIT_GRANTED:
        break;
    }
    wok__wait_over(&self->wait);
    self->result = wok_token_reason(self->token);
    return WOK_READY;
}

enum wok_poll wok_token_wait_cancel(struct wok_token_wait *self, struct wok_context *cx) {
    wok_token *token = self->token;
    (void)cx;
    wok__wait_leave(lock_of(token), &token->waiters, &self->wait);
    return WOK_READY;
}

void wok_token_wait_drop(struct wok_token_wait *self) {
    (void)self;
}

WOK__LEAF(wok_token_wait);

int wok_token_wait(wok_token *token) {
    wok__may_block(__func__);
    int result = wok_token_reason(token);
    if (result)
        return result;
    struct wok_token_wait cold;
    wok_token_wait_init(&cold, token);
    wok_block_on_future(&wok_token_wait_type, &cold, sizeof cold, &result, __func__, 0);
    return result;
}
