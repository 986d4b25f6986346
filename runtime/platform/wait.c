/*
 * wait.c: the futex on the machine.
 */
#include "platform/wait.h"

#include <errno.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "platform/current.h"

_Thread_local struct wok__current wok__current;

#ifdef WOK__THREAD_SANITIZER
uint32_t wok__fence_word;
#endif

int wok__futex_wait(wok__atomic_u32 *word, uint32_t expected, uint64_t timeout_ns) {
    struct timespec timeout = {
        .tv_sec = (time_t)(timeout_ns / 1000000000u),
        .tv_nsec = (long)(timeout_ns % 1000000000u),
    };
    const struct timespec *limit = timeout_ns == WOK__FOREVER ? NULL : &timeout;
    long answer = syscall(SYS_futex, &word->only_through_atomic_h, FUTEX_WAIT_PRIVATE, expected,
                          limit, NULL, 0);
    if (answer == 0 || errno == EINTR)
        return 0;
    return -errno;
}

void wok__futex_wake(wok__atomic_u32 *word, uint32_t count) {
    syscall(SYS_futex, &word->only_through_atomic_h, FUTEX_WAKE_PRIVATE,
            count > INT32_MAX ? INT32_MAX : (int)count, NULL, NULL, 0);
}
