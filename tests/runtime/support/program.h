/*
 * program.h: async functions written by hand, in the shape that wokcc emits.
 *
 * Each is a frame with a header, its arguments at offset 16, and what lives across its awaits; and
 * two functions, resume and unwind. COMPILED(f) makes the descriptor f_function and the cold value's
 * initialiser.
 */
#ifndef WOK_TEST_PROGRAM_H
#define WOK_TEST_PROGRAM_H

#include <stddef.h>

#include <wok/generated.h>
#include <wok/task.h>
#include <wok/time.h>

/* For a frame `struct f` with a member `result`, and functions f_resume and f_unwind. */
#define COMPILED(f)                                                                                \
    static const struct wok_function f##_function = {                                              \
        .future = {.abi = WOK_ABI,                                                                 \
                   .flags = WOK_FUTURE_COMPILED,                                                   \
                   .name = #f,                                                                     \
                   .size = sizeof(struct f),                                                       \
                   .align = _Alignof(struct f),                                                    \
                   .result_offset = offsetof(struct f, result),                                    \
                   .result_size = sizeof(((struct f *)0)->result),                                 \
                   .poll = wok_frame_poll,                                                         \
                   .cancel = wok_frame_cancel},                                                    \
        .resume = f##_resume,                                                                      \
        .unwind = f##_unwind,                                                                      \
    }

/* A cold value: COLD(f, .argument = 1). */
#define COLD(f, ...)                                                                               \
    (struct f) {                                                                                   \
        .header = {.function = &f##_function}, __VA_ARGS__                                         \
    }

/* Spawn it: SPAWN(f, .argument = 1). */
#define SPAWN(f, ...)                                                                              \
    wok_spawn_future(&f##_function.future, &COLD(f, __VA_ARGS__), sizeof(struct f))

/* For a hand-written leaf `struct f` with f_poll and f_cancel (of void *) and a member `result`. */
#define LEAF(f)                                                                                    \
    static const struct wok_future_type f##_type = {                                               \
        .abi = WOK_ABI,                                                                            \
        .flags = WOK_FUTURE_LEAF,                                                                  \
        .name = #f,                                                                                \
        .size = sizeof(struct f),                                                                  \
        .align = _Alignof(struct f),                                                               \
        .result_offset = offsetof(struct f, result),                                               \
        .result_size = sizeof(((struct f *)0)->result),                                            \
        .poll = f##_poll,                                                                          \
        .cancel = f##_cancel,                                                                      \
    }

/*
 * For the body of a resume function, which is a switch over frame->state: await a hand-written child.
 * `call` polls it; the state is the one that the case label after it has.
 */
#define AWAIT(self, number, call)                                                                  \
    (self)->header.state = (number);                                                               \
    __attribute__((fallthrough));                                                                  \
    case (number):                                                                                 \
        if ((call) == WOK_PENDING)                                                                 \
            return WOK_STEP_PENDING;

#define FINISH(self, value)                                                                        \
    do {                                                                                           \
        (self)->result = (value);                                                                  \
        (self)->header.state = WOK_FINISHED;                                                       \
        return WOK_STEP_READY;                                                                     \
    } while (0)

#endif
