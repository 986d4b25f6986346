/*
 * backtrace.c: see backtrace.h. Every pointer that is followed here may be stale.
 */
#include "task/backtrace.h"

#include <string.h>

#include "platform/peek.h"
#include "task/box.h"

enum { POINTS_MAX = 65536 };
enum { PEEK_BYTES = 32 }; /* of a text, in one step: never across a page that may not be there */

/* A string constant; cut short at the end of `copy`, or where it cannot be read. */
static void peek_text(const char *text, char *copy, size_t size) {
    size_t length = 0;
    memset(copy, 0, size);
    while (text && length + 1 < size) {
        size_t step = PEEK_BYTES - (uintptr_t)(text + length) % PEEK_BYTES;
        if (step > size - 1 - length)
            step = size - 1 - length;
        if (!wok__peek(text + length, copy + length, step) || memchr(copy + length, 0, step))
            break;
        length += step;
    }
    size_t end = strnlen(copy, size - 1); /* what came behind the end is no part of it */
    memset(copy + end, 0, size - end);
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

/* The entry of a state; of 0, the table's last one, which names the function itself. Answers where it
 * stands in the table; NULL: there is none. */
static const struct wok_suspension *peek_point(const struct wok_suspension *points, uint16_t state,
                                               struct wok_suspension *point) {
    if (!points)
        return NULL;
    for (uint32_t i = 0; i < POINTS_MAX; i++) {
        if (!wok__peek(&points[i], point, sizeof *point))
            return NULL;
        if (point->state == state || point->state == 0)
            return point->state == state ? &points[i] : NULL;
    }
    return NULL;
}

static void fill(struct wok__backtrace_line *line, const char *function) {
    memset(line, 0, sizeof *line);
    peek_text(function, line->function, sizeof line->function);
}

static void fill_point(struct wok__backtrace_line *line, const struct standing *at,
                       const struct wok_suspension *point) {
    line->line = point->line;
    line->was_suspended = point->state != 0;
    line->kind = point->state ? point->kind : 0;
    line->frame = at->frame;
    line->awaited = at->frame + point->child_offset;
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
    struct wok_box *box;
    switch (point->kind) {
    case WOK_AWAIT_EMBEDDED:
        return enter(at, place, line);
    case WOK_AWAIT_CALL:
        return wok__peek(place, &called, sizeof called) && enter(at, called, line);
    case WOK_AWAIT_MERGED:
        return enter_merged(at, place, point, line);
    case WOK_AWAIT_BLOCK:
        return enter(at, place + sizeof(struct wok_strand), line);
    case WOK_AWAIT_BOX:
        return wok__peek(place, &box, sizeof box) && box && enter(at, wok__box_future(box), line);
    default:
        return false;
    }
}

/* From the function in lines[0] inwards. */
static uint32_t walk(struct standing at, struct wok__backtrace_line *lines, uint32_t capacity) {
    struct wok_suspension point;
    for (uint32_t count = 1;; count++) {
        const struct wok_suspension *place = peek_point(at.points, at.state, &point);
        if (!place)
            return count;
        fill_point(&lines[count - 1], &at, &point);
        lines[count - 1].point = place;
        if (at.state == 0 || count == capacity || !enter_awaited(&at, &point, &lines[count]))
            return count;
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
    const char *future = wok__task_future((struct wok_task *)task);
    if (type.flags & WOK_FUTURE_COMPILED && wok__peek(future, &root, sizeof root)) {
        if (type.flags & WOK_FUTURE_IS_COPY && peek_type(&root.function->future, &type))
            fill(&lines[0], type.name); /* the task's name is not the function's */
        return walk((struct standing){future, type.points, root.state}, lines, capacity);
    }
    lines[0].kind = WOK_AWAIT_LEAF;
    lines[0].awaited = future;
    return 1;
}

int wok__backtrace_branch(const struct wok__backtrace_line *line, uint32_t index,
                          struct wok__backtrace_line *lines, uint32_t capacity) {
    struct wok_suspension point, note;
    struct standing at;
    if (!line->point || !wok__peek(line->point, &point, sizeof point) ||
        !wok__peek(line->point + 1 + index, &note, sizeof note) || note.state != point.state ||
        note.kind != WOK_NOTE_BRANCH)
        return -1;
    const char *frame = line->frame + note.child_offset;
    if (!(note.callee ? enter_merged(&at, frame, &note, &lines[0]) : enter(&at, frame, &lines[0])))
        return 0;
    return (int)walk(at, lines, capacity);
}

bool wok__peek_task_name(const struct wok_task *task, char *name, size_t size) {
    struct wok_task header;
    struct wok_future_type type;
    if (!wok__peek(task, &header, sizeof header) || !peek_type(header.type, &type))
        return false;
    peek_text(type.name, name, size);
    return true;
}
