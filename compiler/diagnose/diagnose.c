/*
 * Offsets are positions in the preprocessed text; people want to see their own. The line is read
 * from the user's file, and the column is found by looking for the underlined token in it: the same
 * token, the same number of times from the left. When the file cannot be read, or does not hold the
 * token (it came out of a macro), the nearest true thing is shown instead.
 */
#include "diagnose/internal.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LINE_BYTES_MAX 2000 /* longer lines are shown cut */

struct excerpt {
    char line[LINE_BYTES_MAX + 1];
    size_t column; /* 0-based, in `line` */
    size_t width;  /* of the underlined text */
};

enum severity { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_NOTE };

static const struct {
    const char *name, *colour;
} severities[] = {
    [SEVERITY_ERROR] = {"error", "\033[1;31m"},
    [SEVERITY_WARNING] = {"warning", "\033[1;35m"},
    [SEVERITY_NOTE] = {"note", "\033[1;36m"},
};

static bool use_colour(void) {
    return isatty(STDERR_FILENO) == 1;
}

static const char *colour(const char *sequence) {
    return use_colour() ? sequence : "";
}

/* Line number `line` of a file, without its newline. */
static bool read_user_line(const char *file, unsigned line, char text[LINE_BYTES_MAX + 1]) {
    FILE *stream = line ? fopen(file, "r") : NULL;
    if (!stream)
        return false;
    unsigned current = 1;
    size_t length = 0;
    int c;
    while (current <= line && (c = getc(stream)) != EOF) {
        if (c == '\n')
            current++;
        else if (current == line && length < LINE_BYTES_MAX)
            text[length++] = (char)c;
    }
    bool found = current > line || (current == line && length > 0);
    if (length > 0 && text[length - 1] == '\r')
        length--;
    text[length] = '\0';
    fclose(stream);
    return found;
}

static void copy_preprocessed_line(const struct source *source, uint32_t begin,
                                   char text[LINE_BYTES_MAX + 1]) {
    size_t length = strcspn(source->text + begin, "\n");
    if (length > LINE_BYTES_MAX)
        length = LINE_BYTES_MAX;
    memcpy(text, source->text + begin, length);
    text[length] = '\0';
}

