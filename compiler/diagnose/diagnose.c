/* Messages are put together here, and shown to people; to programs by json.c and sarif.c. */
#include "diagnose/internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

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
    fprintf(stderr, "%s%s:%u:%zu:%s %s%s", colour("\033[1m"), message->begin.file,
            message->begin.line, message->begin.column, colour("\033[0m"), colour(paint),
            message->severity);
    if (message->code)
        fprintf(stderr, "[E%04u]", message->code);
    fprintf(stderr, ":%s %s", colour("\033[0m"), message->text);
    const char *option = message->code ? diagnose__option(message->code) : NULL;
    if (option)
        fprintf(stderr, " [-Wwok-%s]", option);
    putc('\n', stderr);
    print_excerpt(excerpt, message->begin.line, paint);
}

static void report(struct diagnostics *diagnostics, enum severity severity, unsigned code,
                   uint32_t begin, uint32_t end, const char *format, va_list arguments) {
    const struct source *source = diagnostics->source;
    if (begin > source->length)
        begin = (uint32_t)source->length;
    if (end > source->length)
        end = (uint32_t)source->length;
    struct place place = source_place(source, begin);
    struct excerpt excerpt = excerpt__find(source, place, begin, end);
    struct diagnose_message message = {
        .severity = severities[severity].name,
        .code = severity == SEVERITY_NOTE ? 0 : code,
        .text = format_text(source->arena, format, arguments),
        .begin = excerpt__begin(&excerpt, place),
        .width = excerpt.width,
    };
    if (diagnostics->format == DIAGNOSE_AS_TEXT) {
        print_message(&message, &excerpt, severities[severity].colour);
        return;
    }
    excerpt__end(source, begin, end, &message.end);
    if (message.end.line < message.begin.line ||
        strcmp(message.end.file, message.begin.file) != 0 ||
        (message.end.line == message.begin.line && message.end.column <= message.begin.column)) {
        message.end = message.begin; /* out of a macro: what is underlined */
        message.end.column += excerpt.width;
        message.end.character += excerpt.width;
    }
    diagnose__keep(diagnostics, &message);
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
    if (diagnostics->format == DIAGNOSE_AS_TEXT)
        fprintf(stderr, "   = help: %s\n", text);
    else
        diagnose__keep_help(diagnostics, text);
    va_end(arguments);
}

void diagnose_edit(struct diagnostics *diagnostics, uint32_t begin, uint32_t end,
                   const char *replacement) {
    if (diagnostics->is_muted || diagnostics->format == DIAGNOSE_AS_TEXT)
        return;
    const struct source *source = diagnostics->source;
    struct diagnose_edit edit = {.text = replacement};
    struct place place = source_place(source, begin);
    uint32_t token_end = excerpt__token_end(source, begin);
    struct excerpt excerpt = excerpt__find(source, place, begin, token_end);
    edit.begin = edit.end = excerpt__begin(&excerpt, place);
    edit.is_exact = excerpt.is_exact;
    if (end > begin)
        edit.is_exact &= excerpt__end(source, begin, end, &edit.end);
    diagnose__keep_edit(diagnostics, &edit);
}

void diagnose_insert_behind(struct diagnostics *diagnostics, uint32_t begin, uint32_t end,
                            const char *text) {
    if (diagnostics->is_muted || diagnostics->format == DIAGNOSE_AS_TEXT)
        return;
    struct diagnose_edit edit = {.text = text};
    edit.is_exact = excerpt__end(diagnostics->source, begin, end, &edit.end);
    edit.begin = edit.end;
    diagnose__keep_edit(diagnostics, &edit);
}
