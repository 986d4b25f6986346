/*
 * backtrace.c: see backtrace.h. Every pointer that is followed here may be stale.
 */
#include "task/backtrace.h"

#include <string.h>

#include "platform/peek.h"

enum { POINTS_MAX = 4096 };

/* A string constant; cut short at the end of `copy`, "" when it cannot be read. */
static void peek_text(const char *text, char *copy, size_t size) {
    memset(copy, 0, size);
    for (size_t length = 0; text && length + 1 < size; length++)
        if (!wok__peek(text + length, copy + length, 1) || copy[length] == '\0') {
            copy[length] = '\0';
            return;
        }
}

static bool peek_type(const struct wok_future_type *address, struct wok_future_type *type) {
    return address && wok__peek(address, type, sizeof *type) && type->abi == WOK_ABI;
}

/* The entry of a state, or the table's last one (state 0), which names the function itself. */
static bool peek_point(const struct wok_future_type *type, uint16_t state,
                       struct wok_suspension *point) {
    if (!type->points)
        return false;
    for (uint32_t i = 0; i < POINTS_MAX; i++) {
        if (!wok__peek(&type->points[i], point, sizeof *point))
            return false;
        if (point->state == state || point->state == 0)
            return point->state == state;
    }
    return false;
}

static void fill(struct wok__backtrace_line *line, const struct wok_future_type *type) {
    memset(line, 0, sizeof *line);
    peek_text(type->name, line->function, sizeof line->function);
}

static void fill_point(struct wok__backtrace_line *line, const struct wok_suspension *point) {
    line->line = point->line;
    line->has_awaited = point->state != 0;
    peek_text(point->file, line->file, sizeof line->file);
    peek_text(point->child, line->child, sizeof line->child);
}

/* The frame that is awaited at this point, or NULL when it is no compiled function's. */
static const struct wok_frame *peek_child(const struct wok_frame *frame,
                                          const struct wok_suspension *point) {
    const char *place = (const char *)frame + point->child_offset;
    const struct wok_frame *called;
    switch (point->kind) {
    case WOK_AWAIT_EMBEDDED:
        return (const struct wok_frame *)place;
    case WOK_AWAIT_CALL:
        return wok__peek(place, &called, sizeof called) ? called : NULL;
    default:
        return NULL;
    }
}

uint32_t wok__backtrace(const struct wok_task *task, struct wok__backtrace_line *lines,
                        uint32_t capacity) {
    struct wok_task header;
    struct wok_future_type type;
    if (capacity == 0 || !wok__peek(task, &header, sizeof header) || !peek_type(header.type, &type))
        return 0;
    fill(&lines[0], &type);
    const struct wok_frame *frame = wok__task_future((struct wok_task *)task);
    uint32_t count = 1;
    if (!(type.flags & WOK_FUTURE_COMPILED))
        return count;
    for (;;) {
        struct wok_frame copy;
        struct wok_suspension point;
        if (!wok__peek(frame, &copy, sizeof copy) || !peek_point(&type, copy.state, &point))
            return count;
        fill_point(&lines[count - 1], &point);
        if (copy.state == 0 || count == capacity)
            return count;
        frame = peek_child(frame, &point);
        if (!frame || !wok__peek(frame, &copy, sizeof copy) || copy.state == WOK_FINISHED ||
            !peek_type(&copy.function->future, &type) || !(type.flags & WOK_FUTURE_COMPILED))
            return count;
        fill(&lines[count++], &type);
    }
}
