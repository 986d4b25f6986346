/*
 * default.c: the default runtime, and the list of all of them for the moment of a fork.
 *
 * The default runtime that a plain thread has started lives until the process ends: exit() runs no
 * defers, as in C. The one of `async int main` is shut down when main returns.
 */
#include "instance/instance.h"
#include "platform/fork.h"

static wok__lock lock = WOK__LOCK_FREE;
static wok__atomic_pointer default_runtime; /* written under lock */
static struct wok_runtime *made;            /* under lock */
static bool watching_forks;                 /* under lock */

/* In the child, whose only thread this is: the lock may be held by a thread that is not there. */
static void poison(void) {
    for (struct wok_runtime *runtime = made; runtime; runtime = runtime->next_made)
        wok__store_relaxed(&runtime->poisoned, 1);
}

void wok__runtimes_add(struct wok_runtime *runtime) {
    wok__lock_acquire(&lock);
    runtime->next_made = made;
    made = runtime;
    bool watch = !watching_forks;
    watching_forks = true;
    wok__lock_release(&lock);
    if (watch)
        wok__at_fork_in_child(poison);
}

void wok__runtimes_remove(struct wok_runtime *runtime) {
    wok__lock_acquire(&lock);
    struct wok_runtime **link = &made;
    while (*link && *link != runtime)
        link = &(*link)->next_made;
    if (*link)
        *link = runtime->next_made;
    wok__lock_release(&lock);
}

struct wok_runtime *wok__default_runtime_if_any(void) {
    return wok__load_acquire(&default_runtime);
}

void wok__default_runtime_set(struct wok_runtime *runtime) {
    wok__lock_acquire(&lock);
    wok__store_release(&default_runtime, runtime);
    wok__lock_release(&lock);
}

static int create_and_start(struct wok_runtime **out) {
    struct wok_runtime *runtime;
    int error = wok_runtime_create(NULL, &runtime);
    if (error < 0)
        return error;
    error = wok_runtime_start(runtime);
    if (error < 0)
        wok_runtime_destroy(runtime);
    else
        *out = runtime;
    return error;
}

/*
 * Two threads may both find none. The second to finish discards its own: runtimes are made outside
 * the lock, because making one asks the system for threads.
 */
struct wok_runtime *wok__default_runtime(int *error) {
    struct wok_runtime *mine, *runtime = wok__default_runtime_if_any();
    if (runtime)
        return runtime;
    *error = create_and_start(&mine);
    if (*error < 0)
        return NULL;
    wok__lock_acquire(&lock);
    runtime = wok__default_runtime_if_any();
    if (!runtime)
        wok__store_release(&default_runtime, mine);
    wok__lock_release(&lock);
    if (!runtime)
        return mine;
    wok_runtime_destroy(mine);
    return runtime;
}
