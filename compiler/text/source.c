#include "text/source.h"

#include <string.h>

struct source_marker {
    uint32_t offset;     /* of the first line that it describes */
    uint32_t line_index; /* of that line, among all of the text */
    unsigned line;
    const char *file;
    bool system_header;
};

typedef ARRAY(struct source_marker) marker_array;
typedef ARRAY(uint32_t) offset_array;

static const char *skip_blanks(const char *p, const char *end) {
    while (p < end && (*p == ' ' || *p == '\t'))
        p++;
    return p;
}

/* A decimal number; NULL if there is none. */
static const char *read_number(const char *p, const char *end, unsigned *number) {
    if (p == end || *p < '0' || *p > '9')
        return NULL;
    unsigned value = 0;
    while (p < end && *p >= '0' && *p <= '9')
        value = value * 10 + (unsigned)(*p++ - '0');
    *number = value;
    return p;
}

static char octal_escape(const char **at, const char *end) {
    const char *p = *at;
    unsigned value = 0;
    for (int i = 0; i < 3 && p < end && *p >= '0' && *p <= '7'; i++)
        value = value * 8 + (unsigned)(*p++ - '0');
    *at = p;
    return (char)value;
}

/* A file name in quotes, with the escapes of a C string; NULL if there is none. */
static const char *read_file_name(struct arena *arena, const char *p, const char *end,
                                  const char **name) {
    if (p == end || *p != '"')
        return NULL;
    char *text = arena_allocate(arena, (size_t)(end - p));
    size_t length = 0;
    for (p++; p < end && *p != '"';) {
        if (*p == '\\' && p + 1 < end) {
            p++;
            text[length++] = *p >= '0' && *p <= '7' ? octal_escape(&p, end) : *p++;
        } else {
            text[length++] = *p++;
        }
    }
    if (p == end)
        return NULL;
    text[length] = '\0';
    *name = text;
    return p + 1;
}

/* `# 12 "a.c" 1 3` or `#line 12 "a.c"`, from behind the `#`. */
static bool read_marker(struct arena *arena, const char *p, const char *end, const char *file,
                        struct source_marker *marker) {
    p = skip_blanks(p, end);
    if (end - p > 5 && memcmp(p, "line", 4) == 0 && (p[4] == ' ' || p[4] == '\t'))
        p = skip_blanks(p + 4, end);
    p = read_number(p, end, &marker->line);
    if (!p)
        return false;
    marker->file = file;
    p = read_file_name(arena, skip_blanks(p, end), end, &marker->file);
    unsigned flag;
    while (p && (p = read_number(skip_blanks(p, end), end, &flag)))
        marker->system_header |= flag == 3;
    return true;
}

static void read_lines(struct source *source, marker_array *markers, offset_array *lines) {
    const char *text = source->text, *end = text + source->length;
    for (const char *line = text; line < end;) {
        array_push(source->arena, lines, (uint32_t)(line - text));
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        const char *line_end = newline ? newline : end;
        const char *p = skip_blanks(line, line_end);
        struct source_marker marker = {.offset = (uint32_t)(line_end - text) + 1,
                                       .line_index = (uint32_t)lines->count};
        const char *file =
            markers->count ? markers->items[markers->count - 1].file : source->main_file;
        if (p < line_end && *p == '#' && read_marker(source->arena, p + 1, line_end, file, &marker))
            array_push(source->arena, markers, marker);
        line = line_end + 1;
    }
}

struct source *source_create(struct arena *arena, const char *text, size_t length,
                             const char *main_file) {
    struct source *source = arena_new(arena, struct source);
    *source =
        (struct source){.arena = arena, .text = text, .length = length, .main_file = main_file};
    marker_array markers = {0};
    offset_array lines = {0};
    read_lines(source, &markers, &lines);
    source->markers = markers.items;
    source->marker_count = markers.count;
    source->lines = lines.items;
    source->line_count = lines.count;
    return source;
}

/* The last marker at or before the offset. */
static const struct source_marker *find_marker(const struct source *source, uint32_t offset) {
    size_t low = 0, high = source->marker_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (source->markers[middle].offset <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? &source->markers[low - 1] : NULL;
}

/* The last line that begins at or before the offset; the text has one. */
static uint32_t find_line(const struct source *source, uint32_t offset) {
    size_t low = 1, high = source->line_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (source->lines[middle] <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return (uint32_t)low - 1;
}

struct place source_place(const struct source *source, uint32_t offset) {
    if (offset > source->length)
        offset = (uint32_t)source->length;
    const struct source_marker *marker = find_marker(source, offset);
    struct place place = {.file = marker ? marker->file : source->main_file,
                          .line = marker ? marker->line : 1,
                          .column = offset + 1,
                          .system_header = marker && marker->system_header};
    if (source->line_count == 0)
        return place;
    uint32_t index = find_line(source, offset), first = marker ? marker->line_index : 0;
    place.line += index > first ? index - first : 0;
    place.column = offset - source->lines[index] + 1;
    return place;
}
