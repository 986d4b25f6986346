/*
 * Every diagnostic of wokcc has a code of its own, for tests, for searching, and for --explain.
 * E00xx words and syntax · E01xx futures, handles, moves · E02xx control flow · E03xx types and
 * frames · E04xx threads and blocking · E09xx not supported.
 */
#ifndef WOKCC_DIAGNOSE_CODES_H
#define WOKCC_DIAGNOSE_CODES_H

/* X(name, number, summary) */
#define DIAGNOSE_CODES(X)                                                                          \
    X(SYNTAX, 1, "the parser cannot read this")                                                    \
    X(C_ERROR, 2, "the C parser reports an error inside async code")                               \
    X(AWAIT_OUTSIDE, 3, "await in a function that is not async")                                   \
    X(AWAIT_UNEVALUATED, 4, "await where nothing is evaluated")                                    \
    X(AWAIT_NOT_FUTURE, 5, "await of something that is not a future")                              \
    X(ASYNC_MISPLACED, 6, "async where no function is declared")                                   \
    X(PRAGMA, 7, "a pragma of wok that says nothing")                                              \
    X(MARK_MISPLACED, 8, "a mark where it means nothing")                                          \
    X(CALL_NOT_AWAITED, 101, "an async call that is neither awaited, spawned nor stored")          \
    X(FUTURE_MOVED, 102, "use of a future or handle after it was moved or consumed")               \
    X(FUTURE_UNUSED, 103, "a future that is not awaited on every path")                            \
    X(HANDLE_UNUSED, 104, "a task handle that is not consumed on every path")                      \
    X(FUTURE_COPIED, 105, "a future used as a value")                                              \
    X(FUTURE_UNSIZED, 106, "a future by value whose function is not visible")                      \
    X(FUTURE_REDEFINED, 107, "a future variable assigned a second time")                           \
    X(ASYNC_POINTER, 108, "an async function converted to a plain pointer, or the reverse")        \
    X(BLOCK_ESCAPES, 109, "a block by reference that would outlive its scope")                     \
    X(JUMP_OUT, 201, "control flow out of a defer, a branch or a block")                           \
    X(JUMP_INTO_DEFER, 202, "a jump into the scope of a defer")                                    \
    X(AWAIT_IN_DEFER, 203, "await in a defer")                                                     \
    X(RACE_SHAPE, 204, "a race whose body is not a list of when arms")                             \
    X(VLA, 301, "a variable-length array in a scope that awaits")                                  \
    X(SETJMP, 302, "setjmp or alloca in async code")                                               \
    X(VARIADIC, 303, "a variadic async function")                                                  \
    X(COMPUTED_GOTO, 304, "computed goto or a label address in async code")                        \
    X(NESTED_FUNCTION, 305, "a nested function")                                                   \
    X(FRAME_TOO_LARGE, 306, "more suspension points than a frame can number")                      \
    X(NOT_SEND, 401, "a spawned task that must not change threads")                                \
    X(ESCAPE, 402, "the address of a local variable in a task that outlives it")                   \
    X(HELD_LOCK, 403, "a lock held across an await")                                               \
    X(NO_AWAIT, 404, "a value marked WOK_NO_AWAIT alive across an await")                          \
    X(BLOCKING_CALL, 405, "a call that stops the thread, in async code")                           \
    X(ERRNO, 406, "errno read after an await")                                                     \
    X(THREAD_LOCAL, 407, "the address of a thread's own variable kept across an await")            \
    X(STATIC_RESULT, 408, "a result in memory of the library kept across an await")                \
    X(DATA_LOSS, 409, "a race that may lose data")                                                 \
    X(QUEUE_LOSS, 410, "a race that may lose a place in a queue")                                  \
    X(UNSUPPORTED, 900, "a part of the language that this version does not compile")

/*
 * Findings that one may turn off, into errors, or into warnings, each by its name: -Wwok-NAME,
 * -Wno-wok-NAME, -Werror=wok-NAME, -Wno-error=wok-NAME. All other codes are always errors.
 *
 * X(name, option, what it is without a flag)
 */
#define DIAGNOSE_CHOICES(X)                                                                        \
    X(PRAGMA, "pragma", WARNING)                                                                   \
    X(NOT_SEND, "not-send", ERROR)                                                                 \
    X(ESCAPE, "escape", ERROR)                                                                     \
    X(HELD_LOCK, "held-lock", ERROR)                                                               \
    X(NO_AWAIT, "no-await", ERROR)                                                                 \
    X(BLOCKING_CALL, "blocking-call", WARNING)                                                     \
    X(ERRNO, "errno", WARNING)                                                                     \
    X(THREAD_LOCAL, "thread-local", WARNING)                                                       \
    X(STATIC_RESULT, "static-result", WARNING)                                                     \
    X(DATA_LOSS, "data-loss", ERROR)                                                               \
    X(QUEUE_LOSS, "queue-loss", WARNING)

enum diagnose_code {
#define X(name, number, summary) DIAGNOSE_##name = number,
    DIAGNOSE_CODES(X)
#undef X
};

/* Indices into the choices of a run. */
enum diagnose_choice {
#define X(name, option, level) CHOICE_##name,
    DIAGNOSE_CHOICES(X)
#undef X
        CHOICE_COUNT
};

enum diagnose_level { LEVEL_DEFAULT, LEVEL_OFF, LEVEL_WARNING, LEVEL_ERROR };

#endif
