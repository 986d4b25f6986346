/*
 * backtrace.c: see backtrace.h. Every pointer that is followed here may be stale.
 */
#include "task/backtrace.h"

#include <string.h>

#include "platform/peek.h"

enum { POINTS_MAX = 65536 };

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

/* A compiled function that stands somewhere. */
struct standing {
    const char *frame; /* where its header is, or would be */
    const struct wok_suspension *points;
    uint16_t state;
};

/* The entry of a state; of 0, the table's last one, which names the function itself. */
static bool peek_point(const struct wok_suspension *points, uint16_t state,
                       struct wok_suspension *point) {
    if (!points)
        return false;
    for (uint32_t i = 0; i < POINTS_MAX; i++) {
        if (!wok__peek(&points[i], point, sizeof *point))
            return false;
        if (point->state == state || point->state == 0)
            return point->state == state;
    }
    return false;
}

static void fill(struct wok__backtrace_line *line, const char *function) {
    memset(line, 0, sizeof *line);
    peek_text(function, line->function, sizeof line->function);
}

static void fill_point(struct wok__backtrace_line *line, const struct wok_suspension *point) {
    line->line = point->line;
    line->was_suspended = point->state != 0;
    peek_text(point->file, line->file, sizeof line->file);
    peek_text(point->child, line->child, sizeof line->child);
}

/* A frame with a header, which leads to the function's descriptor. */
static bool enter(struct standing *at, const char *frame, struct wok__backtrace_line *line) {
    struct wok_frame header;
    struct wok_future_type type;
    if (!frame || !wok__peek(frame, &header, sizeof header) || header.state == WOK_FINISHED ||
        !peek_type(&header.function->future, &type) || !(type.flags & WOK_FUTURE_COMPILED))
        return false;
    *at = (struct standing){frame, type.points, header.state};
    fill(line, type.name);
    return true;
}

/* A frame without one: who awaits it knows its table, and that knows where its state is. */
static bool enter_merged(struct standing *at, const char *frame, const struct wok_suspension *point,
                         struct wok__backtrace_line *line) {
    struct wok_suspension last;
    uint16_t state = 0;
    if (!peek_point(point->callee, 0, &last) || (last.kind != 1 && last.kind != 2) ||
        !wok__peek(frame + last.child_offset, &state, last.kind) ||
        state == (last.kind == 1 ? UINT8_MAX : UINT16_MAX))
        return false;
    *at = (struct standing){frame, point->callee, state};
    fill(line, point->child);
    return true;
}

/* Goes on to what is awaited at this point, if that is a compiled function. */
static bool enter_awaited(struct standing *at, const struct wok_suspension *point,
                          struct wok__backtrace_line *line) {
    const char *place = at->frame + point->child_offset, *called;
    switch (point->kind) {
    case WOK_AWAIT_EMBEDDED:
        return enter(at, place, line);
    case WOK_AWAIT_CALL:
        return wok__peek(place, &called, sizeof called) && enter(at, called, line);
    case WOK_AWAIT_MERGED:
        return enter_merged(at, place, point, line);
    default:
        return false;
    }
}

uint32_t wok__backtrace(const struct wok_task *task, struct wok__backtrace_line *lines,
                        uint32_t capacity) {
    struct wok_task header;
    struct wok_future_type type;
    if (capacity == 0 || !wok__peek(task, &header, sizeof header) || !peek_type(header.type, &type))
        return 0;
    fill(&lines[0], type.name);
    struct wok_frame root;
    const char *frame = wok__task_future((struct wok_task *)task);
    if (!(type.flags & WOK_FUTURE_COMPILED) || !wok__peek(frame, &root, sizeof root))
        return 1;
    struct standing at = {frame, type.points, root.state};
    struct wok_suspension point;
    for (uint32_t count = 1;; count++) {
        if (!peek_point(at.points, at.state, &point))
            return count;
        fill_point(&lines[count - 1], &point);
        if (at.state == 0 || count == capacity || !enter_awaited(&at, &point, &lines[count]))
            return count;
    }
}
