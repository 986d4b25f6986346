/*
 * main.c: what `async int main` becomes, and what every emitted object file asks at start.
 */
#include <errno.h>
#include <string.h>

#include "instance/instance.h"

static int main_status(int status, int result) {
    if (status == 0)
        return result;
    wok__log(wok__system_real(), "wok: main: %s",
             status == -ECANCELED ? "cancelled" : strerror(-status));
    return 1;
}

/* What of the environment the error is about. */
static const char *hint(int error) {
    switch (error) {
    case -EINVAL:
        return " (WOK_WORKERS is a number from 1 to 256, WOK_POLL_LIMIT_MS, WOK_GRACE_MS "
               "and WOK_SHUTDOWN_MS are of ms, WOK_REACTOR is auto, uring or epoll, WOK_DEADLOCK "
               "off, report, suspect or abort)";
    case -ENOSYS:
        return " (WOK_REACTOR=uring, and this kernel has no io_uring, or one that is too old)";
    case -EPERM:
    case -EACCES:
        return " (WOK_REACTOR=uring, and io_uring is not allowed here)";
    default:
        return "";
    }
}

int wok_run_main(const struct wok_future_type *type, const void *cold, size_t size) {
    struct wok_runtime *runtime;
    int result = 0;
    int status = wok_runtime_create(NULL, &runtime);
    if (status < 0) {
        wok__log(wok__system_real(), "wok: the runtime cannot start: %s%s", strerror(-status),
                 hint(status));
        return 1;
    }
    wok__default_runtime_set(runtime);
    wok__check(type->result_size <= sizeof result, "wok: main returns int or void");
    status = wok_runtime_run_future(runtime, type, cold, size, &result);
    int exit_status = main_status(status, result);
    if (wok_runtime_destroy(runtime) == 0)
        wok__default_runtime_set(NULL);
    return exit_status;
}

void wok_check_abi(uint32_t abi, const char *file) {
    wok__check(abi == WOK_ABI,
               "wok: %s was compiled for ABI %u of wok, this libwok has ABI %u; compile it again",
               file, (unsigned)abi, (unsigned)WOK_ABI);
}
