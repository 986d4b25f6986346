/*
 * child.h: test programs that look at what a process says when it stands still, ends badly, or ends.
 *
 * A case is the same program once more, with the case's name as its argument: `run` is its main. Its
 * standard error is compared with `lines`, in any order, since tasks are found in any, where "@mark"
 * stands for the file and the line that ends with the comment of that name ("#mark": of this file), and
 * "*" for an address. main ends in `return await child_be(cases, count, argv[1]); // entry`.
 */
#ifndef WOK_TEST_CHILD_H
#define WOK_TEST_CHILD_H

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <wok/wok.h>

enum { CHILD_LINES = 24, CHILD_TEXT = 16384 };

struct child_case {
    const char *name;
    async int (*run)(void);
    const char *lines[CHILD_LINES];
};

#define CHILD_IN_MAIN                                                                              \
    "wok:   in main, at @entry (await child_be)", "wok:   in child_be, at #run (await a call)"

#define CHILD_CASE(function, ...) { #function, function, { __VA_ARGS__ } }

/* The line of the file that ends with "// mark". */
static int child_line_of(const char *source, const char *mark, size_t mark_length) {
    FILE *file = fopen(source, "r");
    char text[256], wanted[64];
    int line = 0, found = 0;
    snprintf(wanted, sizeof wanted, "// %.*s\n", (int)mark_length, mark);
    while (file && fgets(text, sizeof text, file)) {
        const char *at = strstr(text, wanted);
        line++;
        if (at && strlen(at) == strlen(wanted))
            found = line;
    }
    if (file)
        fclose(file);
    return found;
}

/* With the marks replaced by their places. */
static void child_expand(const char *source, const char *pattern, char *out, size_t size) {
    const char *mark = strpbrk(pattern, "@#");
    size_t length = mark ? strcspn(mark + 1, " ") : 0;
    if (mark && *mark == '#')
        source = __FILE__;
    if (!mark)
        snprintf(out, size, "%s", pattern);
    else
        snprintf(out, size, "%.*s%s:%d%s", (int)(mark - pattern), pattern, source,
                 child_line_of(source, mark + 1, length), mark + 1 + length);
}

/* A line without its addresses. */
static void child_flatten(const char *line, size_t length, char *out, size_t size) {
    size_t to = 0;
    for (size_t i = 0; i < length && to + 1 < size; i++) {
        bool is_address = line[i] == '0' && i + 1 < length && line[i + 1] == 'x';
        out[to++] = is_address ? '*' : line[i];
        if (is_address)
            i += 1 + strspn(line + i + 2, "0123456789abcdef");
    }
    out[to] = '\0';
}

/* Whether each expected line was said, and nothing else was. */
static bool child_matches(const char *source, const struct child_case *one, const char *said) {
    char wanted[CHILD_LINES][512];
    bool seen[CHILD_LINES] = {false}, all = true;
    int count = 0;
    for (; count < CHILD_LINES && one->lines[count]; count++)
        child_expand(source, one->lines[count], wanted[count], sizeof wanted[count]);
    for (const char *at = said; *at;) {
        char line[512];
        size_t length = strcspn(at, "\n");
        int i = 0;
        child_flatten(at, length, line, sizeof line);
        at += length + (at[length] == '\n');
        while (i < count && (seen[i] || strcmp(wanted[i], line) != 0))
            i++;
        if (i == count)
            fprintf(stderr, "%s: said, and should not be: %s\n", one->name, line);
        else
            seen[i] = true;
        all &= i < count;
    }
    for (int i = 0; i < count; i++) {
        if (!seen[i])
            fprintf(stderr, "%s: not said: %s\n", one->name, wanted[i]);
        all &= seen[i];
    }
    return all;
}

static async int child_read_all(struct wok_descriptor *from, char *text, size_t size) {
    size_t length = 0;
    ssize_t got;
    while (length + 1 < size && (got = await wok_read(from, text + length, size - 1 - length)) > 0)
        length += (size_t)got;
    text[length] = '\0';
    return 0;
}

/* 0, or 1 when it ended in another way than with exit status `expected` (-1: by abort), or said else. */
static async int child_run(const char *source, const struct child_case *one, int expected) {
    char *said = malloc(CHILD_TEXT);
    defer free(said);
    char *arguments[] = {"child", (char *)one->name, NULL};
    struct wok_process_options options = {.size = sizeof options,
                                          .program = "/proc/self/exe",
                                          .arguments = arguments,
                                          .streams = {0, 0, WOK_PROCESS_PIPE}};
    struct wok_process_spawned child;
    int status = 0;
    if (wok_process_spawn(&options, &child) < 0)
        return 1;
    defer wok_process_end(child.process);
    defer wok_abandon(child.streams[2]);
    await child_read_all(child.streams[2], said, CHILD_TEXT);
    await wok_process_wait(child.process, &status);
    bool ended = expected < 0 ? WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT
                              : WIFEXITED(status) && WEXITSTATUS(status) == expected;
    if (child_matches(source, one, said) && ended)
        return 0;
    fprintf(stderr, "%s: status %x, it said:\n%s\n", one->name, (unsigned)status, said);
    return 1;
}

/* In the child: the main of the case of this name. */
static async int child_be(const struct child_case *cases, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(cases[i].name, name) == 0)
            return await cases[i].run(); // run
    return 99;
}

#endif
