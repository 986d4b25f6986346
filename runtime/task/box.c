/*
 * box.c: the life of a box. See box.h.
 */
#include "task/box.h"

#include <errno.h>
#include <string.h>

#include "base/bits.h"
#include "task/strand.h"
#include "task/task.h"

static struct wok_box no_memory = {.error = -ENOMEM};
static struct wok_box shut_down = {.error = -ESHUTDOWN};

wok_box_handle wok__box_not_made(int error) {
    return error == -ESHUTDOWN ? &shut_down : &no_memory;
}

wok_box_handle wok__box_create(struct wok_runtime *runtime, const struct wok_future_type *type,
                               const void *cold, size_t size) {
    enum { PREFIX = sizeof(struct wok_box) + sizeof(struct wok_strand) };
    struct wok__heap *heap = wok__task_host(runtime)->heap(runtime);
    struct wok_box *box =
        wok__heap_alloc(heap, WOK__BLOCK_SEGMENT, PREFIX + wok__larger(type->size, size),
                        wok__larger(type->align, 16), PREFIX);
    if (!box) {
        if (type->drop)
            type->drop((void *)cold);
        return &no_memory;
    }
    *box = (struct wok_box){.type = type, .runtime = runtime, .size_bytes = (uint32_t)size};
    *(struct wok_strand *)(box + 1) = (struct wok_strand){0};
    memcpy(wok__box_future(box), cold, size);
    return box;
}

void wok__box_free(wok_box_handle box) {
    struct wok_runtime *runtime = box->runtime;
    if (!runtime)
        return;
    box->zero = 0;
    wok__heap_free(wok__task_host(runtime)->heap(runtime), box);
}

enum wok_poll wok_box_poll(wok_box_handle box, struct wok_context *cx) {
    if (!box->runtime)
        return WOK_READY;
    if (box->type->flags & WOK_FUTURE_COMPILED)
        return wok__strand_poll(wok__box_future(box), cx);
    return box->type->poll(wok__box_future(box), cx);
}

enum wok_poll wok_box_cancel(wok_box_handle box, struct wok_context *cx) {
    if (!box || !box->runtime)
        return WOK_READY;
    return box->type->cancel(wok__box_future(box), cx);
}

int wok_box_status(wok_box_handle box) {
    if (!box->runtime)
        return box->error;
    return box->type->flags & WOK_FUTURE_COMPILED ? wok_frame_status(wok__box_future(box)) : 0;
}

const void *wok_box_result(wok_box_handle box) {
    return (const char *)wok__box_future(box) + box->type->result_offset;
}

void wok_box_drop(wok_box_handle box) {
    if (!box || !box->runtime)
        return;
    if (box->type->drop)
        box->type->drop(wok__box_future(box));
    wok__box_free(box);
}
