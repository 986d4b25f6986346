/*
 * <wok/async.h>: the words of async C.
 *
 * One source has three views, and this file chooses among them. It includes no libc header (the
 * compiler view brings <wok/generated.h>, which needs stddef.h and stdint.h).
 *
 *   compiler view   wokcc defines __WOKCC__: the words are not macros at all; wokcc's lexer
 *                   recognises them after the pragma below. (A function-like macro would fold a
 *                   spawn of many lines onto one.)
 *   caller view     WOK_CALLER, and always in C++: prototypes only. `task` and `future` are opaque
 *                   pointers (wok_task_handle), the other words do not exist. For plain C and C++
 *                   that call async functions through their blocking entry points.
 *   tool view       everything else (editors, clangd, clang-tidy): the words erase to ordinary C of
 *                   the same types. It is type-checked, never linked and never run.
 *
 * What wokcc's checks say can be chosen for a part of the text, as with compilers' own warnings:
 *
 *   #pragma wok diagnostic push | pop | ignored "-Wwok-NAME" | warning "…" | error "…"
 *
 * Every word has a wok_-prefixed spelling; `#define WOK_NO_KEYWORDS` before the include leaves only
 * those. The prefixed spelling of `join` is `wok_join_all`, because wok_join() waits for a task.
 *
 * Marks, which tell wokcc's checks what C cannot say and mean nothing to anybody else. In the definition
 * of a struct or union, after the word:
 *
 *   struct WOK_NOT_SEND t { … };    belongs to the thread that made it: no spawned task may be given
 *                                   one, or a pointer to one, or keep it across an await (E0401)
 *   struct WOK_NOT_SYNC t { … };    may move to another thread, but only one at a time may reach it:
 *                                   the same of pointers to it (E0401)
 *   struct WOK_SEND t { … };        a promise that nobody checks: whatever it holds, it may go to any
 *                                   thread
 *   struct WOK_NO_AWAIT t { … };    must not be alive across any await (a guard, a borrowed buffer),
 *                                   spawned or not (E0404)
 *
 * For a type of somebody else's a declaration is enough, before its header is read or after it:
 * `struct WOK_NOT_SEND widget;`
 *
 * Before a function:
 *
 *   WOK_BLOCKING int f(…);          stops the calling thread for as long as it takes: not for async
 *                                   code (E0405)
 *   WOK_PREEMPT async int f(…) {…}  its loops give way: each turn spends a unit of the poll's budget
 *   WOK_CANCEL(class) async …       what is lost when a call is cancelled before its end:
 *       restartable                 nothing: it can be made again as if it had not been (the class of
 *                                   what is not marked and cannot be seen)
 *       queue_losing                a place in a queue (E0410)
 *       data_losing                 a part of its work may be done, and nobody knows how much (E0409)
 *                                   A function that is visible and not marked has the worst class of
 *                                   what it awaits; about objects that it made itself nobody asks.
 *
 * What wokcc's checks say can be chosen for a part of the text, as with compilers' own warnings:
 *
 *   #pragma wok diagnostic push | pop | ignored "-Wwok-NAME" | warning "…" | error "…"
 *
 * Every word has a wok_-prefixed spelling; `#define WOK_NO_KEYWORDS` before the include leaves only
 * those. The prefixed spelling of `join` is `wok_join_all`, because wok_join() waits for a task.
 *
 * Marks, which tell wokcc's checks what C cannot say and mean nothing to anybody else:
 *
 *   struct WOK_NOT_SEND t { … };    belongs to the thread that made it: no spawned task may keep one,
 *                                   or a pointer to one, across an await
 *   struct WOK_NOT_SYNC t { … };    may move to another thread, but only one at a time may reach it:
 *                                   no spawned task may keep a pointer to one across an await
 *   struct WOK_SEND t { … };        a promise: whatever it holds, it may go to any thread
 *   struct WOK_NO_AWAIT t { … };    must not be alive across any await (a guard, a borrowed buffer)
 *   WOK_BLOCKING int f(…);          stops the calling thread for as long as it takes
 *   WOK_PREEMPT async int f(…) {…}  its loops give way: each turn spends a unit of the poll's budget
 *   WOK_CANCEL(class) async …       what is lost when the call is cancelled: restartable (nothing),
 *                                   queue_losing (the place in a queue), data_losing (data)
 */
