/*
 * <wok/scope.h>: tasks that end together: scopes, groups, shields.
 *
 * A scope is a set of tasks that run while somebody awaits it, and are over when that await is:
 *
 *     async int load(struct site *site) {
 *         struct page index, news;                          // lent to the children
 *         WOK_SCOPE(scope);
 *         wok_scope_spawn(&scope, fetch(site, "/", &index));
 *         wok_scope_spawn(&scope, fetch(site, "/news", &news));
 *         int error = await wok_scope_run(&scope);          // both have ended here, however it ends
 *         return error < 0 ? error : show(&index, &news);
 *     }
 *
 * What is spawned into a scope begins when the scope is run, and at once while it runs: children may
 * spawn more. Whichever way wok_scope_run ends (all children have ended; one failed; its own task was
 * cancelled; it lost a race) no child is left. That is why children may use what was declared before the
 * scope: its owner's locals. (wokcc sees to it: E0402.)
 *
 * A child fails if it answers a negative number of a signed type (negative errno), was cancelled, or had
 * no memory. The first to fail is the scope's reason; the others are cancelled, and wok_scope_run answers
 * the reason when all are over.
 *
 * A group is for tasks whose results are wanted one by one, as they come. It owns nothing of its
 * caller's: what its tasks use has to live as long as with `spawn`.
 */
#ifndef WOK_SCOPE_H
#define WOK_SCOPE_H

#include <wok/future.h>
#include <wok/time.h>

