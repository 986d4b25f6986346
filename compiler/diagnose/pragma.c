/*
 * `#pragma wok diagnostic`, as compilers know it: it holds for the text behind it, whatever file that
 * comes from, until the next or until `pop`.
 *
 *     #pragma wok diagnostic push
 *     #pragma wok diagnostic ignored "-Wwok-errno"
 *     …
 *     #pragma wok diagnostic pop
 */
#include <string.h>

#include "diagnose/internal.h"

/* What is left of the line. */
struct line {
    const char *at, *end;
};

static bool take(struct line *line, const char *word) {
    size_t length = strlen(word);
    while (line->at < line->end && strchr(" \t", *line->at))
        line->at++;
    if ((size_t)(line->end - line->at) < length || memcmp(line->at, word, length) != 0)
        return false;
    line->at += length;
    return true;
}

static bool is_at_end(struct line *line) {
    take(line, "");
    return line->at == line->end || *line->at == '\r' || *line->at == '\n';
}

/* "-Wwok-NAME": without its quotes, or NULL. */
static const char *take_flag(const struct diagnostics *diagnostics, struct line *line) {
    if (!take(line, "\""))
        return NULL;
    const char *close = memchr(line->at, '"', (size_t)(line->end - line->at));
    if (!close)
        return NULL;
    const char *flag = arena_copy(diagnostics->source->arena, line->at, (size_t)(close - line->at));
    line->at = close + 1;
    return flag;
}

static void add(struct diagnostics *diagnostics, uint32_t offset,
                const struct diagnose_levels *levels) {
    struct diagnose_change change = {offset, *levels};
    array_push(diagnostics->source->arena, &diagnostics->changes, change);
}

static bool read_level(struct line *line, enum diagnose_level *level) {
    static const struct {
        const char *word;
        enum diagnose_level level;
    } words[] = {{"ignored", LEVEL_OFF}, {"warning", LEVEL_WARNING}, {"error", LEVEL_ERROR}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!take(line, words[i].word))
            continue;
        *level = words[i].level;
        return true;
    }
    return false;
}

static void complain(struct diagnostics *diagnostics, uint32_t begin, uint32_t end,
                     const char *flag) {
    if (!flag) {
        diagnose_finding(diagnostics, DIAGNOSE_PRAGMA, begin, end,
                         "this pragma says nothing that wokcc understands");
        diagnose_help(diagnostics, "`diagnostic push`, `diagnostic pop`, or `diagnostic` with "
                                   "ignored, warning or error and a name: \"-Wwok-errno\"");
        return;
    }
    diagnose_finding(diagnostics, DIAGNOSE_PRAGMA, begin, end, "there is no finding `%s`", flag);
    const char *similar = diagnose_similar_name(flag);
    if (similar) {
        diagnose_help(diagnostics,
                      "the nearest is `-Wwok-%s`; docs/reference/diagnostics.md "
                      "lists all",
                      similar);
        uint32_t name = begin + (uint32_t)(strstr(diagnostics->source->text + begin, flag) -
                                           (diagnostics->source->text + begin));
        diagnose_edit(diagnostics, name, name + (uint32_t)strlen(flag),
                      arena_format(diagnostics->source->arena, "-Wwok-%s", similar));
        return;
    }
    diagnose_help(diagnostics, "docs/reference/diagnostics.md lists them: \"-Wwok-errno\" is one, "
                               "\"-Wwok\" means all");
}

static bool set_levels(const struct diagnostics *diagnostics, const char *flag,
                       enum diagnose_level level, struct diagnose_levels *levels) {
    struct diagnose_levels named = {0};
    if (strncmp(flag, "-Wwok", 5) != 0)
        return false;
    const char *error = arena_format(diagnostics->source->arena, "-Werror=%s", flag + 2);
    if (!diagnose_read_flag(error, &named))
        return false;
    for (size_t i = 0; i < CHOICE_COUNT; i++)
        if (named.of[i] != LEVEL_DEFAULT)
            levels->of[i] = level;
    return true;
}

void diagnose_read_pragma(struct diagnostics *diagnostics, uint32_t begin, uint32_t end) {
    const char *text = diagnostics->source->text;
    struct line line = {text + begin, text + end};
    if (!take(&line, "#") || !take(&line, "pragma") || !take(&line, "wok ") ||
        !take(&line, "diagnostic"))
        return;
    size_t count = diagnostics->changes.count, pushed = diagnostics->pushed.count;
    struct diagnose_levels levels = {0};
    if (count)
        levels = diagnostics->changes.items[count - 1].levels;
    enum diagnose_level level;
    const char *flag = NULL;
    bool is_read = true;
    if (take(&line, "push")) {
        array_push(diagnostics->source->arena, &diagnostics->pushed, levels);
    } else if (take(&line, "pop")) {
        levels = pushed ? diagnostics->pushed.items[pushed - 1] : (struct diagnose_levels){0};
        diagnostics->pushed.count -= pushed > 0;
    } else {
        is_read = read_level(&line, &level) && (flag = take_flag(diagnostics, &line)) != NULL &&
                  set_levels(diagnostics, flag, level, &levels);
    }
    if (!is_read || !is_at_end(&line))
        complain(diagnostics, begin, end, is_read ? NULL : flag);
    else
        add(diagnostics, end, &levels);
}
