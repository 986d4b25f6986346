/*
 * Goal    A backtrace shows each function of a task that is suspended, with the line of its await:
 *         callees inside the frame, with a header or (in the fast back end) without, and those behind
 *         a pointer.
 * Method  A task goes four calls deep and sleeps; another one reads its backtrace.
 * Workers 1
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <wok/wok.h>

#include "task/backtrace.h"

enum { LINES_MAX = 8 };

static int line_of_sleep, line_of_inner, line_of_middle, line_of_pointer;

static async int inner(int depth) {
    line_of_sleep = __LINE__ + 1;
    await wok_sleep((uint64_t)depth * WOK_S);
    return depth;
}

static async int middle(int depth) {
    line_of_inner = __LINE__ + 1;
    return await inner(depth + 1);
}

static async int behind_a_pointer(int depth) {
    int before = depth * 2;
    line_of_middle = __LINE__ + 1;
    int got = await middle(depth + 1);
    return got + before;
}

static async int (*const pointer)(int) = behind_a_pointer;

static async int outer(int depth) {
    int before = depth * 2;
    line_of_pointer = __LINE__ + 1;
    int got = await pointer(depth + 1);
    return got + before;
}

static void expect(const struct wok__backtrace_line *line, const char *function, int number,
                   const char *child) {
    if (strcmp(line->function, function) == 0 && (int)line->line == number &&
        strcmp(line->child, child) == 0 && line->was_suspended &&
        strstr(line->file, "backtrace_program.c"))
        return;
    fprintf(stderr, "%s:%u: %s awaits '%s', not %s at %d\n", line->file, (unsigned)line->line,
            line->function, line->child, function, number);
    abort();
}

async int main(void) {
    task(int) running = spawn(outer(1));
    const struct wok_task *task;
    memcpy(&task, &running, sizeof task);
    await wok_sleep(5 * WOK_MS);
    struct wok__backtrace_line lines[LINES_MAX];
    uint32_t count = wok__backtrace(task, lines, LINES_MAX);
    if (count != 4) {
        fprintf(stderr, "%u lines\n", (unsigned)count);
        abort();
    }
    expect(&lines[0], "outer", line_of_pointer, "");
    expect(&lines[1], "behind_a_pointer", line_of_middle, "middle");
    expect(&lines[2], "middle", line_of_inner, "inner");
    expect(&lines[3], "inner", line_of_sleep, "wok_sleep");
    if (wok__backtrace(task, lines, 2) != 2)
        abort();
    await wok_cancel(running);
    return 0;
}
