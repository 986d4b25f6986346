/*
 * Offsets are positions in the preprocessed text; people want to see their own. The line is read
 * from the user's file, and the column is found by looking for the underlined text in it, or for its
 * first token: the same text, the same number of times from the left. When the file cannot be read, or does not hold the
 * token (it came out of a macro), the nearest true thing is shown instead.
 */
#include "diagnose/internal.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

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

/* Columns of the same text in the user's line; blanks may differ. 0 if it does not go on there. */
static size_t matching_width(const char *user, const char *text, size_t length, bool *is_whole) {
    size_t width = 0, used = 0;
    for (;;) {
        while (used < length && isspace((unsigned char)text[used]))
            used++;
        *is_whole = used >= length;
        if (*is_whole)
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

/* Is all of this text at text[at], and neither its first nor its last token longer there? */
static bool text_stands_at(const char *line, size_t at, const char *text, size_t length) {
    bool is_whole;
    if (!token_stands_at(line, at, text, token_length(text, length)))
        return false;
    size_t width = matching_width(line + at, text, length, &is_whole);
    return is_whole && width > 0 &&
           !(in_identifier(line[at + width - 1]) && in_identifier(line[at + width]));
}

/*
 * Where this text stands in the user's line: as often from the left as it does in the preprocessed one,
 * or, as a macro has more of it, the last time. False if it does not.
 */
static bool find_text(struct excerpt *excerpt, const char *line, size_t column, size_t length) {
    unsigned skip = 0;
    for (size_t at = 0; at < column; at++)
        skip += text_stands_at(line, at, line + column, length);
    bool found = false;
    for (size_t at = 0; excerpt->line[at] && (!found || skip > 0); at++) {
        if (!text_stands_at(excerpt->line, at, line + column, length))
            continue;
        skip -= found;
        excerpt->column = at;
        found = true;
    }
    return found;
}

/* What a macro of the C library became, and its name, which is what people wrote. */
static const char *const library_macros[][2] = {
    {"__errno_location", "errno"},
    {"__h_errno_location", "h_errno"},
};

static bool find_macro(struct excerpt *excerpt, const char *line, size_t column, size_t length) {
    for (size_t i = 0; i < sizeof library_macros / sizeof library_macros[0]; i++) {
        const char *name = library_macros[i][1];
        for (size_t at = column; at < column + length; at++)
            if (token_stands_at(line, at, library_macros[i][0], strlen(library_macros[i][0])) &&
                find_text(excerpt, name, 0, strlen(name)))
                return true;
    }
    return false;
}

/* Where the preprocessed text [begin, begin + length) stands in the user's line. */
static void find_column(struct excerpt *excerpt, const char *line, size_t column, size_t length) {
    const char *text = line + column;
    size_t token_size = token_length(text, length);
    bool is_whole;
    if (!find_text(excerpt, line, column, length) &&
        !find_text(excerpt, line, column, token_size)) {
        bool found = find_macro(excerpt, line, column, length);
        excerpt->column = found ? excerpt->column : strspn(excerpt->line, " \t");
        excerpt->width = found ? token_length(excerpt->line + excerpt->column, SIZE_MAX) : 1;
        excerpt->is_exact = false;
        return;
    }
    excerpt->width = matching_width(excerpt->line + excerpt->column, text, length, &is_whole);
    if (excerpt->width < token_size)
        excerpt->width = token_size;
}

struct excerpt excerpt__find(const struct source *source, struct place place, uint32_t begin,
                             uint32_t end) {
    struct excerpt excerpt = {.width = 1, .is_exact = true};
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
    excerpt.is_exact = false;
    copy_preprocessed_line(source, line_begin, excerpt.line);
    size_t size = strlen(excerpt.line);
    excerpt.column = column < size ? column : size;
    excerpt.width = length;
    return excerpt;
}

static size_t characters_in(const char *text, size_t length) {
    size_t count = 0;
    for (size_t i = 0; i < length && text[i]; i++)
        count += ((unsigned char)text[i] & 0xc0) != 0x80;
    return count;
}

static struct diagnose_position position_at(const struct excerpt *excerpt, struct place place,
                                            size_t column) {
    return (struct diagnose_position){.file = place.file,
                                      .line = place.line,
                                      .column = column + 1,
                                      .character = characters_in(excerpt->line, column) + 1};
}

struct diagnose_position excerpt__begin(const struct excerpt *excerpt, struct place place) {
    return position_at(excerpt, place, excerpt->column);
}

uint32_t excerpt__token_end(const struct source *source, uint32_t begin) {
    return begin + (uint32_t)token_length(source->text + begin, source->length - begin);
}

/* Of the token that ends there: where it begins. */
static uint32_t last_token(const struct source *source, uint32_t begin, uint32_t end) {
    uint32_t at = end > begin ? end - 1 : begin;
    while (at > begin && in_identifier(source->text[at]) && in_identifier(source->text[at - 1]))
        at--;
    return at;
}

bool excerpt__end(const struct source *source, uint32_t begin, uint32_t end,
                  struct diagnose_position *position) {
    uint32_t at = last_token(source, begin, end);
    struct place place = source_place(source, at);
    struct excerpt excerpt = excerpt__find(source, place, at, end);
    *position = position_at(&excerpt, place, excerpt.column + excerpt.width);
    return excerpt.is_exact;
}