static bool in_identifier(char c) {
    return isalnum((unsigned char)c) || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

static size_t token_length(const char *text, size_t length) {
    size_t n = 0;
    while (n < length && in_identifier(text[n]))
        n++;
    return n ? n : 1;
}

/* Is this token at text[at], not as a part of a longer identifier? */
static bool token_stands_at(const char *line, size_t at, const char *token, size_t length) {
    if (strncmp(line + at, token, length) != 0)
        return false;
    if (!in_identifier(token[0]))
        return true;
    return !(at > 0 && in_identifier(line[at - 1])) && !in_identifier(line[at + length]);
}

/* How often the token stands in the preprocessed line before column `end`. */
static unsigned count_before(const char *line, size_t end, const char *token, size_t length) {
    unsigned count = 0;
    for (size_t at = 0; at < end; at++)
        count += token_stands_at(line, at, token, length);
    return count;
}

/* Columns of the same text in the user's line; blanks may differ. 0 if it does not go on there. */
static size_t matching_width(const char *user, const char *text, size_t length) {
    size_t width = 0, used = 0;
    for (;;) {
        while (used < length && isspace((unsigned char)text[used]))
            used++;
        if (used >= length)
            return width;
        size_t here = width;
        while (isspace((unsigned char)user[here]))
            here++;
        if (user[here] == '\0' || user[here] != text[used])
            return width;
        width = here + 1;
        used++;
    }
}

/* Where the preprocessed text [begin, begin + length) stands in the user's line. */
static void find_column(struct excerpt *excerpt, const char *line, size_t column, size_t length) {
    const char *token = line + column;
    size_t token_size = token_length(token, length);
    unsigned skip = count_before(line, column, token, token_size);
    bool found = false;
    size_t size = strlen(excerpt->line);
    for (size_t at = 0; at + token_size <= size; at++) {
        if (!token_stands_at(excerpt->line, at, token, token_size))
            continue;
        excerpt->column = at;
        found = true;
        if (skip-- == 0)
            break;
    }
    if (!found) {
        excerpt->column = strspn(excerpt->line, " \t");
        excerpt->width = 1;
        return;
    }
    excerpt->width = matching_width(excerpt->line + excerpt->column, token, length);
    if (excerpt->width < token_size)
        excerpt->width = token_size;
}

static struct excerpt find_excerpt(const struct source *source, struct place place, uint32_t begin,
                                   uint32_t end) {
    struct excerpt excerpt = {.width = 1};
    size_t column = place.column ? place.column - 1 : 0;
    uint32_t line_begin = begin - (uint32_t)column;
    const char *line = source->text + line_begin;
    size_t rest = strcspn(source->text + begin, "\n");
    size_t length = end > begin ? end - begin : 1;
    if (length > rest)
        length = rest ? rest : 1;
    if (read_user_line(place.file, place.line, excerpt.line)) {
        if (rest)
            find_column(&excerpt, line, column, length);
        else
            excerpt.column = strlen(excerpt.line);
        return excerpt;
    }
    copy_preprocessed_line(source, line_begin, excerpt.line);
    size_t size = strlen(excerpt.line);
    excerpt.column = column < size ? column : size;
    excerpt.width = length;
    return excerpt;
}

static void print_excerpt(const struct excerpt *excerpt, unsigned line, const char *paint) {
    if (excerpt->line[0] == '\0')
        return;
    fprintf(stderr, "%5u | %s\n      | ", line, excerpt->line);
    size_t size = strlen(excerpt->line);
    for (size_t i = 0; i < excerpt->column; i++) {
        /* One column a character: tabs stay tabs, the rest bytes of UTF-8 take none. */
        unsigned char c = i < size ? (unsigned char)excerpt->line[i] : ' ';
        if (c == '\t' || (c & 0xc0) != 0x80)
            putc(c == '\t' ? '\t' : ' ', stderr);
    }
    fputs(colour(paint), stderr);
    for (size_t i = 0; i < excerpt->width && (i == 0 || excerpt->column + i < size); i++)
        if (i == 0 || ((unsigned char)excerpt->line[excerpt->column + i] & 0xc0) != 0x80)
            putc(i == 0 ? '^' : '~', stderr);
    fprintf(stderr, "%s\n", colour("\033[0m"));
}

static const char *format_text(struct arena *arena, const char *format, va_list arguments) {
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = arena_array(arena, char, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    return text;
}

static void print_message(const struct diagnose_message *message, const struct excerpt *excerpt,
                          const char *paint) {
    fprintf(stderr, "%s%s:%u:%zu:%s %s%s", colour("\033[1m"), message->file, message->line,
            message->column, colour("\033[0m"), colour(paint), message->severity);
    if (message->code)
        fprintf(stderr, "[E%04u]", message->code);
    fprintf(stderr, ":%s %s", colour("\033[0m"), message->text);
    const char *option = message->code ? diagnose__option(message->code) : NULL;
    if (option)
        fprintf(stderr, " [-Wwok-%s]", option);
    putc('\n', stderr);
    print_excerpt(excerpt, message->line, paint);
}

static void report(struct diagnostics *diagnostics, enum severity severity, unsigned code,
                   uint32_t begin, uint32_t end, const char *format, va_list arguments) {
    const struct source *source = diagnostics->source;
    if (begin > source->length)
        begin = (uint32_t)source->length;
    if (end > source->length)
        end = (uint32_t)source->length;
    struct place place = source_place(source, begin);
    struct excerpt excerpt = find_excerpt(source, place, begin, end);
    struct diagnose_message message = {
        .severity = severities[severity].name,
        .code = severity == SEVERITY_NOTE ? 0 : code,
        .text = format_text(source->arena, format, arguments),
        .file = place.file,
        .line = place.line,
        .column = excerpt.column + 1,
        .width = excerpt.width,
    };
    if (diagnostics->is_json)
        diagnose__json(diagnostics, &message);
    else
        print_message(&message, &excerpt, severities[severity].colour);
}

void diagnose_error(struct diagnostics *diagnostics, enum diagnose_code code, uint32_t begin,
                    uint32_t end, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    report(diagnostics, SEVERITY_ERROR, code, begin, end, format, arguments);
    va_end(arguments);
    diagnostics->is_muted = false;
    diagnostics->error_count++;
}

void diagnose_warning(struct diagnostics *diagnostics, enum diagnose_code code, uint32_t begin,
                      uint32_t end, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    report(diagnostics, SEVERITY_WARNING, code, begin, end, format, arguments);
    va_end(arguments);
    diagnostics->is_muted = false;
    diagnostics->warning_count++;
}

void diagnose_finding(struct diagnostics *diagnostics, enum diagnose_code code, uint32_t begin,
                      uint32_t end, const char *format, ...) {
    enum diagnose_level level = diagnose__level(diagnostics, code, begin);
    diagnostics->is_muted = level == LEVEL_OFF;
    if (level == LEVEL_OFF)
        return;
    va_list arguments;
    va_start(arguments, format);
    report(diagnostics, level == LEVEL_ERROR ? SEVERITY_ERROR : SEVERITY_WARNING, code, begin, end,
           format, arguments);
    va_end(arguments);
    *(level == LEVEL_ERROR ? &diagnostics->error_count : &diagnostics->warning_count) += 1;
}

void diagnose_note(struct diagnostics *diagnostics, uint32_t begin, uint32_t end,
                   const char *format, ...) {
    if (diagnostics->is_muted)
        return;
    va_list arguments;
    va_start(arguments, format);
    report(diagnostics, SEVERITY_NOTE, 0, begin, end, format, arguments);
    va_end(arguments);
}

void diagnose_help(struct diagnostics *diagnostics, const char *format, ...) {
    if (diagnostics->is_muted)
        return;
    va_list arguments;
    va_start(arguments, format);
    const char *text = format_text(diagnostics->source->arena, format, arguments);
    if (diagnostics->is_json)
        diagnose__json_help(diagnostics, text);
    else
        fprintf(stderr, "   = help: %s\n", text);
    va_end(arguments);
}
