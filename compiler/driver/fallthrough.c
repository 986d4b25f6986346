/*
 * Two scans. The first reads a user's file and answers: on line 12, the 0th `case` has such a comment
 * in front of it. The second walks the preprocessed text line by line, knows from the line markers
 * which line of which file each is, and inserts the attribute in front of that `case`.
 *
 *     x(); // falls through            x();
 *     case 3:                   →      __attribute__((__fallthrough__)); case 3:
 *
 * Not `gcc -E -C`: that keeps comments as tokens, so that a comment before a `#` makes the directive
 * ordinary text.
 */
#include "driver/fallthrough.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "driver/file.h"

static const char ATTRIBUTE[] = "__attribute__((__fallthrough__)); ";

/* The `index`th case or default of a line. */
struct mark {
    unsigned line, index;
};

struct marked_file {
    const char *name;
    ARRAY(struct mark) marks;
};

struct marked_files {
    struct arena *arena;
    ARRAY(struct marked_file *) files;
};

/* "fallthrough", "Falls thru", "FALL-THROUGH" … anywhere in the comment. */
static bool says_fall_through(const char *comment, const char *end) {
    for (; comment + 8 <= end; comment++) {
        if (strncasecmp(comment, "fall", 4) != 0)
            continue;
        const char *rest = comment + 4;
        if (*rest == 's' || *rest == 'S')
            rest++;
        if (*rest == ' ' || *rest == '-')
            rest++;
        if (strncasecmp(rest, "thr", 3) == 0)
            return true;
    }
    return false;
}

static bool is_word(char c) {
    return isalnum((unsigned char)c) || c == '_' || c == '$';
}

static bool is_case(const char *word, size_t length) {
    return (length == 4 && memcmp(word, "case", 4) == 0) ||
           (length == 7 && memcmp(word, "default", 7) == 0);
}

static const char *word_end(const char *at) {
    while (is_word(*at))
        at++;
    return at;
}

static const char *quoted_end(const char *at) {
    char quote = *at++;
    for (; *at && *at != quote && *at != '\n'; at++) {
        if (*at == '\\' && at[1])
            at++;
    }
    return *at == quote ? at + 1 : at;
}

static const char *comment_end(const char *at) {
    const char *end = at[1] == '*' ? strstr(at + 2, "*/") : strchr(at, '\n');
    if (!end)
        return at + strlen(at);
    return at[1] == '*' ? end + 2 : end;
}

struct scan {
    const char *at;
    unsigned line, index;
    bool pending;  /* such a comment stands before what comes next */
    char previous; /* the last character that was neither space nor comment */
};

static void scan_comment(struct scan *scan) {
    const char *end = comment_end(scan->at);
    /* After anything else a `default:` may be that of a _Generic. */
    if (strchr(";{}:", scan->previous) && says_fall_through(scan->at, end))
        scan->pending = true;
    for (; scan->at < end; scan->at++) {
        if (*scan->at == '\n') {
            scan->line++;
            scan->index = 0;
        }
    }
}

static void scan_word(struct marked_files *files, struct marked_file *file, struct scan *scan) {
    const char *end = word_end(scan->at);
    if (is_case(scan->at, (size_t)(end - scan->at))) {
        struct mark mark = {scan->line, scan->index++};
        if (scan->pending)
            array_push(files->arena, &file->marks, mark);
    }
    scan->pending = false;
    scan->previous = 'a';
    scan->at = end;
}

static void scan_file(struct marked_files *files, struct marked_file *file, const char *text) {
    struct scan scan = {.at = text, .line = 1, .previous = ';'};
    while (*scan.at) {
        char c = *scan.at;
        if (c == '\n') {
            scan.line++;
            scan.index = 0;
            scan.at++;
        } else if (isspace((unsigned char)c)) {
            scan.at++;
        } else if (c == '/' && (scan.at[1] == '*' || scan.at[1] == '/')) {
            scan_comment(&scan);
        } else if (is_word(c)) {
            scan_word(files, file, &scan);
        } else {
            scan.at = c == '"' || c == '\'' ? quoted_end(scan.at) : scan.at + 1;
            scan.pending = false;
            scan.previous = c;
        }
    }
}

static struct marked_file *marks_of(struct marked_files *files, const char *name) {
    for (size_t i = 0; i < files->files.count; i++) {
        if (strcmp(files->files.items[i]->name, name) == 0)
            return files->files.items[i];
    }
    struct marked_file *file = arena_new(files->arena, struct marked_file);
    struct buffer text;
    file->name = name;
    if (file_read(files->arena, name, &text) == 0)
        scan_file(files, file, text.data);
    array_push(files->arena, &files->files, file);
    return file;
}

static bool is_marked(const struct marked_file *file, unsigned line, unsigned index) {
    for (size_t i = 0; i < file->marks.count; i++) {
        if (file->marks.items[i].line == line && file->marks.items[i].index == index)
            return true;
    }
    return false;
}

/* One line of preprocessed text, with the attributes it needs. */
static void write_line(struct buffer *output, const struct marked_file *file, unsigned number,
                       const char *line, const char *end) {
    unsigned index = 0;
    const char *written = line;
    for (const char *at = line; at < end;) {
        if (*at == '"' || *at == '\'') {
            at = quoted_end(at);
        } else if (!is_word(*at)) {
            at++;
        } else {
            const char *after = word_end(at);
            if (is_case(at, (size_t)(after - at)) && is_marked(file, number, index++)) {
                buffer_append(output, written, (size_t)(at - written));
                buffer_puts(output, ATTRIBUTE);
                written = at;
            }
            at = after;
        }
    }
    buffer_append(output, written, (size_t)(end - written));
}

/* `# 12 "a.c" 3`: returns the file's name, NULL for one of the system's; `*line` that of the next. */
static const char *read_marker(struct arena *arena, const char *at, const char *end,
                               unsigned *line) {
    char *after;
    *line = (unsigned)strtoul(at + 2, &after, 10);
    const char *open = memchr(after, '"', (size_t)(end - after));
    if (!open)
        return NULL;
    const char *close = quoted_end(open);
    for (const char *flag = close; flag < end; flag++) {
        if (*flag == '3')
            return NULL;
    }
    return arena_copy(arena, open + 1, (size_t)(close - open) - 2);
}

static bool is_marker(const char *line) {
    return line[0] == '#' && line[1] == ' ' && isdigit((unsigned char)line[2]);
}

const char *fallthrough_restore(struct arena *arena, const char *text, size_t *length) {
    struct marked_files files = {.arena = arena};
    struct marked_file *file = NULL;
    struct buffer output;
    unsigned number = 0;
    buffer_init(&output, arena);
    for (const char *line = text, *end; *line; line = end) {
        const char *newline = strchr(line, '\n');
        end = newline ? newline + 1 : line + strlen(line);
        if (is_marker(line)) {
            const char *name = read_marker(arena, line, end, &number);
            file = name ? marks_of(&files, name) : NULL;
            buffer_append(&output, line, (size_t)(end - line));
            continue;
        }
        if (file && file->marks.count > 0)
            write_line(&output, file, number, line, end);
        else
            buffer_append(&output, line, (size_t)(end - line));
        number++;
    }
    if (output.length == *length)
        return text;
    *length = output.length;
    return output.data;
}