#ifdef __cplusplus
extern "C" {
#endif

struct wok_child;

/* All members are the runtime's. */
struct wok_family {
    uint32_t lock;
    uint32_t state;
    struct wok_child *children;               /* all that are not settled */
    struct wok_child *over_first, *over_last; /* those that have ended, in that order */
    struct wok_waker waker;                   /* of who waits for one to end */
};

/* ---- scope ---- */

struct wok_scope {
    struct wok_family family;
    int reason;
};
#define WOK_SCOPE_INIT                                                                             \
    { {0}, 0 }

/* A scope named `name`, which at the end of the block forgets children that have not begun. */
#define WOK_SCOPE(name)                                                                            \
    struct wok_scope name __attribute__((__cleanup__(wok_scope_leave))) = WOK_SCOPE_INIT

/*
 * What WOK_SCOPE does at the end of the block: children that have never begun are dropped. Those that
 * have begun are over, because wok_scope_run is; if it is not, that is a fatal check.
 */
void wok_scope_leave(struct wok_scope *scope);

struct wok_scope_run {
    struct wok_scope *scope;
    uint32_t phase;
    int result;
};
void wok_scope_run_init(struct wok_scope_run *self, struct wok_scope *scope);
enum wok_poll wok_scope_run_poll(struct wok_scope_run *self, struct wok_context *cx);
enum wok_poll wok_scope_run_cancel(struct wok_scope_run *self, struct wok_context *cx);
void wok_scope_run_drop(struct wok_scope_run *self);

/*
 * Run the children until all have ended. May be repeated, with new children.
 *
 * Result   0.
 * Errors   The reason of the first child that failed, or of wok_scope_fail. -ENOMEM also when a child
 *          could not be spawned.
 * Owner    The scope does not move meanwhile. One runs it at a time.
 * Threads  Any, the children on any worker.
 * Cancel   Cancels the children and waits until they are over.
 */
WOK_CANCEL(data_losing)
wok_async int wok_scope_run(struct wok_scope *scope)
    WOK_FUTURE(struct wok_scope_run, wok_scope_run_init, wok_scope_run_poll, wok_scope_run_cancel,
               wok_scope_run_drop);

/*
 * Cancel the children and give wok_scope_run `reason` (negative errno) to answer, unless it has one.
 * From anywhere, the children too.
 */
void wok_scope_fail(struct wok_scope *scope, int reason);

/*
 * wok_scope_spawn(&scope, f(…)): a child. Its result is not kept, beyond what it says about failing.
 * From the owner, or from a child; any thread. What cannot be started for lack of memory fails the
 * scope; into a scope that has failed nothing is started any more.
 */
#if defined(__WOKCC__) && !defined(WOK_CALLER) && !defined(__cplusplus)
#define wok_scope_spawn(scope, ...) wok_scope_add((scope), wok_box(__VA_ARGS__))
#elif defined(WOK_TOOL_VIEW)
#define wok_scope_spawn(scope, ...) ((void)(scope), (void)(__VA_ARGS__))
#endif
/* The same for a boxed future, the one argument that follows. */
void wok_scope_add(struct wok_scope *scope, ... /* future(T) */);

/* ---- group ---- */

typedef struct wok_group wok_group;

/* NULL: no memory. */
wok_group *wok_group_create(void);

/*
 * The end of a group: tasks that are left are cancelled, and not waited for. Nobody may be waiting for
 * its next result. NULL is fine. Any thread; also in a defer.
 */
void wok_group_destroy(wok_group *group);

/* wok_group_spawn(group, f(…)): a task of the group, begun at once. 0, or -ENOMEM: it is not. */
#if defined(__WOKCC__) && !defined(WOK_CALLER) && !defined(__cplusplus)
#define wok_group_spawn(group, ...) wok_group_add((group), wok_box(__VA_ARGS__))
#elif defined(WOK_TOOL_VIEW)
#define wok_group_spawn(group, ...) ((void)(group), (void)(__VA_ARGS__), 0)
#endif
int wok_group_add(wok_group *group, ... /* future(T) */);

struct wok_group_next {
    wok_group *group;
    void *out;
    size_t size;
    int result;
};
void wok_group_next_init(struct wok_group_next *self, wok_group *group, void *out, size_t size);
enum wok_poll wok_group_next_poll(struct wok_group_next *self, struct wok_context *cx);
enum wok_poll wok_group_next_cancel(struct wok_group_next *self, struct wok_context *cx);
void wok_group_next_drop(struct wok_group_next *self);

/*
 * Wait for the next task of the group to end: the one that ended first of those not yet asked for.
 *
 * Result   0, and `size` bytes of its result in `*out`.
 * Errors   -ENOENT: no task is left. -ECANCELED, -ENOMEM: that task was cancelled, or had no memory. -EINVAL:
 *          its result is of another size; it is lost.
 * Owner    *out is written when the result is 0. One waits at a time.
 * Cancel   Synchronous; no result is lost.
 */
WOK_CANCEL(restartable)
wok_async int wok_group_next_of_size(wok_group *group, void *out, size_t size)
    WOK_FUTURE(struct wok_group_next, wok_group_next_init, wok_group_next_poll,
               wok_group_next_cancel, wok_group_next_drop);
#define wok_group_next(group, out) wok_group_next_of_size(group, out, sizeof *(out))

/* ---- deadline ---- */

struct wok_limited; /* a future with a deadline */

struct wok_deadline_run {
    struct wok_limited *limited;
    uint64_t deadline_ns; /* until it begins, the duration */
    struct wok_sleep sleep;
    uint32_t phase;
    int result;
};
void wok_deadline_run_init(struct wok_deadline_run *self, uint64_t duration_ns,
                           struct wok_limited *limited);
enum wok_poll wok_deadline_run_poll(struct wok_deadline_run *self, struct wok_context *cx);
enum wok_poll wok_deadline_run_cancel(struct wok_deadline_run *self, struct wok_context *cx);
void wok_deadline_run_drop(struct wok_deadline_run *self);

/*
 * await wok_deadline(duration_ns, f(…)): run f, which has to be over in this time, with all that it starts.
 * What waits anywhere below sees the earliest deadline: f itself, the tasks that it spawns, in scopes,
 * groups or alone, those that they spawn, and so on. When the time has come each of them is cancelled.
 *
 *     error = await wok_deadline(2 * WOK_S, answer(request, &reply));
 *
 * wok_timeout ends what is awaited in one place, and leaves alone the tasks that it has spawned.
 *
 * Result   0. What f returns is not kept: let it write to a variable of the caller's.
 * Errors   -ETIMEDOUT: it was cancelled because of the deadline, this one or an earlier one around it, and
 *          has come to its end. -ENOMEM, -ECANCELED: as with wok_shield. For wok_join, too, a task that
 *          had to end has the status -ETIMEDOUT.
 * Cancel   As for f.
 */
WOK_CANCEL(restartable)
wok_async int wok_deadline_run(uint64_t duration_ns, struct wok_limited *limited)
    WOK_FUTURE(struct wok_deadline_run, wok_deadline_run_init, wok_deadline_run_poll,
               wok_deadline_run_cancel, wok_deadline_run_drop);
struct wok_limited *wok_deadline_box(int zero, ... /* future(T) */);
#if defined(__WOKCC__) && !defined(WOK_CALLER) && !defined(__cplusplus)
#define wok_deadline(duration_ns, ...)                                                             \
    wok_deadline_run((duration_ns), wok_deadline_box(0, wok_box(__VA_ARGS__)))
#elif defined(WOK_TOOL_VIEW)
#define wok_deadline(duration_ns, ...) ((void)(duration_ns), (void)(__VA_ARGS__), 0)
#endif

/* The earliest deadline in force for the caller, a point on wok_now()'s clock; UINT64_MAX: there is none. */
uint64_t wok_deadline_point(void);

/* ---- shield ---- */

struct wok_shielded; /* a future in a shield */

struct wok_shield_run {
    struct wok_shielded *shielded;
    uint32_t begun;
    int result;
};
void wok_shield_run_init(struct wok_shield_run *self, struct wok_shielded *shielded);
enum wok_poll wok_shield_run_poll(struct wok_shield_run *self, struct wok_context *cx);
enum wok_poll wok_shield_run_cancel(struct wok_shield_run *self, struct wok_context *cx);
void wok_shield_run_drop(struct wok_shield_run *self);

/*
 * await wok_shield(f(…)): run f to its end, also when who awaits it is cancelled meanwhile: then the
 * cancellation waits for it. For what must not be left half done:
 *
 *     await wok_shield(commit(journal, &status));
 *
 * Result   0. What f returns is not kept: let it write to a variable of the caller's.
 * Errors   -ENOMEM: it was not run, or a call in it had no memory. -ECANCELED: it awaited a task that
 *          was cancelled.
 * Cancel   Before its first poll nothing is run. Afterwards as above.
 */
WOK_CANCEL(restartable)
wok_async int wok_shield_run(struct wok_shielded *shielded)
    WOK_FUTURE(struct wok_shield_run, wok_shield_run_init, wok_shield_run_poll,
               wok_shield_run_cancel, wok_shield_run_drop);
struct wok_shielded *wok_shield_box(int zero, ... /* future(T) */);
#if defined(__WOKCC__) && !defined(WOK_CALLER) && !defined(__cplusplus)
#define wok_shield(...) wok_shield_run(wok_shield_box(0, wok_box(__VA_ARGS__)))
#elif defined(WOK_TOOL_VIEW)
#define wok_shield(...) ((void)(__VA_ARGS__), 0)
#endif

#ifdef __cplusplus
}
#endif

#endif
