/*
 * <wok/wait.h>: the node of a wait list, for hand-written futures to embed.
 *
 * What waits for a lock or a channel stands in that object's list, in the order in which it came. The
 * node is part of the future, so waiting allocates nothing; cancelling the future takes it out.
 */
#ifndef WOK_WAIT_H
#define WOK_WAIT_H

#include <wok/future.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * 32 bytes, frozen. All members are the runtime's: under the lock of the object waited for, except
 * that the waiter looks at waker.type, which says whether it has been granted.
 */
struct wok_wait {
    struct wok_wait *next, *previous;
    struct wok_waker waker;
};
#ifndef __cplusplus
_Static_assert(sizeof(struct wok_wait) == 32, "leaf futures have frozen sizes");
#endif

#ifdef __cplusplus
}
#endif

#endif