#ifndef WOK_ASYNC_H
#define WOK_ASYNC_H

/* What an object file was compiled against; libwok refuses another number at start. */
#define WOK_ABI 5

#if defined(__WOKCC__) && !defined(WOK_CALLER) && !defined(__cplusplus)

#ifdef WOK_NO_KEYWORDS
#pragma wok words prefixed
#else
#pragma wok words all
#endif

#define WOK_CANCEL(class) WOK_CANCEL_##class

/* What emitted code calls. */
#include <wok/generated.h>

#elif defined(WOK_CALLER) || defined(__cplusplus)

#ifndef WOK_CALLER
#define WOK_CALLER 1
#endif
#define wok_async
#define WOK_FUTURE(...)
#define WOK_NOT_SEND
#define WOK_NOT_SYNC
#define WOK_SEND
#define WOK_NO_AWAIT
#define WOK_BLOCKING
#define WOK_PREEMPT
#define WOK_CANCEL(class)

#else

#pragma GCC system_header
#define WOK_TOOL_VIEW 1

/* The value of spawning or boxing a void function. */
typedef struct wok_unit {
    char unit;
} wok_unit;

#define WOK_IS_VOID(...) __builtin_types_compatible_p(__typeof__(__VA_ARGS__), void)
#define WOK_UNIT(...)                                                                              \
    __builtin_choose_expr(WOK_IS_VOID(__VA_ARGS__), ((void)(__VA_ARGS__), (struct wok_unit){0}),    \
                          (__VA_ARGS__))

#define wok_async
#define wok_async_move
#define wok_await
#define wok_spawn(...) WOK_UNIT(__VA_ARGS__)
#define wok_spawn_local(...) WOK_UNIT(__VA_ARGS__)
#define wok_box(...)   WOK_UNIT(__VA_ARGS__)
#define wok_cold(...)  WOK_UNIT(__VA_ARGS__)
#define wok_future(...)                                                                            \
    __typeof__(__builtin_choose_expr(WOK_IS_VOID(__VA_ARGS__), (struct wok_unit){0},               \
                                     *(__typeof__(__VA_ARGS__) *)0))
#define wok_task(...)     wok_future(__VA_ARGS__)
#define wok_join_all(...) ((void)(__VA_ARGS__))
#define wok_race          if (1)
#define wok_when(...)     for (__VA_ARGS__; 1;)
#define wok_defer         while (0)

#define wok_block_on(...)          (__VA_ARGS__)
#define wok_try_block_on(call, result) ((void)(call), (void)(result), 0)
#define wok_detach(...)            ((void)(__VA_ARGS__))
#define wok_cancel(...)            ((void)(__VA_ARGS__), 0)
#define wok_join(handle, result)   ((void)(handle), (void)(result), 0)

#ifndef WOK_NO_KEYWORDS
#define async         wok_async
#define async_move    wok_async_move
#define await         wok_await
#define spawn(...)    wok_spawn(__VA_ARGS__)
#define spawn_local(...) wok_spawn_local(__VA_ARGS__)
#define box(...)      wok_box(__VA_ARGS__)
#define cold(...)     wok_cold(__VA_ARGS__)
#define future(...)   wok_future(__VA_ARGS__)
#define task(...)     wok_task(__VA_ARGS__)
#define join(...)     wok_join_all(__VA_ARGS__)
#define race          wok_race
#define when(...)     wok_when(__VA_ARGS__)
#define defer         wok_defer
#endif

#if !defined(__STDC_VERSION__) || __STDC_VERSION__ < 202311L ||                                    \
    (!defined(__clang__) && defined(__GNUC__) && __GNUC__ < 13)
#define auto __auto_type
#endif

#pragma GCC diagnostic ignored "-Wunused-value"
/* #pragma wok diagnostic */
#pragma GCC diagnostic ignored "-Wunknown-pragmas"

#define WOK_FUTURE(...)
#define WOK_NOT_SEND
#define WOK_NOT_SYNC
#define WOK_SEND
#define WOK_NO_AWAIT
#define WOK_BLOCKING
#define WOK_PREEMPT
#define WOK_CANCEL(class)

/* An object of this view must not be linked: the name of the missing symbol says what to do. */
extern const char wok__compile_this_file_with_wokcc;
__attribute__((used, retain)) static const char *const wok__tool_view_object =
    &wok__compile_this_file_with_wokcc;

#endif /* views */

#endif
