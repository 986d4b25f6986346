/*
 * box.c: boxes where a runtime has to be found: made, spawned, run to their end.
 */
#include "task/box.h"

#include <errno.h>
#include <string.h>

#include "instance/instance.h"

wok_box_handle wok_box_create(const struct wok_future_type *type, const void *cold, size_t size) {
    struct wok_runtime *runtime = wok__current.runtime;
    int error = -ENOMEM;
    if (!runtime)
        runtime = wok__default_runtime(&error);
    if (runtime)
        return wok__box_create(runtime, type, cold, size);
    if (type->drop)
        type->drop((void *)cold);
    return wok__box_not_made(error);
}

static wok_task_handle spawn_box(wok_box_handle box,
                                 wok_task_handle (*spawn)(const struct wok_future_type *type,
                                                          const void *cold, size_t size)) {
    if (!box->runtime)
        return wok__task_not_started(-box->error);
    wok_task_handle handle = spawn(box->type, wok__box_future(box), box->size_bytes);
    wok__box_free(box);
    return handle;
}

wok_task_handle wok_spawn_box(wok_box_handle box) {
    return spawn_box(box, wok_spawn_future);
}

wok_task_handle wok_spawn_local_box(wok_box_handle box) {
    return spawn_box(box, wok_spawn_local_future);
}

int wok_try_block_on_box(wok_box_handle box, void *result) {
    if (!box->runtime)
        return box->error;
    int status = wok_try_block_on_future(box->type, wok__box_future(box), box->size_bytes, result);
    wok__box_free(box);
    return status;
}

void wok_block_on_box(wok_box_handle box, void *result, const char *file, unsigned line) {
    int status = wok_try_block_on_box(box, result);
    wok__check(status == 0, "wok: %s:%u: block_on of a box: %s", file, line,
               status == -ECANCELED ? "the future was cancelled" : strerror(-status));
}
