/*
 * fork.h: being told that this process is a forked child.
 *
 * The child has a copy of every runtime and none of their threads. Async-signal rules do not apply
 * to the handler, but it must not wait for a lock: its holder may be a thread that is not there.
 */
#ifndef WOK__PLATFORM_FORK_H
#define WOK__PLATFORM_FORK_H

/* Call `handler` in every child forked from now on, on its only thread. Returns 0 or -ENOMEM. */
int wok__at_fork_in_child(void (*handler)(void));

#endif
